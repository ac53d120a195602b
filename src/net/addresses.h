#pragma once
// The addresses of a host, which may become others while a run goes on: whoever could not connect to any of them asks
// for a new look at the name, whoever looks (run/name_watch.h) puts in what it finds. Copies are one and the same list.
// Thread rule: any thread.

#include <atomic>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "net/address.h"

namespace seiload::net {

class Addresses {
 public:
  using List = std::vector<Address>;  // in the order to try

  Addresses() : Addresses(List()) {}  // none yet
  // Those of a host, which may be looked up again.
  Addresses(std::string host, std::uint16_t port, List list)
      : shared_(std::make_shared<Shared>(std::move(host), port, std::move(list))) {}
  // Those that stay.
  Addresses(List list) : Addresses({}, 0, std::move(list)) {}  // NOLINT(google-explicit-constructor): the same thing
  Addresses(std::initializer_list<Address> list) : Addresses(List(list)) {}

  const std::string& host() const { return shared_->host; }  // empty: they stay
  std::uint16_t port() const { return shared_->port; }

  std::shared_ptr<const List> now() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->list;
  }
  void replace(List list) {
    auto next = std::make_shared<const List>(std::move(list));
    const std::lock_guard lock(shared_->mutex);
    shared_->list = std::move(next);
  }

  void ask_for_lookup() { shared_->wants_lookup = true; }
  bool take_request() { return shared_->wants_lookup.exchange(false); }  // true once for any number of them

 private:
  struct Shared {
    Shared(std::string host_name, std::uint16_t port_number, List first)
        : host(std::move(host_name)), port(port_number), list(std::make_shared<const List>(std::move(first))) {}

    const std::string host;
    const std::uint16_t port;
    std::atomic<bool> wants_lookup{false};
    std::mutex mutex;
    std::shared_ptr<const List> list;  // guarded by mutex
  };

  std::shared_ptr<Shared> shared_;
};

}  // namespace seiload::net
