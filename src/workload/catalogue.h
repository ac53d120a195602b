#pragma once
// Every scenario of the specification by name, with its operations: what a profile may ask for.

#include <string_view>

#include "profile/decode.h"
#include "workload/scenario.h"

namespace seiload::workload {

profile::Catalogue catalogue();

// A native transfer by the name that the catalogue has; null for others: workload/call.h has them.
const Scenario* find_scenario(std::string_view name);

}  // namespace seiload::workload
