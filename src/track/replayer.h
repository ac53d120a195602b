#pragma once
// Finds out why a transaction reverted: reads it from the node, and makes the same call once more at its
// block (chain/replay.h). Two questions each. Thread rule: the one of the client.

#include <span>
#include <string>

#include "base/result.h"
#include "eth/abi_type.h"
#include "rpc/client.h"
#include "track/inclusion.h"

namespace seiload::track {

// The reason, for people. An Error where there was no answer that tells: stopped, io, timeout, protocol,
// remote.
base::Result<std::string> replay(const WantedReplay& wanted, std::span<const eth::abi::Signature> errors,
                                 rpc::Client& client, const sys::Event& stop);

}  // namespace seiload::track
