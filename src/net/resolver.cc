#include "net/resolver.h"

#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "net/dns_client.h"
#include "net/dns_message.h"
#include "sys/fd.h"

namespace seiload::net {
namespace {

using base::cat;
using base::Code;
using base::Error;
using sys::TimePoint;

std::vector<Address> known_without_asking(const std::string& host, std::uint16_t port,
                                          const ResolverConfig& config) {
  if (const auto literal = Address::parse_ip(host, port)) return {*literal};
  std::string name = base::to_lower(host);
  if (name.ends_with('.')) name.pop_back();
  std::vector<Address> found;
  for (const HostsLine& line : config.hosts) {
    if (std::find(line.names.begin(), line.names.end(), name) == line.names.end()) continue;
    const Address address = line.address.with_port(port);
    if (std::find(found.begin(), found.end(), address) == found.end()) found.push_back(address);
  }
  // IPv4 first: that is where nearly every node listens, and a try that is refused is a try lost.
  if (found.empty() && (name == "localhost" || name.ends_with(".localhost")))
    found = {*Address::parse_ip("127.0.0.1", port), *Address::parse_ip("::1", port)};
  return found;
}

}  // namespace

bool has_route(const Address& address) {
  const sys::Fd fd(::socket(address.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return fd.is_open() && ::connect(fd.get(), address.raw(), address.raw_size()) == 0;
}

std::vector<std::string> search_candidates(const std::string& host, const ResolverConfig& config) {
  if (host.ends_with('.')) return {host.substr(0, host.size() - 1)};
  std::vector<std::string> names;
  for (const std::string& domain : config.search) names.push_back(cat(host, '.', domain));
  const auto dots = static_cast<std::size_t>(std::count(host.begin(), host.end(), '.'));
  names.insert(dots >= config.ndots ? names.begin() : names.end(), host);
  return names;
}

std::vector<Address> order_addresses(const std::vector<Address>& addresses,
                                     const std::function<bool(const Address&)>& routed) {
  std::vector<Address> families[2], ordered;
  for (const Address& address : addresses) {
    auto& family = families[address.is_v6() ? 0 : 1];
    if (std::find(family.begin(), family.end(), address) == family.end()) family.push_back(address);
  }
  for (std::size_t i = 0; i < std::max(families[0].size(), families[1].size()); ++i)
    for (const auto& family : families)
      if (i < family.size()) ordered.push_back(family[i]);
  std::stable_partition(ordered.begin(), ordered.end(), routed);
  return ordered;
}

base::Result<std::vector<Address>> resolve(const std::string& host, std::uint16_t port,
                                           const ResolverConfig& config, const sys::Clock& clock,
                                           TimePoint deadline, const sys::Event& stop) {
  if (auto known = known_without_asking(host, port, config); !known.empty()) return known;
  const auto error = [&](Code code, std::string_view text) {
    const bool explain = code != Code::invalid_input && !config.remarks.empty();
    return Error{code, cat("resolve ", base::quote(host), ": ", text, explain ? "; " : "",
                           explain ? config.remarks : "")};
  };
  if (!make_dns_query(0, host.ends_with('.') ? std::string_view(host).substr(0, host.size() - 1) : host,
                      DnsType::a))
    return error(Code::invalid_input, "not a host name");

  DnsClient client(config, clock, deadline, stop);
  std::optional<Error> failure;
  std::string asked, without_address;
  for (const std::string& name : search_candidates(host, config)) {
    if (!make_dns_query(0, name, DnsType::a)) continue;  // too long with this domain behind it
    auto outcome = client.look_up(name);
    if (!outcome) return std::move(outcome).error();
    switch (outcome->kind) {
      case DnsLookup::Kind::found: {
        std::vector<Address> addresses;
        for (const Address& address : outcome->addresses) addresses.push_back(address.with_port(port));
        return order_addresses(addresses, has_route);
      }
      case DnsLookup::Kind::no_name:
        asked = outcome->problem;
        break;
      case DnsLookup::Kind::no_address:
        without_address = outcome->problem;
        break;
      case DnsLookup::Kind::timed_out:
        return error(Code::timeout, cat("no answer (", outcome->problem, ')'));
      default:
        if (!failure) failure = error(outcome->code, cat("no usable answer (", outcome->problem, ')'));
    }
  }
  if (failure) return *std::move(failure);
  if (!without_address.empty())
    return error(Code::remote, cat("the name has no address (asked ", without_address, ')'));
  return error(Code::remote, cat("no such name (asked ", asked, ')'));
}

}  // namespace seiload::net
