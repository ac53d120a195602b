#pragma once
// The root of an ordered list in a Merkle Patricia trie, as transactionsRoot and receiptsRoot of a header are
// made (Yellow Paper, appendix D and section 4.3): the keys are the RLP of the positions. Pure; any thread.

#include <span>

#include "base/bytes.h"

namespace seiload::mockchain {

// The items are what they are hashed as: of transactions and receipts their type byte, if any, and the RLP
// behind it.
base::Bytes32 ordered_root(std::span<const base::ByteSpan> items);

}  // namespace seiload::mockchain
