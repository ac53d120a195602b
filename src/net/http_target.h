#pragma once
// Where an endpoint's requests go: its URL, resolved.

#include <string>
#include <vector>

#include "net/address.h"
#include "net/url.h"

namespace seiload::net {

// Resolved once, shared by all connections of an endpoint, which it must outlive.
struct HttpTarget {
  std::string host_header;         // "node.example:8545"
  std::string path;                // with the query; at least "/"
  std::string authorization;       // "" or "Basic ..."
  std::vector<Address> addresses;  // tried in this order; never empty
};

inline HttpTarget make_target(const Url& url, std::vector<Address> addresses) {
  return {url.host_header(), url.path, url.authorization(), std::move(addresses)};
}

}  // namespace seiload::net
