#include "net/routing.h"

namespace seiload::net {

Route route_to(const Url& url, const Routing& routing) {
  Route route;
  route.proxy = routing.proxy.proxy_of(url);
  const Url& next = route.proxy != nullptr ? *route.proxy : url;
  route.host = next.host;
  route.port = next.port;
  if (const KnownAddresses* known = find_known(routing.known, next.host, next.port))
    route.known = &known->addresses;
  return route;
}

}  // namespace seiload::net
