#pragma once
// Blocks and receipts as nodes answer them (execution-apis, eth_getBlockByNumber and eth_getBlockReceipts),
// read in one pass without a tree. Pure; nothing that a node sends can do more than give an Error.

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/uint256.h"
#include "sys/clock.h"

namespace seiload::chain {

struct Block {
  std::uint64_t number = 0;
  base::Bytes32 hash{}, parent{};
  std::uint64_t timestamp = 0;  // Unix seconds, the chain's own
  std::uint64_t gas_used = 0, gas_limit = 0;
  std::vector<base::Bytes32> transactions;
  std::vector<base::Uint256> values;  // wei, one a transaction; empty where the block came without bodies

  // Filled in by the feed.
  sys::TimePoint arrived;  // when the feed learned of it
  std::optional<sys::Duration>
      time;  // since the block before arrived; blocks that arrived together share it evenly
};

// The result of eth_getBlockByNumber; nothing for null, a block that the node does not have. Code::protocol
// otherwise.
base::Result<std::optional<Block>> read_block(std::string_view result);

struct Receipt {
  base::Bytes32 transaction{}, block{};
  bool succeeded = false;
  std::optional<std::uint64_t> gas_used{};  // nothing: the receipt does not say so, or more than 64 bits
};

// Calls take() for each receipt with a status: of an array, or the one object of eth_getTransactionReceipt.
// False where the node does not have them (null). Code::protocol if it is neither; what was taken until then
// stays taken.
base::Result<bool> read_receipts(std::string_view result, const std::function<void(const Receipt&)>& take);

}  // namespace seiload::chain
