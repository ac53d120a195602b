#include "run/services.h"

#include "net/resolver.h"
#include "run/metrics_endpoint.h"

namespace seiload::run {

base::Status Services::start(const std::string& metrics_address, sys::WallTime run_started) {
  auto served = serve_metrics(metrics_address, metrics_, world_.clock, world_.stop, world_.log);
  if (!served) return std::move(served).error();
  server_ = std::move(*served);
  if (world_.otlp.url.empty()) return {};
  push_.emplace(world_.otlp, metrics_, world_.version, run_started, world_.clock, world_.log);
  return push_->start(world_.stop);
}

base::Status Services::watch_names(const std::vector<rpc::Endpoint>& endpoints) {
  name_watches_.emplace_back(
      endpoints, [] { return net::load_resolver_config(); }, world_.clock, world_.log);
  return name_watches_.back().start(world_.stop);
}

void Services::begin_final_push() {
  if (push_) push_->begin_final();
}

void Services::finish_push() {
  if (push_) push_->finish(world_.stop);
}

}  // namespace seiload::run
