#pragma once
// What the resolver goes by: /etc/resolv.conf (resolv.conf(5): nameserver, domain, search, and of the options
// ndots, timeout, attempts, rotate, use-vc) and /etc/hosts (hosts(5)). What is not understood is skipped, as
// every resolver does; lines of resolv.conf that were are named where a name cannot be resolved.

#include <string>
#include <string_view>
#include <vector>

#include "net/address.h"
#include "sys/clock.h"

namespace seiload::net {

struct HostsLine {
  Address address;                 // with port 0
  std::vector<std::string> names;  // lower case, without a last dot
};

struct ResolverConfig {
  std::vector<Address> nameservers = {Address::v4({127, 0, 0, 1}, 53)};  // at most 3 from a file
  std::vector<std::string> search;                                       // lower case, without a last dot
  unsigned ndots = 1;                                                    // at most 15
  sys::Duration timeout = std::chrono::seconds(5);                       // for one server once; at most 30 s
  unsigned attempts = 2;                                                 // rounds over all servers; at most 5
  bool rotate = false;                                                   // begin with a random server
  bool use_tcp = false;                                                  // use-vc: nothing over UDP
  std::vector<HostsLine> hosts;
  // "/etc/resolv.conf: line 2 skipped: 'nameserver dns': not an address", or that it cannot be read; else
  // empty.
  std::string remarks;
};

// `path` is what remarks call the first.
ResolverConfig parse_resolver_config(std::string_view resolv_conf, std::string_view hosts,
                                     std::string_view path = "/etc/resolv.conf");

// A file that cannot be read counts as empty: an empty container has neither.
ResolverConfig load_resolver_config(const std::string& resolv_conf_path = "/etc/resolv.conf",
                                    const std::string& hosts_path = "/etc/hosts");

}  // namespace seiload::net
