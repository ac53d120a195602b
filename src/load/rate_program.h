#pragma once
// When arrivals are due: a list of segments, each with a rate from its begin to the next one's. Counts and
// due times have a closed form, so that nothing walks from arrival to arrival; they depend on the program
// alone, so that a slow answer never shifts a later arrival, and latency counted from the due time shows a
// stall in full (no coordinated omission). Pure arithmetic. Thread rule: constant once built.

#include <cstdint>
#include <span>
#include <vector>

#include "sys/clock.h"

namespace seiload::load {

class RateProgram {
 public:
  struct Segment {
    sys::TimePoint begin;
    double per_second;  // >= 0; at 0 nothing is due
    double slope = 0;   // its change a second; the rate stays >= 0 to the next begin; 0 in the last
  };

  // Requires one segment or more, in the order of their begins, which differ. The last one has no end. The
  // others offer whole numbers of arrivals, rounded down, so that no arrival is due in two of them.
  explicit RateProgram(std::span<const Segment> segments);
  RateProgram(sys::TimePoint begin, double per_second);  // > 0

  // Evenly spaced within a segment; TimePoint::max() for what is never due, or beyond the clock's range.
  sys::TimePoint due(std::uint64_t arrival) const { return due(arrival, 0); }
  // A part of the way to the next one's, 0 <= fraction < 1.
  sys::TimePoint due(std::uint64_t arrival, double fraction) const;
  // How many are due before `time`: also the first one that is due at it or later.
  std::uint64_t count_before(sys::TimePoint time) const;
  double rate_at(sys::TimePoint time) const;              // before the first begin: the first rate
  sys::TimePoint next_change(sys::TimePoint time) const;  // of the rate, after `time`; max() if there is none
  bool is_constant() const { return parts_.size() == 1; }
  bool is_sloped(sys::TimePoint time) const { return part_at(time).slope != 0; }

 private:
  struct Part {
    sys::TimePoint begin;
    double per_second, slope;
    std::uint64_t first;  // the number of its first arrival
  };
  static sys::TimePoint due_in(const Part& part, std::uint64_t arrival, double fraction = 0);
  const Part& part_at(sys::TimePoint time) const;

  std::vector<Part> parts_;
};

}  // namespace seiload::load
