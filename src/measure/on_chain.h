#pragma once
// What the chain did with the accepted transactions of one operation: filled by track/inclusion.h, part of
// the report's row of that operation.

#include <cstdint>
#include <string>
#include <vector>

#include "stats/histogram.h"

namespace seiload::measure {

struct RevertReason {
  std::string reason;  // "'insufficient balance'", "panic 0x11 (arithmetic overflow)"
  std::uint64_t count = 0;

  bool operator==(const RevertReason&) const = default;
};

//   included = succeeded + reverted + unverified; reverted = those of the reasons + not replayed
//
// Of blocks that are still part of the chain: what a reorganisation took back counts again where it is
// included again. Without a receipt a transaction is unverified: shares of reverted ones are of verified().
struct OnChainReport {
  std::uint64_t registered = 0;  // accepted and followed
  std::uint64_t included = 0, succeeded = 0, reverted = 0;
  stats::HistogramSnapshot gas;       // used by each of those whose receipt says it
  std::vector<RevertReason> reasons;  // of the few that were replayed, the most frequent first

  std::uint64_t verified() const { return succeeded + reverted; }
  std::uint64_t unverified() const { return included - verified(); }
  std::uint64_t not_replayed() const;

  void add_reason(const RevertReason& more);
  void merge(const OnChainReport& more);
  bool operator==(const OnChainReport&) const = default;
};

}  // namespace seiload::measure
