#pragma once
// What the environment says about a run: the labels of target_info. Only main() hands in the real environment.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "report/metrics_text.h"

namespace seiload::cli {

// The variable's value, or nothing.
using GetEnv = std::function<std::optional<std::string>(const char* name)>;

// service_name, service_instance_id (SEILOAD_INSTANCE_ID, else the host's name), service_version
// (SEILOAD_SERVICE_VERSION, else `version`), and of SEILOAD_RUN_ID, SEILOAD_CHAIN_ID, SEILOAD_COMMIT_ID and
// SEILOAD_WORKLOAD those that are set and not empty.
report::MetricLabels target_labels(const GetEnv& get, std::string_view host, std::string_view version);

}  // namespace seiload::cli
