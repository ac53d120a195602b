#pragma once
// TLS over another link (tls/client.h): nothing above notices but by the errors. The handshake is part of
// connecting, and waits for its turn (HandshakePace). Thread rule: as net/link.h.

#include "net/link.h"
#include "net/tls_terms.h"
#include "tls/client.h"

namespace seiload::net {

class TlsLink final : public Link, private Link::Sink {
 public:
  // The time to connect is for all of it. The setup outlives the link.
  TlsLink(std::unique_ptr<Link> inner, const TlsSetup& setup, sys::Duration connect_timeout);

  void open(sys::TimePoint now) override;
  void close() override;
  State state() const override { return state_; }
  int fd() const override { return inner_->fd(); }
  short interest(bool has_bytes) const override;
  sys::TimePoint deadline() const override;
  void on_ready(sys::TimePoint now) override;
  void on_time(sys::TimePoint now) override;
  // What it takes is sealed at once, and counts as sent: a part of it may be with the peer.
  sys::Sent send(std::string_view bytes) override;
  bool has_unsent() const override { return !client_.out().empty() || inner_->has_unsent(); }
  sys::Received receive(Link::Sink& sink) override;
  void finish_sending() override;
  std::string end_text() const override;
  TransportError error() const override { return error_; }
  std::string error_text() const override { return error_text_; }
  const Address& address() const override { return inner_->address(); }
  std::string waits_for() const override { return inner_->waits_for(); }
  void note_dropped() override { inner_->note_dropped(); }

 private:
  bool take(std::string_view bytes) override;
  void open_inner(sys::TimePoint now);
  void see_inner(sys::TimePoint now);
  void shake_hands(sys::TimePoint now);
  void end_handshake(sys::TimePoint now);
  bool drain(Link::Sink& sink);
  sys::Sent flush();
  void fail(TransportError error, std::string text);
  void fail_handshake(TransportError error, std::string_view text, sys::TimePoint now);
  void report(bool is_open, sys::TimePoint now);

  const std::unique_ptr<Link> inner_;
  const TlsSetup& setup_;
  const sys::Duration timeout_;
  tls::Client client_;
  State state_ = State::closed;
  bool waits_for_turn_ = false, has_begun_ = false;  // while it connects
  bool has_spoken_ = false;  // before the handshake was known to be over, which no server of HTTP does
  sys::TimePoint turn_, deadline_, begun_, now_;
  std::uint32_t epoch_ = 0;     // counts closings
  Link::Sink* sink_ = nullptr;  // of the receive() under way
  bool paused_ = false;         // by that
  bool tls_ended_it_ = false;   // end_text() is the client's
  TransportError error_ = TransportError::unreachable;
  std::string error_text_;
};

}  // namespace seiload::net
