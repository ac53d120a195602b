#pragma once
// From the text of a profile to its values, strictly: keys match in any case (ASCII), an unknown or repeated
// key, a wrong type or range and contradictions within a scenario are problems; all are found in one pass. A
// null counts as a key that was not given. What can only be judged once the command line is merged in (is
// there an endpoint? is what is asked for built?) is left to profile/finish.h; until then a Draft remembers
// where things came from.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profile/diagnostics.h"
#include "profile/options.h"
#include "profile/profile.h"

namespace seiload::profile {

// A scenario that there is; the table is in workload/, which this room may not include.
struct ScenarioInfo {
  std::string_view name;
  std::span<const std::string_view> operations;
  bool built = true;
  bool storage = false;  // uses keyDistribution, recordCount, sizeDistribution and sizeBuckets
  bool call = false;     // takes contract, to, function, args, data, value, gas and label
  bool creates = false;  // a call that creates its contract: takes contract, args, value, gas and label
  std::span<const std::string_view> parameters = {};  // of profile::Parameters, those that it takes
};
using Catalogue = std::span<const ScenarioInfo>;

// The row of that name in any case, or null.
const ScenarioInfo* find_scenario(Catalogue catalogue, std::string_view name);

// "unknown scenario 'EVMTransfr'; did you mean 'EVMTransfer'?"
std::string unknown_scenario(Catalogue catalogue, std::string_view name);

struct Draft {
  Profile profile;
  Diagnostics problems;
  // Where they were given: parallel to profile.endpoints and profile.scenarios.
  std::vector<SourceLocation> endpoint_places;
  std::vector<SourceLocation> scenario_places;
  // Something was wrong with what was given: that nothing is left of it is no news then.
  bool endpoints_unsound = false;
  bool scenarios_unsound = false;
  SourceLocation funding_place;
  std::vector<SourceLocation> fault_places;  // parallel to the faults of profile.mock_chain
  // Parallel to setting_options(): where each was given; an empty path where it was not.
  std::vector<SourceLocation> setting_places = std::vector<SourceLocation>(setting_options().size());
};

inline constexpr std::size_t kMaxProfileSize = 4 << 20;  // bytes

// `file` is the name for messages. Values with problems keep their defaults.
Draft decode(std::string_view text, std::string_view file, Catalogue catalogue);

}  // namespace seiload::profile
