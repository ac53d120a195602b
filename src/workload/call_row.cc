#include "workload/call_row.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace seiload::workload {
namespace {

using Arguments = std::vector<profile::Argument>;
using profile::Argument;
using profile::ScenarioConfig;

constexpr std::uint64_t kGwei = 1'000'000'000;
constexpr std::uint64_t kTipCap = 2 * kGwei, kFeeCap = 20 * kGwei;
constexpr std::uint64_t kCalldataBytes = 1024;  // if the scenario does not say

// Zeros, then random bytes.
std::string calldata(const profile::ScenarioConfig& scenario) {
  const std::uint64_t bytes = scenario.parameters.bytes.value_or(kCalldataBytes);
  const double share = scenario.parameters.zero.value_or(0);
  const auto zeros =
      std::min(bytes, static_cast<std::uint64_t>(std::llround(share * static_cast<double>(bytes))));
  return base::cat("{bytes:", zeros, "}{randomBytes:", bytes - zeros, '}');
}

Arguments transfer(const ScenarioConfig&) { return {Argument::of("{receiver}"), Argument::of("1")}; }

Arguments mint(const ScenarioConfig&) { return {Argument::of("{receiver}"), Argument::of("{i:1}")}; }

Arguments disperse(const ScenarioConfig&) {
  return {Argument::of(Arguments(100, Argument::of("{fresh}")))};  // each of them is drawn by itself
}

Argument key(const ScenarioConfig& scenario) {
  return Argument::of(scenario.key_distribution ? "{key}" : "0");
}

Argument pad(const ScenarioConfig& scenario) {
  return Argument::of(scenario.size_distribution ? "{sizedBytes}" : "0x");
}

Arguments key_and_pad(const ScenarioConfig& scenario) { return {key(scenario), pad(scenario)}; }

Arguments key_value_and_pad(const ScenarioConfig& scenario) {
  return {key(scenario), Argument::of("{i}"), pad(scenario)};
}

Argument number(std::uint64_t value) { return Argument::of(std::to_string(value)); }

// GasBurn: `gas` is what the transaction uses in all, within 300. Its loop uses what it is told to and 21,642
// to 22,070 more.
constexpr std::uint64_t kBurnOverhead = 21'800, kMinBurn = 22'500;

std::uint64_t gas_to_burn(const ScenarioConfig& scenario) {
  return std::max(kMinBurn, scenario.parameters.gas.value_or(100'000));
}

Arguments burn(const ScenarioConfig& scenario) { return {number(gas_to_burn(scenario) - kBurnOverhead)}; }

std::uint64_t burn_gas(const ScenarioConfig& scenario) { return gas_to_burn(scenario) + 1000; }

// Revert: at once, or after this much gas. 21,634 and 521,863 are used.
constexpr std::uint64_t kExpensive = 500'000;

bool is_expensive(const ScenarioConfig& scenario) { return scenario.parameters.cost == "expensive"; }

Arguments fail(const ScenarioConfig& scenario) { return {number(is_expensive(scenario) ? kExpensive : 0)}; }

std::uint64_t fail_gas(const ScenarioConfig& scenario) {
  return is_expensive(scenario) ? kExpensive + 30'000 : 25'000;
}

// StorageSpam: 22,245 a slot, 21,800 for all, and 17,100 once for each sender's counter: 3 % above and more.
std::uint64_t slots_of(const ScenarioConfig& scenario) { return scenario.parameters.slots.value_or(10); }

Arguments fill(const ScenarioConfig& scenario) { return {number(slots_of(scenario))}; }

std::uint64_t fill_gas(const ScenarioConfig& scenario) { return 50'000 + 23'000 * slots_of(scenario); }

// LogSpam: 21,800, 783 and 8 a byte for each log, and the memory for one: 2 % above and more.
std::uint64_t logs_of(const ScenarioConfig& scenario) { return scenario.parameters.logs.value_or(10); }

std::uint64_t log_size(const ScenarioConfig& scenario) { return scenario.parameters.bytes.value_or(32); }

Arguments write_logs(const ScenarioConfig& scenario) {
  return {number(logs_of(scenario)), number(log_size(scenario))};
}

std::uint64_t log_gas(const ScenarioConfig& scenario) {
  const std::uint64_t size = log_size(scenario), words = (size + 31) / 32;
  const std::uint64_t gas = 23'000 + logs_of(scenario) * (800 + 8 * size) + 3 * words + words * words / 512;
  return gas + gas / 50;
}

Arguments swap(const ScenarioConfig& scenario) {
  const std::uint64_t pools = scenario.parameters.pools.value_or(1);
  return {Argument::of(base::cat("{random:0..", pools - 1, '}')), Argument::of("{pick:true|false}"),
          Argument::of("{random:1..1000000}")};
}

// Rows of one scenario stand together. The gas limits are measured on anvil 1.7.1 (Prague), with the most
// that was used behind them, where every slot is written for the first time: 5 % above and more, but for
// ERC20Noop, whose use is what its data costs at most (EIP-7623).
constexpr CallRow kRows[] = {
    {.scenario = "ERC20",
     .operation = "erc20_transfer",
     .contract = "ERC20",
     .function = "transfer(address,uint256)",
     .arguments = transfer,
     .gas = 72'156,  // 68,601
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "ERC20Noop",
     .operation = "erc20_transfer",
     .contract = "ERC20Noop",
     .function = "transfer(address,uint256)",
     .arguments = transfer,
     .gas = 22'460,  // 22,430
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "ERC20Conflict",
     .operation = "erc20_transfer",
     .contract = "ERC20Conflict",
     .function = "transfer(address,uint256)",
     .arguments = transfer,
     .gas = 100'000,  // 90,739 the first time, then 73,639
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "ERC721",
     .operation = "erc721_mint",
     .contract = "ERC721",
     .function = "mint(address,uint256)",
     .arguments = mint,
     .gas = 75'000,  // 68,796
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "Disperse",
     .operation = "disperse_ether",
     .contract = "Disperse",
     .function = "disperseEtherFixed(address[])",
     .arguments = disperse,
     .value = "100",
     .gas = 3'900'000,  // 3,525,824
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "StorageRW",
     .operation = "rmw",
     .contract = "StorageRW",
     .function = "rmw(uint256,bytes)",
     .arguments = key_and_pad,
     .gas = 50'000,  // 44,311
     .gas_per_sized_byte = 10,
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "StorageRW",
     .operation = "read",
     .contract = "StorageRW",
     .function = "read(uint256,bytes)",
     .arguments = key_and_pad,
     .gas = 50'000,  // 24,343
     .gas_per_sized_byte = 10,
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "StorageRW",
     .operation = "write",
     .contract = "StorageRW",
     .function = "write(uint256,uint256,bytes)",
     .arguments = key_value_and_pad,
     .gas = 50'000,  // 44,517
     .gas_per_sized_byte = 10,
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "GasBurn",
     .operation = "burn",
     .contract = "GasBurn",
     .function = "burn(uint256)",
     .arguments = burn,
     .gas_of = burn_gas,
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "StorageSpam",
     .operation = "fill",
     .contract = "StorageSpam",
     .function = "fill(uint256)",
     .arguments = fill,
     .gas_of = fill_gas,
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "LogSpam",
     .operation = "log",
     .contract = "LogSpam",
     .function = "write(uint256,uint256)",
     .arguments = write_logs,
     .gas_of = log_gas,
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "Swap",
     .operation = "swap",
     .contract = "Swap",
     .function = "swap(uint256,bool,uint256)",
     .arguments = swap,
     .gas = 78'000,  // 70,970
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
    {.scenario = "Revert",
     .operation = "revert",
     .contract = "Revert",
     .function = "fail(uint256)",
     .arguments = fail,
     .gas_of = fail_gas,
     .tip_cap = kTipCap,
     .fee_cap = kFeeCap},
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
