#include "load/rate_program.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace seiload::load {
namespace {

double offered(double per_second, double slope, double seconds) {
  return (per_second + slope * seconds / 2) * seconds;
}

}  // namespace

RateProgram::RateProgram(sys::TimePoint begin, double per_second) : parts_{{begin, per_second, 0, 0}} {
  CHECK(per_second > 0);
}

RateProgram::RateProgram(std::span<const Segment> segments) {
  CHECK(!segments.empty());
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    CHECK(segments[i].per_second >= 0);
    parts_.push_back({segments[i].begin, segments[i].per_second, segments[i].slope, first});
    if (i + 1 == segments.size()) CHECK(segments[i].slope == 0);
    if (i + 1 == segments.size()) break;
    CHECK(segments[i].begin < segments[i + 1].begin);
    const double seconds = base::to_seconds(segments[i + 1].begin - segments[i].begin);
    const double count = offered(segments[i].per_second, segments[i].slope, seconds);
    CHECK(count >= 0);
    first += static_cast<std::uint64_t>(std::floor(count));
  }
}

sys::TimePoint RateProgram::due_in(const Part& part, std::uint64_t arrival, double fraction) {
  const double wanted = static_cast<double>(arrival - part.first) + fraction;
  if (part.per_second == 0 && part.slope <= 0) return sys::TimePoint::max();
  double seconds = wanted / part.per_second;
  if (part.slope != 0) {
    // Of r t + s t^2 / 2 = wanted, in the form that loses nothing where s is small.
    const double root = std::sqrt(std::max(0.0, part.per_second * part.per_second + 2 * part.slope * wanted));
    seconds = wanted == 0 ? 0 : 2 * wanted / (part.per_second + root);
  }
  const double nanoseconds = seconds * 1e9;
  constexpr double kLongest = 9e18;
  if (nanoseconds >= kLongest - static_cast<double>(part.begin.time_since_epoch().count()))
    return sys::TimePoint::max();
  return part.begin + sys::Duration(static_cast<std::int64_t>(nanoseconds));
}

sys::TimePoint RateProgram::due(std::uint64_t arrival, double fraction) const {
  const auto next = std::upper_bound(parts_.begin() + 1, parts_.end(), arrival,
                                     [](std::uint64_t number, const Part& it) { return number < it.first; });
  return due_in(*(next - 1), arrival, fraction);
}

const RateProgram::Part& RateProgram::part_at(sys::TimePoint time) const {
  const auto next = std::upper_bound(parts_.begin() + 1, parts_.end(), time,
                                     [](sys::TimePoint at, const Part& it) { return at < it.begin; });
  return *(next - 1);
}

std::uint64_t RateProgram::count_before(sys::TimePoint time) const {
  const Part& part = part_at(time);
  if (time <= part.begin) return part.first;
  constexpr std::uint64_t kNoEnd = ~std::uint64_t{0};
  const std::uint64_t end = &part == &parts_.back() ? kNoEnd : (&part + 1)->first;
  const double wanted = offered(part.per_second, part.slope, base::to_seconds(time - part.begin));
  const auto nearly = static_cast<std::uint64_t>(std::min(wanted, 9e18));
  std::uint64_t count = std::min(end, part.first + nearly);
  // The same rounding as due()'s: the product may be one or two off.
  while (count > part.first && due_in(part, count - 1) >= time) --count;
  while (count < end && due_in(part, count) < time) ++count;
  return count;
}

double RateProgram::rate_at(sys::TimePoint time) const {
  const Part& part = part_at(time);
  if (part.slope == 0 || time <= part.begin) return part.per_second;
  return std::max(0.0, part.per_second + part.slope * base::to_seconds(time - part.begin));
}

sys::TimePoint RateProgram::next_change(sys::TimePoint time) const {
  if (time < parts_.front().begin) return parts_.size() > 1 ? parts_[1].begin : sys::TimePoint::max();
  const Part& part = part_at(time);
  return &part == &parts_.back() ? sys::TimePoint::max() : (&part + 1)->begin;
}

}  // namespace seiload::load
