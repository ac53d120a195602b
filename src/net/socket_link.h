#pragma once
// A TCP or Unix socket as a link: connects to one of several addresses (net/connector.h).

#include "net/connector.h"
#include "net/link.h"
#include "sys/fd.h"

namespace seiload::net {

class SocketLink final : public Link {
 public:
  SocketLink(const Addresses& addresses, sys::Duration connect_timeout)
      : connector_(addresses, connect_timeout) {}

  void open(sys::TimePoint now) override;
  void close() override;
  State state() const override { return state_; }
  int fd() const override { return state_ == State::open ? fd_.get() : connector_.fd(); }
  short interest(bool has_bytes) const override;
  sys::TimePoint deadline() const override { return connector_.deadline(); }
  void on_ready(sys::TimePoint now) override;
  void on_time(sys::TimePoint now) override;
  sys::Sent send(std::string_view bytes) override;
  sys::Received receive(Sink& sink) override;
  void finish_sending() override;
  std::string end_text() const override;
  TransportError error() const override { return connector_.error(); }
  std::string error_text() const override { return connector_.error_text(); }
  const Address& address() const override { return connector_.address(); }
  std::string waits_for() const override { return connector_.waits_for(); }
  void note_dropped() override { connector_.note_dropped(); }

 private:
  void see_connector();

  Connector connector_;
  State state_ = State::closed;
  sys::Fd fd_;  // while it is open
  int error_ = 0;
};

class SocketDialer final : public Dialer {
 public:
  std::unique_ptr<Link> make_link(const Addresses& addresses, sys::Duration connect_timeout) const override;
};

}  // namespace seiload::net
