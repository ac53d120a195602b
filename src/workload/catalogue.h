#pragma once
// Every scenario of the specification by name, with its operations: what a profile may ask for.

#include <string_view>

#include "profile/decode.h"
#include "workload/scenario.h"

namespace seiload::workload {

profile::Catalogue catalogue();

// Null if there is no such scenario, or if it is not built yet. The name as the catalogue spells it.
const Scenario* find_scenario(std::string_view name);

}  // namespace seiload::workload
