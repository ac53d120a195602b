#pragma once
// Which of a profile's contracts set-up puts on the chain. Needs no chain.

#include "profile/profile.h"

namespace seiload::workload {

// Not one that has an address, nor one that nothing but scenario Deploy names: its transactions create it.
bool is_deployed(const profile::Profile& profile, const profile::ContractConfig& contract);

}  // namespace seiload::workload
