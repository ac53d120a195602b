#include "run/services.h"

#include "net/resolver_config.h"

namespace seiload::run {

base::Status Services::start(const std::string& metrics_address, sys::WallTime run_started) {
  auto endpoint = MetricsEndpoint::open(metrics_address, metrics_, world_.clock, world_.stop, world_.log);
  if (!endpoint) return std::move(endpoint).error();
  endpoint_ = std::move(*endpoint);
  if (endpoint_)
    if (auto status = loop_.add(*endpoint_); !status) return status;
  if (world_.otlp.url.empty()) return {};
  push_.emplace(world_.otlp, metrics_, world_.version, run_started, world_.clock, world_.log);
  return push_->start(loop_, world_.stop);
}

base::Status Services::watch_names(const std::vector<rpc::Endpoint>& endpoints) {
  name_watches_.emplace_back(
      endpoints, [] { return net::load_resolver_config(); }, world_.clock, world_.log);
  return name_watches_.back().start(loop_, world_.stop);
}

void Services::begin_final_push() {
  if (push_) push_->begin_final();
}

void Services::finish_push() {
  if (push_) push_->finish(world_.stop);
}

}  // namespace seiload::run
