#include "load/rate_shape.h"

#include "base/check.h"

namespace seiload::load {

RateProgram rate_shape(sys::TimePoint begin, std::span<const profile::Settings::RatePoint> points) {
  CHECK(!points.empty());
  const auto at = [&](double seconds) {
    return begin + sys::Duration(static_cast<std::int64_t>(seconds * 1e9));
  };
  std::vector<RateProgram::Segment> segments;
  if (points.front().seconds > 0) segments.push_back({begin, points.front().per_second});
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool is_last = i + 1 == points.size();
    const sys::TimePoint from = at(points[i].seconds);
    if (!is_last && at(points[i + 1].seconds) <= from) continue;  // a step: what follows holds
    const double slope = is_last ? 0
                                 : (points[i + 1].per_second - points[i].per_second) /
                                       base::to_seconds(at(points[i + 1].seconds) - from);
    segments.push_back({from, points[i].per_second, slope});
  }
  return RateProgram(segments);
}

}  // namespace seiload::load
