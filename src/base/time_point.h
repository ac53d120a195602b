#pragma once
// Points in time: of the steady clock, by which everything is measured, and of the wall clock, which only
// stamps logs and reports.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/duration.h"

namespace seiload::base {

using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;

// RFC 3339 in UTC with milliseconds: "2026-11-23T09:30:00.125Z".
std::string format_utc(WallTime time);

// What format_utc() writes of the years 1970 to 2261, and nothing else.
std::optional<WallTime> parse_utc(std::string_view text);

}  // namespace seiload::base
