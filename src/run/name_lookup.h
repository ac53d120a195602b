#pragma once
// One look-up of a name, on a thread of its own for as long as it takes: net::resolve() waits for name
// servers, and whoever serves others on one thread must not. Thread rule: one owner.

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/addresses.h"
#include "net/resolver_config.h"
#include "sys/clock.h"
#include "sys/stop.h"
#include "sys/thread.h"

namespace seiload::run {

class NameLookup {
 public:
  // Called on that thread, so that files that have changed are read again.
  using Resolver = std::function<net::ResolverConfig()>;

  // All outlive it. An Error where there is no thread to be had; `stop` is requested if the thread fails.
  static base::Result<std::unique_ptr<NameLookup>> start(const std::string& host, std::uint16_t port,
                                                         const Resolver& resolver, const sys::Clock& clock,
                                                         sys::TimePoint deadline, sys::Stop& stop);
  ~NameLookup();  // gives it up

  const sys::Event& done() const { return done_; }
  // Requires that it is done.
  const base::Result<net::Addresses::List>& found() const;

 private:
  NameLookup() = default;

  const sys::Event end_, done_;
  base::Result<net::Addresses::List> found_ = sys::stopped_error();  // the thread's until done_
  sys::Thread thread_;
};

}  // namespace seiload::run
