#pragma once
// What the chain did with the accepted transactions of each operation, and why a few of the reverted ones
// reverted: those are replayed by who reads receipts (track/replayer.h), at most kMaxReplays in a run. One
// of each operation as soon as it has one, what is left after the load, evenly. Of blocks that leave the
// chain everything is taken back, but for the buckets for scrapers, which only rise. Memory goes with the
// number of operations, not of transactions. Pure. Thread rule: one owner (Inclusion, under its lock).

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "measure/on_chain.h"
#include "stats/fixed_histogram.h"
#include "stats/sparse_histogram.h"
#include "track/recent_blocks.h"

namespace seiload::track {

// Of one operation, for scrapers.
struct OperationMetrics {
  std::uint64_t included = 0, succeeded = 0, reverted = 0;
  stats::FixedCounts gas;
};

class Operations {
 public:
  static constexpr std::size_t kMaxReplays = 5;

  void on_registered(std::uint16_t label) { ++row(label).counts.registered; }
  void on_included(std::uint16_t label) { ++row(label).counts.included; }
  // The receipt of an included one: succeeded or reverted.
  void on_receipt(const RecentTransaction& one);
  // An included one, whose block leaves the chain.
  void take_back(const RecentTransaction& one);

  // The operations of which one more may be replayed, those first that had the fewest. `spread`: also where
  // one was.
  std::vector<std::uint16_t> to_replay(bool spread) const;
  bool is_replayed(const base::Bytes32& transaction) const;  // or is being
  void begin_replay(const RecentTransaction& one);
  // Nothing: it got no answer, as if it had not begun. Ignored where its block has left the chain meanwhile.
  void end_replay(const base::Bytes32& transaction, std::optional<std::string> reason);

  // One an operation that had any, by label.
  std::vector<measure::OnChainReport> reports() const;
  std::vector<OperationMetrics> metrics() const;

 private:
  struct Row {
    measure::OnChainReport counts;  // without histogram and reasons
    stats::SparseHistogram gas;
    stats::FixedHistogram gas_buckets;

    Row();
  };
  struct Replay {
    std::uint16_t label = 0;
    base::Bytes32 transaction{};
    std::optional<std::string> reason{};
    bool is_void = false;  // its block has left the chain
  };

  Row& row(std::uint16_t label);
  Replay* find_replay(const base::Bytes32& transaction);  // that is not void

  std::deque<Row> rows_;  // by label
  std::vector<Replay> replays_;
};

}  // namespace seiload::track
