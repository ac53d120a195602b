#pragma once
// What one worker did in each second since the load began, seconds being whole and aligned to that beginning:
// however late they are looked at, each has what happened in it. Keeps the last kKept of them. Thread rule:
// the worker writes; any thread reads, of seconds that ended at least one second ago.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#include "base/time_point.h"

namespace seiload::measure {

class Seconds {
 public:
  static constexpr std::uint64_t kKept = 64;
  static constexpr base::Duration kLength = std::chrono::seconds(1);
  struct Second {
    std::uint64_t accepted = 0;
    base::Duration busy{0};
  };

  explicit Seconds(base::TimePoint start) : start_(start) {}

  void add_accepted(base::TimePoint now) {
    if (now >= start_) bump(cell(number(now)).accepted, 1);
  }
  // The worker was busy from then to now; of a longer time than is kept, the end counts.
  void add_busy(base::TimePoint from, base::TimePoint now) {
    from = std::max({from, start_, now - kLength * static_cast<std::int64_t>(kKept - 1)});
    while (from < now) {
      const std::uint64_t second = number(from);
      const base::TimePoint end = std::min(now, start_ + kLength * static_cast<std::int64_t>(second + 1));
      bump(cell(second).busy, static_cast<std::uint64_t>((end - from).count()));
      from = end;
    }
  }

  // Nothing happened in a second that is too long ago, as far as this knows.
  Second at(std::uint64_t second) const {
    const Cell& cell = cells_[second % kKept];
    if (cell.second.load(std::memory_order_acquire) != second) return {};
    return {cell.accepted.load(std::memory_order_relaxed),
            base::Duration(static_cast<std::int64_t>(cell.busy.load(std::memory_order_relaxed)))};
  }

 private:
  struct Cell {
    std::atomic<std::uint64_t> second{~std::uint64_t{0}};  // whose numbers these are
    std::atomic<std::uint64_t> accepted{0}, busy{0};       // busy: nanoseconds
  };

  static void bump(std::atomic<std::uint64_t>& number, std::uint64_t by) {
    number.store(number.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }

  std::uint64_t number(base::TimePoint time) const {
    return static_cast<std::uint64_t>((time - start_) / kLength);
  }
  Cell& cell(std::uint64_t second) {
    Cell& cell = cells_[second % kKept];
    if (cell.second.load(std::memory_order_relaxed) != second) {
      cell.accepted.store(0, std::memory_order_relaxed);
      cell.busy.store(0, std::memory_order_relaxed);
      cell.second.store(second, std::memory_order_release);
    }
    return cell;
  }

  const base::TimePoint start_;
  std::array<Cell, kKept> cells_;
};

}  // namespace seiload::measure
