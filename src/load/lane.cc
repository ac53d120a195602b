#include "load/lane.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "rpc/answer.h"
#include "rpc/body_text.h"
#include "rpc/request.h"
#include "sys/clock.h"

namespace seiload::load {
namespace {

constexpr sys::Duration kFirstPause = std::chrono::milliseconds(50);
constexpr sys::Duration kLongestPause = std::chrono::seconds(2);

// Transactions out on one WebSocket or Unix socket, each in a request of its own or in batches, before
// another is opened: enough to keep a node busy over a round trip, few enough that not all is lost with one
// connection.
constexpr unsigned kMostMessages = 128;

// Idle connections but the next one to be used need looking at for their end alone, and polling one costs as
// much as polling one that is in use: with 5,000 accounts at 20,000 TPS that was two thirds of all CPU time.
constexpr sys::Duration kIdleLook = std::chrono::milliseconds(100);

// Of a pipelined request: answers can be told apart while both are out.
std::uint64_t id_of(std::uint32_t slot) { return std::uint64_t{slot} + 1; }

// Delivered: some byte of it was written, perhaps on an earlier connection than the one that failed.
rpc::Outcome outcome_of(net::TransportError error, bool delivered) {
  switch (error) {
    case net::TransportError::refused:
    case net::TransportError::unreachable:
      return delivered ? rpc::Outcome::connection_lost : rpc::Outcome::refused;
    case net::TransportError::connect_timeout:
      return delivered ? rpc::Outcome::connection_lost : rpc::Outcome::connect_timeout;
    case net::TransportError::closed:
      return delivered ? rpc::Outcome::connection_lost : rpc::Outcome::refused;
    case net::TransportError::request_timeout:
      return delivered ? rpc::Outcome::request_timeout : rpc::Outcome::connect_timeout;
    case net::TransportError::bad_http:
    case net::TransportError::too_large:
      return delivered ? rpc::Outcome::bad_http : rpc::Outcome::handshake_failed;
    case net::TransportError::bad_message:
      return delivered ? rpc::Outcome::bad_json : rpc::Outcome::handshake_failed;
  }
  return rpc::Outcome::bad_http;
}

}  // namespace

Lane::Lane(const rpc::Endpoint& endpoint, const Limits& limits, const sys::Clock& clock, InFlight& in_flight,
           Pipelining& pipelining, Owner& owner)
    : endpoint_(endpoint),
      limits_(limits),
      clock_(clock),
      in_flight_(in_flight),
      pipelining_(pipelining),
      owner_(owner) {
  limits_.batch = std::min(limits.batch, limits.waiting);
  if (endpoint.transport != rpc::Transport::http)
    limits_.http.pipeline = static_cast<unsigned>(std::max<std::size_t>(1, kMostMessages / limits_.batch));
  depth_ = is_pipelined() ? 1 : limits_.http.pipeline;
}

bool Lane::has_capacity(sys::TimePoint now) const {
  const std::size_t queued = waiting_count_ + reserved_;
  const std::size_t out = out_ + nonce_questions_.size();
  if (pause_.count() > 0)
    return !pausing(now) && out == 0 && queued < batch_limit();  // one attempt until it answers again
  const std::size_t most = limits_.connections * depth_;
  return out < most && queued < (most - out) * batch_limit();
}

void Lane::push(std::uint32_t slot, sys::TimePoint now) {
  --reserved_;
  if (in_flight_[slot].state == Operation::State::signing) in_flight_.queue(slot, now);
  waiting_.push(in_flight_, slot);
  ++waiting_count_;
}

void Lane::ask_nonce(std::uint32_t sender) { nonce_questions_.push_back(sender); }

Lane::Waiting Lane::take_waiting() {
  Waiting waiting;
  for (; waiting_count_ > 0; --waiting_count_) waiting.operations.push_back(waiting_.pop(in_flight_));
  waiting.senders.swap(nonce_questions_);
  return waiting;
}

// Whether something is to be sent now.
bool Lane::has_request(sys::TimePoint now) {
  if (pause_.count() > 0 && (pausing(now) || out_ > 0)) return false;
  if (!nonce_questions_.empty() || waiting_count_ >= batch_limit()) return true;
  if (waiting_count_ == 0) return false;
  const sys::TimePoint end = in_flight_[waiting_.front()].ready + limits_.linger;
  if (end <= now) return true;
  linger_end_ = end;
  return false;
}

void Lane::pump() {
  linger_end_ = sys::kNever;
  while (waiting_count_ > 0 || !nonce_questions_.empty()) {
    const sys::TimePoint now = clock_.now();
    const bool unreachable = pause_.count() > 0 && (pausing(now) || out_ > 0);
    if (!unreachable && !has_request(now)) return;
    const std::uint32_t link = unreachable ? kNone : free_link();
    if (link == kNone) {
      blocked_ = true;
      return;
    }
    if (std::exchange(blocked_, false)) room_since_ = looked_at_;
    net::Connection& connection = *links_[link].connection;
    connection.cork();
    while (submit_next(connection, now) && has_room(connection) && has_request(now)) {
    }
    connection.uncork(now);
    keep_busy(link);
    settle(link);
  }
}

// Takes one that can be submitted to from those that are idle, or opens one.
std::uint32_t Lane::free_link() {
  if (depth_ > 1 && is_pipelined() && pipelining_.given_up()) depth_ = 1;
  while (!idle_.empty()) {
    const std::uint32_t link = idle_.back();
    idle_.pop_back();
    links_[link].is_idle = false;
    if (has_room(*links_[link].connection)) return link;  // else pipelining was given up meanwhile
  }
  if (links_.size() >= limits_.connections) return kNone;
  links_.push_back({rpc::make_connection(endpoint_, limits_.http, *this), false});
  return static_cast<std::uint32_t>(links_.size() - 1);
}

// False if nothing was left to send.
bool Lane::submit_next(net::Connection& connection, sys::TimePoint now) {
  if (!nonce_questions_.empty()) {
    const std::uint32_t sender = nonce_questions_.back();
    nonce_questions_.pop_back();
    ++out_;
    connection.submit(kNonceTag | sender, owner_.nonce_request(sender), now);
    return true;
  }
  if (batch_limit() > 1) return submit_batch(connection, now);
  while (waiting_count_ > 0) {
    const std::uint32_t slot = waiting_.pop(in_flight_);
    --waiting_count_;
    if (!owner_.revalidate(slot, now, room_since_)) continue;
    in_flight_.send(slot);
    ++out_;
    if (!is_pipelined()) {
      connection.submit(slot, in_flight_[slot].body, now, owner_.header_of(slot));
    } else {
      scratch_.clear();
      rpc::append_with_id(scratch_, id_of(slot), in_flight_[slot].body);
      connection.submit(slot, scratch_, now, owner_.header_of(slot));
    }
    return true;
  }
  return false;
}

bool Lane::submit_batch(net::Connection& connection, sys::TimePoint now) {
  if (free_batches_.empty()) {
    batches_.emplace_back();
    free_batches_.push_back(static_cast<std::uint32_t>(batches_.size() - 1));
  }
  const std::uint32_t index = free_batches_.back();
  Batch& batch = batches_[index];
  batch.operations.clear();
  scratch_.clear();
  // Waiting for company is on purpose.
  const sys::TimePoint company =
      waiting_.empty() ? now : std::min(now, in_flight_[waiting_.front()].ready + limits_.linger);
  const sys::TimePoint room = std::max(room_since_, company);
  while (waiting_count_ > 0 && batch.operations.size() < batch_limit()) {
    const std::uint32_t slot = waiting_.pop(in_flight_);
    --waiting_count_;
    if (!owner_.revalidate(slot, now, room)) continue;
    in_flight_.send(slot);
    rpc::append_to_batch(scratch_, next_id_ + batch.operations.size(), in_flight_[slot].body);
    batch.operations.push_back(slot);
  }
  if (batch.operations.empty()) return false;
  free_batches_.pop_back();
  scratch_ += ']';
  batch.ids = {next_id_, static_cast<std::uint32_t>(batch.operations.size())};
  next_id_ += batch.operations.size();
  ++out_;
  const std::uint32_t first = batch.operations.front();
  connection.submit_batch(kBatchTag | index, scratch_, batch.ids, now, owner_.header_of(first));
  for (const std::uint32_t slot : batch.operations) in_flight_[slot].trace = in_flight_[first].trace;
  return true;
}

void Lane::end_load() {
  limits_.linger = {};
  pump();
  load_ended_ = true;
  waiting_ = {};
  waiting_count_ = 0;
  nonce_questions_.clear();
}

void Lane::abandon(sys::TimePoint now) {
  for (const Link& link : links_) link.connection->abandon(now);
}

bool Lane::has_room(const net::Connection& connection) const {
  return connection.can_submit() && connection.outstanding() < depth_;
}

void Lane::settle(std::uint32_t link) {
  Link& it = links_[link];
  if (it.is_idle || !has_room(*it.connection)) return;
  it.is_idle = true;
  idle_.push_back(link);
}

void Lane::keep_busy(std::uint32_t link) {
  if (std::exchange(links_[link].is_busy, true)) return;
  busy_.push_back(link);
}

bool Lane::has_changed(const Link& link) {
  return (link.connection->fd() >= 0) != link.was_open || link.connection->openings() != link.openings;
}

void Lane::count_restarts() {
  const bool ended_before = any_ended_;
  for (const Link& link : links_) any_ended_ = any_ended_ || (link.was_open && has_changed(link));
  bool any_old = false;
  open_ = 0;
  for (Link& link : links_) {
    const bool is_open = link.connection->fd() >= 0;
    const bool is_new = !link.was_open || link.connection->openings() != link.openings;
    if (is_new) link.answered_in = 0;
    // What had not answered before the first end was seen may have been opened after it had come about.
    const bool may_be_new =
        any_ended_ && !ended_before && (link.answered_in == 0 || link.answered_in == rounds_);
    if (is_open && (is_new || may_be_new))
      link.since = static_cast<std::uint16_t>(restart_epoch_ + (any_ended_ ? 1 : 0));
    link.was_open = is_open;
    link.openings = link.connection->openings();
    any_old = any_old || (is_open && link.since == restart_epoch_);
    open_ += is_open ? 1 : 0;
  }
  if (!any_ended_ || any_old) return;
  any_ended_ = false;
  if (std::exchange(accepted_, false)) {
    ++restart_epoch_;
  } else {
    for (Link& link : links_) link.since = restart_epoch_;
  }
}

void Lane::add_poll(std::uint32_t link, std::vector<pollfd>& descriptors) {
  const net::Connection& connection = *links_[link].connection;
  if (connection.fd() < 0) return;
  polled_.push_back(link);
  descriptors.push_back({connection.fd(), connection.interest(), 0});
}

sys::TimePoint Lane::add_polls(std::vector<pollfd>& descriptors, sys::TimePoint now) {
  sys::TimePoint next = std::min(linger_end_, pausing(now) ? retry_at_ : sys::kNever);
  polled_.clear();
  bool any_changed = false;
  std::size_t kept = 0;
  for (const std::uint32_t link : busy_) {
    const net::Connection& connection = *links_[link].connection;
    const sys::TimePoint deadline = connection.deadline();
    any_changed = any_changed || has_changed(links_[link]);
    links_[link].is_busy =
        deadline != sys::kNever || connection.outstanding() > 0 || (connection.interest() & POLLOUT) != 0;
    if (!links_[link].is_busy) continue;
    busy_[kept++] = link;
    next = std::min(next, deadline);
    add_poll(link, descriptors);
  }
  busy_.resize(kept);
  if (any_changed) count_restarts();
  if (now >= look_at_idle_) {
    look_at_idle_ = now + kIdleLook;
    for (std::uint32_t link = 0; link < links_.size(); ++link)
      if (!links_[link].is_busy) add_poll(link, descriptors);
  } else if (!idle_.empty() && !links_[idle_.back()].is_busy) {
    add_poll(idle_.back(), descriptors);  // it goes out next: what is sent over one that has ended is lost
  }
  return polled_.size() < open_ ? std::min(next, look_at_idle_) : next;
}

std::size_t Lane::on_poll(const pollfd* descriptors, sys::TimePoint now) {
  looked_at_ = now;
  ++rounds_;
  const std::size_t count = polled_.size();
  if (on_ready(descriptors, now)) see_changes(now);
  return count;
}

// True if any connection has opened or ended.
bool Lane::on_ready(const pollfd* descriptors, sys::TimePoint now) {
  bool any_changed = false;
  for (std::size_t i = 0; i < polled_.size(); ++i) {
    if (descriptors[i].revents == 0) continue;
    Link& link = links_[polled_[i]];
    answered_ = false;
    link.connection->on_ready(descriptors[i].revents, now);
    if (answered_ && link.answered_in == 0) {
      link.answered_in = rounds_;
      // One answer a connection is how a server works that keeps none: an orderly end.
      if (endpoint_.transport == rpc::Transport::http && link.connection->fd() < 0 &&
          std::exchange(link.was_open, false))
        --open_;
    }
    any_changed = any_changed || has_changed(link);
    keep_busy(polled_[i]);
    settle(polled_[i]);
  }
  return any_changed;
}

// At once: pump() may open a connection again, and then nothing would tell that it had ended. Where one has
// ended, idle ones may have too.
void Lane::see_changes(sys::TimePoint now) {
  if (std::any_of(links_.begin(), links_.end(),
                  [](const Link& it) { return it.was_open && has_changed(it); })) {
    polled_.clear();
    idle_descriptors_.clear();
    for (std::uint32_t link = 0; link < links_.size(); ++link)
      if (!links_[link].is_busy) add_poll(link, idle_descriptors_);
    clock_.wait(idle_descriptors_, sys::kPast);
    on_ready(idle_descriptors_.data(), now);
  }
  count_restarts();
}

void Lane::on_time(sys::TimePoint now) {
  bool any_changed = false;
  for (std::size_t i = 0; i < busy_.size(); ++i) {
    const std::uint32_t link = busy_[i];
    if (links_[link].connection->deadline() > now) continue;
    links_[link].connection->on_time(now);
    any_changed = any_changed || has_changed(links_[link]);
    settle(link);
  }
  if (any_changed) see_changes(now);
}

void Lane::unreachable(sys::TimePoint now) {
  if (pausing(now)) return;  // several connections failed for the same cause: that is one attempt
  pause_ = std::clamp(2 * pause_, kFirstPause, kLongestPause);
  retry_at_ = now + pause_;
}

void Lane::judge_pipelining(const net::HttpAnswer& answer) {
  if (answer.is_last)
    give_up_pipelining("it closes connections after an answer");
  else if (!pipelining_.given_up())
    depth_ = limits_.http.pipeline;
}

void Lane::give_up_pipelining(std::string_view why) {
  depth_ = 1;
  if (pipelining_.give_up()) owner_.on_pipelining_given_up(*this, why);
}

void Lane::on_answer(const net::HttpAnswer& answer) {
  --out_;
  pause_ = sys::Duration(0);
  answered_ = true;
  if (is_pipelined()) judge_pipelining(answer);
  if ((answer.tag & kNonceTag) != 0) return owner_.on_nonce(static_cast<std::uint32_t>(answer.tag), answer);
  const auto index = static_cast<std::uint32_t>(answer.tag);
  const End end{.outcome = rpc::Outcome::accepted,
                .delivered = true,
                .resent = answer.resent,
                .written = answer.written,
                .now = answer.now,
                .detail = {}};
  bool in_turn = true;
  if ((answer.tag & kBatchTag) != 0) {
    in_turn = end_batch(index, answer, end);
  } else {
    const rpc::Answer read = rpc::read_answer(answer.body);
    const std::uint64_t id = is_pipelined() ? id_of(index) : rpc::kConstantId;
    in_turn = read.kind == rpc::Answer::Kind::invalid || !read.id || read.id == id;
    std::string_view detail;
    const rpc::Outcome outcome = rpc::classify_send_answer(
        answer.status, read, answer.matched ? std::nullopt : std::optional(id), detail);
    end_one(index, end, outcome, detail, answer);
  }
  if (!in_turn && is_pipelined()) give_up_pipelining("it answers out of turn");
}

void Lane::end_one(std::uint32_t slot, End end, rpc::Outcome outcome, std::string_view detail,
                   const net::HttpAnswer& answer) {
  // Sent twice because the first connection was stale. That the node knows it already means the first copy
  // arrived; that its nonce is used up, that the copy may be in a block by now, and its answer never came.
  if (end.resent && outcome == rpc::Outcome::already_known) outcome = rpc::Outcome::accepted;
  if (end.resent && outcome == rpc::Outcome::nonce_too_low) outcome = rpc::Outcome::connection_lost;
  end.outcome = outcome;
  if (end.outcome == rpc::Outcome::accepted) accepted_ = true;
  std::string text;
  if (end.outcome != rpc::Outcome::accepted && owner_.wants_detail(end.outcome))
    text = rpc::explain(answer, detail);
  end.detail = text;
  owner_.on_end(slot, *this, end);
}

// The transactions of a refused batch that have not ended. False if they are not to be sent again.
bool Lane::take_back(Batch& batch, const net::HttpAnswer& answer, std::string_view why) {
  if (load_ended_) return false;
  const std::size_t size = batch.ids.count;
  if (pipelining_.refuse_batch(size))
    owner_.on_batch_refused(*this, pipelining_.largest_batch(), rpc::explain(answer, why));
  for (std::size_t i = batch.operations.size(); i-- > 0;) {
    const std::uint32_t slot = batch.operations[i];
    if (slot == kNone) continue;
    in_flight_.take_back(slot);
    waiting_.push_front(in_flight_, slot);
    ++waiting_count_;
  }
  return true;
}

// False if the answer is that of another batch.
bool Lane::end_batch(std::uint32_t index, const net::HttpAnswer& answer, const End& end) {
  Batch& batch = batches_[index];
  bool any = false, others = false;
  std::string_view why;
  bool is_refused = false;
  const rpc::BatchRest rest = rpc::read_send_batch(
      answer.status, answer.body, batch.ids,
      [&](std::uint32_t place, rpc::Outcome outcome, std::string_view detail) {
        any = true;
        if (outcome == rpc::Outcome::batch_refused) {  // geth gives the error for all the id of the first
          is_refused = true;
          why = detail;
          return;
        }
        const std::uint32_t slot = std::exchange(batch.operations[place], kNone);
        if (slot != kNone) end_one(slot, end, outcome, detail, answer);
      },
      [&] { others = true; });
  if (!is_refused && rest.outcome == rpc::Outcome::batch_refused) {
    is_refused = true;
    why = rest.detail;
  }
  if (!is_refused || !take_back(batch, answer, why)) {
    const rpc::Outcome outcome = is_refused ? rpc::Outcome::batch_refused : rest.outcome;
    for (const std::uint32_t slot : batch.operations)
      if (slot != kNone) end_one(slot, end, outcome, is_refused ? why : rest.detail, answer);
  }
  free_batches_.push_back(index);
  return any || !others;
}

void Lane::on_failure(const net::HttpFailure& failure) {
  --out_;
  if (!failure.maybe_delivered) unreachable(failure.now);
  if (failure.by_peer && failure.maybe_delivered && depth_ > 1 && is_pipelined())
    give_up_pipelining("it closed a connection with requests out");
  const auto index = static_cast<std::uint32_t>(failure.tag);
  const bool is_nonce = (failure.tag & kNonceTag) != 0;
  if (is_nonce && failure.maybe_delivered) return owner_.on_nonce_lost(index, failure.detail, failure.now);
  const End end{.outcome = outcome_of(failure.error, failure.maybe_delivered),
                .delivered = failure.maybe_delivered,
                .resent = failure.resent,
                .written = {},
                .now = failure.now,
                .detail = failure.detail};
  if (is_nonce) return owner_.on_nonce_unreachable(index, end);
  if ((failure.tag & kBatchTag) == 0) return owner_.on_end(index, *this, end);
  for (const std::uint32_t slot : batches_[index].operations) owner_.on_end(slot, *this, end);
  free_batches_.push_back(index);
}

}  // namespace seiload::load
