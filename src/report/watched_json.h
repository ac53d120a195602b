#pragma once
// The sections about the chain of the JSON report: members of its object, only those that were tracked.

#include <span>

#include "base/percentile.h"
#include "json/writer.h"
#include "report/watched.h"

namespace seiload::report {

// With these percentiles of latencies, besides those of every report.
void append_json(json::Writer& out, const Watched& watched, std::span<const base::Percentile> percentiles);
void append_interval(json::Writer& out, const WatchedInterval& watched);  // members of an interval's object

}  // namespace seiload::report
