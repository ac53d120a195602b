#pragma once
// The addresses of a host and what is known of them, shared by all connections to it: the one that took the
// last connection comes first, those that failed come last. They may become others while a run goes on:
// whoever could not connect to any of them asks for a new lookup of the name, whoever looks it up
// (run/endpoint_refresher.h) stores what it finds. Copies are one and the same list. Thread rule: any thread.

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/address.h"

namespace seiload::net {

class Addresses {
 public:
  using List = std::vector<Address>;  // in the order to try

  Addresses() : Addresses(List()) {}  // none yet
  // Those of a host, which may be looked up again.
  Addresses(std::string host, std::uint16_t port, List list);
  // Those that stay.
  Addresses(List list)
      : Addresses({}, 0, std::move(list)) {}  // NOLINT(google-explicit-constructor): the same thing
  Addresses(std::initializer_list<Address> list) : Addresses(List(list)) {}

  const std::string& host() const { return shared_->host; }  // empty: they stay
  std::uint16_t port() const { return shared_->port; }

  std::shared_ptr<const List> now() const;
  // What is known of an address that stays in the list stays known.
  void replace(const List& list);

  // An address of the list has taken a connection: it is tried first from now on.
  void note_connected(const Address& address);
  // It has refused one, did not answer, or closed one without an answer: it is tried last from now on.
  void note_failed(const Address& address);

  void request_refresh() { shared_->wants_lookup = true; }
  bool take_refresh_request() {
    return shared_->wants_lookup.exchange(false);
  }  // true once for any number of them

 private:
  enum class Rank : std::uint8_t { connected, untried, failed };  // in the order to try
  struct Shared {
    Shared(std::string host_name, std::uint16_t port_number, List first);
    void move(const Address& address, Rank rank);  // to the front, or to the end

    const std::string host;
    const std::uint16_t port;
    std::atomic<bool> wants_lookup{false};
    std::mutex mutex;
    // Guarded by mutex.
    std::shared_ptr<const List> list;
    std::vector<Rank> ranks;  // of the list's addresses; sorted
  };

  std::shared_ptr<Shared> shared_;
};

}  // namespace seiload::net
