#include "rpc/message_channel.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/text.h"
#include "rpc/answer.h"
#include "rpc/batch.h"
#include "rpc/request.h"
#include "sys/clock.h"

namespace seiload::rpc {
namespace {

using base::cat;
using net::TransportError;
using sys::TimePoint;

}  // namespace

MessageChannel::MessageChannel(const Endpoint& endpoint, const net::ConnectionLimits& limits,
                               Channel::Listener& listener)
    : secrets_(endpoint.target.secrets),
      limits_(limits),
      listener_(listener),
      stream_(endpoint.transport == Transport::ipc ? net::MessageStream::Kind::json_stream
                                                   : net::MessageStream::Kind::websocket,
              endpoint.target, limits, *this),
      requests_(limits.pipeline) {
  CHECK(endpoint.transport != Transport::http && limits.pipeline > 0);
  for (std::uint32_t place = limits.pipeline; place-- > 0;) free_.push_back(place);
}

void MessageChannel::do_submit(std::uint64_t tag, std::string_view body, const BatchIds& ids,
                               std::string_view, TimePoint now) {
  const bool is_batch = ids.count > 0;
  CHECK(can_submit() && (is_batch || body.starts_with(kRequestStart)));
  if (stream_.is_closed()) {
    was_open_ = false;
    ++openings_;
    stream_.open(now);
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  Request& request = requests_[place];
  request.tag = tag;
  request.id = ++turn_ * requests_.size() + place;
  request.batch = ids;
  request.submitted = now;
  request.deadline = sys::saturating_add(now, limits_.request_timeout);
  request.older = newest_;
  request.newer = kNone;
  (newest_ == kNone ? oldest_ : requests_[newest_].newer) = place;
  newest_ = place;
  if (unwritten_ == kNone) unwritten_ = place;
  request.begin = stream_.queued();
  if (is_batch) {
    batch_ids_end_ = std::max(batch_ids_end_, ids.first + ids.count);
    stream_.send(body, {}, now);
  } else {
    char head[64];
    char* end = std::copy(kRequestHead.begin(), kRequestHead.end(), head);
    end = std::to_chars(end, head + sizeof head, request.id).ptr;
    stream_.send({head, static_cast<std::size_t>(end - head)}, body.substr(kRequestStart.size()), now);
  }
  request.end = stream_.queued();
  note_written(now);
}

void MessageChannel::uncork(TimePoint now) {
  stream_.uncork(now);
  note_written(now);
}

TimePoint MessageChannel::deadline() const {
  const TimePoint own = oldest_ == kNone ? sys::kNever : requests_[oldest_].deadline;
  return std::min(own, stream_.deadline());
}

void MessageChannel::on_ready(short revents, TimePoint now) {
  stream_.on_ready(revents, now);
  note_written(now);
}

void MessageChannel::on_time(TimePoint now) {
  if (stream_.deadline() <= now) stream_.on_time(now);
  note_written(now);
  if (oldest_ != kNone && requests_[oldest_].deadline <= now) expire(now);
}

std::string MessageChannel::waits_for() const { return cat(was_open_ ? "" : "connect ", stream_.peer()); }

void MessageChannel::end_sending(TimePoint now) {
  std::uint32_t first = oldest_;
  while (first != kNone && is_begun(requests_[first])) first = requests_[first].newer;
  if (first == kNone) return;
  std::vector<Request> rest;
  if (was_open_)
    stream_.drop_from(requests_[first].begin);
  else
    stream_.close();
  while (first != kNone) {
    rest.push_back(take(first));
    first = rest.back().newer;
  }
  for (const Request& request : rest)
    listener_.on_failure({.tag = request.tag,
                          .error = TransportError::withdrawn,
                          .maybe_delivered = false,
                          .resent = false,
                          .by_peer = false,
                          .cut_off = false,
                          .detail = {},
                          .now = now});
}

void MessageChannel::abandon(TimePoint) {
  while (oldest_ != kNone) take(oldest_);
  stream_.close();
}

void MessageChannel::on_open(TimePoint now) {
  was_open_ = true;
  last_message_ = now;
}

void MessageChannel::note_written(TimePoint now) {
  while (unwritten_ != kNone && requests_[unwritten_].end <= stream_.written()) {
    requests_[unwritten_].written = now;
    unwritten_ = requests_[unwritten_].newer;
  }
}

std::uint32_t MessageChannel::find(std::uint64_t id) const {
  const std::size_t place = id % requests_.size();
  const Request& request = requests_[place];
  return id != 0 && request.id == id && request.batch.count == 0 ? static_cast<std::uint32_t>(place) : kNone;
}

std::uint32_t MessageChannel::find_batch(std::uint64_t id) const {
  std::uint32_t place = oldest_;
  while (place != kNone && !requests_[place].batch.place_of(id)) place = requests_[place].newer;
  return place;
}

// The first id among the answers that is one of a batch tells; is_late: none is, but one was.
std::uint32_t MessageChannel::find_batch_of(std::string_view answers, bool& is_late) const {
  BatchReader reader(answers);
  for (Answer answer; reader.next(answer);) {
    if (answer.kind == Answer::Kind::invalid || !answer.id) continue;
    const std::uint32_t place = find_batch(*answer.id);
    if (place != kNone) return place;
    is_late = is_late || (*answer.id > 0 && *answer.id < batch_ids_end_);
  }
  return kNone;
}

MessageChannel::Request MessageChannel::take(std::uint32_t place) {
  const Request request = requests_[place];
  (request.older == kNone ? oldest_ : requests_[request.older].newer) = request.newer;
  (request.newer == kNone ? newest_ : requests_[request.newer].older) = request.older;
  if (unwritten_ == place) unwritten_ = request.newer;
  requests_[place].id = 0;
  free_.push_back(place);
  return request;
}

void MessageChannel::on_message(std::string_view text, TimePoint now) {
  last_message_ = now;
  std::uint32_t place = kNone;
  bool is_late = false;  // the answer to one whose time was over
  if (looks_like_batch(text)) {
    place = find_batch_of(text, is_late);
  } else if (const Answer read = read_answer(text); read.is_notification) {
    return;  // of nobody's subscription
  } else if (read.kind != Answer::Kind::invalid && read.id) {
    place = find(*read.id);
    if (place == kNone) place = find_batch(*read.id);
    const std::uint64_t turn = *read.id / requests_.size();
    is_late = place == kNone && turn > 0 && turn <= turn_;
  }
  if (place != kNone && is_written(place)) return answer(place, text, true, now);
  if (is_late) return;
  if (oldest_ != kNone && oldest_ == newest_ && is_written(oldest_)) return answer(oldest_, text, false, now);
  lose(TransportError::bad_message,
       cat(stream_.address().to_text(),
           oldest_ == kNone ? ": an answer to no request" : ": an answer without a known id"),
       now);
}

void MessageChannel::answer(std::uint32_t place, std::string_view body, bool matched, TimePoint now) {
  const Request request = take(place);
  listener_.on_response({.tag = request.tag,
                         .status = 200,
                         .body = body,
                         .location = {},
                         .written = request.written,
                         .now = now,
                         .resent = false,
                         .matched = matched,
                         .is_last = false,
                         .secrets = &secrets_});
}

// The oldest request's time is over, and perhaps that of others. Bytes alone show no life: behind a length
// that is wrong they may be taken for one message that never ends.
void MessageChannel::expire(TimePoint now) {
  const Request& oldest = requests_[oldest_];
  const std::string detail =
      cat(waits_for(), ": no answer within ", base::format_duration(limits_.request_timeout));
  if (!was_open_ || oldest.end > stream_.written() || last_message_ <= oldest.submitted) {
    return lose(was_open_ ? TransportError::request_timeout : TransportError::connect_timeout, detail, now);
  }
  // The listener may submit meanwhile: only what was out before is looked at.
  while (oldest_ != kNone && requests_[oldest_].deadline <= now) {
    const Request request = take(oldest_);
    listener_.on_failure({.tag = request.tag,
                          .error = TransportError::request_timeout,
                          .maybe_delivered = true,
                          .resent = false,
                          .by_peer = false,
                          .cut_off = false,
                          .detail = detail,
                          .now = now});
  }
}

void MessageChannel::on_closed(TransportError error, std::string_view cause, TimePoint now) {
  lose(error, cause, now);
}

// Ends the connection, and with it all that is out. What went wrong is the end of a request if it was the
// only one out, or if its time was over; others were merely cut off by it.
void MessageChannel::lose(TransportError error, std::string_view cause, TimePoint now) {
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
    listener_.on_failure({.tag = request.tag,
                          .error = own,
                          .maybe_delivered = was_open && written > request.begin,
                          .resent = false,
                          .by_peer = was_open && error == TransportError::closed,
                          .cut_off = was_open && error == TransportError::closed && written > request.begin,
                          .detail = cause,
                          .now = now});
  }
}

}  // namespace seiload::rpc
