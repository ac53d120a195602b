#include "eth/gas.h"

#include <algorithm>

namespace seiload::eth {
namespace {

std::uint64_t count_zeros(base::ByteSpan data) {
  return static_cast<std::uint64_t>(std::count(data.begin(), data.end(), std::uint8_t{0}));
}

}  // namespace

std::uint64_t access_list_gas(std::span<const AccessEntry> access_list) {
  std::uint64_t gas = 0;
  for (const AccessEntry& entry : access_list) gas += 2400 + 1900 * std::uint64_t{entry.storage_keys.size()};
  return gas;
}

std::uint64_t intrinsic_gas(const Transaction& tx) {
  const std::uint64_t size = tx.data.size(), zeros = count_zeros(tx.data);
  std::uint64_t gas = kTransactionGas + 4 * zeros + 16 * (size - zeros);
  if (!tx.to) gas += kCreationGas + 2 * ((size + 31) / 32);
  if (tx.type == TxType::legacy) return gas;
  return gas + access_list_gas(tx.access_list);
}

std::uint64_t floor_gas(base::ByteSpan data) {
  const std::uint64_t zeros = count_zeros(data);
  return kTransactionGas + 10 * zeros + 40 * (data.size() - zeros);
}

std::uint64_t minimum_gas_limit(const Transaction& tx) {
  return std::max(intrinsic_gas(tx), floor_gas(tx.data));
}

Violation find_violation(const Transaction& tx) {
  const bool dynamic = tx.type == TxType::dynamic_fee;
  if (tx.nonce == ~std::uint64_t{0}) return Violation::nonce_too_high;
  if (!tx.to && tx.data.size() > kMaxInitCodeSize) return Violation::init_code_too_large;
  if (tx.gas_limit < minimum_gas_limit(tx)) return Violation::gas_limit_too_low;
  if (dynamic && tx.tip_cap > tx.fee_cap) return Violation::tip_above_fee_cap;
  const auto fee = base::Uint256::multiply(dynamic ? tx.fee_cap : tx.gas_price, tx.gas_limit);
  if (!fee || !base::Uint256::add(*fee, tx.value)) return Violation::cost_overflow;
  return Violation::none;
}

}  // namespace seiload::eth
