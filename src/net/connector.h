#pragma once
// Opens a connection to the first of several addresses that takes it, the one that took the last connection first.
// Where none does, it asks for a new look at the host's name; each start() goes by the addresses that there are then.
// A state machine driven by its owner's ppoll loop; never blocks, looks at no clock.

#include <memory>
#include <string>
#include <string_view>

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

  // The addresses must not be empty; the time is for each of them.
  Connector(const Addresses& addresses, sys::Duration timeout);

  void start(sys::TimePoint now);
  void cancel();  // to idle
  void on_ready(sys::TimePoint now);
  void on_time(sys::TimePoint now);
  sys::Fd take();  // to idle; requires State::connected

  State state() const { return state_; }
  int fd() const { return fd_.get(); }  // -1 also while a busy Unix socket is waited for
  sys::TimePoint deadline() const;      // of on_time(), while connecting
  const Address& address() const { return (*list_)[address_]; }  // in use, or last tried
  TransportError error() const { return error_; }
  const std::string& error_text() const { return error_text_; }  // "connect A: Connection refused; connect B: ..."

 private:
  void try_next(sys::TimePoint now);
  bool try_address(sys::TimePoint now);  // false if it failed at once
  void note_failure(TransportError kind, std::string_view text);
  void note_failure(std::string_view what, int error);

  Addresses addresses_;
  std::shared_ptr<const Addresses::List> list_;  // at the last start()
  const sys::Duration timeout_;
  State state_ = State::idle;
  sys::Fd fd_;
  std::size_t preferred_ = 0;  // the address that worked last
  std::size_t address_ = 0, tried_ = 0;
  sys::TimePoint deadline_;   // of the address
  sys::TimePoint again_at_;   // where the socket's queue was full
  TransportError error_ = TransportError::unreachable;
  std::string error_text_;
};

}  // namespace seiload::net
