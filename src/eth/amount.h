#pragma once
// Amounts of the chain's coin as people write them: decimal wei, or a decimal number and a unit, "1 gwei",
// "0.5ether". Exact: nothing is rounded.

#include <string_view>

#include "base/result.h"
#include "base/uint256.h"

namespace seiload::eth {

// Units: wei, gwei, ether. The error is "expected an amount such as 1000, '1 gwei' or '0.5 ether', got 'x'",
// "...: a fraction of a wei" or "...: 2^256 wei or more".
base::Result<base::Uint256> parse_amount(std::string_view text);

}  // namespace seiload::eth
