#include "net/message_stream.h"

#include <algorithm>
#include <cerrno>

#include "base/check.h"
#include "base/text.h"
#include "net/websocket_handshake.h"
#include "sys/clock.h"
#include "sys/entropy.h"
#include "sys/error.h"
#include "sys/socket_io.h"

namespace seiload::net {
namespace {

using base::cat;
using sys::TimePoint;

constexpr std::size_t kCompactFrom = 64 << 10;
constexpr std::size_t kEnoughBody = 4096;  // of an answer that denies the handshake, for a message
constexpr std::size_t kPongRoom =
    1 << 20;  // unwritten bytes above which pings go unanswered: the peer does not read

}  // namespace

MessageStream::MessageStream(Kind kind, const HttpTarget& target, const HttpLimits& limits,
                             Listener& listener)
    : kind_(kind),
      target_(target),
      limits_(limits),
      listener_(listener),
      connector_(target.addresses, limits.connect_timeout),
      answer_({.body = limits.max_body}),
      frames_(std::min(limits.max_body, kMaxWsMessage)),
      values_(limits.max_body) {}

void MessageStream::open(TimePoint now) {
  CHECK(is_closed());
  out_.clear();
  sent_ = 0;
  taken_before_ = 0;
  answer_.start();
  frames_.start();
  values_.start();
  trouble_since_ = now;
  state_ = State::connecting;
  connector_.start(now);
}

void MessageStream::close() {
  if (state_ == State::closed) return;
  say_goodbye(1000);
  connector_.cancel();
  fd_.reset();
  state_ = State::closed;
  write_error_ = 0;
  hello_.clear();
  ++epoch_;
}

void MessageStream::send(std::string_view first, std::string_view rest, TimePoint now) {
  CHECK(!is_closed());
  if (kind_ == Kind::websocket) {
    append_frame(WsOpcode::text, first, rest);
  } else {
    out_ += first;
    out_ += rest;
    out_ += '\n';
  }
  if (state_ == State::open && !receiving_ && !corked_) flush(now);
}

void MessageStream::uncork(TimePoint now) {
  corked_ = false;
  if (state_ == State::open && !receiving_) flush(now);
}

void MessageStream::ping(TimePoint now) {
  if (state_ != State::open || kind_ != Kind::websocket) return;
  append_frame(WsOpcode::ping, {}, {});
  if (!receiving_ && !corked_) flush(now);
}

short MessageStream::interest() const {
  switch (state_) {
    case State::closed:
      return 0;
    case State::connecting:
      return connector_.interest();
    case State::shaking_hands:
      return static_cast<short>(!hello_.empty() && write_error_ == 0 ? POLLIN | POLLOUT : POLLIN);
    case State::open:
      break;
  }
  return static_cast<short>(sent_ < out_.size() && write_error_ == 0 ? POLLIN | POLLOUT : POLLIN);
}

TimePoint MessageStream::deadline() const {
  if (state_ == State::closed) return sys::kNever;
  if (state_ == State::connecting)
    return connector_.state() == Connector::State::connecting ? connector_.deadline() : trouble_since_;
  if (write_error_ != 0) return trouble_since_;
  return state_ == State::shaking_hands ? hello_due_ : sys::kNever;
}

void MessageStream::on_ready(short revents, TimePoint now) {
  if (state_ == State::connecting) {
    if (revents != 0) connector_.on_ready(now);
    return check_connector(now);
  }
  if (state_ == State::closed) return;
  if ((revents & ~POLLOUT) != 0)
    receive(now);
  else
    flush(now);
}

void MessageStream::on_time(TimePoint now) {
  if (state_ == State::connecting) {
    connector_.on_time(now);
    return check_connector(now);
  }
  if (state_ == State::closed) return;
  if (write_error_ != 0) return receive(now);
  if (state_ != State::shaking_hands || hello_due_ > now) return;
  if (was_denied()) return deny(now);
  fail(TransportError::connect_timeout,
       cat("no WebSocket handshake within ", base::format_duration(limits_.connect_timeout)), now);
}

void MessageStream::check_connector(TimePoint now) {
  if (connector_.state() == Connector::State::failed) {
    const std::string text = connector_.error_text();
    return give_up(connector_.error(), text, now);
  }
  if (connector_.state() != Connector::State::connected) return;
  fd_ = connector_.take();
  last_received_ = now;
  if (kind_ == Kind::websocket) {
    std::array<std::uint8_t, 16> nonce;
    sys::fill_random(nonce);
    key_ = ws_key(nonce);
    hello_ = ws_hello(target_, key_);
    hello_due_ = sys::later(now, limits_.connect_timeout);
    state_ = State::shaking_hands;
  } else {
    state_ = State::open;
    const std::uint64_t epoch = epoch_;
    listener_.on_open(now);
    if (epoch != epoch_) return;
  }
  flush(now);
}

void MessageStream::append_frame(WsOpcode opcode, std::string_view first, std::string_view rest) {
  if (masks_used_ == masks_.size()) {
    sys::fill_random(masks_);
    masks_used_ = 0;
  }
  WsMask mask;
  for (std::uint8_t& byte : mask) byte = masks_[masks_used_++];
  append_ws_frame(out_, true, opcode, mask, first, rest);
}

// ---- Writing

void MessageStream::flush(TimePoint now) {
  const auto write = [&](std::string_view bytes) -> std::size_t {
    if (bytes.empty() || write_error_ != 0) return 0;
    const sys::Sent sent = sys::send_now(fd_.get(), bytes);
    write_error_ = sent.error;  // the answer may be there all the same
    if (write_error_ != 0) trouble_since_ = now;
    return sent.size;
  };
  hello_.erase(0, write(hello_));
  if (hello_.empty() && state_ == State::open) sent_ += write(std::string_view(out_).substr(sent_));
  if (sent_ == out_.size() || (sent_ >= kCompactFrom && sent_ > out_.size() / 2)) {
    out_.erase(0, sent_);
    taken_before_ += sent_;
    sent_ = 0;
  }
}

// Section 5.5.1, as far as it costs no wait.
void MessageStream::say_goodbye(std::uint16_t code) {
  if (kind_ != Kind::websocket || state_ != State::open || sent_ < out_.size() || write_error_ != 0) return;
  append_frame(WsOpcode::close, ws_close_payload(code, {}), {});
  static_cast<void>(sys::send_now(fd_.get(), std::string_view(out_).substr(sent_)));
  write_error_ = EPIPE;  // nothing may follow it
}

// ---- Reading

void MessageStream::receive(TimePoint now) {
  const std::uint64_t epoch = epoch_;
  receiving_ = true;
  read(now);
  receiving_ = false;
  if (epoch == epoch_ && state_ != State::closed) flush(now);
}

void MessageStream::read(TimePoint now) {
  const auto take = [&](std::string_view bytes) {
    last_received_ = now;
    return consume(bytes, now);
  };
  switch (sys::receive_now(fd_.get(), take)) {
    case sys::Received::paused:
      return;
    case sys::Received::empty:
      if (write_error_ != 0 && was_denied()) return deny(now);
      if (write_error_ != 0) fail(TransportError::closed, cat("write: ", sys::errno_text(write_error_)), now);
      return;
    case sys::Received::closed:
      if (was_denied()) return deny(now);
      return fail(
          TransportError::closed,
          state_ == State::shaking_hands ? "closed during the WebSocket handshake" : "closed by the peer",
          now);
    case sys::Received::failed:
      if (was_denied()) return deny(now);
      return fail(TransportError::closed, cat("read: ", sys::errno_text(errno)), now);
  }
}

// False once the stream has ended or has become another.
bool MessageStream::consume(std::string_view bytes, TimePoint now) {
  if (state_ == State::shaking_hands && !shake_hands(bytes, now)) return false;
  if (state_ != State::open) return true;
  return kind_ == Kind::websocket ? read_frames(bytes, now) : read_values(bytes, now);
}

bool MessageStream::shake_hands(std::string_view& bytes, TimePoint now) {
  while (!bytes.empty()) {
    bytes.remove_prefix(answer_.feed(bytes));
    if (answer_.state() == HttpResponseParser::State::failed) {
      fail(TransportError::bad_http, cat("WebSocket handshake: ", target_.secrets.hide(answer_.fault_text())),
           now);
      return false;
    }
    if (answer_.state() == HttpResponseParser::State::head) return true;
    if (answer_.status() < 200 && answer_.status() != 101) {
      answer_.start();
      continue;
    }
    if (answer_.status() != 101) {
      if (answer_.state() != HttpResponseParser::State::complete && answer_.body().size() < kEnoughBody)
        continue;
      deny(now);
      return false;
    }
    if (const std::string wrong = check_ws_answer(answer_, key_); !wrong.empty()) {
      fail(TransportError::bad_http, wrong, now);
      return false;
    }
    state_ = State::open;
    const std::uint64_t epoch = epoch_;
    listener_.on_open(now);
    return epoch == epoch_;
  }
  return true;
}

// The server answered with another status than 101; its body may be there, wholly or in part.
void MessageStream::deny(TimePoint now) {
  const bool is_final = is_final_ws_status(answer_.status());
  fail(is_final ? TransportError::denied : TransportError::bad_http,
       describe_ws_refusal(answer_, target_.secrets), now);
}

bool MessageStream::was_denied() const {
  return state_ == State::shaking_hands && answer_.state() == HttpResponseParser::State::body &&
         answer_.status() >= 200;
}

bool MessageStream::read_frames(std::string_view bytes, TimePoint now) {
  while (!bytes.empty()) {
    switch (frames_.next(bytes)) {
      case WsParser::Event::none:
      case WsParser::Event::pong:
        break;
      case WsParser::Event::text:
      case WsParser::Event::binary: {  // some servers send JSON so
        const std::uint64_t epoch = epoch_;
        listener_.on_message(frames_.data(), now);
        if (epoch != epoch_) return false;
        break;
      }
      case WsParser::Event::ping:
        if (out_.size() - sent_ < kPongRoom) append_frame(WsOpcode::pong, frames_.data(), {});
        break;
      case WsParser::Event::close: {
        const bool coded = frames_.close_code() != WsParser::kNoCode;
        say_goodbye(coded ? frames_.close_code() : 1000);
        std::string cause = "closed by the peer";
        if (coded) cause += cat(" with code ", frames_.close_code());
        if (!frames_.data().empty()) cause += cat(": ", base::quote(target_.secrets.hide(frames_.data())));
        fail(TransportError::closed, cause, now);
        return false;
      }
      case WsParser::Event::failed:
        say_goodbye(frames_.close_code());
        fail(frames_.close_code() == 1009 ? TransportError::too_large : TransportError::bad_message,
             cat("WebSocket: ", frames_.data()), now);
        return false;
    }
  }
  return true;
}

bool MessageStream::read_values(std::string_view bytes, TimePoint now) {
  while (!bytes.empty()) {
    switch (values_.next(bytes)) {
      case JsonSplitter::Event::none:
        break;
      case JsonSplitter::Event::value: {
        const std::uint64_t epoch = epoch_;
        listener_.on_message(values_.data(), now);
        if (epoch != epoch_) return false;
        break;
      }
      case JsonSplitter::Event::failed:
        fail(values_.is_too_large() ? TransportError::too_large : TransportError::bad_message, values_.data(),
             now);
        return false;
    }
  }
  return true;
}

// ---- Ending

void MessageStream::fail(TransportError error, std::string_view cause, TimePoint now) {
  if (state_ == State::shaking_hands) connector_.note_dropped();
  give_up(error, cat(address().to_text(), ": ", cause), now);
}

void MessageStream::give_up(TransportError error, std::string_view cause, TimePoint now) {
  write_error_ = EPIPE;  // no goodbye
  close();
  listener_.on_closed(error, cause, now);
}

}  // namespace seiload::net
