#pragma once
// The pause after an endpoint could not be reached: doubled by each attempt that fails, ended by an answer.
// Pure: `now` is handed in. Thread rule: one owner.

#include <algorithm>

#include "sys/clock.h"

namespace seiload::load {

class BackOff {
 public:
  void failed(sys::TimePoint now) {
    if (is_pausing(now)) return;  // several connections failed for the same cause: that is one attempt
    pause_ = std::clamp(2 * pause_, kFirst, kLongest);
    until_ = now + pause_;
  }
  void succeeded() { pause_ = sys::Duration(0); }

  bool is_unreachable() const { return pause_.count() > 0; }  // since the last attempt
  bool is_pausing(sys::TimePoint now) const { return is_unreachable() && now < until_; }
  sys::TimePoint until() const { return until_; }  // requires is_pausing()

 private:
  static constexpr sys::Duration kFirst = std::chrono::milliseconds(50), kLongest = std::chrono::seconds(2);

  sys::Duration pause_{0};
  sys::TimePoint until_;
};

}  // namespace seiload::load
