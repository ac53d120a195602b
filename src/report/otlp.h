#pragma once
// Metrics as OTLP: the body of an ExportMetricsServiceRequest in OTLP's JSON encoding, which is protobuf's
// JSON mapping with enumerations as numbers and trace ids in hex (opentelemetry.io/docs/specs/otlp, "JSON
// Protobuf Encoding"). Pure: families in, text out; cumulative temporality.

#include <span>
#include <string>
#include <string_view>

#include "report/metrics_text.h"
#include "sys/clock.h"

namespace seiload::report {

// What the numbers are of: sums and histograms count from `start` to `now`.
struct OtlpContext {
  MetricLabels resource;     // attributes: "service.name", ...
  std::string_view version;  // of the program
  sys::WallTime start, now;
};

// Families of type info and those without any sample are left out. A family's name is its metric's: no
// "_total".
std::string to_otlp_json(const OtlpContext& context, std::span<const MetricFamily> families);

}  // namespace seiload::report
