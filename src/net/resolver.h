#pragma once
// Host names to addresses, without the C library: a static glibc program cannot use getaddrinfo() in an empty
// container. In this order: literal addresses; /etc/hosts; "localhost" and what is below it (RFC 6761 6.3),
// which need no file; DNS with resolv.conf's servers and search list. A and AAAA are asked together, each
// from a port and with an id of its own, over UDP, over TCP where an answer was cut short or resolv.conf says
// so; CNAMEs are followed. Nothing is kept between calls.

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/resolver_config.h"
#include "sys/clock.h"

namespace seiload::net {

// Blocks until the answer, the deadline or the stop; any thread. The addresses, never none, are in the order
// to try. Errors: Code::remote (no such name, no address, server failure), timeout, io, stopped,
// invalid_input for what cannot be a name: "resolve 'foo': no such name (asked 10.0.0.2)", and what of
// resolv.conf could not be used.
base::Result<std::vector<Address>> resolve(const std::string& host, std::uint16_t port,
                                           const ResolverConfig& config, const sys::Clock& clock,
                                           sys::TimePoint deadline, const sys::Event& stop);

// The names to ask for one that was written, in order: resolv.conf(5) search and ndots.
std::vector<std::string> search_candidates(const std::string& host, const ResolverConfig& config);

// Whether this machine has a route to it. Sends nothing.
bool has_route(const Address& address);

// IPv6 and IPv4 in turns, IPv6 first (RFC 8305 section 4); those without a route last; each once.
std::vector<Address> order_addresses(const std::vector<Address>& addresses,
                                     const std::function<bool(const Address&)>& has_route);

}  // namespace seiload::net
