#pragma once
// A link through an HTTP proxy: over a link to the proxy it asks for a tunnel, CONNECT of RFC 9110 9.3.6, and
// is open once that is granted. What comes and goes then is the peer's. Thread rule: as net/link.h.

#include "net/http_response.h"
#include "net/link.h"
#include "net/tunnel.h"

namespace seiload::net {

class TunnelLink final : public Link, private Link::Sink {
 public:
  // The time to connect is for the proxy's addresses and its answer together. The tunnel outlives the link.
  TunnelLink(std::unique_ptr<Link> to_proxy, const Tunnel& tunnel, sys::Duration connect_timeout);

  void open(sys::TimePoint now) override;
  void close() override;
  State state() const override { return state_; }
  int fd() const override { return inner_->fd(); }
  short interest(bool has_bytes) const override;
  sys::TimePoint deadline() const override;
  void on_ready(sys::TimePoint now) override;
  void on_time(sys::TimePoint now) override;
  sys::Sent send(std::string_view bytes) override { return inner_->send(bytes); }
  bool has_unsent() const override { return inner_->has_unsent(); }
  sys::Received receive(Link::Sink& sink) override { return inner_->receive(sink); }
  void finish_sending() override { inner_->finish_sending(); }
  std::string end_text() const override { return inner_->end_text(); }
  TransportError error() const override { return error_; }
  std::string error_text() const override { return error_text_; }
  const Address& address() const override { return inner_->address(); }
  std::string waits_for() const override;
  void note_dropped() override { inner_->note_dropped(); }

 private:
  bool take(std::string_view bytes) override;
  void see_inner();
  void ask();
  void judge();
  void fail(TransportError error, std::string text);
  void fail_at_proxy(TransportError error, std::string_view text);

  const std::unique_ptr<Link> inner_;
  const Tunnel& tunnel_;
  const sys::Duration timeout_;
  const std::string request_;
  State state_ = State::closed;
  sys::TimePoint deadline_;
  std::size_t sent_ = 0;  // of request_
  HttpResponseParser answer_;
  bool is_answered_ = false;
  bool has_more_ = false;  // bytes behind the answer, which no peer of ours sends unasked
  TransportError error_ = TransportError::unreachable;
  std::string error_text_;
};

}  // namespace seiload::net
