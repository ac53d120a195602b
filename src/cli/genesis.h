#pragma once
// What a genesis file needs so that accounts own something from the first block on, in the form of one node
// or another.

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/uint256.h"
#include "eth/address.h"

namespace seiload::cli {

// What is wrong with a kind, or nothing.
std::string check_genesis_kind(std::string_view kind);

// A JSON object, in pieces, to be merged with a genesis file: {"alloc": {...}} of geth, reth, besu and anvil,
// {"accounts": {...}} of nethermind, and the balances of the bank module of sei, each with `balance` wei.
// Requires a kind that passed the check.
base::Status write_genesis(std::string_view kind, std::span<const eth::Address> accounts,
                           const base::Uint256& balance,
                           const std::function<base::Status(std::string_view)>& write);

// The address of a Cosmos chain of the same 20 bytes: Bech32 (BIP-173) with this prefix.
std::string to_bech32(std::string_view prefix, const eth::Address& address);

}  // namespace seiload::cli
