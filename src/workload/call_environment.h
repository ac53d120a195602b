#pragma once
// What a run knows once it has met the chain, and calls may name: constant from then on.

#include <cstdint>
#include <map>
#include <string>

#include "eth/address.h"

namespace seiload::workload {

struct CallEnvironment {
  std::uint64_t chain_id = 1;
  // Of the profile's contracts and the built-in ones, by name. One that is missing gets a made-up address
  // (made_up_address()), as a dry run and mockDeploy want it.
  std::map<std::string, eth::Address, std::less<>> contracts = {};
};

// The end of a hash of the name: no code is there.
eth::Address made_up_address(std::string_view name);

}  // namespace seiload::workload
