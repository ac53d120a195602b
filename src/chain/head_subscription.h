#pragma once
// New heads by subscription (eth_subscribe newHeads), where the node has one: says at once that there is a
// new block, which polling only finds out. What it tells is a hint: the blocks themselves are asked for as
// ever. A subscription that is lost is opened again with back-off, and polling goes on meanwhile. Thread
// rule: one owner.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "chain/start.h"
#include "rpc/subscription.h"
#include "sys/log.h"
#include "sys/stop.h"

namespace seiload::chain {

// Where the subscription of an http:// endpoint may be, in the order to try: its own port, then the mapped
// one (port 8545 to 8546, host label evm-rpc to evm-ws). Of another endpoint: itself. A name that is not
// found is left out.
std::vector<rpc::Endpoint> head_endpoints(const profile::EndpointConfig& config,
                                          const rpc::Endpoint& endpoint, const SetupContext& at);

// The URL with port and host label mapped; nothing if they are not those.
std::optional<net::Url> mapped_url(net::Url url);

class HeadSubscription final : private rpc::Subscription::Listener {
 public:
  struct Told {
    std::uint64_t number = 0;
    base::Bytes32 hash{};
    sys::TimePoint arrived;
  };

  // The endpoints, none of them http, outlive it.
  HeadSubscription(const std::vector<rpc::Endpoint>& endpoints, const net::ConnectionLimits& limits,
                   const sys::Clock& clock, sys::Log& log)
      : endpoints_(endpoints), limits_(limits), clock_(clock), log_(log) {}

  // Tries one after the other until one is subscribed. The error tells why none is. Code::stopped for the
  // stop.
  base::Status start(const sys::Event& stop);

  bool works() const { return subscribed_; }
  std::uint64_t breaks() const { return breaks_; }
  const std::string& name() const { return endpoints_[at_].name; }  // of the one in use

  // Waits for the stop, a new head or the time; true for the stop.
  bool wait(sys::TimePoint until, const sys::Event& stop);
  // The oldest that came and was not taken yet.
  std::optional<Told> take();

 private:
  void turn(sys::TimePoint until, const sys::Event& stop);
  void on_subscribed(sys::TimePoint now) override;
  void on_notification(std::string_view result_json, sys::TimePoint now) override;
  void on_lost(std::string_view cause, sys::TimePoint now) override;

  const std::vector<rpc::Endpoint>& endpoints_;
  const net::ConnectionLimits limits_;
  const sys::Clock& clock_;
  sys::Log& log_;
  std::size_t at_ = 0;
  std::unique_ptr<rpc::Subscription> subscription_;
  bool started_ = false;
  bool subscribed_ = false;
  bool is_lost_ = false;  // since the last open()
  std::string cause_;
  std::uint64_t breaks_ = 0;
  sys::Duration pause_{0};
  sys::TimePoint retry_at_;
  std::deque<Told> told_;
};

}  // namespace seiload::chain
