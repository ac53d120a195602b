#include "load/rate_program.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace seiload::load {

RateProgram::RateProgram(sys::TimePoint begin, double per_second) : parts_{{begin, per_second, 0}} {
  CHECK(per_second > 0);
}

RateProgram::RateProgram(std::span<const Segment> segments) {
  CHECK(!segments.empty());
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    CHECK(segments[i].per_second >= 0);
    parts_.push_back({segments[i].begin, segments[i].per_second, first});
    if (i + 1 == segments.size()) break;
    CHECK(segments[i].begin < segments[i + 1].begin);
    const double seconds = base::to_seconds(segments[i + 1].begin - segments[i].begin);
    first += static_cast<std::uint64_t>(std::floor(segments[i].per_second * seconds));
  }
}

sys::TimePoint RateProgram::due_in(const Part& part, std::uint64_t arrival) {
  if (part.per_second == 0) return sys::TimePoint::max();
  const double nanoseconds = static_cast<double>(arrival - part.first) * 1e9 / part.per_second;
  constexpr double kLongest = 9e18;
  if (nanoseconds >= kLongest - static_cast<double>(part.begin.time_since_epoch().count()))
    return sys::TimePoint::max();
  return part.begin + sys::Duration(static_cast<std::int64_t>(nanoseconds));
}

sys::TimePoint RateProgram::due(std::uint64_t arrival) const {
  const auto next = std::upper_bound(parts_.begin() + 1, parts_.end(), arrival,
                                     [](std::uint64_t number, const Part& it) { return number < it.first; });
  return due_in(*(next - 1), arrival);
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
  const double wanted = base::to_seconds(time - part.begin) * part.per_second;
  const auto nearly = static_cast<std::uint64_t>(std::min(wanted, 9e18));
  std::uint64_t count = std::min(end, part.first + nearly);
  // The same rounding as due()'s: the product may be one or two off.
  while (count > part.first && due_in(part, count - 1) >= time) --count;
  while (count < end && due_in(part, count) < time) ++count;
  return count;
}

double RateProgram::rate_at(sys::TimePoint time) const { return part_at(time).per_second; }

sys::TimePoint RateProgram::next_change(sys::TimePoint time) const {
  if (time < parts_.front().begin) return parts_.size() > 1 ? parts_[1].begin : sys::TimePoint::max();
  const Part& part = part_at(time);
  return &part == &parts_.back() ? sys::TimePoint::max() : (&part + 1)->begin;
}

}  // namespace seiload::load
