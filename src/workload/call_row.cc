#include "workload/call_row.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace seiload::workload {
namespace {

constexpr std::uint64_t kGwei = 1'000'000'000;
constexpr std::uint64_t kCalldataBytes = 1024;  // if the scenario does not say

// Zeros, then random bytes.
std::string calldata(const profile::ScenarioConfig& scenario) {
  const std::uint64_t bytes = scenario.parameters.bytes.value_or(kCalldataBytes);
  const double share = scenario.parameters.zero.value_or(0);
  const auto zeros =
      std::min(bytes, static_cast<std::uint64_t>(std::llround(share * static_cast<double>(bytes))));
  return base::cat("{bytes:", zeros, "}{randomBytes:", bytes - zeros, '}');
}

// Rows of one scenario stand together.
constexpr CallRow kRows[] = {
    {.scenario = "Calldata",
     .operation = "calldata",
     .to = "{receiver}",
     .data = calldata,
     .tip_cap = 2 * kGwei,
     .fee_cap = 20 * kGwei},
};

}  // namespace

std::span<const CallRow> call_rows() { return kRows; }

std::span<const CallRow> rows_of(std::string_view scenario) {
  const std::span<const CallRow> all = call_rows();
  const auto is_of = [&](const CallRow& row) { return row.scenario == scenario; };
  const auto first = std::find_if(all.begin(), all.end(), is_of);
  return {first, std::find_if_not(first, all.end(), is_of)};
}

}  // namespace seiload::workload
