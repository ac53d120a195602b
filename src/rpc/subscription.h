#pragma once
// One eth_subscribe over one WebSocket or Unix-socket connection of its own: a state machine driven by its
// owner's ppoll loop, which never blocks and looks at no clock. It does not reconnect: what was lost is told
// once, and the owner decides when to open() again. Thread rule: one owner, one thread at a time.
//
// A connection that has gone silent is found out: after kQuiet without a byte a WebSocket is pinged, and
// after as long again it is given up. (A Unix socket cannot go silent without being closed.)

#include <string>
#include <string_view>

#include "net/message_stream.h"
#include "rpc/endpoint.h"

namespace seiload::rpc {

class Subscription final : private net::MessageStream::Listener {
 public:
  static constexpr sys::Duration kQuiet = std::chrono::seconds(15);

  // Called from inside on_ready() and on_time() only. May call close() and open() from within, must not
  // destroy the subscription. Views are valid during the call.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_subscribed(sys::TimePoint now) = 0;
    virtual void on_notification(std::string_view result_json, sys::TimePoint now) = 0;
    // Connecting, the handshake or eth_subscribe failed, or the connection ended: it is closed now. The cause
    // names the address: "connect 127.0.0.1:8546: Connection refused".
    virtual void on_lost(std::string_view cause, sys::TimePoint now) = 0;
  };

  // The endpoint's transport must be websocket or ipc; it and the listener must outlive this. `params` is a
  // JSON array as text: ["newHeads"]. Of the limits: connect_timeout for each address, request_timeout from
  // open() to the node's answer.
  Subscription(const Endpoint& endpoint, std::string_view params, const net::ConnectionLimits& limits,
               Listener& listener);

  void open(sys::TimePoint now);  // requires that it is closed
  void close();                   // no call follows
  bool is_open() const { return state_ != State::closed; }

  int fd() const { return stream_.fd(); }  // -1 while closed
  short interest() const { return stream_.interest(); }
  sys::TimePoint deadline() const;  // when on_time() must be called next; kNever while closed
  void on_ready(short revents, sys::TimePoint now);
  void on_time(sys::TimePoint now);

 private:
  enum class State { closed, opening, subscribing, subscribed };

  void on_open(sys::TimePoint now) override;
  void on_message(std::string_view text, sys::TimePoint now) override;
  void on_closed(net::TransportError error, std::string_view cause, sys::TimePoint now) override;
  void on_answer(std::string_view text, sys::TimePoint now);
  void lose(const std::string& cause, sys::TimePoint now);

  const base::Secrets& secrets_;
  const net::ConnectionLimits limits_;
  const std::string request_;
  Listener& listener_;
  net::MessageStream stream_;
  const bool is_websocket_;
  State state_ = State::closed;
  sys::TimePoint answer_due_;  // while opening or subscribing
  sys::TimePoint pinged_;
  std::string id_;  // of the subscription, as the node wrote it
};

}  // namespace seiload::rpc
