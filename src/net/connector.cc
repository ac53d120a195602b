#include "net/connector.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/check.h"
#include "base/text.h"
#include "sys/error.h"
#include "sys/socket_io.h"

namespace seiload::net {
namespace {

using base::cat;
using sys::TimePoint;

// RFC 8305 section 8, "Connection Attempt Delay".
constexpr sys::Duration kAttemptDelay = std::chrono::milliseconds(250);
constexpr std::size_t kMaxAttempts = 8;    // without an answer at a time; further addresses wait
constexpr std::size_t kNamedFailures = 4;  // the others are counted

// A Unix socket whose queue of connections is full says so with EAGAIN, and poll() cannot tell when it has
// room again.
constexpr sys::Duration kBusyRetry = std::chrono::milliseconds(10);

TransportError kind_of(int error, bool is_unix) {
  if (error == ECONNREFUSED || error == ECONNRESET) return TransportError::refused;
  if (is_unix && error == ENOENT) return TransportError::refused;  // nobody listens there
  return error == ETIMEDOUT ? TransportError::connect_timeout : TransportError::unreachable;
}

// Whatever the address, there is no socket to be had.
bool is_out_of_sockets(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

// On loopback a connect to a free port in the ephemeral range may meet itself (TCP's simultaneous open).
bool is_connected_to_itself(int fd, const Address& peer) {
  if (peer.is_unix()) return false;
  sockaddr_storage local{};
  socklen_t size = sizeof local;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&local), &size) != 0 || size != peer.raw_size())
    return false;
  return std::equal(reinterpret_cast<const char*>(&local), reinterpret_cast<const char*>(&local) + size,
                    reinterpret_cast<const char*>(peer.raw()));
}

const Address& first_of(const Addresses::List& list) {
  CHECK(!list.empty());
  return list.front();
}

}  // namespace

Connector::Connector(const Addresses& addresses, sys::Duration timeout)
    : addresses_(addresses), list_(addresses.now()), timeout_(timeout), address_(first_of(*list_)) {}

void Connector::start(TimePoint now) {
  cancel();
  list_ = addresses_.now();
  address_ = first_of(*list_);
  tried_ = failures_ = 0;
  error_text_.clear();
  error_ = TransportError::unreachable;
  deadline_ = sys::saturating_add(now, timeout_);
  state_ = State::connecting;
  try_next(now);
}

void Connector::cancel() {
  attempts_.clear();
  all_.reset();
  next_at_ = again_at_ = sys::kNever;
  state_ = State::idle;
}

sys::Fd Connector::take() {
  CHECK(state_ == State::connected);
  sys::Fd fd = std::move(attempts_.front().fd);
  cancel();
  return fd;
}

int Connector::fd() const {
  if (all_.is_open()) return all_.get();
  return attempts_.empty() ? -1 : attempts_.front().fd.get();
}

short Connector::interest() const { return all_.is_open() ? POLLIN : POLLOUT; }

TimePoint Connector::deadline() const {
  return state_ == State::connecting ? std::min({deadline_, next_at_, again_at_}) : sys::kNever;
}

std::string Connector::waits_for() const {
  if (attempts_.empty()) return address_.to_text();
  std::string text;
  for (const Attempt& attempt : attempts_) text += cat(text.empty() ? "" : ", ", attempt.address.to_text());
  return text;
}

