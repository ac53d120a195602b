#pragma once
// What the embedded chain is asked to be.

#include <cstdint>

#include "base/duration.h"
#include "base/uint256.h"

namespace seiload::mockchain {

struct Config {
  std::uint64_t chain_id = 1337;
  std::uint64_t gas_limit = 100'000'000;  // of a block
  std::uint64_t max_pool = 100'000;       // transactions waiting for a block
  base::Uint256 balance = *base::Uint256::from_decimal("1000000000000000000000000");  // wei; what every account starts with
  base::Duration block_time = std::chrono::milliseconds(400);
  bool strict = true;  // false: what decodes is taken, and goes into the blocks in the order it came
};

// What the chain says it is, wherever it is asked.
inline constexpr const char* kClientVersion = "seiload-mock-chain (executes no contracts)";

}  // namespace seiload::mockchain
