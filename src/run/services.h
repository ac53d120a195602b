#pragma once
// What goes on in the background for the whole of a run, on one loop and thread (run/service_loop.h): the
// metrics endpoint, the push of metrics to a collector, and the looking up of endpoints' names again.

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "run/endpoint_refresher.h"
#include "run/environment.h"
#include "run/metrics.h"
#include "run/metrics_endpoint.h"
#include "run/otlp_push.h"
#include "run/service_loop.h"

namespace seiload::run {

class Services {
 public:
  // Both outlive it.
  Services(const Environment& environment, Metrics& metrics)
      : environment_(environment), metrics_(metrics), loop_(environment.clock, environment.stop) {}

  // With an empty address: no endpoint.
  base::Status start(const std::string& metrics_address, sys::WallTime run_started);
  // Of endpoints that were found: their names are looked up again when they are not reached, from now on.
  base::Status watch_names(const std::vector<rpc::Endpoint>& endpoints);

  bool serves_metrics() const { return endpoint_ != nullptr; }
  // The last push, of the values that are stored now, and the wait for it (run/otlp_push.h). Where nothing is
  // pushed they do nothing.
  void begin_final_push();
  void finish_push();

 private:
  const Environment& environment_;
  Metrics& metrics_;
  std::list<EndpointRefresher> refreshers_;
  std::unique_ptr<MetricsEndpoint> endpoint_;
  std::optional<OtlpPush> push_;
  ServiceLoop loop_;  // last: it uses all of the above
};

}  // namespace seiload::run
