#pragma once
// Open loop: arrival i is admitted at its due time, or dropped if too many are in flight; it waits for its
// account's turn. Thread rule: the worker alone.

#include <cstdint>
#include <optional>

#include "load/arrivals.h"
#include "load/own_arrivals.h"
#include "load/poisson_times.h"
#include "load/rate_control.h"

namespace seiload::load {

class OpenArrivals final : public Arrivals {
 public:
  explicit OpenArrivals(const Parts& parts);

  void admit(sys::TimePoint now) override;
  void finish(sys::TimePoint now) override;

 private:
  void admit_due(sys::TimePoint now);
  void drop_due(sys::TimePoint now);
  void drop_until(sys::TimePoint end);
  void sign_waiting();
  void presign_due();

  sys::TimePoint due(std::uint64_t arrival);
  std::uint64_t count_before(sys::TimePoint time);

  FollowedRate rate_;
  std::optional<PoissonTimes> poisson_;  // nothing: evenly spaced
  const OwnArrivals own_;
  std::uint64_t arrival_;        // the next one
  std::uint64_t presigned_ = 0;  // all before it had their chance of being signed before their turn
  Queue<InFlight> fresh_;        // arrivals whose senders are fresh accounts
  sys::TimePoint quota_since_;   // --max-txs held arrivals back before
};

}  // namespace seiload::load
