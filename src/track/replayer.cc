#include "track/replayer.h"

#include <optional>

#include "base/hex.h"
#include "base/text.h"
#include "chain/replay.h"
#include "json/value.h"
#include "rpc/node_error.h"

namespace seiload::track {
namespace {

using base::cat;

constexpr std::string_view kTransaction = "eth_getTransactionByHash", kCall = "eth_call";

const std::string* text_of(const json::Value& object, std::string_view key) {
  const json::Value* const value = object.find(key);
  return value == nullptr ? nullptr : value->string();
}

// What a transaction says as a node writes it, with its bytes.
struct Read {
  chain::ReplayedCall call;
  base::Bytes data;
};

base::Result<Read> read_transaction(std::string_view result, const WantedReplay& wanted) {
  const base::Error wrong{base::Code::protocol, cat(kTransaction, ": the answer is not a transaction")};
  const auto object = json::parse(result, {.max_size = result.size()});
  if (object && object->is_null())
    return base::Error{base::Code::remote, cat(kTransaction, ": the node does not have the transaction")};
  if (!object || object->object() == nullptr) return wrong;
  const std::string* const from = text_of(*object, "from");
  const std::string* const to = text_of(*object, "to");
  const std::string* const input = text_of(*object, "input");
  const std::string* const value = text_of(*object, "value");
  const std::string* const gas = text_of(*object, "gas");
  const std::string* const block = text_of(*object, "blockHash");
  if (from == nullptr || input == nullptr || value == nullptr || gas == nullptr) return wrong;
  if (block == nullptr || base::decode_hex_array<32>(*block) != wanted.block)
    return base::Error{base::Code::remote, cat(kTransaction, ": the transaction has left its block")};
  Read read;
  const auto sender = base::decode_hex_array<20>(*from);
  auto data = base::decode_hex(*input);
  const auto amount = base::Uint256::from_quantity(*value), limit = base::Uint256::from_quantity(*gas);
  if (!sender || !data || !amount || !limit || !limit->fits_u64()) return wrong;
  if (to != nullptr) {
    const auto receiver = base::decode_hex_array<20>(*to);
    if (!receiver) return wrong;
    read.call.to = eth::Address{*receiver};
  }
  read.data = std::move(*data);
  read.call.from = eth::Address{*sender};
  read.call.value = *amount;
  read.call.gas_limit = limit->low_u64();
  read.call.block = wanted.number;
  return read;
}

// Whether an error is one of the call, and not of the node, which may have no state any more at that block.
// What did not use all of its gas was ended by REVERT: every other failure takes all of it.
bool tells_why(const chain::NodeReply& error, bool used_all_gas) {
  constexpr std::int64_t kReverted = 3;
  const measure::Outcome meant = rpc::classify_error(error.code, error.message, error.data);
  if (rpc::is_passing(meant) || meant == measure::Outcome::method_missing) return false;
  return used_all_gas || error.code == kReverted || !chain::revert_data(error.data).empty() ||
         base::to_lower(error.message).find("revert") != std::string::npos;
}

}  // namespace

base::Result<std::string> replay(const WantedReplay& wanted, std::span<const eth::abi::Signature> errors,
                                 rpc::Client& client, const sys::Event& stop) {
  const chain::NodeCall ask = chain::calls_to(client, stop);
  const auto found = ask(kTransaction, cat("[\"", base::to_hex(wanted.transaction), "\"]"));
  if (!found) return found.error();
  if (!found->result) return chain::error_of(kTransaction, *found);
  auto read = read_transaction(*found->result, wanted);
  if (!read) return std::move(read).error();
  read->call.data = read->data;
  const auto reply = ask(kCall, chain::replay_params(read->call));
  if (!reply) return reply.error();
  const bool used_all_gas =
      wanted.gas_used != RecentTransaction::kNoGas && wanted.gas_used >= read->call.gas_limit;
  if (!reply->result && !tells_why(*reply, used_all_gas)) return chain::error_of(kCall, *reply);
  return chain::replay_reason(*reply, used_all_gas, errors);
}

}  // namespace seiload::track
