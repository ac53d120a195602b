#pragma once
// What the embedded chain is asked to be.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/duration.h"
#include "base/uint256.h"
#include "eth/transaction.h"

namespace seiload::mockchain {

class Transaction;

struct Config {
  std::uint64_t chain_id = 1337;
  std::uint64_t gas_limit = 100'000'000;  // of a block
  std::uint64_t max_pool = 100'000;       // transactions waiting for a block
  enum class Overflow { refuse, drop };
  Overflow pool_overflow = Overflow::refuse;  // of what comes beyond max_pool; drop: see pool.h
  base::Duration pool_ttl{0};                 // what has waited longer is dropped silently; 0: never
  std::uint64_t pool_ttl_blocks = 0;  // what so many blocks were made without is dropped silently; 0: never
  base::Uint256 balance =
      *base::Uint256::from_decimal("1000000000000000000000000");  // wei; what every account starts with
  base::Duration block_time = std::chrono::milliseconds(400);
  std::uint64_t capacity = 0;  // transactions a second, see capacity.h; 0: no limit
  const eth::SenderOf* sender_of = nullptr;  // outlives the chain; null: senders are recovered
  // Which transactions fail in their blocks; null: none does. For simulations: nothing is executed.
  bool (*reverts)(const Transaction& transaction) = nullptr;
  bool strict = true;  // false: what decodes is taken, and goes into the blocks in the order it came
};

// "refuse" and "drop".
inline std::optional<Config::Overflow> overflow_of(std::string_view name) {
  if (name == "refuse") return Config::Overflow::refuse;
  return name == "drop" ? std::optional(Config::Overflow::drop) : std::nullopt;
}

// What the chain says it is, wherever it is asked.
inline constexpr const char* kClientVersion = "seiload-mock-chain (executes no contracts)";

}  // namespace seiload::mockchain
