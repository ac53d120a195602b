#pragma once
// Text messages both ways over one connection: WebSocket (RFC 6455), or a Unix socket that carries one JSON
// value after the other. Connects, shakes hands, frames, answers pings. A state machine driven by its owner's
// ppoll loop: it never blocks, looks at no clock and does not reconnect. Thread rule: one owner, one thread
// at a time.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/connection.h"
#include "net/http_response.h"
#include "net/http_target.h"
#include "net/json_splitter.h"
#include "net/stream.h"
#include "net/websocket_codec.h"
#include "sys/clock.h"

namespace seiload::net {

class MessageStream final : private Stream::Owner {
 public:
  enum class Kind { websocket, json_stream };

  // Called from inside on_ready() and on_time() only. May call every function of the stream, must not destroy
  // it.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_open(sys::TimePoint now) = 0;  // connected, and the handshake is done
    virtual void on_message(std::string_view text, sys::TimePoint now) = 0;  // valid during the call
    // The connection could not be opened or has ended; the stream is closed already, and what was queued is
    // gone. The cause names the address.
    virtual void on_closed(TransportError error, std::string_view cause, sys::TimePoint now) = 0;
  };

  // Target and listener must outlive the stream. Of the limits: connect_timeout is the time to connect, and
  // that for the handshake; max_body bounds a message (WebSocket: 16 MB at most).
  MessageStream(Kind kind, const HttpTarget& target, const ConnectionLimits& limits, Listener& listener);

  void open(sys::TimePoint now);  // requires that it is closed; every failure is told by on_closed()
  // Closes without a call. An open WebSocket is told so where that does not wait.
  void close();
  bool is_closed() const { return state_ == State::closed; }
  const Address& address() const { return stream_.address(); }  // in use, or last tried
  // The same as text; while it connects, all addresses that have not answered.
  std::string peer() const { return stream_.peer(); }

  // Queues a message of two parts, to be written once the stream is open. Requires that it is not closed.
  void send(std::string_view first, std::string_view rest, sys::TimePoint now);
  // From cork() on what is sent waits for uncork(), to be written in one piece.
  void cork() { stream_.cork(); }
  void uncork(sys::TimePoint now) { stream_.uncork(now); }
  void ping(sys::TimePoint now);  // WebSocket only; nothing happens before it is open

  // Counted in bytes from open() on, the framing included: where a message that would be queued now begins,
  // and how much the kernel has taken.
  std::uint64_t queued() const;
  // What begins there and all behind it, of which nothing is written, is never written. Requires that the
  // stream is open.
  void drop_from(std::uint64_t position) { stream_.drop_from(messages_begin_ + position); }
  std::uint64_t written() const;
  sys::TimePoint last_received() const { return last_received_; }  // a byte, or the end of connecting

  int fd() const { return stream_.fd(); }
  short interest() const { return stream_.interest(); }
  sys::TimePoint deadline()
      const;  // when on_time() must be called next; kNever if there is nothing to wait for
  void on_ready(short revents, sys::TimePoint now) { stream_.on_ready(revents, now); }
  void on_time(sys::TimePoint now);

 private:
  enum class State { closed, connecting, shaking_hands, open };

  void on_connected(sys::TimePoint now) override;
  bool on_bytes(std::string_view bytes, sys::TimePoint now) override;
  void on_unconnected(TransportError error, std::string_view text, sys::TimePoint now) override;
  void on_end(std::string_view cause, sys::TimePoint now) override;
  bool open_messages(sys::TimePoint now);
  std::string& out();
  void say_goodbye(std::uint16_t code);
  void end();
  bool shake_hands(std::string_view& bytes, sys::TimePoint now);
  void deny(sys::TimePoint now);
  bool was_denied() const;
  bool read_frames(std::string_view bytes, sys::TimePoint now);
  bool read_values(std::string_view bytes, sys::TimePoint now);
  void append_frame(WsOpcode opcode, std::string_view first, std::string_view rest);
  void fail(TransportError error, std::string_view cause, sys::TimePoint now);  // names the address
  void give_up(TransportError error, std::string_view cause, sys::TimePoint now);

  const Kind kind_;
  const HttpTarget& target_;
  const ConnectionLimits limits_;
  Listener& listener_;
  Stream stream_;

  State state_ = State::closed;
  std::uint64_t epoch_ =
      0;             // counts closings: tells after a listener's call whether the stream is still the same
  std::string key_;  // Sec-WebSocket-Key
  HttpResponseParser answer_;
  WsParser frames_;
  JsonSplitter values_;

  std::string early_;                 // sent before the stream was open
  bool has_begun_ = false;            // the messages, since open()
  std::uint64_t messages_begin_ = 0;  // of the stream's bytes: behind the handshake
  sys::TimePoint hello_due_, last_received_;

  std::array<std::uint8_t, 256> masks_{};  // random, used once each
  std::size_t masks_used_ = 256;
};

}  // namespace seiload::net
