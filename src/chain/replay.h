#pragma once
// Why a transaction reverted: the same call once more at its block, by eth_call, and what the node's reply
// says. A receipt has no reason. The call sees the state after the whole block, so it may succeed where the
// transaction did not: then the reason is unknown, and said to be. Pure functions; any thread.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/uint256.h"
#include "chain/node_call.h"
#include "eth/abi_type.h"
#include "eth/address.h"

namespace seiload::chain {

struct ReplayedCall {
  eth::Address from;
  std::optional<eth::Address> to;  // nothing: creates a contract
  base::ByteSpan data;
  base::Uint256 value;  // wei
  std::uint64_t gas_limit = 0;
  std::uint64_t block = 0;  // its height
};

// Of eth_call, a JSON array.
std::string replay_params(const ReplayedCall& call);

// "'insufficient balance'", "panic 0x11 (arithmetic overflow)", "out of gas": for people, of bounded length.
// `errors`: custom ones by which the reply may be read.
std::string replay_reason(const NodeReply& reply, bool used_all_gas,
                          std::span<const eth::abi::Signature> errors);

// The bytes that a reverted call returned, out of the data of a node's error: a text of them, with words in
// front at some nodes, or an object that has one. Empty if there are none.
base::Bytes revert_data(std::string_view data);

}  // namespace seiload::chain
