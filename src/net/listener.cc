#include "net/listener.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "sys/error.h"

namespace seiload::net {
namespace {

// The address a socket is bound to.
std::optional<Address> bound_to(int fd) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return std::nullopt;
  if (storage.ss_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &storage, sizeof in);
    std::array<std::uint8_t, 4> ip{};
    std::memcpy(ip.data(), &in.sin_addr, ip.size());
    return Address::v4(ip, ntohs(in.sin_port));
  }
  sockaddr_in6 in6{};
  std::memcpy(&in6, &storage, sizeof in6);
  std::array<std::uint8_t, 16> ip{};
  std::memcpy(ip.data(), &in6.sin6_addr, ip.size());
  return Address::v6(ip, ntohs(in6.sin6_port), in6.sin6_scope_id);
}

base::Result<sys::Fd> bind_to(const Address& address, const std::string& what) {
  sys::Fd fd(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.is_open()) return sys::errno_error(what, errno);
  const int on = 1, off = 0;
  // A port that a run before this one has left in TIME_WAIT is free.
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.is_v6()) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (::bind(fd.get(), address.raw(), address.raw_size()) != 0) return sys::errno_error(what, errno);
  return fd;
}

base::Result<Listener> with_address(sys::Fd fd, const std::string& what) {
  const auto bound = bound_to(fd.get());
  if (!bound) return sys::errno_error(what, errno);
  return Listener{std::move(fd), *bound};
}

}  // namespace

base::Result<Listener> listen_on(const Address& address) {
  const std::string what = "listen " + address.to_text();
  auto fd = bind_to(address, what);
  if (!fd) return std::move(fd).error();
  if (::listen(fd->get(), 64) != 0) return sys::errno_error(what, errno);
  return with_address(std::move(*fd), what);
}

base::Result<Listener> reserve(const Address& address) {
  const std::string what = "listen " + address.to_text();
  auto fd = bind_to(address, what);
  if (!fd) return std::move(fd).error();
  return with_address(std::move(*fd), what);
}

}  // namespace seiload::net
