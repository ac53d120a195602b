#pragma once
// Reports as comma-separated values, RFC 4180: lines end with CR LF, the first one names the columns. All
// that they hold is numbers, times in UTC and names that need no quotes.

#include <string>

#include "measure/summary.h"

namespace seiload::report {

// A row each interval: `time`, its begin, then the members of an interval of the JSON report, those of
// `blocks` and `inclusion` with the name before ("blocks_count"). The columns are always the same; a cell is
// empty where nothing was measured.
std::string to_csv(const measure::Summary& summary);

// A row each bucket that has samples, of all histograms: `histogram`, the path of its keys in the JSON
// report; `bucket`, its lower bound, `next`, the first value beyond it, and `count`. Times are in
// nanoseconds.
std::string histograms_csv(const measure::Summary& summary);

}  // namespace seiload::report
