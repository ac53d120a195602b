#include "mockchain/encode.h"

#include "base/hex.h"
#include "eth/address.h"

namespace seiload::mockchain {
namespace {

using base::to_hex;

const std::string kZeroHash = to_hex(base::Bytes32{});
const std::string kBloom = to_hex(kEmptyBloom);
const std::string kNobody = eth::to_hex(eth::Address{});

void write_to(json::Writer& out, const eth::Transaction& tx) {
  out.key("to");
  if (tx.to)
    out.string(eth::to_hex(*tx.to));
  else
    out.null();
}

void write_type(json::Writer& out, const eth::Transaction& tx) {
  out.member("type", quantity(static_cast<std::uint64_t>(tx.type)));
}

base::Uint256 v_of(const Transaction& tx) {
  const std::uint64_t parity = tx.signature().recid;
  if (tx.body().type != eth::TxType::legacy) return parity;
  if (tx.body().chain_id == 0) return 27 + parity;
  const auto twice = base::Uint256::multiply(tx.body().chain_id, 2);
  return *base::Uint256::add(*twice, 35 + parity);
}

void write_access_list(json::Writer& out, const eth::Transaction& tx) {
  out.key("accessList").begin_array();
  for (const eth::AccessEntry& entry : tx.access_list) {
    out.begin_object().member("address", eth::to_hex(entry.address)).key("storageKeys").begin_array();
    for (const base::Bytes32& key : entry.storage_keys) out.string(to_hex(key));
    out.end_array().end_object();
  }
  out.end_array();
}

// Members without the braces. `block` is null for one that waits.
void write_members(json::Writer& out, const Transaction& tx, const Block* block, std::size_t index) {
  const eth::Transaction& body = tx.body();
  for (const char* name : {"blockHash", "blockNumber"}) {
    out.key(name);
    if (block == nullptr)
      out.null();
    else
      out.string(name[5] == 'H' ? to_hex(block->hash) : quantity(block->number));
  }
  out.member("from", eth::to_hex(tx.sender())).member("gas", quantity(body.gas_limit));
  const bool dynamic = body.type == eth::TxType::dynamic_fee;
  const base::Uint256 price = dynamic && block != nullptr ? tx.gas_price(block->base_fee) : tx.fee_cap();
  out.member("gasPrice", price.to_quantity());
  if (dynamic) {
    out.member("maxFeePerGas", body.fee_cap.to_quantity());
    out.member("maxPriorityFeePerGas", body.tip_cap.to_quantity());
  }
  out.member("hash", to_hex(tx.hash()))
      .member("input", to_hex(body.data))
      .member("nonce", quantity(body.nonce));
  write_to(out, body);
  out.key("transactionIndex");
  if (block == nullptr)
    out.null();
  else
    out.string(quantity(index));
  out.member("value", body.value.to_quantity());
  write_type(out, body);
  if (body.type != eth::TxType::legacy) write_access_list(out, body);
  if (body.chain_id != 0) out.member("chainId", quantity(body.chain_id));
  out.member("v", v_of(tx).to_quantity());
  out.member("r", base::Uint256::from_be_bytes(tx.signature().r).to_quantity());
  out.member("s", base::Uint256::from_be_bytes(tx.signature().s).to_quantity());
  if (body.type != eth::TxType::legacy) out.member("yParity", quantity(tx.signature().recid));
}

void write_header_members(json::Writer& out, const Block& block) {
  out.member("number", quantity(block.number));
  out.member("hash", to_hex(block.hash));
  out.member("parentHash", to_hex(block.parent));
  out.member("timestamp", quantity(block.timestamp));
  out.member("gasLimit", quantity(block.gas_limit));
  out.member("gasUsed", quantity(block.gas_used));
  out.member("baseFeePerGas", quantity(block.base_fee));
  out.member("miner", kNobody);
  out.member("difficulty", "0x0");
  out.member("extraData", "0x");
  out.member("logsBloom", kBloom);
  out.member("mixHash", kZeroHash);
  out.member("nonce", "0x0000000000000000");
  out.member("receiptsRoot", to_hex(block.receipts_root));
  out.member("sha3Uncles", to_hex(kEmptyUnclesHash));
  out.member("stateRoot", kZeroHash);
  out.member("transactionsRoot", to_hex(block.transactions_root));
}

void write_receipt_after(json::Writer& out, const Block& block, std::size_t index,
                         std::uint64_t cumulative_gas) {
  const Transaction& tx = *block.transactions[index];
  const Execution& execution = block.executions[index];
  out.begin_object();
  out.member("blockHash", to_hex(block.hash))
      .member("blockNumber", quantity(block.number))
      .key("contractAddress");
  if (execution.created)
    out.string(eth::to_hex(*execution.created));
  else
    out.null();
  out.member("cumulativeGasUsed", quantity(cumulative_gas));
  out.member("effectiveGasPrice", tx.gas_price(block.base_fee).to_quantity());
  out.member("from", eth::to_hex(tx.sender()));
  out.member("gasUsed", quantity(execution.gas_used));
  out.key("logs").begin_array().end_array();
  out.member("logsBloom", kBloom).member("status", execution.succeeded ? "0x1" : "0x0");
  write_to(out, tx.body());
  out.member("transactionHash", to_hex(tx.hash())).member("transactionIndex", quantity(index));
  write_type(out, tx.body());
  out.end_object();
}

}  // namespace

std::string quantity(std::uint64_t value) { return base::Uint256(value).to_quantity(); }

void write_transaction(json::Writer& out, const Block& block, std::size_t index) {
  out.begin_object();
  write_members(out, *block.transactions[index], &block, index);
  out.end_object();
}

void write_waiting(json::Writer& out, const Transaction& tx) {
  out.begin_object();
  write_members(out, tx, nullptr, 0);
  out.end_object();
}

void write_header(json::Writer& out, const Block& block) {
  out.begin_object();
  write_header_members(out, block);
  out.end_object();
}

void write_block(json::Writer& out, const Block& block, bool with_bodies) {
  out.begin_object();
  write_header_members(out, block);
  std::size_t size = 0;
  for (const TransactionPtr& tx : block.transactions) size += tx->size();
  out.member("size", quantity(512 + size));
  out.key("transactions").begin_array();
  for (std::size_t i = 0; i < block.transactions.size(); ++i) {
    if (with_bodies)
      write_transaction(out, block, i);
    else
      out.string(to_hex(block.transactions[i]->hash()));
  }
  out.end_array();
  out.key("uncles").begin_array().end_array();
  out.end_object();
}

void write_receipt(json::Writer& out, const Block& block, std::size_t index) {
  std::uint64_t gas = 0;
  for (std::size_t i = 0; i <= index; ++i) gas += block.executions[i].gas_used;
  write_receipt_after(out, block, index, gas);
}

void write_receipts(json::Writer& out, const Block& block) {
  std::uint64_t gas = 0;
  out.begin_array();
  for (std::size_t i = 0; i < block.transactions.size(); ++i) {
    gas += block.executions[i].gas_used;
    write_receipt_after(out, block, i, gas);
  }
  out.end_array();
}

}  // namespace seiload::mockchain
