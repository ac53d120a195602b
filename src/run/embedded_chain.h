#pragma once
// --mock-chain: the target of a run as a part of it.

#include <memory>

#include "base/result.h"
#include "mockchain/server.h"
#include "profile/profile.h"
#include "run/environment.h"

namespace seiload::run {

// Serves the chain that the profile asks for on a loopback port until it is destroyed. Requires
// profile.mock_chain. The stop is requested if one of its threads fails.
base::Result<std::unique_ptr<mockchain::Server>> start_embedded_chain(const profile::Profile& profile,
                                                                      const Environment& environment);

}  // namespace seiload::run
