#include "workload/call_row.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "base/hex.h"
#include "eth/gas.h"
#include "workload/call.h"
#include "workload/catalogue.h"
#include "workload/contracts/contracts.h"

namespace seiload::workload {
namespace {

profile::ScenarioConfig scenario(std::string_view name) {
  profile::ScenarioConfig config;
  config.name = config.label = name;
  return config;
}

// Operation i of the scenario's operation number n.
Intent intent(const profile::ScenarioConfig& config, std::uint64_t i, std::size_t n = 0) {
  CallEnvironment environment;
  for (const Contract& contract : contracts())
    environment.contracts[std::string(contract.name)].bytes.fill(static_cast<std::uint8_t>(contract.name[0]));
  CallProblem problem;
  const CompileContext context{config, environment, {}, 0, {}, false};
  const auto call = Call::make(plan_calls(config).at(n), context, problem);
  EXPECT_TRUE(call) << config.name << ": " << problem.path << ": " << problem.message;
  Operation operation{.number = i, .unix_seconds = 1, .seed = 7};
  operation.receiver.bytes.fill(0xff);
  Intent intent;
  if (call) call->write(operation, intent);
  return intent;
}

std::string word_of(const Intent& intent, std::size_t n) {
  return base::to_hex(base::ByteSpan(intent.data).subspan(4 + 32 * n, 32)).substr(2);
}

TEST(CallRow, EveryScenarioOfACatalogueHasItsOperations) {
  for (const profile::ScenarioInfo& info : catalogue()) {
    SCOPED_TRACE(info.name);
    const auto rows = rows_of(info.name);
    if (rows.empty()) continue;
    ASSERT_EQ(rows.size(), info.operations.size());
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].operation, info.operations[i]);
  }
}

TEST(CallRow, CallsFunctionsThatTheContractsHave) {
  for (const CallRow& row : call_rows()) {
    if (row.contract.empty()) continue;
    SCOPED_TRACE(row.scenario);
    const Contract* const contract = find_contract(row.contract);
    ASSERT_NE(contract, nullptr);
    EXPECT_NE(std::find(contract->functions.begin(), contract->functions.end(), row.function),
              contract->functions.end());
  }
}

