#include "cli/environment.h"

namespace seiload::cli {
namespace {

constexpr std::size_t kShortCommit = 8;

// Exposition is UTF-8: what is none would make a scraper refuse the whole of it.
bool is_plain(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

}  // namespace

report::MetricLabels target_labels(const GetEnv& get, std::string_view host, std::string_view version) {
  report::MetricLabels labels = {{"service_name", "seiload"}};
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty() && is_plain(value)) labels.push_back({name, std::move(value)});
  };
  const auto variable = [&](const char* name, std::string_view fallback = {}) {
    auto value = get(name);
    return value && !value->empty() ? *value : std::string(fallback);
  };
  add("service_instance_id", variable("SEILOAD_INSTANCE_ID", host));
  add("service_version", variable("SEILOAD_SERVICE_VERSION", version));
  add("seiload_run_id", variable("SEILOAD_RUN_ID"));
  add("seiload_chain_id", variable("SEILOAD_CHAIN_ID"));
  const std::string commit = variable("SEILOAD_COMMIT_ID");
  add("seiload_commit_id", commit);
  add("seiload_commit_id_short", commit.substr(0, kShortCommit));
  add("seiload_workload", variable("SEILOAD_WORKLOAD"));
  return labels;
}

}  // namespace seiload::cli
