#include "run/services.h"

#include "net/resolver_config.h"

namespace seiload::run {

base::Status Services::start(const std::string& metrics_address, sys::WallTime run_started) {
  auto endpoint = MetricsEndpoint::open(metrics_address, metrics_, environment_.clock, environment_.stop,
                                        environment_.log);
  if (!endpoint) return std::move(endpoint).error();
  endpoint_ = std::move(*endpoint);
  if (endpoint_)
    if (auto status = loop_.add(*endpoint_); !status) return status;
  if (environment_.otlp.url.empty()) return {};
  push_.emplace(environment_.otlp, metrics_, environment_.version, run_started, environment_.clock,
                environment_.log);
  return push_->start(loop_, environment_.stop);
}

base::Status Services::watch_names(const std::vector<rpc::Endpoint>& endpoints) {
  refreshers_.emplace_back(
      endpoints, [] { return net::load_resolver_config(); }, environment_.clock, environment_.log);
  return refreshers_.back().start(loop_, environment_.stop);
}

void Services::begin_final_push() {
  if (push_) push_->begin_final();
}

void Services::finish_push() {
  if (push_) push_->finish(environment_.stop);
}

}  // namespace seiload::run
