#include "mockchain/block.h"

#include <algorithm>
#include <limits>

#include "crypto/keccak.h"
#include "eth/rlp.h"
#include "mockchain/trie.h"

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

const base::Bytes32 kEmptyUnclesHash = crypto::keccak256(base::Bytes{eth::rlp::kList});

namespace {

base::Bytes32 transactions_root(const Block& block) {
  std::vector<base::ByteSpan> items;
  items.reserve(block.transactions.size());
  for (const TransactionPtr& tx : block.transactions) items.push_back(tx->raw());
  return ordered_root(items);
}

// Of each the status, the gas used in the block so far, the bloom and no logs.
base::Bytes32 receipts_root(const Block& block) {
  constexpr std::size_t kMaxReceipt = 300;  // bytes: the bloom is 256 of them
  std::vector<std::uint8_t> buffer(kMaxReceipt * block.transactions.size());
  std::vector<base::ByteSpan> items;
  std::uint64_t gas = 0;
  for (std::size_t i = 0; i < block.transactions.size(); ++i) {
    gas += block.executions[i].gas_used;
    eth::rlp::Writer writer(std::span<std::uint8_t>(buffer).subspan(i * kMaxReceipt, kMaxReceipt));
    const auto type = static_cast<std::uint8_t>(block.transactions[i]->body().type);
    writer.add_list_header(0);
    writer.add(base::ByteSpan(kEmptyBloom));
    writer.add(gas);
    writer.add(std::uint64_t{block.executions[i].succeeded ? 1U : 0U});
    writer.close_list(0);
    if (type != 0) writer.add_raw({&type, 1});
    items.push_back(writer.written());
  }
  return ordered_root(items);
}

}  // namespace

void seal(Block& block) {
  constexpr std::array<std::uint8_t, 8> kNonce{};
  constexpr std::array<std::uint8_t, 20> kNobody{};
  constexpr base::Bytes32 kNone{};
  block.transactions_root = transactions_root(block);
  block.receipts_root = receipts_root(block);
  std::array<std::uint8_t, 800> buffer;
  eth::rlp::Writer writer(buffer);  // from the last item to the first
  writer.add(block.base_fee);
  writer.add(kNonce);
  writer.add(kNone);             // mixHash
  writer.add(base::ByteSpan());  // extraData
  for (const std::uint64_t number :
       {block.timestamp, block.gas_used, block.gas_limit, block.number, std::uint64_t{0}})
    writer.add(number);  // the last one is the difficulty
  writer.add(base::ByteSpan(kEmptyBloom));
  writer.add(block.receipts_root);
  writer.add(block.transactions_root);
  writer.add(kNone);  // stateRoot
  writer.add(kNobody);
  writer.add(kEmptyUnclesHash);
  writer.add(block.parent);
  writer.close_list(0);
  block.hash = crypto::keccak256(writer.written());
}

}  // namespace seiload::mockchain
