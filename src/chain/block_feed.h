#pragma once
// The one feed of blocks of a run: finds each new block in order, once, and hands it to its listeners. A
// HeadSource tells that there is one, and stamps it when that news arrives; the blocks are read here, however
// long that takes. What breaks on the way is tried again with back-off, at the next endpoint where there are
// several; the heights missed meanwhile are fetched. A block whose parent is not the one known at that height
// means that the chain was reorganised: the blocks that are no longer part of it are reported as orphans,
// newest first, before their successors. A height without a block is passed over if the block above it has
// the one below it as its parent.
//
// Thread rule: start() and then run() on one thread at a time, state() from any; listeners are called on
// run()'s thread.

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "chain/block.h"
#include "chain/block_times.h"
#include "chain/fork_tracker.h"
#include "chain/head_source.h"
#include "rpc/client.h"
#include "sys/log.h"

namespace seiload::chain {

class BlockListener {
 public:
  virtual ~BlockListener() = default;
  virtual void on_block(const Block&) {}
  // Not called for blocks older than those that the feed remembers (1024), nor across heights that it lost:
  // whoever keeps more knows by a block's height that what it has from there on is gone.
  virtual void on_orphan(std::uint64_t /*number*/, const base::Bytes32& /*hash*/) {}
  // Now and then, whether the feed works or not.
  virtual void on_time(sys::TimePoint /*now*/) {}
  // After each look at the chain that worked, new blocks or not: the time for questions of one's own. An
  // Error counts as one of the feed.
  virtual base::Status on_round(rpc::Client&, const sys::Event&, sys::TimePoint /*now*/) { return {}; }
};

struct FeedState {
  std::string source;      // "polling http://127.0.0.1:8545 every 100ms"
  bool works = true;       // the last look worked
  std::uint64_t head = 0;  // the newest height handed on, or the one before the first
  std::uint64_t head_gas_used = 0, head_gas_limit = 0;  // of that block
  std::uint64_t newest = 0;                             // the newest height known of
  std::uint64_t most_behind = 0;                        // blocks known of and not handed on yet, at the worst
  std::uint64_t gaps = 0;  // heights not seen when they were the newest, and fetched afterwards
  std::uint64_t lost = 0;  // heights that were too many to fetch, or that the chain left out
  std::uint64_t reorgs = 0;
  std::uint64_t orphaned = 0;   // blocks taken back by them
  std::uint64_t errors = 0;     // looks that failed
  std::uint64_t breaks = 0;     // times the feed stopped working
  std::uint64_t stalls = 0;     // times that no block came for several block times
  sys::Duration block_time{0};  // the chain's own pace at the start, 0 if it showed none

  std::uint64_t behind() const { return newest > head ? newest - head : 0; }
};

struct FeedLimits {
  net::ConnectionLimits http;
  std::uint64_t most_fetched = 4096;  // heights fetched after a break; older ones are lost
  sys::Duration most_pause = std::chrono::milliseconds(500);  // between attempts
};

class BlockFeed {
 public:
  // All outlive it; there is at least one endpoint.
  BlockFeed(const std::vector<rpc::Endpoint>& endpoints, const FeedLimits& limits, const sys::Clock& clock,
            sys::Log& log, std::vector<BlockListener*> listeners);

  // Before start(): where to subscribe, in the order to try. If `must`, start() fails where none of them
  // works.
  void subscribe_to(std::vector<rpc::Endpoint> endpoints, bool must) {
    heads_.subscribe_to(std::move(endpoints), must);
  }

  // Reads the newest block, after which listeners get those that follow. Transport errors are tried again
  // until the deadline. An Error names the endpoint and the cause.
  base::Status start(const sys::Event& stop, sys::TimePoint deadline);

  // Until the stop. Requires that start() worked. What its own second thread throws is thrown here.
  void run(const sys::Event& stop);

  FeedState state() const;

 private:
  enum Part : std::size_t { kHeads, kBlocks, kParts };  // what may be broken

  base::Status begin(const sys::Event& stop);
  void follow_heads(const sys::Event& stop);
  bool has_failed() const;
  base::Status round(const sys::Event& stop);
  void take_heads();
  base::Status check_head(const sys::Event& stop);
  base::Status look(const sys::Event& stop);
  base::Result<std::vector<Block>> fetch(std::uint64_t first, std::uint64_t count, const sys::Event& stop);
  void hand_on(ForkTracker::Change& change);
  void watch_silence(sys::TimePoint now);
  bool wait(sys::TimePoint begun, const sys::Event& stop);
  void on_blocks_broken(const base::Error& error);
  void set_result(Part part, const base::Error* error, const std::string& endpoint);

  const std::vector<rpc::Endpoint>& endpoints_;
  const FeedLimits limits_;
  const sys::Clock& clock_;
  sys::Log& log_;
  const std::vector<BlockListener*> listeners_;
  HeadSource heads_;

  // run()'s thread.
  std::size_t endpoint_ = 0;
  std::unique_ptr<rpc::Client> client_;
  ForkTracker tracker_;
  BlockTimes times_;
  bool is_silent_ = false;  // and it was logged
  sys::TimePoint quiet_since_;
  sys::Duration pause_{0};  // > 0 while blocks cannot be read

  mutable std::mutex mutex_;
  FeedState state_;                     // guarded by mutex_
  std::array<bool, kParts> broken_{};   // guarded by mutex_
  sys::TimePoint broken_since_;         // guarded by mutex_
  std::optional<std::string> failure_;  // guarded by mutex_: of the second thread
};

}  // namespace seiload::chain
