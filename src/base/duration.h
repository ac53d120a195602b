#pragma once
// Durations as users write them: Go style, "300ms", "1.5s", "1h15m". Held in nanoseconds.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace seiload::base {

using Duration = std::chrono::nanoseconds;

// One or more of NUMBER UNIT with unit ns, us, µs, ms, s, m or h and an optional fraction; "0" alone needs
// no unit. No sign; nothing for anything else or beyond 292 years.
std::optional<Duration> parse_duration(std::string_view text);

// The shortest exact form: "10s", "1h15m", "1.5s", "0s". parse_duration reads it back.
std::string format_duration(Duration duration);

// Three significant digits with a fitting unit, for reports: "812us", "12.3ms", "1.20s", "2m05s".
std::string format_duration_rounded(Duration duration);

// Of two that are not negative; the longest there is where the sum is longer.
constexpr Duration saturating_add(Duration a, Duration b) {
  return b > Duration::max() - a ? Duration::max() : a + b;
}

inline double to_seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace seiload::base
