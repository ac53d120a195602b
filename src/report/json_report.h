#pragma once
// The final report for programs. Key names are stable and documented in seiload(5); times are in seconds.
// Histograms carry their buckets, so that reports of several runs merge exactly (stats/histogram.h tells the
// layout).

#include <string>

#include "report/summary.h"

namespace seiload::report {

std::string to_json(const Summary& summary);

}  // namespace seiload::report
