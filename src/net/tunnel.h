#pragma once
// What a proxy is asked for: a tunnel to a host (net/tunnel_link.h).

#include <string>

namespace seiload::net {

struct Tunnel {
  std::string authority;      // "node.example:443", always with its port
  std::string authorization;  // of Proxy-Authorization: "Basic ..."; empty: none
};

}  // namespace seiload::net
