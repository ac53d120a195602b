#pragma once
// Socket addresses: an IPv4 or IPv6 address and a port, or the path of a Unix socket, as the kernel wants
// them and as people write them.

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seiload::net {

class Address {
 public:
  static Address v4(const std::array<std::uint8_t, 4>& ip, std::uint16_t port);
  static Address v6(const std::array<std::uint8_t, 16>& ip, std::uint16_t port, std::uint32_t scope = 0);

  // Nothing if the path is empty or longer than the kernel takes (107 bytes), or has a zero byte.
  static std::optional<Address> unix_socket(std::string_view path);

  // "127.0.0.1:8545" or "[::1]:8545"; nothing for anything else, names included.
  static std::optional<Address> parse(std::string_view text);
  // The address alone, without brackets: "127.0.0.1", "::1", "fe80::1%eth0" (RFC 4007 zone, a name or a
  // number).
  static std::optional<Address> parse_ip(std::string_view ip, std::uint16_t port);

  bool is_unix() const { return storage_.ss_family == AF_UNIX; }
  bool is_v6() const { return storage_.ss_family == AF_INET6; }
  // These three: not of a Unix socket.
  std::uint16_t port() const;
  Address with_port(std::uint16_t port) const;
  std::string ip_text() const;  // "127.0.0.1", "::1"
  std::string to_text() const;  // what parse() reads; a Unix socket's path

  int family() const { return storage_.ss_family; }
  const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  socklen_t raw_size() const;

  friend bool operator==(const Address& a, const Address& b);

 private:
  Address() = default;

  sockaddr_storage storage_{};
};

}  // namespace seiload::net
