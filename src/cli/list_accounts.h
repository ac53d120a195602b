#pragma once
// `seiload accounts`: the addresses of a profile's pools, one a line in the mixed case of EIP-55, so that a
// genesis file or a faucet can fund them; each followed by a blank and its private key where that is asked
// for.

#include <functional>
#include <string_view>

#include "base/result.h"
#include "profile/profile.h"

namespace seiload::cli {

// Hands the text over in pieces, so that a million accounts need no memory of their own. Requires
// profile.seed.
base::Status list_accounts(const profile::Profile& profile, bool with_keys,
                           const std::function<base::Status(std::string_view)>& write);

}  // namespace seiload::cli
