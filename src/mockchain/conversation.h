#pragma once
// What one client is told: bytes in, answers out with the time at which each may go. Speaks HTTP/1.1 until a
// handshake makes it WebSocket (RFC 6455); JSON-RPC inside of both. Answers stand in the order of the
// requests, but what the node takes for receipts (Methods::Answer::cost) delays nothing else on a WebSocket:
// a node answers there as it gets done. Who sends what is no request is answered once, and no more is read
// then. No socket and no clock: driven by its owner, one thread.
//
// Bounded: a head by kMaxHead, a body by kMaxBody, a WebSocket message by 16 MB, what waits to go out by
// kMaxWaitingAnswers (no more is read until it does) and, of heads to a subscriber who does not read them, by
// kMaxWaitingHeads (it is cut off).

#include <deque>
#include <string>
#include <string_view>

#include "mockchain/fault.h"
#include "mockchain/methods.h"
#include "mockchain/subscriptions.h"
#include "net/http_request.h"
#include "net/websocket_codec.h"

namespace seiload::mockchain {

inline constexpr std::size_t kMaxHead = 16 * 1024;           // bytes, blank line included
inline constexpr std::size_t kMaxBody = 5 * 1024 * 1024;     // bytes; geth's default
inline constexpr std::size_t kMaxWaitingAnswers = 64 << 20;  // bytes
inline constexpr std::size_t kMaxWaitingHeads = 4096;

struct Answer {
  std::string text;
  sys::TimePoint due;  // not to go out before
  bool close_after = false;
  bool reset_after = false;
  bool one_byte = false;          // at a time
  bool is_head = false;           // what a subscriber is told
  bool may_be_overtaken = false;  // by what is due before
};

class Conversation {
 public:
  // `started` is what the windows of the faults count from. Chain, methods and faults outlive it.
  Conversation(const Chain& chain, const Methods& methods, const Faults& faults, sys::TimePoint started)
      : chain_(chain), methods_(methods), faults_(faults), started_(started) {}

  bool reads() const { return !ending_ && waiting_ < kMaxWaitingAnswers; }
  // Requires that it reads. Answers what is whole, as far as it still reads; true if there is something new
  // to go out. Call it again, with no bytes, once what waits has become less.
  bool take(std::string_view bytes, sys::TimePoint now);
  bool has_unread() const { return !in_.empty(); }

  bool subscribed() const { return !subscriptions_.ids().empty(); }
  // Tells a subscriber of the heads that it has not been told of. False: it has too many waiting, and is to
  // be cut off.
  bool tell_heads(sys::TimePoint now);

  // Where the answers wait. What has gone out is popped.
  bool empty() const { return out_.empty(); }
  const Answer& front() const { return out_.front(); }
  void pop();

 private:
  bool take_http(sys::TimePoint now);
  void take_frames(sys::TimePoint now);
  void answer_post(const net::HttpRequest& request, sys::TimePoint now);
  void answer_handshake(const net::HttpRequest& request, sys::TimePoint now);
  void answer_message(std::string_view text, sys::TimePoint now);
  void refuse(int status, bool keep_alive, sys::TimePoint now);
  Methods::Answer body_of(std::string_view request, const AnswerFaults& faults, sys::TimePoint now);
  void say(net::WsOpcode opcode, std::string_view payload, sys::TimePoint now);
  void push(Answer answer);
  void push(Answer answer, const AnswerFaults& faults);

  const Chain& chain_;
  const Methods& methods_;
  const Faults& faults_;
  const sys::TimePoint started_;

  std::string in_;
  std::deque<Answer> out_;
  std::size_t waiting_ = 0;  // bytes in out_, and what they take beside
  std::size_t waiting_heads_ = 0;
  bool told_to_continue_ = false;
  bool ending_ = false;  // no more is read: the last answer closes it
  bool is_websocket_ = false;
  net::WsParser frames_{net::kMaxWsMessage, net::WsParser::Sender::client};
  Subscriptions subscriptions_;  // of a WebSocket
};

}  // namespace seiload::mockchain
