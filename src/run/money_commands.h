#pragma once
// `seiload fund`, `seiload sweep` and `seiload accounts --balances`: a table on standard output, a row an
// account, its columns apart by one blank:
//   # account before funded after state          state: ok, funded, short
//   # account before swept left state            state: empty, swept, dust, left
//   # account balance state                      state: ok, short
// in wei. The status is 0 where every account is as asked, else 1. Each may be called at any time again.

#include <optional>

#include "eth/address.h"
#include "profile/profile.h"
#include "run/environment.h"

namespace seiload::run {

// Requires profile.funding and a root key.
int fund(const profile::Profile& profile, const Environment& environment);

// To the address that is given, else to the root key's account; one of them is there.
int sweep(const profile::Profile& profile, const Environment& environment,
          const std::optional<eth::Address>& to);

// Without funding every account is as asked.
int show_balances(const profile::Profile& profile, const Environment& environment);

}  // namespace seiload::run
