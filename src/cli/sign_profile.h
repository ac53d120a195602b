#pragma once
// What `seiload sign` takes of a profile: what to send, and of the settings only those that concern signing;
// the rest, such as its rate, is for the run that replays.

#include <string_view>

#include "base/result.h"
#include "profile/decode.h"
#include "run/sign.h"

namespace seiload::cli {

// "K/N", K from 0 and below N.
base::Result<workload::Shard> parse_shard(std::string_view text);

// Before profile::finish(): drops the other settings, and says what is missing.
void prepare_for_sign(profile::Draft& draft, const run::SignOptions& options);

// After it: says what cannot be signed without a node.
void check_sign(profile::Draft& draft);

}  // namespace seiload::cli
