#pragma once
// Looks names of endpoints up again when none of their addresses took a connection, on a thread of its own: a
// pod that was started anew has another address under the same name. At most once a second and name; where
// the name has no usable answer, the addresses stay. Endpoints that are given by an address, or a socket's
// path, cost nothing.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/resolver_config.h"
#include "rpc/endpoint.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/stop.h"
#include "sys/thread.h"

namespace seiload::run {

class NameWatch {
 public:
  // Read anew for each look: the files may have changed.
  using Resolver = std::function<net::ResolverConfig()>;

  // Clock and log outlive it. Until it is destroyed.
  NameWatch(const std::vector<rpc::Endpoint>& endpoints, Resolver resolver, const sys::Clock& clock,
            sys::Log& log);
  // Does nothing where no endpoint has a name. `stop`, which outlives this, is requested if the thread fails.
  base::Status start(sys::Stop& stop);
  ~NameWatch();
  NameWatch(const NameWatch&) = delete;
  NameWatch& operator=(const NameWatch&) = delete;

 private:
  struct Name {
    std::string endpoint;
    net::Addresses addresses;
    sys::TimePoint next_look;
    bool warned = false;  // since the last answer
  };

  void run();
  void look_up(Name& name);

  const Resolver resolver_;
  const sys::Clock& clock_;
  sys::Log& log_;
  std::vector<Name> names_;
  const sys::Event end_;
  sys::Thread thread_;
};

}  // namespace seiload::run
