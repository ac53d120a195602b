#pragma once
// What a user says of the way to endpoints beside their URLs: header fields of every request, addresses for
// names, a proxy. Thread rule: constant once it is made.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/header_field.h"
#include "net/known_addresses.h"
#include "net/proxy.h"

namespace seiload::net {

struct TlsTerms;  // net/tls_terms.h

struct Routing {
  std::vector<HeaderField> headers;  // of every request to every endpoint
  std::vector<KnownAddresses> known;
  ProxyRule proxy;
  std::shared_ptr<const TlsTerms> tls;  // of endpoints that have none of their own; null where none is needed
};

// Where a URL's connections go.
struct Route {
  std::string host;  // to look up
  std::uint16_t port = 0;
  const Addresses::List* known = nullptr;  // instead of a look-up; null: none
  const Url* proxy = nullptr;              // whose host that is; null: the URL's own
};

// The routing outlives the route.
Route route_to(const Url& url, const Routing& routing);

}  // namespace seiload::net
