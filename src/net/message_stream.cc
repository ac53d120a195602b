#include "net/message_stream.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "net/websocket_handshake.h"
#include "sys/clock.h"
#include "sys/entropy.h"

namespace seiload::net {
namespace {

using base::cat;
using sys::TimePoint;

constexpr std::size_t kEnoughBody = 4096;  // of an answer that denies the handshake, for a message
constexpr std::size_t kPongRoom =
    1 << 20;  // unwritten bytes above which pings go unanswered: the peer does not read

}  // namespace

MessageStream::MessageStream(Kind kind, const HttpTarget& target, const ConnectionLimits& limits,
                             Listener& listener)
    : kind_(kind),
      target_(target),
      limits_(limits),
      listener_(listener),
      stream_(target, limits.connect_timeout, *this),
      answer_({.body = limits.max_body}),
      frames_(std::min(limits.max_body, kMaxWsMessage)),
      values_(limits.max_body) {}

void MessageStream::open(TimePoint now) {
  CHECK(is_closed());
  early_.clear();
  stream_.drop_all();
  has_begun_ = false;
  answer_.start();
  frames_.start();
  values_.start();
  state_ = State::connecting;
  stream_.open(now);
}

void MessageStream::close() {
  say_goodbye(1000);
  end();
}

void MessageStream::end() {
  if (state_ == State::closed) return;
  stream_.close();
  state_ = State::closed;
  ++epoch_;
}

// Where what is sent now stands: before the stream is open, behind the handshake.
std::string& MessageStream::out() {
  if (state_ != State::open) return early_;
  stream_.drop_until(stream_.written());
  return stream_.out();
}

void MessageStream::send(std::string_view first, std::string_view rest, TimePoint now) {
  CHECK(!is_closed());
  if (kind_ == Kind::websocket) {
    append_frame(WsOpcode::text, first, rest);
  } else {
    std::string& to = out();
    to += first;
    to += rest;
    to += '\n';
  }
  if (state_ == State::open) stream_.flush_soon(now);
}

void MessageStream::ping(TimePoint now) {
  if (state_ != State::open || kind_ != Kind::websocket) return;
  append_frame(WsOpcode::ping, {}, {});
  stream_.flush_soon(now);
}

std::uint64_t MessageStream::queued() const {
  return has_begun_ ? stream_.queued() - messages_begin_ : early_.size();
}

std::uint64_t MessageStream::written() const { return has_begun_ ? stream_.written() - messages_begin_ : 0; }

TimePoint MessageStream::deadline() const {
  if (state_ != State::shaking_hands || stream_.has_trouble()) return stream_.deadline();
  return hello_due_;
}

void MessageStream::on_time(TimePoint now) {
  if (state_ != State::shaking_hands || stream_.has_trouble()) return stream_.on_time(now);
  if (hello_due_ > now) return;
  if (was_denied()) return deny(now);
  fail(TransportError::connect_timeout,
       cat("no WebSocket handshake within ", base::format_duration(limits_.connect_timeout)), now);
}

void MessageStream::on_connected(TimePoint now) {
  last_received_ = now;
  if (kind_ == Kind::json_stream) {
    open_messages(now);
    return;
  }
  std::array<std::uint8_t, 16> nonce;
  sys::fill_random(nonce);
  key_ = ws_key(nonce);
  stream_.out() += client_handshake(target_, key_);
  hello_due_ = sys::saturating_add(now, limits_.connect_timeout);
  state_ = State::shaking_hands;
}

// False if the listener closed the stream, or opened it again.
bool MessageStream::open_messages(TimePoint now) {
  has_begun_ = true;
  messages_begin_ = stream_.queued();
  stream_.out() += early_;
  early_.clear();
  state_ = State::open;
  const std::uint64_t epoch = epoch_;
  listener_.on_open(now);
  return epoch == epoch_;
}

void MessageStream::append_frame(WsOpcode opcode, std::string_view first, std::string_view rest) {
  if (masks_used_ == masks_.size()) {
    sys::fill_random(masks_);
    masks_used_ = 0;
  }
  WsMask mask;
  for (std::uint8_t& byte : mask) byte = masks_[masks_used_++];
  append_ws_frame(out(), true, opcode, mask, first, rest);
}

// Section 5.5.1, as far as it costs no wait. Nothing may follow it.
void MessageStream::say_goodbye(std::uint16_t code) {
  if (kind_ != Kind::websocket || state_ != State::open || !stream_.has_written_all()) return;
  append_frame(WsOpcode::close, ws_close_payload(code, {}), {});
  stream_.flush({});
}

// ---- Reading

bool MessageStream::on_bytes(std::string_view bytes, TimePoint now) {
  last_received_ = now;
  if (state_ == State::shaking_hands && !shake_hands(bytes, now)) return false;
  if (state_ != State::open) return true;
  return kind_ == Kind::websocket ? read_frames(bytes, now) : read_values(bytes, now);
}

void MessageStream::on_end(std::string_view cause, TimePoint now) {
  if (was_denied()) return deny(now);
  if (!cause.empty()) return fail(TransportError::closed, cause, now);
  fail(TransportError::closed,
       state_ == State::shaking_hands ? "closed during the WebSocket handshake" : "closed by the peer", now);
}

void MessageStream::on_unconnected(TransportError error, std::string_view text, TimePoint now) {
  give_up(error, text, now);
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
    return open_messages(now);
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
        if (stream_.queued() - stream_.written() < kPongRoom)
          append_frame(WsOpcode::pong, frames_.data(), {});
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
  if (state_ == State::shaking_hands) stream_.note_dropped();
  give_up(error, cat(address().to_text(), ": ", cause), now);
}

void MessageStream::give_up(TransportError error, std::string_view cause, TimePoint now) {
  end();
  listener_.on_closed(error, cause, now);
}

}  // namespace seiload::net
