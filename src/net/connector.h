#pragma once
// Opens a connection to one of several addresses, RFC 8305 section 5: in their order, the next one beside
// those that are still without an answer every 250 ms, or as soon as one has failed. The first to be open is
// taken and the others are closed, so nothing is ever sent on two. What came of each is noted for all
// connections to the name (net/addresses.h). Where none connects, a new lookup of the host's name is asked
// for; each start() goes by the addresses known then. A state machine driven by its owner's ppoll loop; never
// blocks, looks at no clock.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/addresses.h"
#include "net/connection.h"
#include "sys/clock.h"
#include "sys/fd.h"

namespace seiload::net {

class Connector {
 public:
  enum class State {
    idle,
    connecting,
    connected,  // take() the descriptor
    failed      // no address took it: error() and error_text()
  };

  // The addresses must not be empty; the time is for all of them together.
  Connector(const Addresses& addresses, sys::Duration timeout);

  void start(sys::TimePoint now);
  void cancel();  // to idle
  void on_ready(sys::TimePoint now);
  void on_time(sys::TimePoint now);
  sys::Fd take();  // to idle; requires State::connected
  // The connection that was taken last was closed by the peer, without an answer.
  void note_dropped() { addresses_.note_failed(address_); }

  State state() const { return state_; }
  // To be polled for interest(); several attempts share an epoll descriptor. -1 while a busy Unix socket is
  // waited for.
  int fd() const;
  short interest() const;
  sys::TimePoint deadline() const;                     // of on_time(), while connecting
  const Address& address() const { return address_; }  // in use, or last tried
  std::string waits_for() const;  // the addresses without an answer: "10.0.0.1:8545, ..."
  TransportError error() const { return error_; }
  const std::string& error_text() const {
    return error_text_;
  }  // "connect A: Connection refused; connect B: ..."

 private:
  struct Attempt {
    Address address;
    sys::Fd fd;
  };

  void try_next(sys::TimePoint now);
  bool try_address(const Address& address, sys::TimePoint now);  // false if it failed at once
  void watch_all();
  sys::Duration attempt_delay() const;
  void on_connected(std::size_t attempt);
  void fail();
  void note_failure(TransportError kind, std::string_view text);
  void note_failure(const Address& address, std::string_view what, int error);

  Addresses addresses_;
  std::shared_ptr<const Addresses::List> list_;  // at the last start()
  const sys::Duration timeout_;
  State state_ = State::idle;
  std::vector<Attempt> attempts_;  // without an answer; once connected, the one that is
  sys::Fd all_;                    // epoll over the attempts, where there have been several
  std::size_t tried_ = 0;          // of the list
  Address address_;
  sys::TimePoint deadline_;                // of all
  sys::TimePoint next_at_ = sys::kNever;   // the next address's turn
  sys::TimePoint again_at_ = sys::kNever;  // for the address, whose socket's queue was full
  TransportError error_ = TransportError::unreachable;
  std::string error_text_;
  std::size_t failures_ = 0;  // that error_text_ is about
};

}  // namespace seiload::net
