#pragma once
// Blocks, transactions and receipts as JSON-RPC answers them (execution-apis, schemas "Block", "Transaction
// info", "Receipt info"). Each function writes one value. There are no logs and no state trie: logsBloom is
// empty, stateRoot zero.

#include "json/writer.h"
#include "mockchain/block.h"

namespace seiload::mockchain {

std::string quantity(std::uint64_t value);  // "0x1f"

void write_block(json::Writer& out, const Block& block, bool with_bodies);
void write_header(json::Writer& out, const Block& block);  // what a newHeads subscription is sent
void write_transaction(json::Writer& out, const Block& block, std::size_t index);
void write_waiting(json::Writer& out, const Transaction& tx);  // one that is in no block yet
void write_receipt(json::Writer& out, const Block& block, std::size_t index);
void write_receipts(json::Writer& out, const Block& block);

}  // namespace seiload::mockchain
