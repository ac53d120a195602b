#include "load/lane.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "rpc/answer.h"
#include "rpc/request.h"

namespace seiload::load {
namespace {

constexpr sys::Duration kFirstPause = std::chrono::milliseconds(50);
constexpr sys::Duration kLongestPause = std::chrono::seconds(2);

// Requests out on one WebSocket or Unix socket before another is opened: enough to keep a node busy over a round trip,
// few enough that not all is lost with one connection.
constexpr unsigned kMostMessages = 128;

rpc::Outcome outcome_of(net::TransportError error, bool delivered) {
  switch (error) {
    case net::TransportError::refused:
    case net::TransportError::unreachable:
      return rpc::Outcome::refused;
    case net::TransportError::connect_timeout:
      return rpc::Outcome::connect_timeout;
    case net::TransportError::closed:
      return delivered ? rpc::Outcome::connection_lost : rpc::Outcome::refused;
    case net::TransportError::request_timeout:
      return delivered ? rpc::Outcome::request_timeout : rpc::Outcome::connect_timeout;
    case net::TransportError::bad_http:
    case net::TransportError::too_large:
      return rpc::Outcome::bad_http;
    case net::TransportError::bad_message:
      return rpc::Outcome::bad_json;
  }
  return rpc::Outcome::bad_http;
}

}  // namespace

Lane::Lane(const rpc::Endpoint& endpoint, const Limits& limits, const sys::Clock& clock, Slots& slots, Owner& owner)
    : endpoint_(endpoint), limits_(limits), clock_(clock), slots_(slots), owner_(owner) {
  if (endpoint.transport != rpc::Transport::http) limits_.http.pipeline = std::max(limits.http.pipeline, kMostMessages);
}

bool Lane::has_connection(sys::TimePoint now) const {
  const std::size_t busy = out_ + waiting_count_ + reserved_;
  if (pause_.count() > 0) return !pausing(now) && busy == 0;  // one attempt at a time until it answers again
  return busy < limits_.connections * limits_.http.pipeline;
}

void Lane::push(std::uint32_t slot) {
  --reserved_;
  waiting_.push(slots_, slot);
  ++waiting_count_;
}

void Lane::ask_nonce(std::uint32_t sender) { nonce_questions_.push_back(sender); }

// The next request to send; false if there is none.
bool Lane::next_request(std::uint64_t& tag, std::string_view& body, sys::TimePoint now) {
  if (!nonce_questions_.empty()) {
    const std::uint32_t sender = nonce_questions_.back();
    nonce_questions_.pop_back();
    tag = kNonceTag | sender;
    body = owner_.nonce_request(sender);
    return true;
  }
  while (waiting_count_ > 0) {
    const std::uint32_t slot = waiting_.pop(slots_);
    --waiting_count_;
    if (!owner_.still_good(slot, now, room_since_)) continue;
    slots_[slot].state = Slot::State::sent;
    tag = slot;
    body = slots_[slot].body;
    return true;
  }
  return false;
}

void Lane::pump() {
  while (waiting_count_ > 0 || !nonce_questions_.empty()) {
    const sys::TimePoint now = clock_.now();
    const bool unreachable = pause_.count() > 0 && (pausing(now) || out_ > 0);
    if (unreachable || (idle_.empty() && links_.size() >= limits_.connections)) {
      blocked_ = true;
      return;
    }
    if (std::exchange(blocked_, false)) room_since_ = looked_at_;
    if (idle_.empty()) {
      links_.push_back({rpc::make_connection(endpoint_, limits_.http, *this)});
      idle_.push_back(static_cast<std::uint32_t>(links_.size() - 1));
    }
    std::uint64_t tag = 0;
    std::string_view body;
    if (!next_request(tag, body, now)) return;
    const std::uint32_t link = idle_.back();
    idle_.pop_back();
    links_[link].is_idle = false;
    ++out_;
    links_[link].connection->submit(tag, body, now);
    settle(link);
  }
}

void Lane::forget_waiting() {
  waiting_ = {};
  waiting_count_ = 0;
  nonce_questions_.clear();
}

void Lane::abandon(sys::TimePoint now) {
  for (const Link& link : links_) link.connection->abandon(now);
}

void Lane::settle(std::uint32_t link) {
  Link& it = links_[link];
  if (it.is_idle || !it.connection->can_submit()) return;
  it.is_idle = true;
  idle_.push_back(link);
}

sys::TimePoint Lane::add_polls(std::vector<pollfd>& descriptors, sys::TimePoint now) {
  sys::TimePoint next = pausing(now) ? retry_at_ : sys::kNever;
  polled_.clear();
  for (std::uint32_t link = 0; link < links_.size(); ++link) {
    const net::Connection& connection = *links_[link].connection;
    next = std::min(next, connection.deadline());
    if (connection.fd() < 0) continue;
    polled_.push_back(link);
    descriptors.push_back({connection.fd(), connection.interest(), 0});
  }
  return next;
}

std::size_t Lane::on_poll(const pollfd* descriptors, sys::TimePoint now) {
  looked_at_ = now;
  for (std::size_t i = 0; i < polled_.size(); ++i) {
    if (descriptors[i].revents == 0) continue;
    links_[polled_[i]].connection->on_ready(descriptors[i].revents, now);
    settle(polled_[i]);
  }
  return polled_.size();
}

void Lane::on_time(sys::TimePoint now) {
  for (std::uint32_t link = 0; link < links_.size(); ++link) {
    if (links_[link].connection->deadline() > now) continue;
    links_[link].connection->on_time(now);
    settle(link);
  }
}

void Lane::unreachable(sys::TimePoint now) {
  if (pausing(now)) return;  // several connections failed for the same cause: that is one attempt
  pause_ = std::clamp(2 * pause_, kFirstPause, kLongestPause);
  retry_at_ = now + pause_;
}

void Lane::on_answer(const net::HttpAnswer& answer) {
  --out_;
  pause_ = sys::Duration(0);
  if ((answer.tag & kNonceTag) != 0)
    return owner_.on_nonce(static_cast<std::uint32_t>(answer.tag), answer.status == 200 ? answer.body : "", answer.now);
  End end{.outcome = rpc::Outcome::accepted,
          .delivered = true,
          .resent = answer.resent,
          .written = answer.written,
          .now = answer.now,
          .detail = {}};
  const std::optional<std::uint64_t> id = answer.matched ? std::nullopt : std::optional(rpc::kConstantId);
  end.outcome = rpc::classify_send_answer(answer.status, answer.body, id, end.detail);
  // Sent twice because the first connection was stale: that the node knows it already means the first copy arrived.
  if (answer.resent && end.outcome == rpc::Outcome::already_known) end.outcome = rpc::Outcome::accepted;
  owner_.on_end(static_cast<std::uint32_t>(answer.tag), *this, end);
}

void Lane::on_failure(const net::HttpFailure& failure) {
  --out_;
  if (!failure.maybe_delivered) unreachable(failure.now);
  if ((failure.tag & kNonceTag) != 0)
    return owner_.on_nonce(static_cast<std::uint32_t>(failure.tag), "", failure.now);
  owner_.on_end(static_cast<std::uint32_t>(failure.tag), *this,
                {.outcome = outcome_of(failure.error, failure.maybe_delivered),
                 .delivered = failure.maybe_delivered,
                 .resent = failure.resent,
                 .written = {},
                 .now = failure.now,
                 .detail = failure.detail});
}

}  // namespace seiload::load
