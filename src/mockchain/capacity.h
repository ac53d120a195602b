#pragma once
// How much a node of limited speed does: it handles so many transactions a second, one after another. Up to
// kQueue of its time may wait unnoticed; what comes while more waits is answered later, as a node's answers
// are when it has more to do than it can. Its blocks hold what it could execute since the one before. Pure
// arithmetic: `now` is handed in. Thread rule: one owner.

#include <algorithm>
#include <cstdint>

#include "sys/clock.h"

namespace seiload::mockchain {

class Capacity {
 public:
  static constexpr sys::Duration kQueue = std::chrono::milliseconds(100);
  static constexpr std::uint64_t kMost = 1'000'000'000;  // transactions a second

  // 0: no limit; else at most kMost.
  explicit Capacity(std::uint64_t per_second)
      : per_second_(per_second),
        each_(per_second > 0 ? sys::Duration(kSecond / per_second) : sys::Duration(0)) {}

  // One more transaction is to be handled: how much later its answer comes.
  sys::Duration take(sys::TimePoint now) {
    if (per_second_ == 0) return sys::Duration(0);
    handled_ = std::max(handled_, now) + each_;
    return std::max(sys::Duration(0), handled_ - now - kQueue);
  }

  // How many transactions a block made now has room for. What earlier blocks left is not made up for.
  std::uint64_t room_of_block(sys::TimePoint now) {
    if (per_second_ == 0) return ~std::uint64_t{0};
    const sys::TimePoint before = before_.time_since_epoch().count() == 0 ? now : before_;
    before_ = now;
    part_ += base::to_seconds(now - before) * static_cast<double>(per_second_);
    const auto whole = static_cast<std::uint64_t>(part_);
    part_ -= static_cast<double>(whole);
    return whole;
  }

 private:
  static constexpr std::uint64_t kSecond = 1'000'000'000;  // nanoseconds

  const std::uint64_t per_second_;
  const sys::Duration each_;
  sys::TimePoint handled_;  // all that came before will have been
  sys::TimePoint before_;   // the last block
  double part_ = 0;         // of a transaction, that the last block had no room for
};

}  // namespace seiload::mockchain
