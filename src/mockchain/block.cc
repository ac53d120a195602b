#include "mockchain/block.h"

#include <algorithm>
#include <limits>

#include "crypto/keccak.h"

namespace seiload::mockchain {

std::uint64_t next_base_fee(const Block& parent) {
  __extension__ using Wide = unsigned __int128;
  const std::uint64_t target = parent.gas_limit / 2;
  if (target == 0 || parent.gas_used == target) return parent.base_fee;
  const bool up = parent.gas_used > target;
  const std::uint64_t distance = up ? parent.gas_used - target : target - parent.gas_used;
  const auto change = static_cast<std::uint64_t>(Wide{parent.base_fee} * distance / target / 8);
  if (!up) return parent.base_fee - change;
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  return parent.base_fee + std::min(std::max<std::uint64_t>(change, 1), kMost - parent.base_fee);
}

base::Bytes32 block_hash(const Block& block) {
  base::Bytes bytes;
  bytes.reserve(72 + 32 * block.transactions.size());
  const auto add_number = [&](std::uint64_t number) {
    std::uint8_t word[8];
    base::store_be64(word, number);
    base::append(bytes, word);
  };
  base::append(bytes, block.parent);
  for (const std::uint64_t number : {block.number, block.timestamp, block.gas_limit, block.gas_used, block.base_fee})
    add_number(number);
  for (const TransactionPtr& tx : block.transactions) base::append(bytes, tx->hash());
  return crypto::keccak256(bytes);
}

}  // namespace seiload::mockchain
