#pragma once
// Blocks, immutable once made. Their hashes are those of their headers, as Ethereum makes them, with the
// roots of their transactions and receipts; only the state has no trie, and its root is zero. Pure functions;
// any thread.

#include <array>
#include <memory>
#include <vector>

#include "mockchain/state.h"
#include "mockchain/transaction.h"

namespace seiload::mockchain {

struct Block {
  std::uint64_t number = 0;
  base::Bytes32 hash{}, parent{};
  base::Bytes32 transactions_root{}, receipts_root{};
  std::uint64_t timestamp = 0;  // seconds
  std::uint64_t gas_limit = 0, gas_used = 0;
  std::uint64_t base_fee = 0;  // wei a gas
  std::vector<TransactionPtr> transactions;
  std::vector<Execution> executions;  // one a transaction
};

using BlockPtr = std::shared_ptr<const Block>;

inline constexpr std::uint64_t kInitialBaseFee = 1'000'000'000;

// The base fee of the block after this one (EIP-1559): an eighth more after a full block, an eighth less
// after an empty one, and in between as far as the gas used is from half of the limit.
std::uint64_t next_base_fee(const Block& parent);

// keccak256(rlp([])): no block has uncles.
extern const base::Bytes32 kEmptyUnclesHash;
inline constexpr std::array<std::uint8_t, 256> kEmptyBloom{};  // no transaction logs anything

// Fills in roots and hash from all the rest.
void seal(Block& block);

}  // namespace seiload::mockchain
