#pragma once
// Checks every call of a profile before anything is sent, and completes it: functions named without types get
// those of the contract's ABI. After this, workload/workload.h takes the profile as it is. Needs no chain.

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "profile/profile.h"
#include "workload/call_compiler.h"

namespace seiload::workload {

// Where a problem is: an entry of this list of the profile.
enum class CallList : std::uint8_t { scenarios, contracts, setup };
using TakeProblem = std::function<void(CallList list, std::size_t index, const CallProblem& problem)>;

void check_calls(profile::Profile& profile, const TakeProblem& take);

// What creates a contract: its code, and the constructor's arguments. The addresses in them are those of the
// environment. Nothing, and a problem, if the arguments are wrong.
std::optional<base::Bytes> init_code(const profile::ContractConfig& contract, const CompileContext& context,
                                     CallProblem& problem);

}  // namespace seiload::workload
