#pragma once
// What every connection to an endpoint looks like to who sends requests over it, whatever the transport: a
// state machine driven by its owner's ppoll loop, which never blocks and looks at no clock. One owner, one
// thread at a time. Every submitted request ends in exactly one call of the listener, or in abandon().

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secrets.h"
#include "sys/clock.h"

namespace seiload::net {

struct HttpLimits {
  sys::Duration connect_timeout = std::chrono::seconds(10);  // all addresses together
  sys::Duration request_timeout = std::chrono::seconds(30);  // from submit() to the complete answer
  std::size_t max_body = std::size_t{256} << 20;             // of an answer
  unsigned pipeline = 1;  // requests out at a time, written without waiting
};

enum class TransportError {
  refused,          // by every address
  unreachable,      // no route, no socket
  connect_timeout,  // nothing listens to us, or the request's time ran out before
  closed,           // reset or closed with no or half an answer
  request_timeout,
  bad_http,
  too_large,    // against HttpLimits, or headers without end
  bad_message,  // on a stream of messages: against the rules of its framing, or of JSON-RPC
  denied        // the WebSocket handshake, with an HTTP status that would not change by trying again
};
std::string_view to_text(TransportError error);  // "connect time-out"

// A JSON-RPC batch's requests have the ids first, first + 1 and so on.
struct BatchIds {
  std::uint64_t first = 0;
  std::uint32_t count = 0;  // 0: no batch

  std::optional<std::uint32_t> place_of(std::uint64_t id) const {
    if (id < first || id - first >= count) return std::nullopt;
    return static_cast<std::uint32_t>(id - first);
  }
};

struct HttpAnswer {
  std::uint64_t tag = 0;
  int status = 0;             // HTTP's; 200 on other transports
  std::string_view body;      // valid during the call only
  std::string_view location;  // HTTP: of a redirect; valid during the call only
  sys::TimePoint written;     // when the last byte of the request was handed to the kernel
  sys::TimePoint now;
  bool resent = false;
  bool matched = false;  // the connection knew by the body's JSON-RPC id whose answer this is
  bool is_last = false;  // HTTP: the server closes the connection after it
  const base::Secrets* secrets = nullptr;  // of its endpoint; null: none
};

struct HttpFailure {
  std::uint64_t tag = 0;
  TransportError error = TransportError::closed;
  bool maybe_delivered = false;  // some byte of the request was written: the peer may have acted on it
  bool resent = false;
  bool by_peer = false;  // the peer closed an open connection
  // The same before a byte of an answer to it came, and it was written at least in part: the peer may have
  // closed for its size.
  bool cut_off = false;
  std::string_view detail;  // "connect 127.0.0.1:8545: Connection refused"; valid during the call only
  sys::TimePoint now;
};

class Connection {
 public:
  // Called from inside on_ready() and on_time() only. May call submit() and abandon() on this connection from
  // within, must not destroy it.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_answer(const HttpAnswer& answer) = 0;
    virtual void on_failure(const HttpFailure& failure) = 0;
  };

  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  virtual bool can_submit() const = 0;
  virtual std::size_t outstanding() const = 0;

  // Copies body and header, so that they need not outlive the call. Requires can_submit(). Whatever goes
  // wrong here is told by the next on_ready() or on_time(). `header`: field lines of this request alone, each
  // with its CRLF; they are left out where requests have none, which is on all transports but HTTP.
  void submit(std::uint64_t tag, std::string_view body, sys::TimePoint now, std::string_view header = {}) {
    do_submit(tag, body, {}, header, now);
  }

  // The same with a JSON-RPC batch whose requests have these ids; no other batch that is out on this
  // connection may have one of them.
  void submit_batch(std::uint64_t tag, std::string_view body, const BatchIds& ids, sys::TimePoint now,
                    std::string_view header = {}) {
    do_submit(tag, body, ids, header, now);
  }

  // From cork() on what is submitted is written by uncork(), in one piece.
  virtual void cork() = 0;
  virtual void uncork(sys::TimePoint now) = 0;

  // How often it has been opened: tells of an end that fd() hides where it was opened again at once.
  std::uint32_t openings() const { return openings_; }

  virtual int fd() const = 0;  // -1 while closed
  virtual short interest()
      const = 0;  // poll events wanted now; POLLIN also while idle, to see the peer close
  virtual sys::TimePoint deadline()
      const = 0;  // when on_time() must be called next; kNever if nothing is to come
  virtual void on_ready(short revents, sys::TimePoint now) = 0;
  virtual void on_time(sys::TimePoint now) = 0;

  // Whom what is out waits for, to be said in a message: "connect 127.0.0.1:8545" or "127.0.0.1:8545".
  virtual std::string waits_for() const = 0;

  // Closes and forgets what is out, without a call: for the end of a run, after the owner counted it.
  virtual void abandon(sys::TimePoint now) = 0;

 protected:
  void count_opening() { ++openings_; }

 private:
  virtual void do_submit(std::uint64_t tag, std::string_view body, const BatchIds& ids,
                         std::string_view header, sys::TimePoint now) = 0;

  std::uint32_t openings_ = 0;
};

}  // namespace seiload::net
