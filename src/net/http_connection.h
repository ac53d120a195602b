#pragma once
// One keep-alive HTTP/1.1 connection to one endpoint, POSTing JSON, RFC 9112.
//
// - It opens itself when there is a request, at one of the target's addresses (net/stream.h), and closes
// itself when
//   HTTP says so or the peer does. After failed connects the owner decides when to submit again.
// - Never silently sent twice, but for one case, which is told (`resent`): the requests were sent on an idle
// connection
//   that had already served an answer, and the peer closes it without a byte of a new one. Such a connection
//   was most likely closed before they arrived; they are sent once more on a new one.
// - In the steady state a request costs one send(), one recv() and no allocation.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/secrets.h"
#include "net/connection.h"
#include "net/http_response.h"
#include "net/http_target.h"
#include "net/stream.h"
#include "sys/clock.h"

namespace seiload::net {

struct HttpAnswer {
  std::uint64_t tag = 0;
  int status = 0;
  std::string_view body;      // valid during the call only
  std::string_view location;  // of a redirect; valid during the call only
  sys::TimePoint written;     // when the last byte of the request was handed to the kernel
  sys::TimePoint now;
  bool resent = false;
  bool is_last = false;                    // the server closes the connection after it
  const base::Secrets* secrets = nullptr;  // of the target
};

// A state machine driven by its owner's ppoll loop, which never blocks and looks at no clock. One owner, one
// thread at a time. Every submitted request ends in exactly one call of the listener, or in abandon().
class HttpConnection final : private Stream::Owner {
 public:
  // Called from inside on_ready(), on_time() and end_sending() only. May call submit() and abandon() on this
  // connection from within, must not destroy it.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_answer(const HttpAnswer& answer) = 0;
    virtual void on_failure(const RequestFailure& failure) = 0;
  };

  // Target and listener must outlive the connection.
  HttpConnection(const HttpTarget& target, const ConnectionLimits& limits, Listener& listener);

  bool can_submit() const { return count_ < requests_.size(); }
  std::size_t outstanding() const { return count_; }

  // Copies body and header, so that they need not outlive the call. Requires can_submit(). Whatever goes
  // wrong here is told by the next on_ready() or on_time(). `header`: field lines of this request alone, each
  // with its CRLF.
  void submit(std::uint64_t tag, std::string_view body, sys::TimePoint now, std::string_view header = {});
  // From cork() on what is submitted is written by uncork(), in one piece.
  void cork() { stream_.cork(); }
  void uncork(sys::TimePoint now);

  // How often it has been opened: tells of an end that fd() hides where it was opened again at once.
  std::uint32_t openings() const { return openings_; }

  int fd() const { return stream_.fd(); }  // -1 while closed
  short interest() const { return stream_.interest(); }
  sys::TimePoint deadline() const;  // when on_time() must be called next; kNever if nothing is to come
  void on_ready(short revents, sys::TimePoint now);
  void on_time(sys::TimePoint now);

  // What outstanding requests are waiting on, for messages: "connect 127.0.0.1:8545" or "127.0.0.1:8545".
  std::string waits_for() const;

  // From now on no request is begun. Those of which no byte was written on this connection, because it is
  // still connecting or its peer reads too slowly, end as withdrawn, and none is sent a second time; what was
  // begun is finished. Nothing may be submitted any more.
  void end_sending(sys::TimePoint now);

  // Closes and forgets what is outstanding, without a call.
  void abandon();

 private:
  struct Request {
    std::uint64_t tag = 0;
    std::uint64_t begin = 0, end = 0;  // in the stream's bytes
    sys::TimePoint deadline, written;
    bool touched = false;  // some byte of it was written on an earlier connection
    bool resent = false;
  };

  Request& at(std::size_t i) { return requests_[(first_ + i) % requests_.size()]; }
  const Request& front() const { return requests_[first_]; }
  Request pop_front();
  std::vector<Request> take_all();
  bool is_touched(const Request& request) const {
    return stream_.is_open() && stream_.written() > request.begin;
  }
  void note_written(sys::TimePoint now);
  void on_connected(sys::TimePoint) override {}
  bool on_bytes(std::string_view bytes, sys::TimePoint now) override;
  void on_unconnected(TransportError error, std::string_view text, sys::TimePoint now) override;
  void on_end(std::string_view cause, sys::TimePoint now) override;
  bool deliver(bool more_bytes, sys::TimePoint now);
  void lose(TransportError error, std::string_view cause, sys::TimePoint now);
  void close();
  void expire(sys::TimePoint now);
  void report(const Request& request, TransportError error, bool by_peer, std::string_view detail,
              sys::TimePoint now, bool cut_off = false);
  const Address& address() const { return stream_.address(); }
  void note_dropped();

  const HttpTarget& target_;
  const ConnectionLimits limits_;
  Listener& listener_;
  const std::string prefix_;  // the request up to the value of Content-Length

  Stream stream_;
  std::uint32_t openings_ = 0;
  std::uint64_t epoch_ =
      0;  // counts sockets closed: tells after a listener's call whether this is still the same

  // The requests out, oldest first: a ring of limits_.pipeline. Their bytes stay in the stream until
  // they are answered.
  std::vector<Request> requests_;
  std::size_t first_ = 0, count_ = 0;
  std::size_t unwritten_ = 0;  // how many of the last ones are not completely written
  bool may_resend_ = true;     // until end_sending()

  HttpResponseParser parser_;
  bool between_answers_ = true;  // no byte of the next answer has come; the parser holds the last one
  bool served_ = false;          // this connection has carried an answer
  bool maybe_stale_ =
      false;  // what is out was sent on an idle connection that had served; nothing came since
};

}  // namespace seiload::net
