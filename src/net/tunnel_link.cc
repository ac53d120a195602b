#include "net/tunnel_link.h"

#include <algorithm>

#include "base/check.h"
#include "base/duration.h"
#include "base/text.h"

namespace seiload::net {
namespace {

using base::cat;

constexpr HttpResponseParser::Limits kAnswerLimits{.head = 16 << 10, .headers = 100, .body = 1 << 20};

std::string request_of(const Tunnel& tunnel) {
  std::string text = cat("CONNECT ", tunnel.authority, " HTTP/1.1\r\nHost: ", tunnel.authority,
                         "\r\nUser-Agent: seiload/" SEILOAD_VERSION "\r\n");
  if (!tunnel.authorization.empty()) text += cat("Proxy-Authorization: ", tunnel.authorization, "\r\n");
  return text += "\r\n";
}

// A status that would be the same the next time: the client's fault, but for a time-out and a rate limit.
bool is_final(int status) { return status >= 400 && status < 500 && status != 408 && status != 429; }

}  // namespace

TunnelLink::TunnelLink(std::unique_ptr<Link> to_proxy, const Tunnel& tunnel, sys::Duration connect_timeout)
    : inner_(std::move(to_proxy)),
      tunnel_(tunnel),
      timeout_(connect_timeout),
      request_(request_of(tunnel)),
      answer_(kAnswerLimits) {}

void TunnelLink::open(sys::TimePoint now) {
  CHECK(state_ == State::closed || state_ == State::failed);
  state_ = State::connecting;
  deadline_ = sys::saturating_add(now, timeout_);
  sent_ = 0;
  is_answered_ = has_more_ = false;
  answer_.start();
  inner_->open(now);
  see_inner();
}

void TunnelLink::close() {
  inner_->close();
  state_ = State::closed;
}

short TunnelLink::interest(bool has_bytes) const {
  if (state_ == State::connecting) return inner_->interest(sent_ < request_.size());
  return state_ == State::open ? inner_->interest(has_bytes) : short{0};
}

sys::TimePoint TunnelLink::deadline() const {
  if (inner_->state() == State::connecting) return std::min(inner_->deadline(), deadline_);
  return deadline_;
}

std::string TunnelLink::waits_for() const { return cat("proxy ", inner_->waits_for()); }

void TunnelLink::on_ready(sys::TimePoint now) {
  if (state_ != State::connecting) return;
  if (inner_->state() == State::connecting) inner_->on_ready(now);
  see_inner();
}

void TunnelLink::on_time(sys::TimePoint now) {
  if (state_ != State::connecting) return;
  if (inner_->state() == State::connecting) {
    inner_->on_time(now);
    return see_inner();
  }
  if (now < deadline_) return;
  inner_->note_dropped();
  fail_at_proxy(TransportError::connect_timeout, cat("no answer within ", base::format_duration(timeout_)));
}

void TunnelLink::see_inner() {
  if (inner_->state() == State::failed) return fail(inner_->error(), cat("proxy: ", inner_->error_text()));
  if (inner_->state() == State::open) ask();
}

void TunnelLink::ask() {
  if (sent_ < request_.size()) {
    const sys::Sent sent = inner_->send(std::string_view(request_).substr(sent_));
    sent_ += sent.size;
    if (sent.error != 0) {
      inner_->note_dropped();
      return fail_at_proxy(TransportError::closed, cat("write: ", inner_->end_text()));
    }
  }
  const sys::Received received = inner_->receive(*this);
  if (is_answered_) return judge();
  if (received == sys::Received::paused || received == sys::Received::empty) return;
  inner_->note_dropped();
  fail_at_proxy(TransportError::closed, received == sys::Received::failed
                                            ? cat("read: ", inner_->end_text())
                                            : std::string("closed without an answer"));
}

bool TunnelLink::take(std::string_view bytes) {
  while (!bytes.empty()) {
    bytes.remove_prefix(answer_.feed(bytes));
    if (answer_.state() == HttpResponseParser::State::head) return true;
    const bool is_interim = answer_.state() != HttpResponseParser::State::failed && answer_.status() < 200;
    if (!is_interim || answer_.status() == 101) break;
    answer_.start();
  }
  if (answer_.state() == HttpResponseParser::State::head) return true;
  is_answered_ = true;
  has_more_ = !bytes.empty() || !answer_.body().empty();
  return false;
}

// The head of the answer is there. A 2xx answer to CONNECT has no body, whatever its fields say.
void TunnelLink::judge() {
  if (answer_.state() == HttpResponseParser::State::failed)
    return fail_at_proxy(TransportError::bad_http, "its answer is no HTTP");
  const int status = answer_.status();
  if (status >= 200 && status < 300) {
    if (has_more_) return fail_at_proxy(TransportError::bad_http, "bytes behind its answer");
    state_ = State::open;
    return;
  }
  const char* const hint = status == 407   ? ", it wants a user name and password"
                           : status == 403 ? ", it does not allow this host and port"
                                           : "";
  fail_at_proxy(is_final(status) ? TransportError::denied : TransportError::unreachable,
                cat("HTTP status ", status, hint));
}

// "proxy 10.0.0.1:3128: CONNECT node.example:443: HTTP status 502"
void TunnelLink::fail_at_proxy(TransportError error, std::string_view text) {
  fail(error, cat("proxy ", address().to_text(), ": CONNECT ", tunnel_.authority, ": ", text));
}

void TunnelLink::fail(TransportError error, std::string text) {
  inner_->close();
  state_ = State::failed;
  error_ = error;
  error_text_ = std::move(text);
}

}  // namespace seiload::net
