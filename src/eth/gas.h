#pragma once
// What a transaction must pay before anything runs, and the rules that it breaks or keeps by itself, whatever
// the chain's state. As of the Prague hard fork.

#include <cstdint>

#include "eth/transaction.h"

namespace seiload::eth {

inline constexpr std::uint64_t kTransactionGas = 21000;
inline constexpr std::uint64_t kCreationGas = 32000;        // on top, for a contract creation (EIP-2)
inline constexpr std::size_t kMaxInitCodeSize = 2 * 24576;  // bytes (EIP-3860)

// 2400 an address and 1900 a key (EIP-2930).
std::uint64_t access_list_gas(std::span<const AccessEntry> access_list);

// Charged before execution: the above, 4 a zero and 16 a non-zero byte of data (EIP-2028), the access list, 2
// a word of 32 bytes of init code (EIP-3860).
std::uint64_t intrinsic_gas(const Transaction& tx);

// The least gas a transaction with this data is charged (EIP-7623): 21000, and 10 a zero and 40 a non-zero
// byte.
std::uint64_t floor_gas(base::ByteSpan data);

// The smallest gas limit a node takes.
std::uint64_t minimum_gas_limit(const Transaction& tx);

enum class Violation {
  none,
  nonce_too_high,       // 2^64 - 1 (EIP-2681)
  init_code_too_large,  // EIP-3860
  gas_limit_too_low,    // under minimum_gas_limit
  tip_above_fee_cap,    // EIP-1559
  cost_overflow,        // gas limit times fee, plus value, is 2^256 or more
};

// The first rule that the transaction breaks.
Violation find_violation(const Transaction& tx);

}  // namespace seiload::eth
