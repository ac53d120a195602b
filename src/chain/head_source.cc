#include "chain/head_source.h"

#include <algorithm>

#include "base/text.h"
#include "sys/clock.h"

namespace seiload::chain {
namespace {

constexpr sys::Duration kFirstPause = std::chrono::milliseconds(100);
constexpr sys::Duration kMinPace = std::chrono::milliseconds(50), kMaxPace = std::chrono::milliseconds(500);
constexpr sys::Duration kUnknownPace = std::chrono::milliseconds(100);
constexpr sys::Duration kMaxLimitedPace =
    std::chrono::seconds(5);  // where a node limits the rate of requests
constexpr sys::Duration kSubscribeTimeout = std::chrono::seconds(2);
constexpr sys::Duration kTurn =
    std::chrono::milliseconds(250);  // how soon the subscription is found to be silent
constexpr std::uint64_t kMissedUntilSilent = 2;
constexpr std::size_t kMaxHeads = 4096;  // kept until they are taken

}  // namespace

HeadSource::HeadSource(const std::vector<rpc::Endpoint>& endpoints, const Limits& limits,
                       const sys::Clock& clock, sys::Log& log, OnResult on_result)
    : endpoints_(endpoints),
      limits_(limits),
      clock_(clock),
      log_(log),
      on_result_(std::move(on_result)),
      pace_(kUnknownPace.count()) {
  CHECK(!endpoints.empty());
  client_ = std::make_unique<rpc::Client>(endpoints_[0], rpc::Client::Options{.http = limits_.http}, clock_);
}

void HeadSource::subscribe_to(std::vector<rpc::Endpoint> endpoints, bool must) {
  subscribe_to_ = std::move(endpoints);
  must_subscribe_ = must;
}

// Ten polls a block find a new one within a tenth of its time.
void HeadSource::set_pace(sys::Duration block_time) {
  pace_ = (block_time.count() > 0 ? std::clamp(block_time / 10, kMinPace, kMaxPace) : kUnknownPace).count();
}

base::Status HeadSource::start(const sys::Event& stop) {
  if (subscribe_to_.empty()) return {};
  net::ConnectionLimits limits = limits_.http;
  limits.connect_timeout = std::min(limits.connect_timeout, kSubscribeTimeout);
  limits.request_timeout = std::min(limits.request_timeout, kSubscribeTimeout);
  subscription_ = std::make_unique<HeadSubscription>(subscribe_to_, limits, clock_, log_);
  auto status = subscription_->start(stop);
  if (status) {
    subscribed_ = true;
    return {};
  }
  subscription_.reset();
  if (status.error().code == base::Code::stopped || must_subscribe_) return status;
  log_.info(base::cat("block feed: no subscription to new heads: ", status.error().message));
  return {};
}

std::string HeadSource::describe() const {
  if (subscription_) return base::cat("new heads of ", subscription_->name());
  return base::cat("polling ", client_->name(), " every ", base::format_duration_rounded(pace()));
}

void HeadSource::run(const sys::Event& stop) {
  while (!stop.is_set()) {
    const sys::TimePoint now = clock_.now();
    if (!is_subscribed() && now >= next_poll_) {
      poll_head(stop);
      next_poll_ = now + std::max(pace(), pause_);
    }
    if (!subscription_) {
      clock_.wait_for(stop, next_poll_);
      continue;
    }
    subscription_->wait(is_subscribed() ? clock_.now() + kTurn : next_poll_, stop);
    while (auto head = subscription_->take()) {
      {
        const std::lock_guard lock(mutex_);
        subscription_newest_ = head->number;
        missed_ = 0;
      }
      if (silent_.exchange(false))
        log_.info(base::cat("block feed: the subscription delivers again, height ", head->number));
      if (head->number < kNoHeight) publish({head->number, head->hash, head->arrived});
    }
    subscribed_ = subscription_->works();
    breaks_ = subscription_->breaks();
    if (is_subscribed() && pause_.count() > 0) {
      pause_ = sys::Duration(0);
      on_result_(nullptr, subscription_->name());
    }
  }
}

void HeadSource::poll_head(const sys::Event& stop) {
  auto text = client_->call_one("eth_blockNumber", "[]", stop);
  const sys::TimePoint now = clock_.now();
  base::Status status;
  std::uint64_t height = 0;
  if (!text) {
    if (text.error().code == base::Code::stopped) return;
    status = std::move(text).error();
  } else {
    const auto number = rpc::read_quantity(*text);
    if (!number)
      status = base::Error{base::Code::protocol, "eth_blockNumber: the answer is not a number"};
    else if (!number->fits_u64() || number->low_u64() >= kNoHeight)
      status = base::Error{base::Code::protocol,
                           base::cat("eth_blockNumber: ", number->to_quantity(), " is not a height")};
    else
      height = number->low_u64();
  }
  if (!status) {
    on_result_(&status.error(), client_->name());
    return back_off();
  }
  pause_ = sys::Duration(0);
  on_result_(nullptr, client_->name());
  if (polled_ != height) publish({height, std::nullopt, now});
  polled_ = height;
}

void HeadSource::back_off() {
  polled_.reset();
  if (client_->was_rate_limited()) {
    const sys::Duration slower = std::min(2 * pace(), std::max(pace(), kMaxLimitedPace));
    if (slower > pace())
      log_.warning(base::cat("block feed: endpoint ", client_->name(),
                             " limits the rate of requests; polling every ",
                             base::format_duration_rounded(slower), " instead of every ",
                             base::format_duration_rounded(pace())));
    pace_ = slower.count();
  }
  pause_ = pause_.count() == 0 ? kFirstPause : std::min(2 * pause_, limits_.most_pause);
  if (endpoints_.size() < 2) return;
  endpoint_ = (endpoint_ + 1) % endpoints_.size();
  client_ = std::make_unique<rpc::Client>(endpoints_[endpoint_], rpc::Client::Options{.http = limits_.http},
                                          clock_);
}

void HeadSource::publish(Head head) {
  newest_ = head.number;
  {
    const std::lock_guard lock(mutex_);
    if (heads_.size() == kMaxHeads) heads_.erase(heads_.begin());
    heads_.push_back(head);
  }
  wake_.set();
}

std::vector<Head> HeadSource::take() {
  wake_.clear();
  const std::lock_guard lock(mutex_);
  return std::exchange(heads_, {});
}

void HeadSource::on_seen_elsewhere(std::uint64_t number, sys::TimePoint) {
  if (number > newest_) newest_ = number;
  const std::lock_guard lock(mutex_);
  if (subscription_newest_ && *subscription_newest_ >= number) return;
  if (++missed_ < kMissedUntilSilent || silent_) return;
  silent_ = true;
  log_.warning(base::cat("block feed: the subscription to new heads delivers nothing (", missed_,
                         " blocks came without it); polling every ", base::format_duration_rounded(pace())));
}

}  // namespace seiload::chain
