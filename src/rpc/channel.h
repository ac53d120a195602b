#pragma once
// What every connection to an endpoint looks like to who sends JSON-RPC requests over it, whatever the
// transport: requests out, responses in. A state machine driven by its owner's ppoll loop, which never blocks
// and looks at no clock. One owner, one thread at a time. Every submitted request ends in exactly one call of
// the listener, or in abandon().

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/secrets.h"
#include "net/connection.h"
#include "rpc/batch_ids.h"
#include "rpc/endpoint.h"
#include "sys/clock.h"

namespace seiload::rpc {

struct Response {
  std::uint64_t tag = 0;
  int status = 0;             // HTTP's; 200 on other transports
  std::string_view body;      // valid during the call only
  std::string_view location;  // HTTP: of a redirect; valid during the call only
  sys::TimePoint written;     // when the last byte of the request was handed to the kernel
  sys::TimePoint now;
  bool resent = false;
  bool matched = false;                    // known by the body's JSON-RPC id whose response this is
  bool is_last = false;                    // HTTP: the server closes the connection after it
  const base::Secrets* secrets = nullptr;  // of its endpoint; null: none
};

class Channel {
 public:
  // Called from inside on_ready(), on_time() and end_sending() only. May call submit() and abandon() on this
  // channel from within, must not destroy it.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_response(const Response& response) = 0;
    virtual void on_failure(const net::RequestFailure& failure) = 0;
  };

  Channel() = default;
  virtual ~Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  virtual bool can_submit() const = 0;
  virtual std::size_t outstanding() const = 0;

  // Copies body and header, so that they need not outlive the call. Requires can_submit(). Whatever goes
  // wrong here is told by the next on_ready() or on_time(). The body is a request as rpc/request.h builds it,
  // with kConstantId. `header`: HTTP field lines of this request alone, each with its CRLF; they are left out
  // where requests have none, which is on all transports but HTTP.
  void submit(std::uint64_t tag, std::string_view body, sys::TimePoint now, std::string_view header = {}) {
    do_submit(tag, body, {}, header, now);
  }

  // The same with a batch whose requests have these ids; no other batch that is outstanding on this channel
  // may have one of them. None: a single request, as above.
  void submit_batch(std::uint64_t tag, std::string_view body, const BatchIds& ids, sys::TimePoint now,
                    std::string_view header = {}) {
    do_submit(tag, body, ids, header, now);
  }

  // From cork() on what is submitted is written by uncork(), in one piece.
  virtual void cork() = 0;
  virtual void uncork(sys::TimePoint now) = 0;

  // How often it has been opened: tells of an end that fd() hides where it was opened again at once.
  virtual std::uint32_t openings() const = 0;

  virtual int fd() const = 0;  // -1 while closed
  // The poll events wanted now; POLLIN also while idle, to see the peer close.
  virtual short interest() const = 0;
  // When on_time() must be called next; kNever if nothing is to come.
  virtual sys::TimePoint deadline() const = 0;
  virtual void on_ready(short revents, sys::TimePoint now) = 0;
  virtual void on_time(sys::TimePoint now) = 0;

  // What outstanding requests are waiting on, for messages: "connect 127.0.0.1:8545" or "127.0.0.1:8545".
  virtual std::string waits_for() const = 0;

  // From now on no request is begun. Those of which no byte was written on this connection, because it is
  // still connecting or its peer reads too slowly, end as withdrawn, and none is sent a second time; what was
  // begun is finished. Nothing may be submitted any more.
  virtual void end_sending(sys::TimePoint now) = 0;

  // Closes and forgets what is outstanding, without a call: for the end of a run, after the owner counted it.
  virtual void abandon(sys::TimePoint now) = 0;

 private:
  virtual void do_submit(std::uint64_t tag, std::string_view body, const BatchIds& ids,
                         std::string_view header, sys::TimePoint now) = 0;
};

// A channel of the endpoint's kind: http_channel.h or message_channel.h. Endpoint and listener must outlive
// it.
std::unique_ptr<Channel> make_channel(const Endpoint& endpoint, const net::ConnectionLimits& limits,
                                      Channel::Listener& listener);

}  // namespace seiload::rpc
