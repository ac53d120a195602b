#include "net/socket_link.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/check.h"
#include "sys/error.h"

namespace seiload::net {

void SocketLink::open(sys::TimePoint now) {
  CHECK(state_ == State::closed || state_ == State::failed);
  state_ = State::connecting;
  connector_.start(now);
  see_connector();
}

void SocketLink::close() {
  connector_.cancel();
  fd_.reset();
  state_ = State::closed;
}

short SocketLink::interest(bool has_bytes) const {
  if (state_ == State::connecting) return connector_.interest();
  if (state_ != State::open) return 0;
  return static_cast<short>(has_bytes ? POLLIN | POLLOUT : POLLIN);
}

void SocketLink::on_ready(sys::TimePoint now) {
  connector_.on_ready(now);
  see_connector();
}

void SocketLink::on_time(sys::TimePoint now) {
  connector_.on_time(now);
  see_connector();
}

void SocketLink::see_connector() {
  if (connector_.state() == Connector::State::failed) state_ = State::failed;
  if (connector_.state() != Connector::State::connected) return;
  fd_ = connector_.take();
  state_ = State::open;
}

sys::Sent SocketLink::send(std::string_view bytes) {
  const sys::Sent sent = sys::send_now(fd_.get(), bytes);
  if (sent.error != 0) error_ = sent.error;
  return sent;
}

sys::Received SocketLink::receive(Sink& sink) {
  const sys::Received received =
      sys::receive_now(fd_.get(), [&](std::string_view bytes) { return sink.take(bytes); });
  if (received == sys::Received::failed) error_ = errno;
  return received;
}

void SocketLink::finish_sending() { ::shutdown(fd_.get(), SHUT_WR); }

std::string SocketLink::end_text() const { return sys::errno_text(error_); }

std::unique_ptr<Link> SocketDialer::make_link(const Addresses& addresses,
                                              sys::Duration connect_timeout) const {
  return std::make_unique<SocketLink>(addresses, connect_timeout);
}

}  // namespace seiload::net
