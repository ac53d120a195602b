#include "net/http_connection.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "sys/clock.h"

namespace seiload::net {
namespace {

using base::cat;
using sys::TimePoint;

std::string request_prefix(const HttpTarget& target) {
  return cat(request_head("POST", target), "Content-Type: application/json\r\nContent-Length: ");
}

}  // namespace

HttpConnection::HttpConnection(const HttpTarget& target, const ConnectionLimits& limits, Listener& listener)
    : target_(target),
      limits_(limits),
      listener_(listener),
      prefix_(request_prefix(target)),
      stream_(target, limits.connect_timeout, *this),
      requests_(limits.pipeline),
      parser_({.body = limits.max_body}) {
  CHECK(limits.pipeline > 0);
}

void HttpConnection::submit(std::uint64_t tag, std::string_view body, TimePoint now,
                            std::string_view header) {
  CHECK(can_submit());
  if (count_ == 0) stream_.drop_all();
  Request request;
  request.tag = tag;
  request.begin = stream_.queued();
  request.deadline = sys::saturating_add(now, limits_.request_timeout);
  char length[20];
  char* const length_end = std::to_chars(length, length + sizeof length, body.size()).ptr;
  std::string& out = stream_.out();
  out += prefix_;
  out.append(length, length_end);
  out += "\r\n";
  out += header;
  out += "\r\n";
  out += body;
  request.end = stream_.queued();
  at(count_++) = request;
  ++unwritten_;
  if (stream_.is_closed()) {
    ++openings_;
    stream_.open(now);
  } else if (stream_.is_open()) {
    if (count_ == 1 && served_) maybe_stale_ = true;
    stream_.flush_soon(now);
    note_written(now);
  }
}

void HttpConnection::uncork(TimePoint now) {
  stream_.uncork(now);
  note_written(now);
}

TimePoint HttpConnection::deadline() const {
  if (stream_.has_trouble()) return stream_.deadline();
  return count_ == 0 ? sys::kNever : std::min(stream_.deadline(), front().deadline);
}

void HttpConnection::on_ready(short revents, TimePoint now) {
  stream_.on_ready(revents, now);
  note_written(now);
}

void HttpConnection::on_time(TimePoint now) {
  if (!stream_.has_trouble() && count_ > 0 && front().deadline <= now) return expire(now);
  stream_.on_time(now);
  note_written(now);
}

void HttpConnection::end_sending(TimePoint now) {
  may_resend_ = false;
  std::size_t begun = 0;
  while (begun < count_ && is_touched(at(begun))) ++begun;
  if (begun == count_) return;
  std::vector<Request> rest;
  for (std::size_t i = begun; i < count_; ++i) rest.push_back(at(i));
  unwritten_ -= rest.size();  // those were the last of them
  count_ = begun;
  if (count_ > 0)
    stream_.drop_from(rest.front().begin);
  else
    close();
  for (const Request& request : rest) report(request, TransportError::withdrawn, false, {}, now);
}

void HttpConnection::abandon() {
  count_ = unwritten_ = 0;
  close();
}

HttpConnection::Request HttpConnection::pop_front() {
  const Request request = requests_[first_];
  first_ = (first_ + 1) % requests_.size();
  --count_;
  unwritten_ = std::min(unwritten_, count_);
  if (count_ > 0)
    stream_.drop_until(front().begin);  // where the popped one was never written, it never will be
  return request;
}

// Takes everything out, for reporting after the state has been settled: the listener may submit anew
// meanwhile.
std::vector<HttpConnection::Request> HttpConnection::take_all() {
  std::vector<Request> all;
  all.reserve(count_);
  while (count_ > 0) {
    const bool touched = is_touched(front());
    all.push_back(pop_front());
    all.back().touched |= touched;
  }
  return all;
}

void HttpConnection::close() {
  stream_.close();
  ++epoch_;
  between_answers_ = true;
  served_ = maybe_stale_ = false;
}

void HttpConnection::note_written(TimePoint now) {
  for (; unwritten_ > 0 && at(count_ - unwritten_).end <= stream_.written(); --unwritten_)
    at(count_ - unwritten_).written = now;
}

// ---- Reading

// False once these bytes' connection is gone or has become another.
bool HttpConnection::on_bytes(std::string_view bytes, TimePoint now) {
  while (!bytes.empty()) {
    if (count_ == 0 || !is_touched(front())) {
      lose(TransportError::bad_http, "an answer to no request", now);
      return false;
    }
    maybe_stale_ = false;
    if (between_answers_) parser_.start();
    between_answers_ = false;
    bytes.remove_prefix(parser_.feed(bytes));
    if (parser_.state() == HttpResponseParser::State::failed) {
      const bool large = parser_.fault() == HttpResponseParser::Fault::too_large;
      lose(large ? TransportError::too_large : TransportError::bad_http,
           target_.secrets.hide(parser_.fault_text()), now);
      return false;
    }
    if (parser_.state() != HttpResponseParser::State::complete) return true;
    if (parser_.status() == 101) {
      lose(TransportError::bad_http, "an upgrade that was not requested", now);
      return false;
    }
    if (parser_.status() < 200) {
      parser_.start();
    } else if (!deliver(!bytes.empty(), now)) {
      return false;
    }
  }
  return true;
}

// Hands over the answer in the parser. False if the connection ended with it.
bool HttpConnection::deliver(bool more_bytes, TimePoint now) {
  const bool whole = stream_.written() >=
                     front().end;  // else it was answered before it was read: what is left cannot follow
  const Request request = pop_front();
  // Bytes beyond the last answer belong to nothing; a request submitted during the call must not meet them.
  const bool goes_on = parser_.keep_alive() && whole && !(more_bytes && count_ == 0);
  const HttpAnswer answer{.tag = request.tag,
                          .status = parser_.status(),
                          .body = parser_.body(),
                          .location = parser_.location(),
                          .written = whole ? request.written : now,
                          .now = now,
                          .resent = request.resent,
                          .is_last = !goes_on,
                          .secrets = &target_.secrets};
  between_answers_ = true;
  if (goes_on) {
    served_ = true;
    const std::uint64_t epoch = epoch_;
    listener_.on_answer(answer);
    return epoch == epoch_;
  }
  const auto rest = take_all();
  close();
  const std::string detail = cat(address().to_text(), ": closed after an earlier answer");
  listener_.on_answer(answer);
  for (const Request& other : rest) report(other, TransportError::closed, true, detail, now);
  return false;
}

void HttpConnection::on_end(std::string_view cause, TimePoint now) {
  if (!cause.empty()) return lose(TransportError::closed, cause, now);
  if (between_answers_ || count_ == 0) return lose(TransportError::closed, "closed before the answer", now);
  parser_.finish();
  if (parser_.state() == HttpResponseParser::State::complete) {
    deliver(false, now);
  } else {
    lose(TransportError::closed, parser_.fault_text(), now);
  }
}

// ---- Ending

// This connection is of no more use: sends again what may be sent again, reports the rest.
void HttpConnection::lose(TransportError error, std::string_view cause, TimePoint now) {
  bool again = maybe_stale_ && may_resend_ && error == TransportError::closed;
  for (std::size_t i = 0; i < count_; ++i) again &= !at(i).resent;
  if (again && count_ > 0) {
    for (std::size_t i = 0; i < count_; ++i) {
      at(i).touched |= is_touched(at(i));
      at(i).resent = at(i).touched;
    }
    unwritten_ = count_;
    close();
    stream_.write_from(front().begin);
    ++openings_;
    return stream_.open(now);
  }
  const std::string detail = count_ == 0 ? std::string() : cat(address().to_text(), ": ", cause);
  const bool by_peer = error == TransportError::closed;
  if (by_peer && count_ > 0) note_dropped();
  const bool cut_off = by_peer && between_answers_ && count_ > 0 && is_touched(front());
  const auto all = take_all();
  close();
  for (std::size_t i = 0; i < all.size(); ++i)
    report(all[i], i == 0 ? error : TransportError::closed, by_peer, detail, now, i == 0 && cut_off);
}

// Where nothing was ever answered on it, another address may be better.
void HttpConnection::note_dropped() {
  if (!served_ && between_answers_) stream_.note_dropped();
}

// The first request's time is over. What was sent behind it shares its connection, and its end.
void HttpConnection::expire(TimePoint now) {
  const bool was_open = stream_.is_open();
  const std::string detail =
      cat(waits_for(), ": no answer within ", base::format_duration(limits_.request_timeout));
  if (was_open) {
    note_dropped();
    const auto all = take_all();
    close();
    for (const Request& request : all)
      report(request, request.deadline <= now ? TransportError::request_timeout : TransportError::closed,
             false, detail, now);
    return;
  }
  std::vector<Request> expired;
  while (count_ > 0 && front().deadline <= now) expired.push_back(pop_front());
  if (count_ == 0) close();
  for (const Request& request : expired) report(request, TransportError::connect_timeout, false, detail, now);
}

std::string HttpConnection::waits_for() const {
  return cat(stream_.is_open() ? "" : "connect ", stream_.peer());
}

void HttpConnection::on_unconnected(TransportError error, std::string_view text, TimePoint now) {
  const auto all = take_all();
  close();
  for (const Request& request : all) report(request, error, false, text, now);
}

void HttpConnection::report(const Request& request, TransportError error, bool by_peer,
                            std::string_view detail, TimePoint now, bool cut_off) {
  listener_.on_failure({.tag = request.tag,
                        .error = error,
                        .maybe_delivered = request.touched,
                        .resent = request.resent,
                        .by_peer = by_peer,
                        .cut_off = cut_off,
                        .detail = detail,
                        .now = now});
}

}  // namespace seiload::net
