#pragma once
// The rows of a report's intervals, of which there may be only so many: beyond, neighbours are merged, and
// each further row is to stand for as many intervals as those. Sums stay the totals. Thread rule: one owner.

#include <cstddef>
#include <vector>

#include "measure/summary.h"

namespace seiload::measure {

inline constexpr std::size_t kMaxIntervals = 100'000;

// What two processes did in the same interval. Both have watched the same blocks: those of whoever saw more.
IntervalRow side_by_side(const IntervalRow& a, const IntervalRow& b);

class Intervals {
 public:
  explicit Intervals(std::size_t most = kMaxIntervals) : most_(most) {}  // requires most >= 2

  // How many intervals the next row is to stand for.
  std::size_t in_a_row() const { return in_a_row_; }
  void add(IntervalRow row);
  std::vector<IntervalRow> take() { return std::move(rows_); }

 private:
  const std::size_t most_;
  std::size_t in_a_row_ = 1;
  std::vector<IntervalRow> rows_;
};

}  // namespace seiload::measure
