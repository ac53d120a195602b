#pragma once
// What was measured between two moments of a run, as a summary that conditions can look at.

#include <optional>

#include "measure/summary.h"
#include "measure/totals.h"

namespace seiload::measure {

// All that was measured by a moment.
struct Mark {
  base::TimePoint at{};
  Totals totals;
  std::optional<BlocksReport> blocks;        // nothing: not watched
  std::optional<InclusionReport> inclusion;  // the same
};

// `length`: of the load in it. `asked`: how many starts were due; 0: no rate says.
Summary window(const Mark& before, const Mark& now, base::Duration length, double asked = 0);

}  // namespace seiload::measure
