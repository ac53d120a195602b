#pragma once
// The conversations before a run: find every endpoint, agree on the chain, read the accounts' nonces. All
// endpoints together, each retried until the deadline unless its answer is a definite one (rpc/client.h).
// Errors name the endpoint, what was tried and the cause; so do the log lines that say what is waited for.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "chain/assignment.h"
#include "eth/address.h"
#include "net/connection.h"
#include "net/resolver.h"
#include "net/routing.h"
#include "net/tls_terms.h"
#include "profile/profile.h"
#include "rpc/endpoint.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/stop.h"

namespace seiload::chain {

struct StartLimits {
  net::ConnectionLimits http;
  sys::TimePoint deadline;   // of the whole start
  sys::Duration timeout{0};  // as it was asked for, for messages; 0: not said
  std::size_t may_lack = 0;  // endpoints that the deadline may find unreachable; one must be reached
};

// What a step needs to wait: constant, or safe from any thread.
struct SetupContext {
  const net::ResolverConfig& resolver;
  const StartLimits& limits;
  const sys::Clock& clock;
  const sys::Event& stop;
  sys::Log* log = nullptr;                       // null: waiting is not reported
  const net::Dialer* dialer = nullptr;           // of the endpoints' links; null: sockets
  const net::Routing* routing = nullptr;         // of the ways there; null: nothing is said of them
  net::HandshakeObserver* handshakes = nullptr;  // of TLS; null: nobody counts them
};

// Why endpoints could not be reached, one text an endpoint; empty for those that were.
using Missing = std::vector<std::string>;

// Resolves the hosts of the URLs, http:// or ws://, or those of their proxies. A Unix socket's path is taken
// as it is. All must have passed net::endpoint_name(). Names that may be lacking (StartLimits) and are not
// found have no addresses.
base::Result<std::vector<rpc::Endpoint>> find_endpoints(const std::vector<profile::EndpointConfig>& configs,
                                                        const SetupContext& at);

// What requests to the URL go to: with the header fields of all and the endpoint's own, by its proxy if it
// has one. `addresses`: of the route's host.
net::HttpTarget target_of(const net::Url& url, const profile::EndpointConfig& config, const net::Route& route,
                          net::Addresses addresses, const SetupContext& at);

struct ChainFacts {
  std::uint64_t chain_id = 0;
  bool has_base_fee = false;  // the latest block has one: EIP-1559 transactions are understood
};

// Asks every endpoint; an Error if they are not all on one chain, or not on the wanted one. Those that may be
// lacking are put down in `missing`.
base::Result<ChainFacts> probe(std::span<const rpc::Endpoint> endpoints,
                               std::optional<std::uint64_t> wanted_chain_id, const SetupContext& at,
                               Missing& missing);

// The next nonce of each account, pending transactions counted, from the endpoint it is assigned to.
base::Result<std::vector<std::uint64_t>> read_nonces(const std::vector<rpc::Endpoint>& endpoints,
                                                     const AssignmentMap& assignment,
                                                     std::span<const eth::Address> accounts,
                                                     const SetupContext& at);

}  // namespace seiload::chain
