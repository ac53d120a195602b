#pragma once
// What several sections of the JSON report are made of.

#include <optional>
#include <string_view>

#include "json/writer.h"
#include "stats/histogram.h"

namespace seiload::report {

void seconds(json::Writer& out, std::string_view key, std::optional<base::Duration> value);

// An object of count, percentiles and buckets.
void latency_object(json::Writer& out, std::string_view key, const stats::HistogramSnapshot& histogram);

}  // namespace seiload::report
