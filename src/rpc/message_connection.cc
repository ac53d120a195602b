#include "rpc/message_connection.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/text.h"
#include "rpc/answer.h"
#include "rpc/request.h"

namespace seiload::rpc {
namespace {

using base::cat;
using net::TransportError;
using sys::TimePoint;

TimePoint later(TimePoint now, sys::Duration by) { return by > sys::kNever - now ? sys::kNever : now + by; }

}  // namespace

MessageConnection::MessageConnection(const Endpoint& endpoint, const net::HttpLimits& limits,
                                     net::Connection::Listener& listener)
    : limits_(limits),
      listener_(listener),
      stream_(endpoint.transport == Transport::ipc ? net::MessageStream::Kind::json_stream
                                                   : net::MessageStream::Kind::websocket,
              endpoint.target, limits, *this),
      requests_(limits.pipeline) {
  CHECK(endpoint.transport != Transport::http && limits.pipeline > 0);
  for (std::uint32_t place = limits.pipeline; place-- > 0;) free_.push_back(place);
}

void MessageConnection::do_submit(std::uint64_t tag, std::string_view body, std::string_view, TimePoint now) {
  CHECK(can_submit() && body.starts_with(kRequestStart));
  if (stream_.is_closed()) {
    was_open_ = false;
    stream_.open(now);
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  Request& request = requests_[place];
  request.tag = tag;
  request.id = ++turn_ * requests_.size() + place;
  request.submitted = now;
  request.deadline = later(now, limits_.request_timeout);
  request.older = newest_;
  request.newer = kNone;
  (newest_ == kNone ? oldest_ : requests_[newest_].newer) = place;
  newest_ = place;
  if (unwritten_ == kNone) unwritten_ = place;

  char head[64];
  char* end = std::copy(kRequestHead.begin(), kRequestHead.end(), head);
  end = std::to_chars(end, head + sizeof head, request.id).ptr;
  request.begin = stream_.queued();
  stream_.send({head, static_cast<std::size_t>(end - head)}, body.substr(kRequestStart.size()), now);
  request.end = stream_.queued();
  note_written(now);
}

TimePoint MessageConnection::deadline() const {
  const TimePoint own = oldest_ == kNone ? sys::kNever : requests_[oldest_].deadline;
  return std::min(own, stream_.deadline());
}

void MessageConnection::on_ready(short revents, TimePoint now) {
  stream_.on_ready(revents, now);
  note_written(now);
}

void MessageConnection::on_time(TimePoint now) {
  if (stream_.deadline() <= now) stream_.on_time(now);
  note_written(now);
  if (oldest_ != kNone && requests_[oldest_].deadline <= now) expire(now);
}

std::string MessageConnection::waits_for() const {
  return cat(was_open_ ? "" : "connect ", stream_.address().to_text());
}

void MessageConnection::abandon(TimePoint) {
  while (oldest_ != kNone) take(oldest_);
  stream_.close();
}

void MessageConnection::on_open(TimePoint) { was_open_ = true; }

void MessageConnection::note_written(TimePoint now) {
  while (unwritten_ != kNone && requests_[unwritten_].end <= stream_.written()) {
    requests_[unwritten_].written = now;
    unwritten_ = requests_[unwritten_].newer;
  }
}

std::uint32_t MessageConnection::find(std::uint64_t id) const {
  const std::size_t place = id % requests_.size();
  return id != 0 && requests_[place].id == id ? static_cast<std::uint32_t>(place) : kNone;
}

MessageConnection::Request MessageConnection::take(std::uint32_t place) {
  const Request request = requests_[place];
  (request.older == kNone ? oldest_ : requests_[request.older].newer) = request.newer;
  (request.newer == kNone ? newest_ : requests_[request.newer].older) = request.older;
  if (unwritten_ == place) unwritten_ = request.newer;
  requests_[place].id = 0;
  free_.push_back(place);
  return request;
}

void MessageConnection::on_message(std::string_view text, TimePoint now) {
  const Answer read = read_answer(text);
  const bool known = read.kind != Answer::Kind::invalid && read.id.has_value();
  if (known) {
    const std::uint32_t place = find(*read.id);
    if (place != kNone && requests_[place].end <= stream_.written()) return answer(place, text, true, now);
    const std::uint64_t turn = *read.id / requests_.size();
    if (place == kNone && turn > 0 && turn <= turn_) return;  // the answer to one whose time was over
  }
  if (oldest_ != kNone && oldest_ == newest_ && requests_[oldest_].end <= stream_.written())
    return answer(oldest_, text, false, now);
  lose(TransportError::bad_message,
       cat(stream_.address().to_text(), oldest_ == kNone ? ": an answer to no request" : ": an answer without a known id"),
       now);
}

void MessageConnection::answer(std::uint32_t place, std::string_view body, bool matched, TimePoint now) {
  const Request request = take(place);
  listener_.on_answer({request.tag, 200, body, request.written, now, false, matched});
}

// The oldest request's time is over, and perhaps that of others.
void MessageConnection::expire(TimePoint now) {
  const Request& oldest = requests_[oldest_];
  const std::string detail =
      cat(waits_for(), ": no answer within ", base::format_duration(limits_.request_timeout));
  if (!was_open_ || oldest.end > stream_.written() || stream_.last_received() <= oldest.submitted) {
    return lose(was_open_ ? TransportError::request_timeout : TransportError::connect_timeout, detail, now);
  }
  // The listener may submit meanwhile: only what was out before is looked at.
  while (oldest_ != kNone && requests_[oldest_].deadline <= now) {
    const Request request = take(oldest_);
    listener_.on_failure({request.tag, TransportError::request_timeout, true, false, detail, now});
  }
}

void MessageConnection::on_closed(TransportError error, std::string_view cause, TimePoint now) {
  lose(error, cause, now);
}

// Ends the connection, and with it all that is out. What went wrong is the end of a request if it was the only one out,
// or if its time was over; others were merely cut off by it.
void MessageConnection::lose(TransportError error, std::string_view cause, TimePoint now) {
  const std::uint64_t written = stream_.written();
  const bool was_open = was_open_;
  const bool alone = outstanding() == 1;
  std::vector<Request> all;
  all.reserve(outstanding());
  while (oldest_ != kNone) all.push_back(take(oldest_));
  was_open_ = false;
  stream_.close();
  for (const Request& request : all) {
    TransportError own = error;
    if (was_open && !(error == TransportError::request_timeout ? request.deadline <= now : alone))
      own = TransportError::closed;
    listener_.on_failure({request.tag, own, was_open && written > request.begin, false, cause, now});
  }
}

}  // namespace seiload::rpc
