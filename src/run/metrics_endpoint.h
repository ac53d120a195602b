#pragma once
// --metrics-listen-addr: from its text to a server, a service of the loop.

#include <memory>
#include <string>

#include "net/http_server.h"
#include "run/metrics.h"
#include "run/service_loop.h"
#include "sys/log.h"

namespace seiload::run {

class MetricsEndpoint final : public Service {
 public:
  // Null with an empty address, and with one that cannot be had: then a warning is logged, and the run goes
  // on without. An Error where the stop came first. All but the address outlive it.
  static base::Result<std::unique_ptr<MetricsEndpoint>> open(const std::string& address, Metrics& metrics,
                                                             const sys::Clock& clock, const sys::Stop& stop,
                                                             sys::Log& log);

 private:
  MetricsEndpoint(net::Listener listener, Metrics& metrics, const sys::Clock& clock)
      : server_(std::move(listener), {}, clock, metrics) {}

  sys::TimePoint add_polls(std::vector<pollfd>& descriptors) override {
    return server_.add_polls(descriptors);
  }
  void on_poll(std::span<const pollfd> descriptors, sys::TimePoint) override { server_.on_poll(descriptors); }

  net::HttpServer server_;
};

}  // namespace seiload::run
