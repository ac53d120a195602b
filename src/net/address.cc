#include "net/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>
#include <limits>

#include "base/number.h"
#include "base/text.h"

namespace seiload::net {
namespace {

constexpr std::size_t kLongestIp = 45;  // "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"

// The kernel's structures are reached by copying, never by casting the storage: no aliasing to argue about.
template <class T>
T get(const sockaddr_storage& storage) {
  T result;
  std::memcpy(&result, &storage, sizeof result);
  return result;
}

std::optional<std::uint32_t> parse_zone(std::string_view zone) {
  if (zone.empty() || zone.size() >= IF_NAMESIZE) return std::nullopt;
  if (const unsigned index = ::if_nametoindex(std::string(zone).c_str()); index != 0) return index;
  const auto number = base::parse_u64(zone);
  if (!number || *number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

Address Address::v4(const std::array<std::uint8_t, 4>& ip, std::uint16_t port) {
  sockaddr_in raw{};
  raw.sin_family = AF_INET;
  raw.sin_port = htons(port);
  std::memcpy(&raw.sin_addr, ip.data(), ip.size());
  Address address;
  std::memcpy(&address.storage_, &raw, sizeof raw);
  return address;
}

Address Address::v6(const std::array<std::uint8_t, 16>& ip, std::uint16_t port, std::uint32_t scope) {
  sockaddr_in6 raw{};
  raw.sin6_family = AF_INET6;
  raw.sin6_port = htons(port);
  raw.sin6_scope_id = scope;
  std::memcpy(&raw.sin6_addr, ip.data(), ip.size());
  Address address;
  std::memcpy(&address.storage_, &raw, sizeof raw);
  return address;
}

std::optional<Address> Address::unix_socket(std::string_view path) {
  sockaddr_un raw{};
  if (path.empty() || path.size() >= sizeof raw.sun_path || path.find('\0') != std::string_view::npos)
    return std::nullopt;
  raw.sun_family = AF_UNIX;
  std::memcpy(raw.sun_path, path.data(), path.size());
  Address address;
  std::memcpy(&address.storage_, &raw, sizeof raw);
  return address;
}

std::optional<Address> Address::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = base::parse_u64(text.substr(colon + 1));
  if (!port || *port > 65535) return std::nullopt;
  std::string_view ip = text.substr(0, colon);
  const bool bracketed = ip.size() > 2 && ip.front() == '[' && ip.back() == ']';
  if (bracketed) ip = ip.substr(1, ip.size() - 2);
  auto address = parse_ip(ip, static_cast<std::uint16_t>(*port));
  if (address && address->is_v6() != bracketed) return std::nullopt;
  return address;
}

std::optional<Address> Address::parse_ip(std::string_view ip, std::uint16_t port) {
  const std::size_t percent = ip.find('%');
  const std::string bare(ip.substr(0, percent));
  if (bare.size() > kLongestIp || bare.find('\0') != std::string::npos) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  if (::inet_pton(AF_INET6, bare.c_str(), bytes.data()) == 1) {
    if (percent == std::string_view::npos) return v6(bytes, port);
    const auto scope = parse_zone(ip.substr(percent + 1));
    if (!scope) return std::nullopt;
    return v6(bytes, port, *scope);
  }
  std::array<std::uint8_t, 4> bytes4{};
  if (percent != std::string_view::npos || ::inet_pton(AF_INET, bare.c_str(), bytes4.data()) != 1)
    return std::nullopt;
  return v4(bytes4, port);
}

std::uint16_t Address::port() const {
  return ntohs(is_v6() ? get<sockaddr_in6>(storage_).sin6_port : get<sockaddr_in>(storage_).sin_port);
}

Address Address::with_port(std::uint16_t port) const {
  Address other = *this;
  if (is_v6()) {
    auto raw = get<sockaddr_in6>(storage_);
    raw.sin6_port = htons(port);
    std::memcpy(&other.storage_, &raw, sizeof raw);
  } else {
    auto raw = get<sockaddr_in>(storage_);
    raw.sin_port = htons(port);
    std::memcpy(&other.storage_, &raw, sizeof raw);
  }
  return other;
}

std::string Address::ip_text() const {
  char text[INET6_ADDRSTRLEN];
  if (!is_v6()) {
    const auto v4 = get<sockaddr_in>(storage_);
    return ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
  }
  const auto v6 = get<sockaddr_in6>(storage_);
  std::string result = ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  if (v6.sin6_scope_id != 0) result += base::cat('%', v6.sin6_scope_id);
  return result;
}

std::string Address::to_text() const {
  if (is_unix()) return get<sockaddr_un>(storage_).sun_path;
  return is_v6() ? base::cat('[', ip_text(), "]:", port()) : base::cat(ip_text(), ':', port());
}

socklen_t Address::raw_size() const {
  if (is_unix()) return sizeof(sockaddr_un);
  return is_v6() ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
}

bool operator==(const Address& a, const Address& b) {
  return a.family() == b.family() && std::memcmp(&a.storage_, &b.storage_, a.raw_size()) == 0;
}

}  // namespace seiload::net
