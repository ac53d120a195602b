#pragma once
// A built-in scenario that calls a contract is a row of data over the same machinery as the user's own calls
// (workload/call.h, workload/call_compiler.h), not a second way. A scenario with several operations has a row
// for each; `operations` of the profile weighs them, without it the first row is taken.
//
//   std::vector<profile::Argument> transfer(const profile::ScenarioConfig&) {
//     return {Argument::of("{receiver}"), Argument::of("1")};
//   }
//   {.scenario = "ERC20", .operation = "erc20_transfer", .contract = "ERC20",
//    .function = "transfer(address,uint256)", .arguments = transfer, .gas = 72156,
//    .tip_cap = 2 * kGwei, .fee_cap = 20 * kGwei}
//
// Add rows to call_rows() in call_row.cc, and their operations to workload/catalogue.cc with `built`.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profile/profile.h"

namespace seiload::workload {

struct CallRow {
  std::string_view scenario;   // as the catalogue spells it
  std::string_view operation;  // the label in report and metrics
  // A name that CallEnvironment::contracts resolves once it is deployed; empty: the call goes to `to`.
  std::string_view contract = {};
  std::string_view to = {};        // an address placeholder, "{receiver}"
  std::string_view function = {};  // a signature; empty: no call data but for `data`
  // Placeholders, amounts, lists, as a profile has them. They may depend on the
  // scenario's keys (StorageRW: 0 without keyDistribution, else "{key}"). Null: none.
  std::vector<profile::Argument> (*arguments)(const profile::ScenarioConfig&) = nullptr;
  std::string (*data)(const profile::ScenarioConfig&) =
      nullptr;                  // instead of a function: hex bytes, or a placeholder of bytes
  std::string_view value = {};  // an amount or a number's placeholder
  std::uint64_t gas = 0;        // the limit; 0: what the data costs, no code runs
  std::uint64_t (*gas_of)(const profile::ScenarioConfig&) = nullptr;  // instead of `gas`
  std::uint64_t gas_per_sized_byte = 0;    // and this much for each byte of {sizedBytes}, in whole words
  std::uint64_t tip_cap = 0, fee_cap = 0;  // wei
};

std::span<const CallRow> call_rows();

// The rows of a scenario of this name, in their order; empty if it has none.
std::span<const CallRow> rows_of(std::string_view scenario);

}  // namespace seiload::workload
