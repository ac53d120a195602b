#pragma once
// A small catalogue for tests of profiles: what the real one (workload/) says may change without touching
// them.

#include "profile/decode.h"

namespace seiload::profile {

inline constexpr std::string_view kPlainOperations[] = {"transfer"};
inline constexpr std::string_view kStoreOperations[] = {"rmw", "read", "write"};
inline constexpr ScenarioInfo kTestScenarios[] = {
    {.name = "Plain", .operations = kPlainOperations},
    {.name = "Other", .operations = kPlainOperations},
    {.name = "Store", .operations = kStoreOperations, .storage = true},
    {.name = "Later", .operations = kPlainOperations, .built = false},
};
inline constexpr Catalogue kTestCatalogue = kTestScenarios;

}  // namespace seiload::profile
