#pragma once
// What a run watches on the chain: the block feed, the reading of receipts and of doubtful nonces, each on
// threads of its own, the trackers that were asked for, their lines in the log once an interval, and what
// they say in the report. A tracker that cannot start is an Error; one that breaks later is reported in the
// log and the report, and the load goes on.

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "chain/block_feed.h"
#include "chain/nonce_feedback.h"
#include "eth/address.h"
#include "measure/chain_report.h"
#include "profile/settings.h"
#include "sys/event.h"
#include "sys/thread.h"
#include "track/blocks.h"
#include "track/inclusion.h"
#include "track/nonce_prober.h"
#include "track/receipt_reader.h"
#include "track/user_latency.h"

namespace seiload::run {

class ChainWatch final : private chain::BlockListener {
 public:
  static bool wanted(const profile::Settings& settings);

  // All outlive it. Blocks and receipts are read from the first of the endpoints, the others stand in for it.
  ChainWatch(const profile::Settings& settings, const std::vector<rpc::Endpoint>& endpoints,
             const sys::Clock& clock, sys::Log& log);
  ~ChainWatch() override;

  // Where to subscribe to new heads, in the order to try; before start().
  void subscribe_to(std::vector<rpc::Endpoint> endpoints, bool must) {
    feed_->subscribe_to(std::move(endpoints), must);
  }

  // Finds the newest block and begins to watch. `stop`, which outlives this, ends the attempt, not the
  // watching.
  base::Status start(sys::Stop& stop, sys::TimePoint deadline);

  // After start(), before the load: reads receipts and the nonces of accounts whose transactions do not get
  // in, each from the endpoint of the load that the account sticks to. Endpoints and accounts outlive the
  // watching. `errors`: custom ones, for the reasons of reverts. Where so many workers hear of accounts that
  // must read their nonce again.
  base::Result<chain::NonceFeedback*> follow_load(const std::vector<rpc::Endpoint>& endpoints,
                                                  std::span<const eth::Address> accounts,
                                                  std::uint32_t workers,
                                                  std::vector<eth::abi::Signature> errors);
  // The same time: counts by the steps of a ramp, too.
  void count_steps(std::function<std::size_t(sys::TimePoint)> step_of) {
    inclusion_.count_steps(std::move(step_of));
  }

  // Where accepted transactions go. Any thread.
  chain::AcceptedSink& sink() { return inclusion_; }

  // Reads the blocks up to the newest height that is known now, waits until the last transactions are
  // included, at most for the inclusion drain and until skip_final_waits() (sys/stop.h), unless `at_once`,
  // and ends the watching. Does nothing the second time.
  void finish(bool at_once);

  // On the thread of close_interval(): what is reported of blocks begins, or ends, now.
  void begin_measured();
  void end_measured();

  // Any thread.
  bool feed_works() const { return feed_->state().works; }
  chain::FeedState feed_state() const { return feed_->state(); }
  const track::Blocks& blocks() const { return blocks_; }
  const track::Inclusion& inclusion() const { return inclusion_; }
  measure::ChainReport report() const;
  // One for each of the workload's labels; empty without --track-receipts.
  std::vector<measure::OnChainReport> on_chain(std::size_t labels) const;

  // On one thread: what came since the last call, or since the start, with a line a tracker in the log; and
  // the same again with what has come since, without.
  measure::ChainInterval close_interval();
  measure::ChainInterval extend_interval();

 private:
  void on_block(const chain::Block& block) override;
  void on_time(sys::TimePoint now) override;
  base::Status run_thread(std::string_view what, std::function<void()> body);
  void log_interval();
  void log_lag(const measure::InclusionReport& inclusion, sys::TimePoint now);
  bool is_finished(std::uint64_t target, bool waits_for_inclusion) const;
  void complete(measure::InclusionReport& inclusion) const;
  sys::Duration drain_time() const;
  void drain(sys::TimePoint begun);

  const profile::Settings& settings_;
  const std::vector<rpc::Endpoint>& endpoints_;
  const sys::Clock& clock_;
  sys::Log& log_;
  const sys::Event receipts_wake_;  // there may be receipts to read
  const sys::Event progress_;       // something that finish() waits for may have happened
  track::Blocks blocks_;
  track::Inclusion inclusion_;
  track::UserLatency user_latency_;
  std::unique_ptr<chain::BlockFeed> feed_;
  std::unique_ptr<track::ReceiptReader> receipts_;  // null: by hash alone
  std::unique_ptr<chain::NonceFeedback> feedback_;  // null before follow_load()
  std::unique_ptr<track::NonceProber> prober_;      // the same
  sys::Stop* stop_ = nullptr;                       // of the run, once started
  const sys::Event end_;                            // of the watching
  std::atomic<bool> failed_{false};                 // one of the threads has died
  std::atomic<sys::Duration> drained_{sys::Duration(0)};

  // The thread of close_interval().
  measure::BlocksReport interval_blocks_, ended_blocks_;  // at the last interval's beginning, and at its end
  measure::InclusionReport interval_inclusion_, ended_inclusion_;
  measure::UserLatencyReport logged_latency_;
  struct Watched {
    measure::BlocksReport blocks;
    measure::UserLatencyReport latency;
  };
  Watched watched() const { return {blocks_.snapshot(), user_latency_.snapshot()}; }
  std::optional<Watched> measured_from_, measured_to_;  // nothing: from the beginning, to the end

  std::vector<sys::Thread> threads_;  // last: they use all of the above
};

}  // namespace seiload::run
