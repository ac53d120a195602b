#pragma once
// What a run watches on the chain: the block feed on a thread of its own, the trackers that were asked for, their lines
// in the log once an interval, and what they say in the report. A tracker that cannot start is an Error; one that breaks
// later is told in the log and the report, and the load goes on.

#include <atomic>
#include <memory>
#include <optional>

#include "chain/block_feed.h"
#include "profile/settings.h"
#include "report/watched.h"
#include "sys/thread.h"
#include "track/blocks.h"
#include "track/inclusion.h"
#include "track/user_latency.h"

namespace seiload::run {

class ChainWatch final : private chain::BlockListener {
 public:
  static bool wanted(const profile::Settings& settings);

  // All outlive it.
  ChainWatch(const profile::Settings& settings, const std::vector<rpc::Endpoint>& endpoints, const sys::Clock& clock,
             sys::Log& log);
  ~ChainWatch() override;

  // Where to subscribe to new heads, in the order to try; before start().
  void subscribe_to(std::vector<rpc::Endpoint> endpoints, bool must) { feed_->subscribe_to(std::move(endpoints), must); }

  // Finds the newest block and begins to watch. `stop`, which outlives this, ends the attempt, not the watching.
  base::Status start(sys::Stop& stop, sys::TimePoint deadline);

  // Where accepted transactions go. Any thread.
  chain::AcceptedSink& sink() { return inclusion_; }

  // Waits until the last transactions are included, at most for the inclusion drain and until a hurry (sys/stop.h)
  // unless `at_once`, and ends the watching. Does nothing the second time.
  void finish(bool at_once);

  // Any thread.
  bool feed_works() const { return feed_->state().works; }
  chain::FeedState feed_state() const { return feed_->state(); }
  const track::Blocks& blocks() const { return blocks_; }
  const track::Inclusion& inclusion() const { return inclusion_; }
  report::Watched report() const;

  // On one thread: what came since the last call, or since the start; and the same again with what has come since.
  report::WatchedInterval close_interval();
  report::WatchedInterval extend_interval();

 private:
  base::Status on_round(chain::Node& node, const sys::Stop& stop, sys::TimePoint now) override;
  void tell(sys::TimePoint now);
  sys::Duration drain_time() const;
  void drain(sys::TimePoint deadline) const;
  static std::size_t inclusion_bound(const profile::Settings& settings);

  const profile::Settings& settings_;
  const sys::Clock& clock_;
  sys::Log& log_;
  track::Blocks blocks_;
  track::Inclusion inclusion_;
  track::UserLatency user_latency_;
  std::unique_ptr<chain::BlockFeed> feed_;
  const sys::Stop* stop_ = nullptr;    // of the run, once started
  std::unique_ptr<sys::Stop> end_;     // of the watching
  std::atomic<bool> draining_{false};  // end once all is settled
  std::atomic<sys::Duration> drained_{sys::Duration(0)};

  // The thread of close_interval().
  track::BlocksSnapshot interval_blocks_, ended_blocks_;  // at the last interval's beginning, and at its end
  track::InclusionSnapshot interval_inclusion_, ended_inclusion_;

  // The feed's thread.
  std::optional<sys::TimePoint> next_line_;
  track::BlocksSnapshot told_blocks_;
  track::InclusionSnapshot told_inclusion_;
  track::UserLatencySnapshot told_latency_;

  sys::Thread thread_;  // last: it uses all of the above
};

}  // namespace seiload::run
