#pragma once
// Gas limits by a node's estimate, of calls at set-up and of those of the load, and access lists. Both also
// find a call that would revert, with its reason.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "chain/node_call.h"
#include "eth/abi_type.h"
#include "workload/intent.h"

namespace seiload::run {

inline constexpr std::string_view kEstimateGas = "eth_estimateGas";

inline constexpr std::string_view kCreateAccessList = "eth_createAccessList";

// The parameters that both take for this transaction.
std::string estimate_params(const workload::Intent& intent);

// The gas limit by the reply to eth_estimateGas: the estimate and 20 % more. An Error: stopped; remote, "the
// call would fail: 'too low'"; else why there is no answer.
base::Result<std::uint64_t> gas_limit_by(const base::Result<chain::NodeReply>& reply,
                                         std::span<const eth::abi::Signature> errors);

// The list by the reply to eth_createAccessList. Errors as above.
base::Result<std::vector<eth::AccessEntry>> access_list_by(const base::Result<chain::NodeReply>& reply,
                                                           std::span<const eth::abi::Signature> errors);

}  // namespace seiload::run
