#include "run/metrics_endpoint.h"

#include "base/host_port.h"
#include "base/text.h"
#include "net/resolver.h"

namespace seiload::run {
namespace {

constexpr sys::Duration kResolveTimeout = std::chrono::seconds(5);

base::Result<net::Listener> listen_at(const std::string& text, const sys::Clock& clock,
                                      const sys::Event& stop) {
  const auto parts = base::split_host_port(text);
  if (!parts) return base::invalid_input("expected HOST:PORT");  // profile/finish.cc has refused it
  if (parts->host.empty()) {
    auto both = net::listen_on(net::Address::v6({}, parts->port));
    return both ? std::move(both)
                : net::listen_on(net::Address::v4({}, parts->port));  // a system without IPv6
  }
  if (const auto ip = net::Address::parse_ip(parts->host, parts->port)) return net::listen_on(*ip);
  const auto deadline = clock.now() + kResolveTimeout;
  auto found = net::resolve(parts->host, parts->port, net::load_resolver_config(), clock, deadline, stop);
  if (!found) return std::move(found).error();
  return net::listen_on(found->front());
}

}  // namespace

base::Result<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::open(const std::string& address,
                                                                     Metrics& metrics,
                                                                     const sys::Clock& clock,
                                                                     const sys::Stop& stop, sys::Log& log) {
  if (address.empty()) return std::unique_ptr<MetricsEndpoint>();
  auto listener = listen_at(address, clock, stop);
  if (!listener && listener.error().code == base::Code::stopped) return std::move(listener).error();
  if (!listener) {
    log.warning(base::cat("metrics: ", listener.error().message, "; continuing without metrics"));
    return std::unique_ptr<MetricsEndpoint>();
  }
  const std::string at = listener->address.to_text();
  std::unique_ptr<MetricsEndpoint> endpoint(new MetricsEndpoint(std::move(*listener), metrics, clock));
  log.info(base::cat("metrics: http://", at, "/metrics"));
  return endpoint;
}

}  // namespace seiload::run