void Connector::on_ready(TimePoint now) {
  if (state_ != State::connecting) return;
  std::array<pollfd, kMaxAttempts> descriptors{};
  const std::size_t count = attempts_.size();
  for (std::size_t i = 0; i < count; ++i) descriptors[i] = {attempts_[i].fd.get(), POLLOUT, 0};
  sys::look({descriptors.data(), count});
  bool any_failed = false;
  for (std::size_t i = 0; i < count; ++i) {
    if (descriptors[i].revents == 0) continue;
    Attempt& attempt = attempts_[i];
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(attempt.fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    if (error == 0 && is_connected_to_itself(attempt.fd.get(), attempt.address)) error = ECONNREFUSED;
    if (error == 0) return on_connected(i);
    note_failure(attempt.address, "connect ", error);
    attempt.fd.reset();
    any_failed = true;
  }
  if (!any_failed) return;
  std::erase_if(attempts_, [](const Attempt& attempt) { return !attempt.fd.is_open(); });
  watch_all();
  try_next(now);
}

void Connector::on_time(TimePoint now) {
  if (state_ != State::connecting) return;
  if (now >= deadline_) {
    note_failure(TransportError::connect_timeout,
                 cat("connect ", waits_for(), ": no answer within ", base::format_duration(timeout_)));
    for (const Attempt& attempt : attempts_) addresses_.note_failed(attempt.address);
    return fail();
  }
  if (now >= again_at_) {
    again_at_ = sys::kNever;
    if (!try_address(address_, now)) try_next(now);
  } else if (now >= next_at_) {
    try_next(now);
  }
}

// Shorter where not all would have their turn before the time is over.
sys::Duration Connector::attempt_delay() const {
  return std::min(kAttemptDelay, timeout_ / static_cast<int>(std::min(list_->size(), kMaxAttempts)));
}

// Until an attempt is under way, or all have failed.
void Connector::try_next(TimePoint now) {
  next_at_ = sys::kNever;
  while (state_ == State::connecting && attempts_.size() < kMaxAttempts && tried_ < list_->size()) {
    if (!try_address((*list_)[tried_++], now)) continue;
    if (tried_ < list_->size() && attempts_.size() < kMaxAttempts)
      next_at_ = sys::saturating_add(now, attempt_delay());
    return;
  }
  if (state_ == State::connecting && attempts_.empty() && again_at_ == sys::kNever) fail();
}

bool Connector::try_address(const Address& address, TimePoint now) {
  address_ = address;
  sys::Fd fd(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.is_open()) {
    const int error = errno;
    if (is_out_of_sockets(error) && !attempts_.empty()) return true;  // those under way go on
    return note_failure(address, "socket for ", error), false;
  }
  const int on = 1;
  if (!address.is_unix()) ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const int error = ::connect(fd.get(), address.raw(), address.raw_size()) == 0 ? 0 : errno;
  if (error == EAGAIN && address.is_unix()) {
    again_at_ = sys::saturating_add(now, kBusyRetry);
    return true;
  }
  if (error != 0 && error != EINPROGRESS && error != EINTR) {
    note_failure(address, "connect ", error);
    return false;
  }
  attempts_.push_back({address, std::move(fd)});
  if (error == 0)
    on_connected(attempts_.size() - 1);
  else
    watch_all();
  return true;
}

// One descriptor stands for several. Where there is none to be had, the attempts under way go on without the
// last one.
void Connector::watch_all() {
  all_.reset();
  if (attempts_.size() < 2) return;
  all_ = sys::Fd(::epoll_create1(EPOLL_CLOEXEC));
  bool watched = all_.is_open();
  for (const Attempt& attempt : attempts_) {
    epoll_event event{};
    event.events = EPOLLOUT;
    watched = watched && ::epoll_ctl(all_.get(), EPOLL_CTL_ADD, attempt.fd.get(), &event) == 0;
  }
  if (watched) return;
  attempts_.pop_back();
  watch_all();
}

// The others are closed before anything is sent on it. Those that began before it were slower: they are tried
// later.
void Connector::on_connected(std::size_t index) {
  for (std::size_t i = 0; i < index; ++i) addresses_.note_failed(attempts_[i].address);
  Attempt connected = std::move(attempts_[index]);
  attempts_.clear();
  all_.reset();
  next_at_ = again_at_ = sys::kNever;
  address_ = connected.address;
  addresses_.note_connected(address_);
  attempts_.push_back(std::move(connected));
  state_ = State::connected;
}

void Connector::fail() {
  cancel();
  state_ = State::failed;
  if (failures_ > kNamedFailures) error_text_ += cat("; and ", failures_ - kNamedFailures, " more addresses");
  addresses_.request_refresh();
}

void Connector::note_failure(const Address& address, std::string_view what, int error) {
  if (!is_out_of_sockets(error)) addresses_.note_failed(address);
  note_failure(kind_of(error, address.is_unix()), cat(what, address.to_text(), ": ", sys::errno_text(error)));
}

// Of several addresses' errors the one that came nearest to a connection stands for all: a refusal shows a
// host.
void Connector::note_failure(TransportError kind, std::string_view text) {
  if (++failures_ <= kNamedFailures) {
    if (!error_text_.empty()) error_text_ += "; ";
    error_text_ += text;
  }
  if (kind == TransportError::refused || error_ == TransportError::unreachable) error_ = kind;
}

}  // namespace seiload::net
