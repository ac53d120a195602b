#pragma once
// The summary of a run as one JSON object, and back: the same value, histograms included.

#include <string>
#include <string_view>

#include "base/result.h"
#include "measure/summary.h"

namespace seiload::measure {

// Its keys are stable. Ends with a line break.
std::string to_json(const Summary& summary);

// What to_json() wrote, and nothing else. The error names the place, "12:5: totals.accepted: expected a whole
// number, got 'x'".
base::Result<Summary> parse_summary(std::string_view text);

}  // namespace seiload::measure
