#include "chain/head_subscription.h"

#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "base/uint256.h"
#include "json/value.h"
#include "net/url.h"
#include "sys/clock.h"

namespace seiload::chain {
namespace {

constexpr std::string_view kParams = R"(["newHeads"])";
constexpr sys::Duration kFirstPause = std::chrono::milliseconds(100), kMaxPause = std::chrono::seconds(2);
constexpr std::size_t kMaxTold = 1024;  // kept until they are taken

net::Url::Scheme websocket_of(net::Url::Scheme scheme) {
  const bool is_secure = scheme == net::Url::Scheme::https || scheme == net::Url::Scheme::wss;
  return is_secure ? net::Url::Scheme::wss : net::Url::Scheme::ws;
}

}  // namespace

std::optional<net::Url> mapped_url(net::Url url) {
  const net::Url before = url;
  if (url.port == 8545) url.port = 8546;
  constexpr std::string_view kLabel = "evm-rpc";
  for (std::size_t begin = 0; begin <= url.host.size();) {
    const std::size_t end = std::min(url.host.find('.', begin), url.host.size());
    if (url.host.substr(begin, end - begin) == kLabel) {
      url.host.replace(begin, kLabel.size(), "evm-ws");
      break;
    }
    begin = end + 1;
  }
  if (url.port == before.port && url.host == before.host) return std::nullopt;
  url.scheme = websocket_of(url.scheme);
  return url;
}

std::vector<rpc::Endpoint> head_endpoints(const profile::EndpointConfig& config,
                                          const rpc::Endpoint& endpoint, const SetupContext& at) {
  if (endpoint.transport != rpc::Transport::http) return {endpoint};
  auto url = net::parse_url(config.url);
  if (!url) return {};
  static const net::Routing kNoRouting;
  const net::Routing& routing = at.routing != nullptr ? *at.routing : kNoRouting;
  std::vector<rpc::Endpoint> endpoints;
  const auto add = [&](const net::Url& at_url, const net::Route& route, net::Addresses addresses) {
    endpoints.push_back({at_url.to_text(), target_of(at_url, config, route, std::move(addresses), at),
                         rpc::Transport::websocket});
  };
  url->scheme = websocket_of(url->scheme);
  add(*url, net::route_to(*url, routing), endpoint.target.addresses);
  const auto mapped = mapped_url(*url);
  if (!mapped) return endpoints;
  const net::Route route = net::route_to(*mapped, routing);
  if (route.known != nullptr) {
    add(*mapped, route, net::Addresses(*route.known));
  } else if (auto found =
                 net::resolve(route.host, route.port, at.resolver, at.clock, at.limits.deadline, at.stop)) {
    add(*mapped, route, net::Addresses(route.host, route.port, *std::move(found)));
  }
  return endpoints;
}

base::Status HeadSubscription::start(const sys::Event& stop) {
  std::string causes;
  for (at_ = 0; at_ < endpoints_.size(); ++at_) {
    subscription_ = std::make_unique<rpc::Subscription>(endpoints_[at_], kParams, limits_,
                                                        static_cast<rpc::Subscription::Listener&>(*this));
    is_lost_ = false;
    subscription_->open(clock_.now());
    while (!subscribed_ && !is_lost_) {
      if (stop.is_set()) return sys::stopped_error();
      turn(sys::kNever, stop);
    }
    if (subscribed_) {
      started_ = true;
      return {};
    }
    causes += base::cat(causes.empty() ? "" : "; ", endpoints_[at_].name, ": ", cause_);
  }
  subscription_.reset();
  return base::Error{base::Code::io, causes};
}

std::optional<HeadSubscription::Told> HeadSubscription::take() {
  if (told_.empty()) return std::nullopt;
  const Told oldest = told_.front();
  told_.pop_front();
  return oldest;
}

bool HeadSubscription::wait(sys::TimePoint until, const sys::Event& stop) {
  while (!stop.is_set() && told_.empty() && clock_.now() < until) {
    if (!subscription_->is_open() && clock_.now() >= retry_at_) subscription_->open(clock_.now());
    turn(until, stop);
  }
  return stop.is_set();
}

void HeadSubscription::turn(sys::TimePoint until, const sys::Event& stop) {
  pollfd descriptors[] = {{stop.fd(), POLLIN, 0}, {subscription_->fd(), subscription_->interest(), 0}};
  sys::TimePoint next = std::min(until, subscription_->deadline());
  if (!subscription_->is_open()) {
    descriptors[1].fd = -1;
    next = std::min(until, retry_at_);
  }
  clock_.wait(descriptors, next);
  const sys::TimePoint now = clock_.now();
  if (descriptors[1].revents != 0) subscription_->on_ready(descriptors[1].revents, now);
  if (subscription_->is_open() && subscription_->deadline() <= now) subscription_->on_time(now);
}

void HeadSubscription::on_subscribed(sys::TimePoint) {
  subscribed_ = true;
  pause_ = sys::Duration(0);
  if (started_) log_.info(base::cat("block feed: subscribed again to the new heads of ", name()));
}

void HeadSubscription::on_notification(std::string_view result_json, sys::TimePoint now) {
  const auto header = json::parse(result_json, {.max_size = result_json.size()});
  if (!header) return;  // polling finds what this was to tell
  const json::Value* number = header->find("number");
  const json::Value* hash = header->find("hash");
  if (number == nullptr || number->string() == nullptr || hash == nullptr || hash->string() == nullptr)
    return;
  const auto height = base::Uint256::from_quantity(*number->string());
  const auto digest = base::decode_hex_array<32>(*hash->string());
  if (!height || !height->fits_u64() || !digest) return;
  if (told_.size() == kMaxTold) told_.pop_front();
  told_.push_back({height->low_u64(), *digest, now});
}

void HeadSubscription::on_lost(std::string_view cause, sys::TimePoint now) {
  is_lost_ = true;
  cause_ = cause;
  if (started_ && subscribed_) {
    ++breaks_;
    log_.warning(base::cat("block feed: subscription lost: ", cause, "; polling until it is restored"));
  }
  subscribed_ = false;
  pause_ = pause_.count() == 0 ? kFirstPause : std::min(2 * pause_, kMaxPause);
  retry_at_ = now + pause_;
}

}  // namespace seiload::chain
