#pragma once
// Looks names of endpoints up again when none of their addresses took a connection: a pod that was started
// again has another address under the same name. At most once a second and name; where the name has no usable
// answer, the addresses stay. Endpoints that are given by an address, or a socket's path, cost nothing. A
// service of the loop; the look-ups themselves are on threads of their own (run/name_lookup.h).

#include <memory>
#include <string>
#include <vector>

#include "rpc/endpoint.h"
#include "run/name_lookup.h"
#include "run/service_loop.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/stop.h"

namespace seiload::run {

class EndpointRefresher final : public Service {
 public:
  using Resolver = NameLookup::Resolver;

  // Clock and log outlive it.
  EndpointRefresher(const std::vector<rpc::Endpoint>& endpoints, Resolver resolver, const sys::Clock& clock,
                    sys::Log& log);
  // From now on, on this loop, which must not outlive it. Does nothing where no endpoint has a name. `stop`,
  // which outlives this, is requested if a thread fails.
  base::Status start(ServiceLoop& loop, sys::Stop& stop);

 private:
  struct Name {
    std::string endpoint;
    net::Addresses addresses;
    sys::TimePoint next_look;
    bool warned = false;                 // since the last answer
    std::unique_ptr<NameLookup> lookup;  // under way
  };

  sys::TimePoint add_polls(std::vector<pollfd>& descriptors) override;
  void on_poll(std::span<const pollfd> descriptors, sys::TimePoint now) override;
  void begin_look(Name& name, sys::TimePoint now);
  void end_look(Name& name, sys::TimePoint now);
  void warn(Name& name, std::string_view why);

  const Resolver resolver_;
  const sys::Clock& clock_;
  sys::Log& log_;
  sys::Stop* stop_ = nullptr;  // once started
  std::vector<Name> names_;
  sys::TimePoint next_tick_;  // when requests are looked for next
};

}  // namespace seiload::run
