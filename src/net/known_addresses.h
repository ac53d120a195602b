#pragma once
// Addresses that a user gives for a host and port, instead of a look-up of the name, as curl's --resolve has
// them: "node.example:8545:10.0.0.1", several with commas between, IPv6 with or without brackets, "*" for any
// host.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/addresses.h"

namespace seiload::net {

struct KnownAddresses {
  std::string host;  // lower case; "*": any
  std::uint16_t port = 0;
  Addresses::List addresses;  // with that port, in the order given
};

// Errors are Code::invalid_input.
base::Result<KnownAddresses> parse_known_addresses(std::string_view text);

// Those of the last entry that fits, one with the host's own name before "*"; null: there is none.
const KnownAddresses* find_known(const std::vector<KnownAddresses>& known, std::string_view host,
                                 std::uint16_t port);

}  // namespace seiload::net
