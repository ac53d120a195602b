#pragma once
// What the environment says about a run: what it is called, for target_info and OTLP's resource, and where
// its metrics are pushed. The names that begin with OTEL_ are OpenTelemetry's
// (opentelemetry.io/docs/specs/otel/configuration/ sdk-environment-variables and protocol/exporter). Only
// main() hands in the real environment.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/metrics_text.h"
#include "run/otlp_push.h"

namespace seiload::cli {

// The variable's value, or nothing.
using GetEnv = std::function<std::optional<std::string>(const char* name)>;

// The resource's attributes: service.name (OTEL_SERVICE_NAME), service.instance.id (SEILOAD_INSTANCE_ID, else
// the host's name), service.version (SEILOAD_SERVICE_VERSION, else `version`), and of SEILOAD_RUN_ID,
// SEILOAD_CHAIN_ID, SEILOAD_COMMIT_ID and SEILOAD_WORKLOAD those that are set and not empty. Then what else
// OTEL_RESOURCE_ATTRIBUTES has; of the first three it replaces what no variable of their own gives. What is
// wrong is told in `warnings`.
report::MetricLabels resource_attributes(const GetEnv& get, std::string_view host, std::string_view version,
                                         std::vector<std::string>& warnings);

// The same as labels of target_info: what a label's name may not have is '_'; of equal names the first
// counts.
report::MetricLabels target_labels(const report::MetricLabels& resource);

// Where to push, without the resource; an empty url: nowhere.
run::OtlpSettings otlp_settings(const GetEnv& get, std::vector<std::string>& warnings);

}  // namespace seiload::cli
