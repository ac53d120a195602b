#pragma once
// Learns of new heads and stamps each when its bytes arrive, on a thread of its own that does nothing slower:
// whatever reading blocks or receipts takes, a stamp does not contain it. By a subscription where there is
// one; polls a node (eth_blockNumber) where there is none, while it is lost, and where it delivers nothing.
//
// Thread rule: start() and then run() on one thread at a time; everything else from any, but for take(), of
// one.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "chain/head_subscription.h"
#include "rpc/client.h"
#include "sys/event.h"
#include "sys/log.h"

namespace seiload::chain {

// Heights from here on are no heights: a node that answers one is not believed.
inline constexpr std::uint64_t kNoHeight = std::uint64_t{1} << 53;

struct Head {
  std::uint64_t number = 0;
  std::optional<base::Bytes32> hash;  // where the subscription tells it
  sys::TimePoint arrived;
};

class HeadSource {
 public:
  struct Limits {
    net::ConnectionLimits http;
    sys::Duration most_pause =
        std::chrono::milliseconds(500);  // between attempts at a node that cannot be reached
  };
  // What failed, or that it works (no error). On run()'s thread.
  using OnResult = std::function<void(const base::Error* error, const std::string& endpoint)>;

  // All outlive it; there is at least one endpoint to poll.
  HeadSource(const std::vector<rpc::Endpoint>& endpoints, const Limits& limits, const sys::Clock& clock,
             sys::Log& log, OnResult on_result);

  // Before start(): where to subscribe, in the order to try. If `must`, start() fails where none of them
  // works.
  void subscribe_to(std::vector<rpc::Endpoint> endpoints, bool must);
  bool must_subscribe() const { return must_subscribe_; }
  base::Status start(const sys::Event& stop);
  void run(const sys::Event& stop);  // until the stop

  void set_pace(sys::Duration block_time);  // before run(): how often to poll; 0: unknown
  sys::Duration pace() const { return sys::Duration(pace_.load()); }
  std::string describe() const;  // "new heads of ws://127.0.0.1:8546", "polling http://... every 100ms"

  // The heads since the last call, in the order in which they came. fd() is readable while there may be some.
  std::vector<Head> take();
  int fd() const { return wake_.fd(); }
  std::uint64_t newest() const { return newest_; }  // the newest height known; 0 before the first
  bool is_subscribed() const { return subscribed_ && !silent_; }  // nobody polls
  std::uint64_t breaks() const { return breaks_; }                // subscriptions that were lost
  // Somebody else has seen this height, and no subscription had told of it: after two such heights polling
  // takes over.
  void on_seen_elsewhere(std::uint64_t number, sys::TimePoint now);

 private:
  void poll_head(const sys::Event& stop);
  void back_off();
  void publish(Head head);

  const std::vector<rpc::Endpoint>& endpoints_;
  const Limits limits_;
  const sys::Clock& clock_;
  sys::Log& log_;
  const OnResult on_result_;
  const sys::Event wake_;

  // run()'s thread.
  std::vector<rpc::Endpoint> subscribe_to_;
  bool must_subscribe_ = false;
  std::unique_ptr<HeadSubscription> subscription_;  // null: polling alone
  std::size_t endpoint_ = 0;
  std::unique_ptr<rpc::Client> client_;
  std::optional<std::uint64_t> polled_;  // the last answer
  sys::Duration pause_{0};               // > 0 while polling fails
  sys::TimePoint next_poll_;

  std::atomic<std::int64_t> pace_;  // nanoseconds between polls
  std::atomic<std::uint64_t> newest_{0}, breaks_{0};
  std::atomic<bool> subscribed_{false}, silent_{false};

  mutable std::mutex mutex_;
  std::vector<Head> heads_;                           // guarded by mutex_
  std::optional<std::uint64_t> subscription_newest_;  // guarded by mutex_: what the subscription told last
  std::uint64_t missed_ = 0;                          // guarded by mutex_: heights seen elsewhere since then
};

}  // namespace seiload::chain
