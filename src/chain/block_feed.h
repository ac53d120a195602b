#pragma once
// The one feed of blocks of a run: finds each new block in order, once, and hands it to its listeners. It polls a node,
// at once when a subscription to new heads tells of one, else at a fitting pace. What breaks on the way is tried again with back-off, at the next endpoint where there are several; the
// heights missed meanwhile are fetched. A block whose parent is not the one known at that height means that the chain
// was reorganised: the blocks that are no longer part of it are told as orphans, newest first, before their successors.
// A height without a block is passed over if the block above it has the one below it as its parent.
//
// Thread rule: start() and then run() on one thread at a time, state() from any; listeners are called on run()'s thread.

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "chain/block.h"
#include "chain/heads.h"
#include "chain/node.h"
#include "sys/log.h"

namespace seiload::chain {

class BlockListener {
 public:
  virtual ~BlockListener() = default;
  virtual void on_block(const Block&) {}
  // Not told of blocks older than those that the feed remembers (1024), nor across heights that it lost: whoever keeps
  // more knows by a block's height that what it has from there on is gone.
  virtual void on_orphan(std::uint64_t /*number*/, const base::Bytes32& /*hash*/) {}
  // After each look at the chain that worked, new blocks or not: the time for questions of one's own. An Error counts as
  // one of the feed.
  virtual base::Status on_round(Node&, const sys::Stop&, sys::TimePoint /*now*/) { return {}; }
};

struct FeedState {
  std::string source;           // "polling http://127.0.0.1:8545 every 100ms"
  bool works = true;            // the last look worked
  std::uint64_t head = 0;       // the newest height handed on, or the one before the first
  std::uint64_t head_gas_used = 0, head_gas_limit = 0;  // of that block
  std::uint64_t gaps = 0;       // heights not seen when they were the newest, and fetched afterwards
  std::uint64_t lost = 0;       // heights that were too many to fetch, or that the chain left out
  std::uint64_t reorgs = 0;
  std::uint64_t orphaned = 0;   // blocks taken back by them
  std::uint64_t errors = 0;     // looks that failed
  std::uint64_t breaks = 0;     // times the feed stopped working
  sys::Duration block_time{0};  // the chain's own pace at the start, 0 if it showed none
};

struct FeedLimits {
  net::HttpLimits http;
  std::uint64_t most_fetched = 4096;  // heights fetched after a break; older ones are lost
  sys::Duration most_pause = std::chrono::seconds(2);  // between attempts
};

class BlockFeed {
 public:
  // All outlive it; there is at least one endpoint.
  BlockFeed(const std::vector<rpc::Endpoint>& endpoints, const FeedLimits& limits, const sys::Clock& clock, sys::Log& log,
            std::vector<BlockListener*> listeners);

  // Before start(): where to subscribe, in the order to try. If `must`, start() fails where none of them works.
  void subscribe_to(std::vector<rpc::Endpoint> endpoints, bool must);

  // Reads the newest block, after which listeners get those that follow. Transport errors are tried again until the
  // deadline. An Error names the endpoint and the cause.
  base::Status start(const sys::Stop& stop, sys::TimePoint deadline);

  // Until the stop. Requires that start() worked.
  void run(const sys::Stop& stop);

  FeedState state() const;

 private:
  struct Known {
    std::uint64_t number;
    base::Bytes32 hash;
  };

  base::Status begin(const sys::Stop& stop);
  base::Status round(const sys::Stop& stop);
  base::Status follow(std::uint64_t head, sys::TimePoint arrived, const sys::Stop& stop);
  base::Result<std::vector<Block>> fetch(std::uint64_t first, std::uint64_t count, const sys::Stop& stop);
  base::Status connect_to_known(std::vector<Block>& blocks, const sys::Stop& stop);
  void hand_on(std::vector<Block>& blocks, sys::TimePoint arrived);
  base::Status subscribe(const sys::Stop& stop);
  bool wait(sys::TimePoint begun, const sys::Stop& stop);
  const Known* known_at(std::uint64_t number) const;
  const Known* known_below(std::uint64_t number) const;  // the newest one under that height
  void on_broken(const base::Error& error);
  void on_works(sys::TimePoint now);

  const std::vector<rpc::Endpoint>& endpoints_;
  const FeedLimits limits_;
  const sys::Clock& clock_;
  sys::Log& log_;
  const std::vector<BlockListener*> listeners_;

  std::vector<rpc::Endpoint> head_endpoints_;
  bool must_subscribe_ = false;
  std::unique_ptr<Heads> heads_;  // null: polling alone
  std::uint64_t heads_breaks_ = 0;
  std::size_t endpoint_ = 0;
  std::unique_ptr<Node> node_;
  std::deque<Known> known_;  // the newest blocks of the chain, each the parent of the next
  std::optional<std::uint64_t> looked_at_;  // the head that the last look was done with
  std::optional<sys::TimePoint> last_arrival_;
  sys::Duration pace_{0};
  sys::Duration pause_{0};  // > 0 while it does not work
  sys::TimePoint broken_since_;

  mutable std::mutex mutex_;
  FeedState state_;  // guarded by mutex_
};

}  // namespace seiload::chain
