#pragma once
// What each random stream of a run is for, so that no two draws share one. The numbers are part of what a
// seed means.

#include <cstdint>

namespace seiload::workload {

enum Purpose : std::uint64_t {
  kShuffle = 1,
  kSenderIsFresh,
  kReceiverIsFresh,
  kGas,
  kFeeCap,
  kTipCap,
  kCall,        // what a call's arguments draw, but for kCallLength
  kCallTo,      // and its target
  kCallValue,   // and its value
  kOperation,   // which of a scenario's operations it is
  kCallLength,  // the values of drawn length among a call's arguments
  kSetup,       // the seeds of set-up calls
  kArrivalTimes,  // when arrivals are due, where that is at random
};

}  // namespace seiload::workload
