#pragma once
// Closed loop: an account that is free takes the next of its own arrivals when a connection has room and the
// pace allows. Thread rule: the worker alone.

#include <cstdint>
#include <optional>
#include <vector>

#include "load/arrivals.h"
#include "load/pacer.h"
#include "load/rate_control.h"
#include "measure/ledger.h"

namespace seiload::load {

class ClosedArrivals final : public Arrivals {
 public:
  explicit ClosedArrivals(const Parts& parts);

  void admit(sys::TimePoint now) override;
  void finish(sys::TimePoint now) override;

 private:
  void refill();
  void follow_replay(sys::TimePoint now);
  void admit_free(sys::TimePoint now);
  void resume_withdrawn(sys::TimePoint now);
  void resume(std::uint32_t sender);
  std::uint32_t take_free(std::size_t pool, sys::TimePoint now);
  measure::Missed cause_of_no_room(sys::TimePoint now) const;
  void blocked(measure::Missed cause);
  void count_missed();
  void presign_turns();
  bool presign_next(std::uint32_t sender);

  std::optional<FollowedRate> rate_;  // nothing: no limit
  Pacer pacer_;
  std::uint64_t turn_ = 0;                                  // the place in the list of scenarios
  std::vector<std::size_t> next_endpoint_;                  // where to look first, one a pool
  measure::Missed blocked_by_ = measure::Missed::accounts;  // why, when it was blocked last
  double missed_ = 0;                                       // of pacer_.given_up(): counted in the ledger
};

}  // namespace seiload::load
