#pragma once
// `seiload accounts`: the addresses of a profile's pools, one a line in the mixed case of EIP-55, so that a
// genesis file or a faucet can fund them; each followed by a blank and its private key where that is asked
// for. Where the profile has contracts deployed, the last line is the account that deploys them.

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "profile/profile.h"
#include "run/key_material.h"

namespace seiload::cli {

// Hands the text over in pieces, so that a million accounts need no memory of their own. Requires
// profile.seed or keys of the pools. The root key is never printed.
base::Status list_accounts(const profile::Profile& profile, const run::KeyMaterial& keys, bool with_keys,
                           const std::function<base::Status(std::string_view)>& write);

// The same for a genesis file (cli/genesis.h): each with a million ether. Requires a kind that there is.
base::Status list_genesis(const profile::Profile& profile, const run::KeyMaterial& keys,
                          std::string_view kind, const std::function<base::Status(std::string_view)>& write);

// A word about that account, for people: that it needs funds, too. Nothing where nothing is deployed.
std::string deployer_note(const profile::Profile& profile, const run::KeyMaterial& keys);

}  // namespace seiload::cli
