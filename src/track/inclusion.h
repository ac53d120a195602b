#pragma once
// What became of each accepted transaction: included in a block (succeeded, reverted, or by hash alone), expired, or
// still in flight. Matches hashes with the blocks of the feed; receipts are read once for all of a block's, never one a
// transaction. A block that leaves the chain gives its transactions back.
//
//   registered = included + expired + in flight, at any time; included = succeeded + reverted + unverified
//
// A transaction may be told after its block was seen (the answer to its sending came later than the block): recent blocks
// are kept for that. What would exceed the bound is not registered, but counted.
//
// Thread rule: add() and snapshot() from any thread; everything else on the feed's.

#include <list>
#include <memory_resource>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "chain/accepted.h"
#include "chain/block_feed.h"
#include "stats/fixed_histogram.h"
#include "stats/histogram.h"
#include "track/recent_blocks.h"

namespace seiload::track {

// The bounds of the buckets for scrapers, in nanoseconds.
inline constexpr std::uint64_t kInclusionBounds[] = {500'000'000,    1'000'000'000,  2'000'000'000,  5'000'000'000,
                                                     10'000'000'000, 30'000'000'000, 60'000'000'000, 120'000'000'000};

struct InclusionSnapshot {
  std::uint64_t registered = 0, dropped_at_cap = 0;
  std::uint64_t included = 0, succeeded = 0, reverted = 0;
  std::uint64_t expired = 0, in_flight = 0;
  std::uint64_t reopened = 0;        // given back by a reorganisation; may be included again
  std::uint64_t receipts_wanted = 0;  // included, and their receipts are still to be read
  std::uint64_t receipt_errors = 0;  // blocks whose receipts could not be read
  bool balanced = true;
  stats::HistogramSnapshot from_due, from_accepted;  // to the arrival of the block that first had it

  stats::FixedCounts from_due_buckets;

  std::uint64_t unverified() const { return included - succeeded - reverted; }
};

class Inclusion final : public chain::BlockListener, public chain::AcceptedSink {
 public:
  struct Options {
    sys::Duration reap_after;
    sys::Duration told_within;  // how much later than its block a transaction may be told
    std::size_t bound;    // registered and in flight at a time
    bool reads_receipts;  // false: by hash alone
  };
  explicit Inclusion(const Options& options) : options_(options) {}

  void add(std::span<const chain::Accepted> batch) override;
  void on_block(const chain::Block& block) override;
  void on_orphan(std::uint64_t number, const base::Bytes32& hash) override;
  base::Status on_round(chain::Node& node, const sys::Stop& stop, sys::TimePoint now) override;

  InclusionSnapshot snapshot() const;
  // Nothing is in flight and no receipt is missing. Any thread.
  bool settled() const;

 private:
  struct Open {
    chain::Accepted tx;
    sys::TimePoint since;       // its time begins
    bool was_included = false;  // before a reorganisation: its latency is recorded
    std::pmr::list<const Open*>::iterator by_age;
  };
  using OpenMap = std::pmr::unordered_map<base::Bytes32, Open, base::HashOfBytes32>;

  void take_inbox();
  bool open(const chain::Accepted& tx, sys::TimePoint since, bool was_included);  // false: it is
  void close(OpenMap::iterator open);
  void include(RecentTransaction& seen, const chain::Accepted& tx, bool record);
  void count_fate(const RecentTransaction& one);
  void take_back_newest();
  void give_up_receipts(RecentBlock& block);
  void forget_old(sys::TimePoint now);
  void expire(sys::TimePoint now);
  base::Status read_receipts(chain::Node& node, const sys::Stop& stop);
  base::Status read_by_block(chain::Node& node, const sys::Stop& stop, std::span<RecentBlock* const> blocks);
  base::Status read_by_transaction(chain::Node& node, const sys::Stop& stop, std::span<RecentBlock* const> blocks);
  void take_receipt(RecentBlock& block, const chain::Receipt& receipt);
  void settle_receipts(std::span<RecentBlock* const> blocks);
  void publish();

  const Options options_;

  // The feed's thread alone.
  // Of what comes and goes with each transaction. Pieces below a MB: the pool fills a new one before it looks for room in
  // the older ones, and would double them.
  std::pmr::unsynchronized_pool_resource memory_{std::pmr::pool_options{.max_blocks_per_chunk = 1024}};
  OpenMap open_{&memory_};
  std::pmr::list<const Open*> by_age_{&memory_};  // those of open_, the oldest first
  RecentBlocks recent_{&memory_};                 // heights rising
  bool by_block_ = true;  // the node has eth_getBlockReceipts
  std::uint64_t round_ = 0;
  InclusionSnapshot counts_;  // without histograms
  std::vector<chain::Accepted> taken_;
  stats::Histogram from_due_, from_accepted_;
  stats::FixedHistogram from_due_buckets_{kInclusionBounds};

  mutable std::mutex mutex_;
  std::vector<chain::Accepted> inbox_;  // guarded by mutex_
  std::uint64_t dropped_ = 0;           // guarded by mutex_
  std::size_t open_count_ = 0;          // guarded by mutex_
  InclusionSnapshot published_;         // guarded by mutex_; without the inbox
};

}  // namespace seiload::track
