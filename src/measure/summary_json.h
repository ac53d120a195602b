#pragma once
// The summary of a run as one JSON object, and back: the same value, histograms included.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "measure/summary.h"

namespace seiload::measure {

// Of the keys; another number than this is refused.
inline constexpr std::uint64_t kReportLayout = 1;

// Its keys are stable. Ends with a line break.
std::string to_json(const Summary& summary);
// The same on one line.
std::string to_json_line(const Summary& summary);

// What to_json() wrote, and nothing else. The error names the place, "12:5: totals.accepted: expected a whole
// number, got 'x'".
base::Result<Summary> parse_summary(std::string_view text);

// A file of one report, or of JSON lines, one report a line (--append): at least one. The same errors, with
// the number of the line where it has lines.
base::Result<std::vector<Summary>> parse_summaries(std::string_view text);

}  // namespace seiload::measure
