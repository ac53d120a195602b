#pragma once
// Percentiles as people write them: "50", "99.9", in lists "50,95,99.9", and the names "p50", "p999" or
// "p99.9".

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seiload::base {

struct Percentile {
  double share = 0;  // 0 < share <= 1
  std::string text;  // "99.9": as short as it can be

  // Of a JSON report: "p999" for 99.9, and "p9.9", with its point, for 9.9.
  std::string key() const;
  bool operator==(const Percentile&) const = default;
};

inline constexpr std::string_view kDefaultPercentiles = "50,90,95,99,99.9";
inline constexpr std::size_t kMaxPercentiles = 20;

// Above 0 and at most 100, with commas between, each once, in rising order afterwards; nothing for any other
// text.
std::optional<std::vector<Percentile>> parse_percentiles(std::string_view text);

// "p95", "p99.9", and without the point two digits before it: "p999", "p9999". Nothing for any other text.
std::optional<Percentile> parse_percentile_name(std::string_view name);

}  // namespace seiload::base
