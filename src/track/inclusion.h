#pragma once
// What became of each accepted transaction: included in a block (succeeded, reverted, or by hash alone),
// dropped by the node, expired, or still in flight. Matches hashes with the blocks of the feed. A block that
// leaves the chain gives its transactions back.
//
//   registered = included + dropped + expired + in flight, at any time; included = succeeded + reverted +
//   unverified
//
// A transaction may be reported after its block was seen (the answer to its sending came later than the
// block): recent blocks are kept for that. What would exceed the bound is not registered, but counted.
// Unanswered transactions are watched for, too, with counts of their own.
//
// Dropped: the account's pending nonce (NonceProber reads it) shows that the node does not have the
// transaction. It is remembered until it would have expired, and included after all if a block has it.
//
// It asks no node anything: ReceiptReader and NonceProber do, each on a thread of its own, and hand in what
// they got. Thread rule: any thread; blocks come from the feed's. Matching a block never waits for an answer
// of a node.

#include <memory_resource>
#include <mutex>
#include <vector>

#include "chain/accepted.h"
#include "chain/block_feed.h"
#include "measure/chain_report.h"
#include "stats/fixed_histogram.h"
#include "track/nonce_probes.h"
#include "track/open_transactions.h"
#include "track/operations.h"
#include "track/recent_blocks.h"
#include "track/step_counts.h"

namespace seiload::track {

// The bounds of the buckets for scrapers, in nanoseconds.
inline constexpr std::uint64_t kInclusionBounds[] = {500'000'000,    1'000'000'000,  2'000'000'000,
                                                     5'000'000'000,  10'000'000'000, 30'000'000'000,
                                                     60'000'000'000, 120'000'000'000};

// A block whose receipts are to be read.
struct WantedReceipts {
  std::uint64_t number = 0;
  base::Bytes32 hash{};
  std::size_t count = 0;            // transactions in it
  std::vector<base::Bytes32> ours;  // those that are wanted
};

// A reverted transaction whose reason is to be found out.
struct WantedReplay {
  base::Bytes32 transaction{};
  std::uint64_t number = 0;  // of its block
  base::Bytes32 block{};
  std::uint64_t gas_used = 0;  // or RecentTransaction::kNoGas

  bool operator==(const WantedReplay&) const = default;
};

class Inclusion final : public chain::BlockListener, public chain::AcceptedSink {
 public:
  struct Options {
    sys::Duration reap_after;
    sys::Duration max_report_delay;  // how much later than its block a transaction may be reported
    std::size_t bound;               // transactions kept at a time
    bool reads_receipts;             // false: by hash alone
    bool reads_nonces = false;       // what expires waits a moment for its account's nonce
  };
  explicit Inclusion(const Options& options) : options_(options) {}

  // Before the load: also counts by step; step_of(due) says which, or kNoStep.
  void count_steps(StepCounts::StepOf step_of);

  void add(std::span<const chain::Accepted> batch) override;
  void on_block(const chain::Block& block) override;
  void on_orphan(std::uint64_t number, const base::Bytes32& hash) override;
  void on_time(sys::TimePoint now) override;

  // The newest block whose receipts are wanted and due to be asked for; nothing if there is none.
  std::optional<WantedReceipts> wanted_receipts(sys::TimePoint now) const;
  // Some or all receipts of a block. What is missing is asked for again later, a few times.
  void take_receipts(const WantedReceipts& block, std::span<const chain::Receipt> receipts,
                     sys::TimePoint now);
  // They are read in another way from now on: no attempt counts.
  void restart_receipts();

  // The reverted transaction to replay next, if there is one: see Operations. What it returns is to be
  // followed by take_replay(): the reason, or nothing where there was no answer.
  std::optional<WantedReplay> next_replay(bool spread);
  bool wants_replay() const;  // there is one, whatever operation it is of
  void take_replay(const WantedReplay& of, std::optional<std::string> reason);

  // Accounts whose pending nonce should be read: a transaction of theirs has waited for long, or blocks have
  // nothing of ours. Each account at most twice a second, less often where its node has all of it.
  std::vector<std::uint32_t> suspects(std::size_t most, sys::TimePoint now);
  // The pending nonce of one of them, as the node answered to a question of that time.
  struct PendingNonce {
    std::uint32_t account = 0;
    std::uint64_t nonce = 0;
  };
  // Returns the accounts whose nonces were ahead of the node's: what follows there waits behind a gap.
  std::vector<std::uint32_t> take_nonces(std::span<const PendingNonce> nonces, sys::TimePoint asked,
                                         sys::TimePoint now);

  // But for what only who reads receipts and waits for the end knows: times, the last error, the drain.
  measure::InclusionReport snapshot() const;
  stats::FixedCounts due_buckets() const;  // for scrapers
  std::vector<StepCount> steps() const;    // see count_steps()
  // By label of Workload::labels(), as far as any were registered.
  std::vector<measure::OnChainReport> on_chain() const;
  std::vector<OperationMetrics> operation_metrics() const;
  // Nothing is in flight, and (receipts) none is still to be read.
  bool settled(bool receipts) const;
  // For how long the oldest transaction in flight has waited; 0 where there is none.
  sys::Duration longest_wait(sys::TimePoint now) const;

 private:
  void take_inbox();
  void take_one(const chain::Accepted& tx);
  void include(RecentTransaction& seen, const chain::Accepted& tx, bool record);
  void take_open(RecentTransaction& seen);
  void count_fate(const RecentTransaction& one);
  void take_back_newest();
  const RecentTransaction* find_replay(bool spread);  // null: none
  void give_up_receipts(RecentBlock& block, Unread why);
  void forget_old(sys::TimePoint now);
  void expire(sys::TimePoint now);
  bool awaits_nonce(const OpenTransaction& one, sys::TimePoint now) const;
  void publish();

  const Options options_;

  // Guarded by work_mutex_, which is taken before mutex_.
  mutable std::mutex work_mutex_;
  // Of what comes and goes with each transaction. Pieces below a MB: the pool fills a new one before it looks
  // for room in the older ones, and would double them.
  std::pmr::unsynchronized_pool_resource memory_{std::pmr::pool_options{.max_blocks_per_chunk = 1024}};
  OpenTransactions open_{&memory_};
  RecentBlocks recent_{&memory_};  // heights rising
  NonceProbes probes_;
  std::uint64_t blocks_seen_ = 0;
  measure::InclusionReport counts_;  // without histograms
  StepCounts steps_;
  Operations operations_;
  std::vector<chain::Accepted> taken_;

  // Written under work_mutex_, read by anybody.
  measure::TimeHistogram from_due_, from_accepted_;
  stats::FixedHistogram from_due_buckets_{kInclusionBounds};

  mutable std::mutex mutex_;
  std::vector<chain::Accepted> inbox_;      // guarded by mutex_
  std::uint64_t inbox_registered_ = 0;      // guarded by mutex_: of the inbox, those that were answered
  std::uint64_t dropped_at_cap_ = 0;        // guarded by mutex_
  std::size_t open_count_ = 0;              // guarded by mutex_
  measure::InclusionReport published_;      // guarded by mutex_; without the inbox
  std::vector<StepCount> published_steps_;  // guarded by mutex_
};

}  // namespace seiload::track
