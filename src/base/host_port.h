#pragma once
// "HOST:PORT" as in listening addresses, split; nothing is looked up.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seiload::base {

struct HostPort {
  std::string host;  // without brackets; empty in ":9090"
  std::uint16_t port = 0;
};

// "0.0.0.0:9090", "localhost:0", "[::1]:9090", ":9090"; nothing for anything else: no port, a bare IPv6
// address, blanks.
std::optional<HostPort> split_host_port(std::string_view text);

}  // namespace seiload::base
