#pragma once
// A link whose other end is in the hands of the test: bytes in memory, no
// socket, no clock.

#include <poll.h>

#include <cerrno>
#include <deque>
#include <memory>
#include <string>

#include "base/text.h"
#include "net/http_target.h"
#include "net/link.h"
#include "sys/error.h"

namespace seiload::test {

// What the other end does, and what it was sent; of all connections, one after
// the other.
struct MemoryPeer {
  bool accepts = true, refuses = false;   // neither: no answer to a connect
  std::size_t room = std::string::npos;   // bytes it takes until that is set again
  int write_error = 0, read_error = 0;    // errno
  std::string sent;                       // to it
  std::deque<std::string> pieces;         // from it, not received yet
  bool closed = false, finished = false;  // by it; by us
  int connects = 0, dropped = 0;
};

class MemoryLink final : public net::Link {
 public:
  MemoryLink(MemoryPeer& peer, const net::Addresses& addresses, sys::Duration timeout)
      : peer_(peer), address_(addresses.now()->front()), timeout_(timeout) {}

  void open(sys::TimePoint now) override {
    ++peer_.connects;
    state_ = State::connecting;
    due_ = now + timeout_;
    peer_.closed = false;
  }
  void close() override { state_ = State::closed; }
  State state() const override { return state_; }
  int fd() const override { return state_ == State::open || state_ == State::connecting ? 7 : -1; }
  short interest(bool has_bytes) const override {
    if (state_ == State::connecting) return POLLOUT;
    if (state_ != State::open) return 0;
    return static_cast<short>(has_bytes ? POLLIN | POLLOUT : POLLIN);
  }
  sys::TimePoint deadline() const override { return due_; }
  void on_ready(sys::TimePoint) override {
    if (peer_.refuses) state_ = State::failed;
    if (peer_.accepts) state_ = State::open;
  }
  void on_time(sys::TimePoint now) override {
    if (now >= due_) state_ = State::failed;
  }
  sys::Sent send(std::string_view bytes) override {
    if (peer_.write_error != 0) return {0, error_ = peer_.write_error};
    const std::string_view taken = bytes.substr(0, peer_.room);
    if (peer_.room != std::string::npos) peer_.room -= taken.size();
    peer_.sent += taken;
    return {taken.size(), 0};
  }
  sys::Received receive(Sink& sink) override {
    while (!peer_.pieces.empty()) {
      const std::string piece = std::move(peer_.pieces.front());
      peer_.pieces.pop_front();
      if (!sink.take(piece)) return sys::Received::paused;
    }
    if (peer_.read_error != 0) return error_ = peer_.read_error, sys::Received::failed;
    return peer_.closed ? sys::Received::closed : sys::Received::empty;
  }
  void finish_sending() override { peer_.finished = true; }
  std::string end_text() const override { return sys::errno_text(error_); }
  net::TransportError error() const override {
    return peer_.refuses ? net::TransportError::refused : net::TransportError::connect_timeout;
  }
  std::string error_text() const override {
    return base::cat("connect ", address_.to_text(), peer_.refuses ? ": refused" : ": no answer");
  }
  const net::Address& address() const override { return address_; }
  std::string waits_for() const override { return address_.to_text(); }
  void note_dropped() override { ++peer_.dropped; }

 private:
  MemoryPeer& peer_;
  const net::Address address_;
  const sys::Duration timeout_;
  State state_ = State::closed;
  sys::TimePoint due_;
  int error_ = 0;
};

class MemoryDialer final : public net::Dialer {
 public:
  explicit MemoryDialer(MemoryPeer& peer) : peer_(peer) {}
  std::unique_ptr<net::Link> make_link(const net::Addresses& addresses,
                                       sys::Duration timeout) const override {
    return std::make_unique<MemoryLink>(peer_, addresses, timeout);
  }

 private:
  MemoryPeer& peer_;
};

// Of the address 10.0.0.1:8545.
inline net::HttpTarget memory_target(const net::Dialer& dialer) {
  net::HttpTarget target{"node.test", "/", "", {net::Address::v4({10, 0, 0, 1}, 8545)}};
  target.dialer = &dialer;
  return target;
}

}  // namespace seiload::test
