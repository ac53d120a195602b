#pragma once
// The custom errors by which a revert may be read: those of the profile's contracts and of the built-in ones.

#include <vector>

#include "eth/abi_type.h"
#include "profile/profile.h"

namespace seiload::workload {

// The profile's first: a selector that two errors share is read as the user's.
std::vector<eth::abi::Signature> known_errors(const profile::Profile& profile);

}  // namespace seiload::workload
