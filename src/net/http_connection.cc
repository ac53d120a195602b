#include "net/http_connection.h"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/text.h"
#include "sys/error.h"
#include "sys/socket_io.h"

namespace seiload::net {
namespace {

using base::cat;
using sys::TimePoint;

constexpr std::size_t kCompactFrom = 64 << 10;

std::string request_prefix(const HttpTarget& target) {
  std::string text = cat("POST ", target.path, " HTTP/1.1\r\nHost: ", target.host_header,
                         "\r\nUser-Agent: seiload/" SEILOAD_VERSION "\r\n");
  if (!target.authorization.empty()) text += cat("Authorization: ", target.authorization, "\r\n");
  return text += "Content-Type: application/json\r\nContent-Length: ";
}

}  // namespace

std::string_view to_text(TransportError error) {
  constexpr std::string_view kNames[] = {"connection refused", "unreachable",       "connect time-out",
                                         "connection closed",  "request time-out",  "malformed HTTP",
                                         "answer too large",   "malformed message", "handshake denied"};
  return kNames[static_cast<int>(error)];
}

HttpConnection::HttpConnection(const HttpTarget& target, const HttpLimits& limits, Listener& listener)
    : target_(target),
      limits_(limits),
      listener_(listener),
      prefix_(request_prefix(target)),
      connector_(target.addresses, limits.connect_timeout),
      requests_(limits.pipeline),
      parser_({.body = limits.max_body}) {
  CHECK(limits.pipeline > 0);
}

void HttpConnection::do_submit(std::uint64_t tag, std::string_view body, const BatchIds&,
                               std::string_view header, TimePoint now) {
  CHECK(can_submit());
  if (count_ == 0) {
    out_.clear();
    sent_ = 0;
  }
  Request request;
  request.tag = tag;
  request.begin = out_.size();
  request.deadline = sys::later(now, limits_.request_timeout);
  char length[20];
  char* const length_end = std::to_chars(length, length + sizeof length, body.size()).ptr;
  out_ += prefix_;
  out_.append(length, length_end);
  out_ += "\r\n";
  out_ += header;
  out_ += "\r\n";
  out_ += body;
  request.end = out_.size();
  at(count_++) = request;
  ++unwritten_;
  if (state_ == State::closed) {
    open(now);
  } else if (state_ == State::open) {
    if (count_ == 1 && served_) maybe_stale_ = true;
    if (!receiving_ && !corked_) flush(now);
  }
}

void HttpConnection::uncork(TimePoint now) {
  corked_ = false;
  if (state_ == State::open && !receiving_) flush(now);
}

short HttpConnection::interest() const {
  if (state_ == State::connecting) return connector_.interest();
  if (state_ != State::open) return 0;
  return static_cast<short>(unwritten_ > 0 && write_error_ == 0 ? POLLIN | POLLOUT : POLLIN);
}

TimePoint HttpConnection::deadline() const {
  if (is_refused() || write_error_ != 0) return trouble_since_;
  if (count_ == 0) return sys::kNever;
  return state_ == State::connecting ? std::min(connector_.deadline(), front().deadline) : front().deadline;
}

void HttpConnection::on_ready(short revents, TimePoint now) {
  if (state_ == State::connecting) {
    if (revents != 0) connector_.on_ready(now);
    return check_connector(now);
  }
  if (state_ != State::open) return;
  if ((revents & ~POLLOUT) != 0)
    receive(now);
  else
    flush(now);
}

void HttpConnection::on_time(TimePoint now) {
  if (is_refused()) return report_refused(now);
  if (write_error_ != 0) return receive(now);
  if (count_ > 0 && front().deadline <= now) return expire(now);
  if (state_ != State::connecting) return;
  connector_.on_time(now);
  check_connector(now);
}

void HttpConnection::abandon(TimePoint) {
  count_ = unwritten_ = 0;
  close_socket();
}

HttpConnection::Request HttpConnection::pop_front() {
  const Request request = requests_[first_];
  first_ = (first_ + 1) % requests_.size();
  --count_;
  unwritten_ = std::min(unwritten_, count_);
  if (count_ == 0) return request;
  sent_ = std::max(sent_, front().begin);  // where the popped one was never written, it never will be
  if (const std::size_t gone = front().begin; gone >= kCompactFrom && gone > out_.size() / 2) {
    out_.erase(0, gone);
    sent_ -= gone;
    for (std::size_t i = 0; i < count_; ++i) {
      at(i).begin -= gone;
      at(i).end -= gone;
    }
  }
  return request;
}

// Takes everything out, for reporting after the state has been settled: the listener may submit anew
// meanwhile.
std::vector<HttpConnection::Request> HttpConnection::take_all() {
  std::vector<Request> all;
  all.reserve(count_);
  while (count_ > 0) {
    const bool touched = state_ == State::open && sent_ > front().begin;
    all.push_back(pop_front());
    all.back().touched |= touched;
  }
  return all;
}

void HttpConnection::close_socket() {
  fd_.reset();
  connector_.cancel();
  ++epoch_;
  state_ = State::closed;
  write_error_ = 0;
  between_answers_ = true;
  served_ = maybe_stale_ = false;
}

// ---- Connecting

// Where no address takes the connection, that is told by the next on_time().
void HttpConnection::open(TimePoint now) {
  count_opening();
  state_ = State::connecting;
  trouble_since_ = now;
  connector_.start(now);
  if (connector_.state() == Connector::State::connected) on_connected(now);
}

void HttpConnection::check_connector(TimePoint now) {
  if (connector_.state() == Connector::State::connected) on_connected(now);
  if (is_refused()) report_refused(now);
}

void HttpConnection::on_connected(TimePoint now) {
  fd_ = connector_.take();
  state_ = State::open;
  flush(now);
}

// ---- Writing

void HttpConnection::flush(TimePoint now) {
  if (sent_ < out_.size() && write_error_ == 0) {
    const sys::Sent sent = sys::send_now(fd_.get(), std::string_view(out_).substr(sent_));
    sent_ += sent.size;
    write_error_ = sent.error;  // the answer may be there all the same: "413, and go away"
    if (write_error_ != 0) trouble_since_ = now;
  }
  for (; unwritten_ > 0 && at(count_ - unwritten_).end <= sent_; --unwritten_)
    at(count_ - unwritten_).written = now;
}

// ---- Reading

void HttpConnection::receive(TimePoint now) {
  receiving_ = true;
  read_answers(now);
  receiving_ = false;
  if (state_ == State::open) flush(now);
}

void HttpConnection::read_answers(TimePoint now) {
  switch (sys::receive_now(fd_.get(), [&](std::string_view bytes) { return consume(bytes, now); })) {
    case sys::Received::paused:
      return;
    case sys::Received::empty:
      if (write_error_ != 0) lose(TransportError::closed, cat("write: ", sys::errno_text(write_error_)), now);
      return;
    case sys::Received::closed:
      return on_end(now);
    case sys::Received::failed:
      return lose(TransportError::closed, cat("read: ", sys::errno_text(errno)), now);
  }
}

// False once these bytes' connection is gone or has become another.
bool HttpConnection::consume(std::string_view bytes, TimePoint now) {
  while (!bytes.empty()) {
    if (count_ == 0 || sent_ <= front().begin) {
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
      lose(TransportError::bad_http, "an upgrade that was not asked for", now);
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
  const bool whole =
      sent_ >= front().end;  // else it was answered before it was read: what is left cannot follow
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
                          .matched = false,
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
  close_socket();
  const std::string detail = cat(address().to_text(), ": closed after an earlier answer");
  listener_.on_answer(answer);
  for (const Request& other : rest) report(other, TransportError::closed, true, detail, now);
  return false;
}

void HttpConnection::on_end(TimePoint now) {
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
  bool again = maybe_stale_ && error == TransportError::closed;
  for (std::size_t i = 0; i < count_; ++i) again &= !at(i).resent;
  if (again && count_ > 0) {
    for (std::size_t i = 0; i < count_; ++i) {
      at(i).touched |= sent_ > at(i).begin;
      at(i).resent = at(i).touched;
    }
    sent_ = front().begin;
    unwritten_ = count_;
    close_socket();
    return open(now);
  }
  const std::string detail = count_ == 0 ? std::string() : cat(address().to_text(), ": ", cause);
  const bool by_peer = error == TransportError::closed;
  if (by_peer && count_ > 0) note_dropped();
  const bool cut_off = by_peer && between_answers_ && count_ > 0 && sent_ > front().begin;
  const auto all = take_all();
  close_socket();
  for (std::size_t i = 0; i < all.size(); ++i)
    report(all[i], i == 0 ? error : TransportError::closed, by_peer, detail, now, i == 0 && cut_off);
}

// Where nothing was ever answered on it, another address may be better.
void HttpConnection::note_dropped() {
  if (!served_ && between_answers_) connector_.note_dropped();
}

// The first request's time is over. What was sent behind it shares its connection, and its end.
void HttpConnection::expire(TimePoint now) {
  const bool was_open = state_ == State::open;
  const std::string detail =
      cat(waits_for(), ": no answer within ", base::format_duration(limits_.request_timeout));
  if (was_open) {
    note_dropped();
    const auto all = take_all();
    close_socket();
    for (const Request& request : all)
      report(request, request.deadline <= now ? TransportError::request_timeout : TransportError::closed,
             false, detail, now);
    return;
  }
  std::vector<Request> expired;
  while (count_ > 0 && front().deadline <= now) expired.push_back(pop_front());
  if (count_ == 0) close_socket();
  for (const Request& request : expired) report(request, TransportError::connect_timeout, false, detail, now);
}

std::string HttpConnection::waits_for() const {
  return state_ == State::open ? address().to_text() : cat("connect ", connector_.waits_for());
}

void HttpConnection::report_refused(TimePoint now) {
  const auto all = take_all();
  const std::string detail = connector_.error_text();
  const TransportError error = connector_.error();
  close_socket();
  for (const Request& request : all) report(request, error, false, detail, now);
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
