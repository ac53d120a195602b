#pragma once
// When to report that something is waited for: at its first failure, where the cause changes, and every few
// seconds; after two seconds also without any failure. Thread rule: one owner.

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "sys/clock.h"

namespace seiload::rpc {

class WaitReport {
 public:
  using Sink = std::function<void(const std::string& cause)>;

  WaitReport(Sink sink, sys::TimePoint now) : sink_(std::move(sink)), due_(now + kSilence) {}

  void on_failure(const std::string& cause, sys::TimePoint now) {
    if (!reported_.empty() && (cause == reported_ || now < reported_at_ + kNextCause) && now < due_) return;
    report(cause, now);
  }

  void on_progress(sys::TimePoint now) { due_ = std::max(due_, now + kSilence); }

  // When report() should be called next.
  sys::TimePoint due() const { return sink_ ? due_ : sys::kNever; }

  // An empty cause is not reported.
  void report(const std::string& cause, sys::TimePoint now) {
    due_ = now + kInterval;
    if (!sink_ || cause.empty()) return;
    reported_ = cause;
    reported_at_ = now;
    sink_(cause);
  }

 private:
  static constexpr sys::Duration kSilence = std::chrono::seconds(2), kInterval = std::chrono::seconds(5),
                                 kNextCause = std::chrono::seconds(1);

  const Sink sink_;
  std::string reported_;
  sys::TimePoint reported_at_, due_;
};

}  // namespace seiload::rpc
