#pragma once
// What carries a connection's bytes: a socket (net/socket_link.h), or memory in tests, TLS or a proxy's
// tunnel over another link. It never blocks, waits for nothing and looks at no clock. net/stream.h buffers
// what is written, and is all that the protocols know. Thread rule: one owner, one thread at a time.

#include <memory>
#include <string>
#include <string_view>

#include "net/addresses.h"
#include "net/connection.h"
#include "sys/clock.h"
#include "sys/socket_io.h"

namespace seiload::net {

class Link {
 public:
  enum class State {
    closed,
    connecting,
    open,
    failed  // could not connect: error() and error_text(); until close() or open()
  };

  // Bytes that have come. False: no more are wanted now; the link may have been closed meanwhile.
  class Sink {
   public:
    virtual ~Sink() = default;
    virtual bool take(std::string_view bytes) = 0;
  };

  Link() = default;
  virtual ~Link() = default;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  virtual void open(sys::TimePoint now) = 0;  // begins to connect; requires State::closed or failed
  virtual void close() = 0;                   // whatever the state
  virtual State state() const = 0;

  // What to wait for. While it connects, on_ready() and on_time() go on with it.
  virtual int fd() const = 0;                        // -1: none
  virtual short interest(bool has_bytes) const = 0;  // poll events, with or without bytes to send
  virtual sys::TimePoint deadline() const = 0;       // of on_time(), while it connects
  virtual void on_ready(sys::TimePoint now) = 0;
  virtual void on_time(sys::TimePoint now) = 0;

  // While it is open. An error of these is an errno or the link's own; end_text() says what it means.
  virtual sys::Sent send(std::string_view bytes) = 0;
  // What it took and has not written yet, it writes with further ones, which may be none.
  virtual bool has_unsent() const { return false; }
  virtual sys::Received receive(Sink& sink) = 0;
  virtual void finish_sending() = 0;         // the peer reads an end after what was sent
  virtual std::string end_text() const = 0;  // "Connection reset by peer", after an error

  // Of connecting.
  virtual TransportError error() const = 0;
  virtual std::string error_text() const = 0;  // "connect A: Connection refused; connect B: ..."
  virtual const Address& address() const = 0;  // in use, or last tried
  virtual std::string waits_for() const = 0;   // the addresses without an answer: "10.0.0.1:8545, ..."
  virtual void note_dropped() = 0;             // closed by the peer, without an answer: others may be better
};

// Makes the links of an endpoint.
class Dialer {
 public:
  virtual ~Dialer() = default;
  // The time to connect is for all addresses together, which must not be empty.
  virtual std::unique_ptr<Link> make_link(const Addresses& addresses,
                                          sys::Duration connect_timeout) const = 0;
};

}  // namespace seiload::net
