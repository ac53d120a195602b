#include "net/tls_link.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/check.h"
#include "base/duration.h"
#include "base/text.h"

namespace seiload::net {
namespace {

using base::cat;

constexpr std::size_t kMaxPiece = 16 << 10;  // sealed while the peer takes no more: one record

}  // namespace

TlsLink::TlsLink(std::unique_ptr<Link> inner, const TlsSetup& setup, sys::Duration connect_timeout)
    : inner_(std::move(inner)), setup_(setup), timeout_(connect_timeout), client_(setup.config) {}

void TlsLink::open(sys::TimePoint now) {
  CHECK(state_ == State::closed || state_ == State::failed);
  state_ = State::connecting;
  has_begun_ = tls_ended_it_ = false;
  deadline_ = sys::saturating_add(now, timeout_);
  turn_ = setup_.pace.take_turn(now);
  waits_for_turn_ = turn_ > now;
  if (!waits_for_turn_) open_inner(now);
}

void TlsLink::open_inner(sys::TimePoint now) {
  waits_for_turn_ = false;
  inner_->open(now);
  see_inner(now);
}

void TlsLink::close() {
  if (state_ == State::open && client_.state() != tls::Client::State::failed) {
    client_.close_notify();
    flush();  // as far as it costs no wait
  }
  if (state_ == State::connecting && has_begun_) report(false, now_);
  inner_->close();
  client_.reset();
  state_ = State::closed;
  ++epoch_;
}

short TlsLink::interest(bool has_bytes) const {
  if (state_ == State::connecting)
    return waits_for_turn_ ? short{0} : inner_->interest(!client_.out().empty());
  return state_ == State::open ? inner_->interest(has_bytes || !client_.out().empty()) : short{0};
}

sys::TimePoint TlsLink::deadline() const {
  if (waits_for_turn_) return std::min(turn_, deadline_);
  if (inner_->state() == State::connecting) return std::min(inner_->deadline(), deadline_);
  return deadline_;
}

void TlsLink::on_ready(sys::TimePoint now) {
  if (state_ != State::connecting || waits_for_turn_) return;
  if (inner_->state() == State::connecting) inner_->on_ready(now);
  see_inner(now);
}

void TlsLink::on_time(sys::TimePoint now) {
  if (state_ != State::connecting) return;
  if (waits_for_turn_ && now >= turn_) return open_inner(now);
  if (inner_->state() == State::connecting) {
    inner_->on_time(now);
    see_inner(now);
  }
  if (state_ != State::connecting || now < deadline_) return;
  if (!has_begun_)
    return fail(TransportError::connect_timeout,
                cat("connect ", waits_for(), ": no answer within ", base::format_duration(timeout_)));
  fail_handshake(TransportError::connect_timeout,
                 cat("no TLS handshake within ", base::format_duration(timeout_)), now);
}

void TlsLink::see_inner(sys::TimePoint now) {
  if (inner_->state() == State::failed) return fail(inner_->error(), inner_->error_text());
  if (inner_->state() == State::open) shake_hands(now);
}

// ---- The handshake

void TlsLink::shake_hands(sys::TimePoint now) {
  now_ = now;
  if (!has_begun_) {
    has_begun_ = true;
    has_spoken_ = false;
    begun_ = now;
    client_.start(setup_.wall(now));
  }
  if (const sys::Sent sent = flush(); sent.error != 0)
    return fail_handshake(TransportError::tls_closed, cat("TLS handshake: write: ", inner_->end_text()), now);
  sink_ = nullptr;
  const sys::Received received = inner_->receive(*this);
  using Client = tls::Client::State;
  if (has_spoken_) return fail_handshake(TransportError::tls_failed, "the server sent data unasked", now);
  if (client_.state() == Client::open) return end_handshake(now);
  if (client_.state() == Client::ended)
    return fail_handshake(TransportError::tls_closed, "closed during the TLS handshake", now);
  if (client_.state() == Client::failed) {
    flush();  // an alert
    return fail_handshake(TransportError::tls_failed, client_.failure(), now);
  }
  if (const sys::Sent sent = flush(); sent.error != 0)
    return fail_handshake(TransportError::tls_closed, cat("TLS handshake: write: ", inner_->end_text()), now);
  if (received == sys::Received::closed)
    return fail_handshake(TransportError::tls_closed, "closed during the TLS handshake", now);
  if (received == sys::Received::failed)
    return fail_handshake(TransportError::tls_closed, cat("TLS handshake: read: ", inner_->end_text()), now);
}

void TlsLink::end_handshake(sys::TimePoint now) {
  if (const sys::Sent sent = flush(); sent.error != 0)
    return fail_handshake(TransportError::tls_closed, cat("TLS handshake: write: ", inner_->end_text()), now);
  state_ = State::open;
  report(true, now);
}

void TlsLink::report(bool is_open, sys::TimePoint now) {
  if (setup_.observer == nullptr) return;
  setup_.observer->on_handshake(
      {.is_open = is_open, .resumed = is_open && client_.negotiated().resumed, .took = now - begun_});
}

// "10.0.0.1:443: certificate of *.example.org does not match rpc.example.com"
void TlsLink::fail_handshake(TransportError error, std::string_view text, sys::TimePoint now) {
  inner_->note_dropped();
  report(false, now);
  has_begun_ = false;
  fail(error, cat(address().to_text(), ": ", text));
}

void TlsLink::fail(TransportError error, std::string text) {
  waits_for_turn_ = false;
  inner_->close();
  client_.reset();
  state_ = State::failed;
  error_ = error;
  error_text_ = std::move(text);
}

// ---- Once it is open

// As far as the inner link takes it.
sys::Sent TlsLink::flush() {
  const std::string_view out = client_.out();
  if (out.empty() && !inner_->has_unsent()) return {};
  const sys::Sent sent = inner_->send(out);
  client_.drop_out(sent.size);
  return sent;
}

sys::Sent TlsLink::send(std::string_view bytes) {
  sys::Sent all;
  using Client = tls::Client::State;
  while (true) {
    if (const sys::Sent sent = flush(); sent.error != 0) {
      all.error = sent.error;
      return all;
    }
    if (bytes.empty() || !client_.out().empty()) return all;
    if (client_.state() != Client::open && client_.state() != Client::ended) {
      tls_ended_it_ = true;
      all.error = EPROTO;
      return all;
    }
    const std::string_view piece = bytes.substr(0, kMaxPiece);
    client_.write(piece);
    all.size += piece.size();
    bytes.remove_prefix(piece.size());
  }
}

bool TlsLink::take(std::string_view bytes) {
  client_.feed(base::as_bytes(bytes));
  if (sink_ != nullptr) return drain(*sink_);
  has_spoken_ = !client_.next(setup_.wall(now_)).empty();
  return !has_spoken_ && client_.state() == tls::Client::State::handshaking;
}

// False once the sink wants no more, or there is nothing more to come.
bool TlsLink::drain(Link::Sink& sink) {
  const std::uint32_t epoch = epoch_;
  while (true) {
    const std::string_view text = client_.next(setup_.wall(now_));
    if (text.empty()) return client_.state() == tls::Client::State::open;
    if (sink.take(text) && epoch == epoch_) continue;
    paused_ = true;
    return false;
  }
}

sys::Received TlsLink::receive(Link::Sink& sink) {
  const std::uint32_t epoch = epoch_;
  paused_ = false;
  sys::Received received = sys::Received::paused;
  if (drain(sink)) {
    sink_ = &sink;
    received = inner_->receive(*this);
    sink_ = nullptr;
  }
  if (epoch != epoch_) return sys::Received::paused;
  if (received == sys::Received::closed && client_.state() == tls::Client::State::open) {
    client_.end_of_bytes();
  }
  if (client_.state() == tls::Client::State::failed) {
    flush();  // an alert
    tls_ended_it_ = true;
    return sys::Received::failed;
  }
  if (!paused_ && client_.state() == tls::Client::State::ended) return sys::Received::closed;
  if (!client_.out().empty()) flush();  // the answer to a KeyUpdate; an error shows at the next write
  return paused_ ? sys::Received::paused : received;
}

void TlsLink::finish_sending() {
  client_.close_notify();
  flush();
  inner_->finish_sending();
}

std::string TlsLink::end_text() const { return tls_ended_it_ ? client_.failure() : inner_->end_text(); }

}  // namespace seiload::net
