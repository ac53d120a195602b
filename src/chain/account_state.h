#pragma once
// What a node says of many accounts: balances and numbers of transactions, read in batches that it takes
// (rpc/call_many.h). Errors name the endpoint, the method and the cause.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/uint256.h"
#include "chain/start.h"
#include "eth/address.h"

namespace seiload::chain {

base::Result<std::vector<base::Uint256>> read_balances(const rpc::Endpoint& endpoint,
                                                       std::span<const eth::Address> accounts,
                                                       const SetupContext& at);

// How many transactions each has in blocks ("latest"), or there and waiting ("pending").
base::Result<std::vector<std::uint64_t>> read_counts(const rpc::Endpoint& endpoint,
                                                     std::span<const eth::Address> accounts,
                                                     std::string_view block, const SetupContext& at);

// The number in blocks of each, once none has transactions waiting, or after `patience`; `waiting` gets how
// many each then still has waiting.
base::Result<std::vector<std::uint64_t>> settle(const rpc::Endpoint& endpoint,
                                                std::span<const eth::Address> accounts,
                                                sys::Duration patience, const SetupContext& at,
                                                std::vector<std::uint64_t>& waiting);

}  // namespace seiload::chain
