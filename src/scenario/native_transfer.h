#pragma once
// The three scenarios that move the chain's own coin and call no contract.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/uint256.h"

namespace seiload::scenario {

struct NativeTransfer {
  enum class Value : std::uint8_t { unix_seconds, fixed };
  enum class To : std::uint8_t { next_account, self };

  std::string_view name;       // of the scenario
  std::string_view operation;  // its one operation's label
  Value value;
  std::uint64_t fixed_value;  // wei
  To to;
  std::uint64_t gas_limit;
  std::uint64_t tip_cap;  // wei
  std::uint64_t fee_cap;  // wei
};

// Null if the name is not one of them.
const NativeTransfer* find_native_transfer(std::string_view name);

}  // namespace seiload::scenario
