#pragma once
// Where an endpoint's requests go: its URL, resolved.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secrets.h"
#include "net/addresses.h"
#include "net/routing.h"
#include "net/tunnel.h"
#include "net/url.h"

namespace seiload::net {

class Dialer;     // net/link.h
struct TlsSetup;  // net/tls_terms.h

// Shared by all connections of an endpoint, which it must outlive.
struct HttpTarget {
  std::string host_header;    // "node.example:8545"
  std::string path;           // with the query; at least "/"; the whole URL where a proxy is asked for it
  std::string authorization;  // "" or "Basic ..."
  Addresses addresses;        // never empty
  const Dialer* dialer = nullptr;         // makes its links, and outlives them; null: sockets
  base::Secrets secrets{};                // in the above; not to be shown where a peer sends them back
  std::string fields{};                   // further field lines of each request, each with its CRLF
  std::optional<Tunnel> tunnel{};         // the addresses are those of a proxy, which is asked for this
  std::shared_ptr<const TlsSetup> tls{};  // null: no TLS
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

// The same by a way of its own, with these header fields. `addresses`: what the way's host was found at.
HttpTarget make_target(const Url& url, const Route& route, const std::vector<HeaderField>& headers,
                       Addresses addresses);

// How the head of each request begins, up to the fields that are its own.
std::string request_head(std::string_view method, const HttpTarget& target);

}  // namespace seiload::net
