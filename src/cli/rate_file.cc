#include "cli/rate_file.h"

#include <algorithm>

#include "base/number.h"
#include "base/text.h"
#include "profile/options.h"

namespace seiload::cli {
namespace {

using base::cat;
using Point = profile::Settings::RatePoint;

constexpr std::size_t kMaxPoints = 100'000;
constexpr double kMaxSeconds = 87'600 * 3600.0;  // ten years, as --duration

}  // namespace

base::Result<std::vector<Point>> parse_rate_file(std::string_view text) {
  std::vector<Point> points;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view words = base::trim(line.substr(0, line.find('#')));
    if (words.empty()) continue;
    const auto wrong = [&](std::string_view why) {
      return base::invalid_input(cat("line ", number, ": ", why, ", got ", base::quote(words)));
    };
    const std::size_t gap = words.find_first_of(" \t");
    const auto seconds = base::parse_decimal(words.substr(0, gap));
    const auto rate = gap == std::string_view::npos
                          ? std::nullopt
                          : base::parse_decimal(base::trim(words.substr(gap)));
    if (!seconds || !rate) return wrong("expected SECONDS RATE, such as '60 1500'");
    if (*seconds < 0 || *seconds > kMaxSeconds) return wrong("expected seconds from 0 to ten years");
    if (*rate < 0 || *rate > static_cast<double>(profile::kMaxFraction))
      return wrong(cat("expected a rate from 0 to ", profile::kMaxFraction));
    if (!points.empty() && *seconds < points.back().seconds)
      return wrong("expected seconds that are not below those of the line before");
    if (points.size() >= kMaxPoints) return wrong(cat("expected at most ", kMaxPoints, " lines"));
    points.push_back({*seconds, *rate});
  }
  if (std::none_of(points.begin(), points.end(), [](const Point& one) { return one.per_second > 0; }))
    return base::invalid_input("expected lines of SECONDS RATE, one of them with a rate above 0");
  return points;
}

}  // namespace seiload::cli
