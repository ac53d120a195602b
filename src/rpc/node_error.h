#pragma once
// What a JSON-RPC error of a node or provider means. Nodes give nearly everything the code -32000 and share
// the few others among different meanings, so the words decide and the code only where they say nothing.
// Wordings of geth, besu, nethermind, erigon, reth, hardhat, ganache, anvil, parity, Substrate and Cosmos
// chains (Sei) and of providers. Pure.

#include <cstdint>
#include <string_view>

#include "measure/outcome.h"

namespace seiload::rpc {

// One of class rejected, or request_timeout where the node says that it gave up waiting: then nobody knows.
// `message` and `data` as written in the JSON; `data` counts where the message says nothing.
measure::Outcome classify_error(std::int64_t code, std::string_view message, std::string_view data = {});

// The same request may succeed a little later: a rate limit, a node that is starting, one that gave up
// waiting.
bool is_passing(measure::Outcome outcome);

}  // namespace seiload::rpc
