#pragma once
// `seiload accounts`: the addresses of a profile's pools, one a line in the mixed case of EIP-55, so that a
// genesis file or a faucet can fund them; each followed by a blank and its private key where that is asked
// for. Where the profile has contracts deployed, the last line is the account that deploys them.

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "profile/profile.h"

namespace seiload::cli {

// Hands the text over in pieces, so that a million accounts need no memory of their own. Requires
// profile.seed.
base::Status list_accounts(const profile::Profile& profile, bool with_keys,
                           const std::function<base::Status(std::string_view)>& write);

// A word about that account, for people: that it needs funds, too. Nothing where nothing is deployed.
// Requires profile.seed.
std::string deployer_note(const profile::Profile& profile);

}  // namespace seiload::cli
