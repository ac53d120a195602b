#include "net/connector.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/check.h"
#include "base/text.h"
#include "sys/error.h"
#include "sys/poll.h"

namespace seiload::net {
namespace {

using base::cat;
using sys::TimePoint;

// A Unix socket whose queue of connections is full says so with EAGAIN, and poll() cannot tell when it has room again.
constexpr sys::Duration kBusyRetry = std::chrono::milliseconds(10);

TransportError kind_of(int error, bool is_unix) {
  if (error == ECONNREFUSED || error == ECONNRESET) return TransportError::refused;
  if (is_unix && error == ENOENT) return TransportError::refused;  // nobody listens there
  return error == ETIMEDOUT ? TransportError::connect_timeout : TransportError::unreachable;
}

// On loopback a connect to a free port in the ephemeral range may meet itself (TCP's simultaneous open).
bool is_connected_to_itself(int fd, const Address& peer) {
  if (peer.is_unix()) return false;
  sockaddr_storage local{};
  socklen_t size = sizeof local;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&local), &size) != 0 || size != peer.raw_size()) return false;
  return std::equal(reinterpret_cast<const char*>(&local), reinterpret_cast<const char*>(&local) + size,
                    reinterpret_cast<const char*>(peer.raw()));
}

}  // namespace

Connector::Connector(const Addresses& addresses, sys::Duration timeout)
    : addresses_(addresses), list_(addresses.now()), timeout_(timeout) {
  CHECK(!list_->empty());
}

void Connector::start(TimePoint now) {
  if (auto list = addresses_.now(); list != list_) {
    list_ = std::move(list);
    preferred_ = 0;
  }
  tried_ = 0;
  error_text_.clear();
  error_ = TransportError::unreachable;
  try_next(now);
}

void Connector::cancel() {
  fd_.reset();
  state_ = State::idle;
}

sys::Fd Connector::take() {
  CHECK(state_ == State::connected);
  state_ = State::idle;
  return std::move(fd_);
}

TimePoint Connector::deadline() const {
  if (state_ != State::connecting) return sys::kNever;
  return fd_.is_open() ? deadline_ : std::min(deadline_, again_at_);
}

void Connector::on_ready(TimePoint now) {
  if (state_ != State::connecting || !fd_.is_open()) return;
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error == 0 && is_connected_to_itself(fd_.get(), address())) error = ECONNREFUSED;
  if (error != 0) {
    note_failure("connect ", error);
    return try_next(now);
  }
  state_ = State::connected;
  preferred_ = address_;
}

void Connector::on_time(TimePoint now) {
  if (state_ != State::connecting) return;
  if (now >= deadline_) {
    note_failure(TransportError::connect_timeout,
                 cat("connect ", address().to_text(), ": no answer within ", base::format_duration(timeout_)));
    return try_next(now);
  }
  if (!fd_.is_open() && now >= again_at_ && !try_address(now)) try_next(now);
}

void Connector::try_next(TimePoint now) {
  while (tried_ < list_->size()) {
    address_ = (preferred_ + tried_++) % list_->size();
    deadline_ = sys::later(now, timeout_);
    if (try_address(now)) return;
  }
  fd_.reset();
  state_ = State::failed;
  addresses_.ask_for_lookup();
}

bool Connector::try_address(TimePoint now) {
  fd_ = sys::Fd(::socket(address().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd_.is_open()) return note_failure("socket for ", errno), false;
  const int on = 1;
  if (!address().is_unix()) ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd_.get(), address().raw(), address().raw_size()) == 0) {
    state_ = State::connected;
    preferred_ = address_;
    return true;
  }
  const int error = errno;
  if (error == EAGAIN && address().is_unix()) {
    fd_.reset();
    again_at_ = sys::later(now, kBusyRetry);
  } else if (error != EINPROGRESS && error != EINTR) {
    note_failure("connect ", error);
    return false;
  }
  state_ = State::connecting;
  return true;
}

void Connector::note_failure(std::string_view what, int error) {
  note_failure(kind_of(error, address().is_unix()), cat(what, address().to_text(), ": ", sys::errno_text(error)));
}

// Of several addresses' errors the one that came nearest to a connection stands for all: a refusal shows a host.
void Connector::note_failure(TransportError kind, std::string_view text) {
  if (!error_text_.empty()) error_text_ += "; ";
  error_text_ += text;
  if (kind == TransportError::refused || error_ == TransportError::unreachable) error_ = kind;
}

}  // namespace seiload::net