// Tip and fee cap 2 and 20 gwei; the gas limit at least what the data is charged (EIP-7623).
TEST(CallRow, GasLimitsAndFees) {
  const auto with = [](std::string_view name, const std::function<void(profile::Parameters&)>& set) {
    profile::ScenarioConfig config = scenario(name);
    set(config.parameters);
    return config;
  };
  using P = profile::Parameters;
  const struct {
    profile::ScenarioConfig config;
    std::uint64_t gas;
  } kCases[] = {
      {scenario("ERC20"), 72'156},
      {scenario("ERC20Noop"), 22'460},
      {scenario("ERC20Conflict"), 100'000},
      {scenario("ERC721"), 75'000},
      {scenario("Disperse"), 3'900'000},
      {scenario("StorageRW"), 50'000},
      {scenario("GasBurn"), 101'000},
      {with("GasBurn", [](P& p) { p.gas = 5; }), 23'500},
      {with("GasBurn", [](P& p) { p.gas = 10'000'000; }), 10'001'000},
      {scenario("StorageSpam"), 280'000},
      {with("StorageSpam", [](P& p) { p.slots = 256; }), 5'938'000},
      {scenario("LogSpam"), 34'234},
      {with("LogSpam", [](P& p) { p.logs = 16, p.bytes = 65'536; }), 8'607'518},
      {scenario("Swap"), 78'000},
      {scenario("Revert"), 25'000},
      {with("Revert", [](P& p) { p.cost = "expensive"; }), 530'000},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.config.name);
    const Intent got = intent(c.config, 1'000'000);
    EXPECT_EQ(got.gas_limit, c.gas);
    EXPECT_GE(got.gas_limit, eth::floor_gas(got.data));
    EXPECT_EQ(got.tip_cap, 2'000'000'000U);
    EXPECT_EQ(got.fee_cap, 20'000'000'000U);
  }
}

TEST(CallRow, Erc20MovesOneToTheReceiver) {
  const Intent got = intent(scenario("ERC20"), 5);
  EXPECT_EQ(base::to_hex(got.data),
            "0xa9059cbb" + std::string(24, '0') + std::string(40, 'f') + std::string(63, '0') + "1");
  EXPECT_EQ(got.value, base::Uint256(0));
}

TEST(CallRow, Erc721MintsIdsFromOne) {
  EXPECT_EQ(word_of(intent(scenario("ERC721"), 0), 1), std::string(63, '0') + "1");
  EXPECT_EQ(word_of(intent(scenario("ERC721"), 258), 1), std::string(61, '0') + "103");
}

TEST(CallRow, DisperseGivesAHundredNewAccountsAWeiEach) {
  const Intent got = intent(scenario("Disperse"), 0), next = intent(scenario("Disperse"), 1);
  EXPECT_EQ(got.value, base::Uint256(100));
  std::set<std::string> accounts;
  for (std::size_t i = 0; i < 100; ++i) accounts.insert({word_of(got, 2 + i), word_of(next, 2 + i)});
  EXPECT_EQ(accounts.size(), 200U);
  EXPECT_EQ(got.data.size(), 4U + 32 * 102);
}

TEST(CallRow, StorageRwWithNothingConfiguredIsRmwOfKeyZero) {
  const Intent got = intent(scenario("StorageRW"), 9);
  EXPECT_EQ(plan_calls(scenario("StorageRW")).size(), 1U);
  EXPECT_EQ(plan_calls(scenario("StorageRW"))[0].operation, "rmw");
  EXPECT_EQ(word_of(got, 0), std::string(64, '0'));
  EXPECT_EQ(word_of(got, 2), std::string(64, '0'));  // an empty pad
  EXPECT_EQ(got.data.size(), 4U + 32 * 3);
}

TEST(CallRow, StorageRwDrawsKeyPadAndOperation) {
  profile::ScenarioConfig config = scenario("StorageRW");
  config.key_distribution.emplace();
  config.record_count = 16;
  config.size_distribution.emplace();
  config.size_buckets = {0, 40, 100};
  config.operations = {{"read", 1}, {"write", 3}};
  const auto plans = plan_calls(config);
  ASSERT_EQ(plans.size(), 2U);
  EXPECT_EQ(plans[0].operation, "read");
  EXPECT_EQ(plans[1].operation, "write");
  EXPECT_EQ(plans[1].weight, 3U);
  std::set<std::string> keys;
  std::set<std::size_t> pads;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Intent got = intent(config, i, 1);
    keys.insert(word_of(got, 0));
    const std::size_t pad = got.data.size() - (4 + 32 * 4);
    pads.insert(pad);
    EXPECT_EQ(got.gas_limit, 50'000 + 10 * pad);
    EXPECT_GE(got.gas_limit, eth::floor_gas(got.data));
  }
  EXPECT_EQ(keys.size(), 16U);
  EXPECT_EQ(pads, (std::set<std::size_t>{0, 64, 128}));
}

TEST(CallRow, SwapDrawsOneOfItsPools) {
  profile::ScenarioConfig config = scenario("Swap");
  EXPECT_EQ(word_of(intent(config, 1), 0), std::string(64, '0'));
  config.parameters.pools = 4;
  std::set<std::string> pools, sides;
  for (std::uint64_t i = 0; i < 100; ++i) {
    pools.insert(word_of(intent(config, i), 0));
    sides.insert(word_of(intent(config, i), 1));
  }
  EXPECT_EQ(pools.size(), 4U);
  EXPECT_EQ(sides.size(), 2U);
}

}  // namespace
}  // namespace seiload::workload
