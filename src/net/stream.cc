#include "net/stream.h"

#include <poll.h>

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "net/socket_link.h"
#include "net/tls_link.h"
#include "net/tunnel_link.h"

namespace seiload::net {
namespace {

using base::cat;
using sys::TimePoint;

constexpr std::size_t kCompactFrom = 64 << 10;

std::unique_ptr<Link> make_link(const HttpTarget& target, sys::Duration connect_timeout) {
  auto link = target.dialer != nullptr ? target.dialer->make_link(target.addresses, connect_timeout)
                                       : SocketDialer().make_link(target.addresses, connect_timeout);
  if (target.tunnel) link = std::make_unique<TunnelLink>(std::move(link), *target.tunnel, connect_timeout);
  if (target.tls) link = std::make_unique<TlsLink>(std::move(link), *target.tls, connect_timeout);
  return link;
}

}  // namespace

Stream::Stream(const HttpTarget& target, sys::Duration connect_timeout, Owner& owner)
    : owner_(owner), link_(make_link(target, connect_timeout)) {}

// Whatever comes of it at once is told by the next on_time().
void Stream::open(TimePoint now) {
  CHECK(is_closed());
  trouble_since_ = now;
  link_->open(now);
}

void Stream::close() {
  link_->close();
  is_connected_ = false;
  write_error_ = 0;
}

TimePoint Stream::deadline() const {
  if (is_closed()) return sys::kNever;
  if (is_connected_) return write_error_ != 0 ? trouble_since_ : sys::kNever;
  return link_->state() == Link::State::connecting ? link_->deadline() : trouble_since_;
}

void Stream::on_ready(short revents, TimePoint now) {
  if (is_closed()) return;
  if (!is_connected_) {
    if (revents != 0 && link_->state() == Link::State::connecting) link_->on_ready(now);
    return see_link(now);
  }
  if ((revents & ~POLLOUT) != 0)
    receive(now);
  else
    flush(now);
}

void Stream::on_time(TimePoint now) {
  if (is_closed()) return;
  if (!is_connected_) {
    if (link_->state() == Link::State::connecting) link_->on_time(now);
    return see_link(now);
  }
  if (write_error_ != 0) receive(now);
}

void Stream::see_link(TimePoint now) {
  if (link_->state() == Link::State::failed) {
    const TransportError error = link_->error();
    const std::string text = link_->error_text();
    close();
    return owner_.on_unconnected(error, text, now);
  }
  if (link_->state() != Link::State::open) return;
  is_connected_ = true;
  owner_.on_connected(now);
  if (is_connected_) flush(now);
}

void Stream::uncork(TimePoint now) {
  corked_ = false;
  flush_soon(now);
}

void Stream::flush(TimePoint now) {
  if ((sent_ == out_.size() && !link_->has_unsent()) || write_error_ != 0) return;
  const sys::Sent sent = link_->send(std::string_view(out_).substr(sent_));
  sent_ += sent.size;
  write_error_ = sent.error;
  if (write_error_ != 0) trouble_since_ = now;
}

void Stream::drop_until(std::uint64_t position) {
  const auto gone = static_cast<std::size_t>(position - dropped_);
  sent_ = std::max(sent_, gone);
  if (gone < out_.size() && (gone < kCompactFrom || gone <= out_.size() / 2)) return;
  out_.erase(0, gone);
  sent_ -= gone;
  dropped_ = position;
}

void Stream::drop_from(std::uint64_t position) {
  CHECK(position >= written());
  out_.resize(static_cast<std::size_t>(position - dropped_));
}

void Stream::write_from(std::uint64_t position) { sent_ = static_cast<std::size_t>(position - dropped_); }

void Stream::receive(TimePoint now) {
  receiving_ = true;
  now_ = now;
  const sys::Received received = link_->receive(*this);
  if (received == sys::Received::closed)
    owner_.on_end({}, now);
  else if (received == sys::Received::failed)
    owner_.on_end(cat("read: ", link_->end_text()), now);
  else if (received == sys::Received::empty && write_error_ != 0)
    owner_.on_end(cat("write: ", link_->end_text()), now);
  receiving_ = false;
  if (is_connected_) flush(now);
}

}  // namespace seiload::net
