#pragma once
// What --check says of contracts and calls, beside the profile: what would be deployed, and of each call its
// selector, an encoded example and its gas.

#include <string>
#include <vector>

#include "profile/profile.h"

namespace seiload::cli {

// One line each. The profile is complete and checked. Addresses that only a chain would tell are made up.
//   "contract pair: deployed by CREATE2, 1,204 bytes of code and arguments"
//   "scenario Call, swap: swap(uint256) to contract pair, selector 0x94b918de, gas estimated at set-up, at
//   least
//    21,720, example 0x94b918de..."
std::vector<std::string> show_calls(const profile::Profile& profile);

}  // namespace seiload::cli
