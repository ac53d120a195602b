#pragma once
// Where an endpoint's requests go: its URL, resolved.

#include <string>

#include "base/secrets.h"
#include "net/addresses.h"
#include "net/url.h"

namespace seiload::net {

class Dialer;  // net/link.h

// Shared by all connections of an endpoint, which it must outlive.
struct HttpTarget {
  std::string host_header;         // "node.example:8545"
  std::string path;                // with the query; at least "/"
  std::string authorization;       // "" or "Basic ..."
  Addresses addresses;             // never empty
  const Dialer* dialer = nullptr;  // makes its links, and outlives them; null: sockets
  base::Secrets secrets{};         // in the above; not to be shown where a peer sends them back
};

base::Secrets secrets_of(const Url& url);

// `addresses`: what the URL's host was found at.
inline HttpTarget make_target(const Url& url, Addresses::List addresses) {
  return {url.host_header(),
          url.path,
          url.authorization(),
          Addresses(url.host, url.port, std::move(addresses)),
          nullptr,
          secrets_of(url)};
}

}  // namespace seiload::net
