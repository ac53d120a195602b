#include "load/endpoint_queue.h"

#include <utility>

#include "rpc/batch.h"
#include "rpc/request.h"

namespace seiload::load {
namespace {

// Operations outstanding on one WebSocket or Unix socket, each in a request of its own or in batches, before
// another is opened: enough to keep a node busy over a round trip, few enough that not all is lost with one
// connection.
constexpr std::size_t kMaxMessages = 128;

EndpointQueue::Limits complete(EndpointQueue::Limits limits, rpc::Transport transport) {
  limits.batch = std::min(limits.batch, limits.waiting);
  if (transport != rpc::Transport::http)
    limits.http.pipeline = static_cast<unsigned>(std::max<std::size_t>(1, kMaxMessages / limits.batch));
  return limits;
}

}  // namespace

EndpointQueue::EndpointQueue(const rpc::Endpoint& endpoint, std::uint16_t number, const Limits& limits,
                             const Parts& parts)
    : number_(number),
      limits_(complete(limits, endpoint.transport)),
      is_pipelined_(endpoint.transport == rpc::Transport::http && limits_.http.pipeline > 1),
      clock_(parts.clock),
      in_flight_(parts.in_flight),
      nonces_(parts.nonces),
      events_(parts.events),
      traces_(parts.traces),
      outstanding_(endpoint, number, is_pipelined_, parts.pipelining, parts.details, parts.events),
      pool_(endpoint, limits_.connections, limits_.http, parts.clock, outstanding_) {}

bool EndpointQueue::has_capacity(sys::TimePoint now) const {
  const std::size_t queued = waiting_count_ + reserved_;
  const std::size_t requests = outstanding_.count() + nonces_.questions(number_);
  if (is_unreachable()) return !is_held_back(now) && requests == 0 && queued < batch_limit();
  const std::size_t capacity = pool_.capacity();
  return requests < capacity && queued < (capacity - requests) * batch_limit();
}

void EndpointQueue::push(std::uint32_t operation, sys::TimePoint now) {
  --reserved_;
  in_flight_.queue(operation, now);
  waiting_.push(in_flight_, operation);
  ++waiting_count_;
}

void EndpointQueue::reroute(std::uint32_t operation, sys::TimePoint now) {
  in_flight_.reroute(operation, number_, now);
  waiting_.push(in_flight_, operation);
  ++waiting_count_;
}

void EndpointQueue::push_front(std::uint32_t operation) {
  waiting_.push_front(in_flight_, operation);
  ++waiting_count_;
}

std::vector<std::uint32_t> EndpointQueue::take_waiting() {
  std::vector<std::uint32_t> all;
  for (; waiting_count_ > 0; --waiting_count_) all.push_back(waiting_.pop(in_flight_));
  return all;
}

// Whether something is to be sent now.
bool EndpointQueue::has_request(sys::TimePoint now) {
  if (is_held_back(now)) return false;
  if (nonces_.questions(number_) > 0 || waiting_count_ >= batch_limit()) return true;
  if (waiting_count_ == 0) return false;
  const sys::TimePoint end = in_flight_[waiting_.front()].ready + limits_.linger;
  if (end <= now) return true;
  linger_end_ = end;
  return false;
}

void EndpointQueue::submit() {
  linger_end_ = sys::kNever;
  while (waiting_count_ > 0 || nonces_.questions(number_) > 0) {
    const sys::TimePoint now = clock_.now();
    const bool held_back = is_held_back(now);
    if (!held_back && !has_request(now)) return;
    const std::uint32_t link = held_back ? kNone : pool_.take();
    if (link == kNone) {
      blocked_ = true;
      return;
    }
    if (std::exchange(blocked_, false)) room_since_ = looked_at_;
    rpc::Channel& connection = pool_[link];
    connection.cork();
    while (submit_next(connection, now) && pool_.has_room(link) && has_request(now)) {
    }
    connection.uncork(now);
    pool_.give_back(link);
  }
}

// False if nothing was left to send.
bool EndpointQueue::submit_next(rpc::Channel& connection, sys::TimePoint now) {
  if (nonces_.questions(number_) > 0) {
    const std::uint32_t sender = nonces_.take_question(number_);
    connection.submit(outstanding_.add_question(sender), nonces_.request(sender), now);
    return true;
  }
  if (batch_limit() > 1) return submit_batch(connection, now);
  const std::uint32_t index = next_valid(now, room_since_);
  if (index == kNone) return false;
  const std::string* body = &in_flight_[index].body;
  if (is_pipelined_) {
    scratch_.clear();
    rpc::append_with_id(scratch_, outstanding_.id_of(index), *body);
    body = &scratch_;
  }
  connection.submit(outstanding_.add_operation(index), *body, now, header_of(index));
  return true;
}

bool EndpointQueue::submit_batch(rpc::Channel& connection, sys::TimePoint now) {
  const std::uint32_t index = outstanding_.open_batch();
  Outstanding::Batch& batch = outstanding_.batch(index);
  scratch_.clear();
  // Waiting for a full batch is on purpose.
  const sys::TimePoint held_until =
      waiting_.empty() ? now : std::min(now, in_flight_[waiting_.front()].ready + limits_.linger);
  const sys::TimePoint room = std::max(room_since_, held_until);
  while (batch.operations.size() < batch_limit()) {
    const std::uint32_t operation = next_valid(now, room);
    if (operation == kNone) break;
    rpc::append_to_batch(scratch_, next_id_ + batch.operations.size(), in_flight_[operation].body);
    batch.operations.push_back(operation);
  }
  if (batch.operations.empty()) {
    outstanding_.close_batch(index);
    return false;
  }
  scratch_ += ']';
  batch.ids = {next_id_, static_cast<std::uint32_t>(batch.operations.size())};
  next_id_ += batch.operations.size();
  const std::uint32_t first = batch.operations.front();
  connection.submit_batch(outstanding_.add_batch(index), scratch_, batch.ids, now, header_of(first));
  for (const std::uint32_t operation : batch.operations)
    in_flight_[operation].trace = in_flight_[first].trace;
  return true;
}

// The next one that waits, sent from now on; kNone if there is none. One whose account's nonce must be read
// first is withdrawn: an earlier one of the account went wrong, and its nonce would leave a gap.
std::uint32_t EndpointQueue::next_valid(sys::TimePoint now, sys::TimePoint room_since) {
  while (waiting_count_ > 0) {
    const std::uint32_t index = waiting_.pop(in_flight_);
    --waiting_count_;
    const Operation& operation = in_flight_[index];
    const bool is_valid = operation.fresh_sender || !nonces_.must_read(operation.sender);
    if (is_valid) in_flight_.send(index);
    Event& event = events_.emplace_back();
    event.kind = is_valid ? Event::Kind::sent : Event::Kind::withdrawn;
    event.endpoint = number_;
    event.subject = index;
    event.ending.now = now;
    event.room_since = room_since;
    if (is_valid) return index;
  }
  return kNone;
}

std::string_view EndpointQueue::header_of(std::uint32_t operation) {
  if (traces_ == nullptr) return {};
  in_flight_[operation].trace = in_flight_[operation].arrival;
  return traces_->write_header(in_flight_[operation].arrival, trace_header_);
}

void EndpointQueue::end_load() {
  limits_.linger = {};
  submit();
  outstanding_.end_load();
  pool_.end_sending(clock_.now());
  waiting_ = {};
  waiting_count_ = 0;
}

sys::TimePoint EndpointQueue::add_polls(std::vector<pollfd>& descriptors, sys::TimePoint now) {
  const BackOff& back_off = outstanding_.back_off();
  const sys::TimePoint next =
      std::min(linger_end_, back_off.is_pausing(now) ? back_off.until() : sys::kNever);
  const sys::TimePoint of_pool = pool_.add_polls(descriptors, now);
  publish_restarts();
  return std::min(next, of_pool);
}

std::size_t EndpointQueue::on_poll(const pollfd* descriptors, sys::TimePoint now) {
  looked_at_ = now;
  const std::size_t count = pool_.on_poll(descriptors, now);
  publish_restarts();
  return count;
}

void EndpointQueue::on_time(sys::TimePoint now) {
  pool_.on_time(now);
  publish_restarts();
}

}  // namespace seiload::load
