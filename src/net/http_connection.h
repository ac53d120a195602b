#pragma once
// One keep-alive HTTP/1.1 connection to one endpoint, POSTing JSON: a state machine driven by its owner's ppoll loop.
// It never blocks, looks at no clock and knows no thread; one owner, one thread at a time. RFC 9112.
//
// - It opens itself when there is a request, trying the target's addresses in turn, the one that worked last first, and
//   closes itself when HTTP says so or the peer does. After failed connects the owner decides when to submit again.
// - Every submitted request ends in exactly one call of the listener, or in abandon().
// - Never silently sent twice, but for one case, which is told (`resent`): the requests were sent on an idle connection
//   that had already served an answer, and the peer closes it without a byte of a new one. Such a connection was most
//   likely closed before they arrived; they are sent once more on a new one.
// - In the steady state a request costs one send(), one recv() and no allocation.

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_response.h"
#include "net/http_target.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "sys/poll.h"

namespace seiload::net {

struct HttpLimits {
  sys::Duration connect_timeout = std::chrono::seconds(10);  // for each address
  sys::Duration request_timeout = std::chrono::seconds(30);  // from submit() to the complete answer
  std::size_t max_body = std::size_t{256} << 20;             // of an answer
  unsigned pipeline = 1;                                     // requests out at a time, written without waiting
};

enum class TransportError {
  refused,          // by every address
  unreachable,      // no route, no socket
  connect_timeout,  // nothing listens to us, or the request's time ran out before
  closed,           // reset or closed with no or half an answer
  request_timeout,
  bad_http,
  too_large  // against HttpLimits, or headers without end
};
std::string_view to_text(TransportError error);  // "connect time-out"

struct HttpAnswer {
  std::uint64_t tag = 0;
  int status = 0;
  std::string_view body;   // valid during the call only
  sys::TimePoint written;  // when the last byte of the request was handed to the kernel
  sys::TimePoint now;
  bool resent = false;
};

struct HttpFailure {
  std::uint64_t tag = 0;
  TransportError error = TransportError::closed;
  bool maybe_delivered = false;  // some byte of the request was written: the peer may have acted on it
  bool resent = false;
  std::string_view detail;  // "connect 127.0.0.1:8545: Connection refused"; valid during the call only
  sys::TimePoint now;
};

class HttpConnection {
 public:
  // Called from inside on_ready() and on_time() only. May call submit() and abandon() on this connection from within,
  // must not destroy it.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_answer(const HttpAnswer& answer) = 0;
    virtual void on_failure(const HttpFailure& failure) = 0;
  };

  // Target and listener must outlive the connection.
  HttpConnection(const HttpTarget& target, const HttpLimits& limits, Listener& listener);
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  bool can_submit() const { return count_ < requests_.size(); }
  std::size_t outstanding() const { return count_; }

  // Copies the body, so that it need not outlive the call. Requires can_submit(). Whatever goes wrong here is told by
  // the next on_ready() or on_time().
  void submit(std::uint64_t tag, std::string_view body, sys::TimePoint now);

  int fd() const { return fd_.get(); }  // -1 while closed
  short interest() const;               // poll events wanted now; POLLIN also while idle, to see the peer close
  sys::TimePoint deadline() const;      // when on_time() must be called next; kNever if there is nothing to wait for
  void on_ready(short revents, sys::TimePoint now);
  void on_time(sys::TimePoint now);

  // Whom what is out waits for, to be said in a message: "connect 127.0.0.1:8545" or "127.0.0.1:8545".
  std::string waits_for() const;

  // Closes and forgets what is out, without a call: for the end of a run, after the owner counted it.
  void abandon(sys::TimePoint now);

 private:
  enum class State {
    closed,      // nothing out
    connecting,  // requests wait
    open,
    doomed  // no address took the connection: told at the next on_time()
  };
  struct Request {
    std::uint64_t tag = 0;
    std::size_t begin = 0, end = 0;  // in out_
    sys::TimePoint deadline, written;
    bool touched = false;  // some byte of it was written on an earlier connection
    bool resent = false;
  };

  Request& at(std::size_t i) { return requests_[(first_ + i) % requests_.size()]; }
  const Request& front() const { return requests_[first_]; }
  Request pop_front();
  std::vector<Request> take_all();
  void open(sys::TimePoint now);
  void try_next_address(sys::TimePoint now);
  void on_connect_result(sys::TimePoint now);
  void on_connected(sys::TimePoint now);
  void note_connect_failure(std::string_view what, int error);
  void note_connect_failure(TransportError kind, std::string_view text);
  void flush(sys::TimePoint now);
  void receive(sys::TimePoint now);
  void read_answers(sys::TimePoint now);
  bool consume(std::string_view bytes, sys::TimePoint now);
  bool deliver(bool more_bytes, sys::TimePoint now);
  void on_end(sys::TimePoint now);
  void lose(TransportError error, std::string_view cause, sys::TimePoint now);
  void close_socket();
  void expire(sys::TimePoint now);
  void report_doomed(sys::TimePoint now);
  void report(const Request& request, TransportError error, std::string_view detail, sys::TimePoint now);
  const Address& address() const { return target_.addresses[address_]; }

  const HttpTarget& target_;
  const HttpLimits limits_;
  Listener& listener_;
  const std::string prefix_;  // the request up to the value of Content-Length

  State state_ = State::closed;
  sys::Fd fd_;
  std::uint64_t epoch_ = 0;  // counts sockets closed: tells after a listener's call whether this is still the same

  // The requests out, oldest first: a ring of limits_.pipeline. Their bytes stay in out_ until they are answered.
  std::vector<Request> requests_;
  std::size_t first_ = 0, count_ = 0;
  std::size_t unwritten_ = 0;  // how many of the last ones are not completely written
  std::string out_;
  std::size_t sent_ = 0;  // bytes of out_ written on this connection

  HttpResponseParser parser_;
  bool between_answers_ = true;  // no byte of the next answer has come; the parser holds the last one
  bool served_ = false;          // this connection has carried an answer
  bool maybe_stale_ = false;     // what is out was sent on an idle connection that had served; nothing came since
  bool receiving_ = false;       // what is submitted meanwhile is written in one piece afterwards
  int write_error_ = 0;          // a send() failed: what can still be read decides

  std::size_t preferred_ = 0;  // of the target's addresses: the one that worked last
  std::size_t address_ = 0;    // in use, or last tried
  std::size_t tried_ = 0;      // addresses tried for this connection
  sys::TimePoint connect_deadline_;
  sys::TimePoint trouble_since_;  // doomed, or write_error_: on_time() is due since then
  TransportError connect_error_ = TransportError::unreachable;
  std::string connect_text_;  // "connect A: refused; connect B: ..."
};

}  // namespace seiload::net
