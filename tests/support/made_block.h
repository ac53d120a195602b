#pragma once
// Blocks as the feed hands them on, made of numbers.

#include <cstdint>
#include <vector>

#include "chain/block.h"

namespace seiload::test {

// A transaction's or a block's hash: its number in the first eight bytes.
inline base::Bytes32 hash(std::uint64_t number, std::uint8_t kind = 0) {
  base::Bytes32 bytes{};
  base::store_be64(bytes.data(), number);
  bytes[31] = kind;
  return bytes;
}

// Its hash is hash(number, kind), so that one height may have several.
inline chain::Block made_block(std::uint64_t number, const std::vector<std::uint64_t>& transactions,
                               std::uint8_t kind = 1) {
  chain::Block made;
  made.number = number;
  made.hash = hash(number, kind);
  for (const std::uint64_t one : transactions) made.transactions.push_back(hash(one));
  return made;
}

}  // namespace seiload::test
