#include "workload/workload.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "chain/deploy.h"
#include "workload/purpose.h"
#include "workload/sampler.h"

namespace seiload::workload {
namespace {

using base::Uint256;

profile::ScenarioConfig scenario(std::string name, std::uint64_t weight) {
  profile::ScenarioConfig config;
  config.name = config.label = std::move(name);
  config.weight = weight;
  return config;
}

profile::Profile two_to_one(std::uint64_t accounts) {
  profile::Profile profile;
  profile.accounts = profile::AccountPool{accounts, 0};
  profile.scenarios = {scenario("EVMTransferFast", 200), scenario("EVMTransferNoop", 100)};
  return profile;
}

struct World {
  explicit World(profile::Profile given, std::uint64_t seed = 7)
      : profile(std::move(given)),
        accounts(seed, Workload::pool_sizes(profile)),
        workload(profile, seed, accounts) {}
  profile::Profile profile;
  Accounts accounts;
  Workload workload;

  Intent intent(std::uint64_t arrival, std::uint64_t unix_seconds = 0) const {
    Intent intent;
    workload.write(workload.label_of(arrival), arrival, unix_seconds, intent);
    return intent;
  }
};

TEST(Accounts, AreTheSameForTheSameSeed) {
  const std::uint64_t sizes[] = {3, 2};
  const Accounts first(7, sizes), again(7, sizes), other(8, sizes);
  EXPECT_TRUE(std::equal(first.addresses().begin(), first.addresses().end(), again.addresses().begin()));
  std::set<eth::Address> all(first.addresses().begin(), first.addresses().end());
  all.insert(other.addresses().begin(), other.addresses().end());
  EXPECT_EQ(all.size(), 10U);
  EXPECT_EQ(first.pools()[1].first, 3U);
  EXPECT_EQ(first.pools()[1].count, 2U);
}

TEST(Workload, WeightsAreExactOverEveryRoundOfTheList) {
  const World world(two_to_one(5));
  std::map<std::uint16_t, int> counts;
  for (std::uint64_t i = 0; i < 300; ++i) ++counts[world.workload.order().instance_at(i)];
  EXPECT_EQ(counts, (std::map<std::uint16_t, int>{{0, 200}, {1, 100}}));
}

TEST(Workload, NoTransactionCostsMoreThanItsLabelsBound) {
  profile::Profile profile = two_to_one(5);
  profile::ScenarioConfig picked = scenario("EVMTransfer", 1);
  picked.gas = profile::Picker{profile::Picker::Kind::random, 30'000, 40'000};
  picked.gas_fee_cap = profile::Picker{profile::Picker::Kind::random, 5, 9};
  profile::ScenarioConfig call = scenario("Call", 1);
  call.call.emplace();
  call.call->to.text = "{receiver}";
  call.call->value.text = "{random:5..77}";
  call.call->gas.text = "50000";
  profile::ScenarioConfig sized = scenario("StorageRW", 1);
  sized.size_distribution = profile::Distribution{};
  sized.size_buckets = {0, 100, 5000};
  profile.scenarios.insert(profile.scenarios.end(), {picked, call, sized, scenario("Disperse", 1)});
  const World world(profile);
  EXPECT_EQ(world.workload.cost_bound(0).wei, Uint256(21'000 * 200'000'000'000 + 1'000'000'000'000));
  EXPECT_EQ(world.workload.cost_bound(2).wei, Uint256(40'000 * 9 + (std::uint64_t{1} << 33) - 1));
  EXPECT_EQ(world.workload.cost_bound(3).wei, Uint256(50'000 * std::uint64_t{20'000'000'000} + 77));
  EXPECT_FALSE(world.workload.cost_bound(3).is_estimated_later);
  for (std::uint64_t i = 0; i < 2'000; ++i) {
    const Intent intent = world.intent(i, 1'800'000'000);
    const auto fee = Uint256::saturating_multiply(Uint256(intent.fee_cap), intent.gas_limit);
    EXPECT_LE(Uint256::saturating_add(fee, intent.value), world.workload.cost_bound(intent.label).wei) << i;
  }
}

TEST(Workload, EveryAccountSendsInTurnAndTheNextOneReceives) {
  profile::Profile profile = two_to_one(4);  // an even pool: the reference leaves half of one unused
  profile.scenarios = {scenario("EVMTransferFast", 1)};
  const World world(profile);
  for (std::uint64_t i = 0; i < 12; ++i) {
    const Intent intent = world.intent(i);
    EXPECT_EQ(intent.sender, world.accounts.addresses()[i % 4]);
    EXPECT_EQ(intent.to, world.accounts.addresses()[(i + 1) % 4]);
    EXPECT_EQ(intent.value, base::Uint256(1'000'000'000'000));
    EXPECT_EQ(intent.tip_cap, 0U);
    EXPECT_EQ(intent.fee_cap, 200'000'000'000U);
  }
}

TEST(Workload, ANoopGoesToItself) {
  profile::Profile profile = two_to_one(3);
  profile.scenarios = {scenario("EVMTransferNoop", 1)};
  const World world(profile);
  const Intent intent = world.intent(4);
  EXPECT_EQ(intent.to, intent.sender);
  EXPECT_EQ(intent.value, base::Uint256(0));
  EXPECT_EQ(intent.fee_cap, 20'000'000'000U);
  EXPECT_EQ(intent.tip_cap, 2'000'000'000U);
}

TEST(Workload, ATransferCarriesTheTimeAsItsValue) {
  profile::Profile profile = two_to_one(3);
  profile.scenarios = {scenario("EVMTransfer", 1)};
  EXPECT_EQ(World(profile).intent(0, 1763890200).value, base::Uint256(1763890200));
}

// How workers share a run out: the n-th arrival of an account, and whose turn an arrival is, are inverse.
TEST(Workload, ArrivalsOfAnAccountAndAccountsOfArrivalsAgree) {
  profile::Profile profile = two_to_one(5);
  profile.scenarios.push_back(scenario("EVMTransfer", 37));
  profile.scenarios.back().accounts = profile::AccountPool{7, 0};
  profile.scenarios.push_back(scenario("EVMTransfer", 1));
  const World world(profile);
  ASSERT_EQ(world.workload.order().pools(), 2U);
  EXPECT_NEAR(world.workload.order().share_of(0), 301.0 / 338, 1e-12);
  std::map<std::size_t, std::uint64_t> turns;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const std::size_t account = world.workload.order().account_of(i);
    const std::size_t pool = world.workload.order().pool_at(i);
    ASSERT_EQ(world.workload.order().arrival_of(pool, account, turns[account]++), i);
    ASSERT_EQ(world.intent(i).sender, world.accounts.addresses()[account]);
  }
  EXPECT_EQ(turns.size(), 12U);
}

TEST(Workload, PickersOverrideAndStayInRange) {
  profile::Profile profile = two_to_one(2);
  profile.scenarios = {scenario("EVMTransfer", 1)};
  profile.scenarios[0].gas = profile::Picker{profile::Picker::Kind::fixed, 30000, 30000};
  profile.scenarios[0].gas_fee_cap = profile::Picker{profile::Picker::Kind::random, 5, 9};
  profile.scenarios[0].gas_tip_cap = profile::Picker{profile::Picker::Kind::random, 1, 9};
  const World world(profile);
  std::set<std::uint64_t> fee_caps;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Intent intent = world.intent(i);
    EXPECT_EQ(intent.gas_limit, 30000U);
    EXPECT_LE(intent.tip_cap, intent.fee_cap);
    EXPECT_GE(intent.tip_cap, 1U);
    fee_caps.insert(intent.fee_cap);
  }
  EXPECT_EQ(fee_caps, (std::set<std::uint64_t>{5, 6, 7, 8, 9}));
}

TEST(Workload, FreshAccountsReplaceTheirShareOfBothDraws) {
  profile::Profile profile = two_to_one(2);
  profile.accounts->new_account_rate = 0.25;
  profile.scenarios = {scenario("EVMTransferFast", 1)};
  const World world(profile);
  const std::set<eth::Address> pool(world.accounts.addresses().begin(), world.accounts.addresses().end());
  int fresh_senders = 0, fresh_receivers = 0;
  constexpr int kArrivals = 1000;
  for (std::uint64_t i = 0; i < kArrivals; ++i) {
    const Intent intent = world.intent(i);
    EXPECT_EQ(intent.fresh_sender, world.workload.has_fresh_sender(i));
    EXPECT_EQ(intent.fresh_sender, !pool.contains(intent.sender));
    fresh_senders += intent.fresh_sender ? 1 : 0;
    fresh_receivers += pool.contains(*intent.to) ? 0 : 1;
  }
  EXPECT_NEAR(fresh_senders, 250, 60);
  EXPECT_NEAR(fresh_receivers, 250, 60);
}

TEST(Workload, TheSeedDecidesTheOrder) {
  const World a(two_to_one(3), 1), again(two_to_one(3), 1), b(two_to_one(3), 2);
  int same = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    EXPECT_EQ(a.workload.order().instance_at(i), again.workload.order().instance_at(i));
    same += a.workload.order().instance_at(i) == b.workload.order().instance_at(i) ? 1 : 0;
  }
  EXPECT_LT(same, 250);
}

// Slot, pad and operation of StorageRW: each from a stream of its own, by its distribution.
TEST(Workload, StorageRwDrawsSlotPadAndOperation) {
  profile::ScenarioConfig storage = scenario("StorageRW", 1);
  storage.key_distribution = profile::Distribution{profile::Distribution::Kind::zipfian, 0.99};
  storage.record_count = 1000;
  storage.size_distribution.emplace();
  storage.size_buckets = {0, 32, 96, 320};
  storage.operations = {{"read", 1}, {"rmw", 2}, {"write", 5}};
  profile::Profile profile = two_to_one(3);
  profile.scenarios = {storage};
  const World world(profile, 7);
  const Sampler slots(*storage.key_distribution, 1000), pads(*storage.size_distribution, 4);
  const char* const kLabels[] = {"rmw", "rmw", "read", "write", "write", "write", "write", "write"};
  std::map<std::string, int> operations;
  std::map<std::size_t, int> sizes;
  constexpr int kArrivals = 4000;
  for (std::uint64_t i = 0; i < kArrivals; ++i) {
    const Intent intent = world.intent(i);
    base::Random slot(7, kCall, i), pad(7, kCallLength, i), operation(7, kOperation, i);
    const std::string name = kLabels[operation.below(8)];
    const std::size_t size = storage.size_buckets[pads.draw(pad)];
    ASSERT_EQ(world.workload.labels()[world.workload.label_of(i)].operation, name);
    ASSERT_EQ(world.workload.labels()[intent.label].operation, name);
    ASSERT_EQ(base::load_be64(intent.data.data() + 4 + 24), slots.draw(slot));
    ASSERT_EQ(intent.data.size(), 4 + 32 * (name == "write" ? 4 : 3) + size);
    ASSERT_EQ(intent.gas_limit, 50'000 + 10 * size);
    ++operations[name];
    ++sizes[size];
  }
  EXPECT_NEAR(operations["read"], kArrivals / 8, 100);
  EXPECT_NEAR(operations["write"], 5 * kArrivals / 8, 150);
  ASSERT_EQ(sizes.size(), 4U);
  for (const auto& [size, count] : sizes) EXPECT_NEAR(count, kArrivals / 4, 140) << size;
}

TEST(Workload, NoFreshAccountIsTheDeployer) {
  EXPECT_NE(fresh_account(7, 0, Part::sender).key, chain::deployer_key(7));
}

TEST(Workload, AnAccessListIsPaidOnTopOfTheScenariosLimitAndWithinAGivenOne) {
  profile::Profile profile = two_to_one(3);
  profile.scenarios = {scenario("EVMTransferNoop", 1), scenario("ERC20", 1), scenario("Call", 1)};
  profile.scenarios[2].call.emplace().to.text = "{receiver}";
  profile.scenarios[2].call->gas.text = "50000";
  for (profile::ScenarioConfig& config : profile.scenarios)
    config.access_list = profile::AccessList{false, {{eth::Address(), {base::Bytes32{}, base::Bytes32{}}}}};
  World world(profile);
  std::map<std::uint16_t, std::uint64_t> limits;
  for (std::uint64_t i = 0; i < 3; ++i) {
    const Intent intent = world.intent(i);
    EXPECT_EQ(intent.access_list.size(), 1U);
    limits[intent.label] = intent.gas_limit;
  }
  constexpr std::uint64_t kList = 2400 + 2 * 1900;
  EXPECT_EQ(limits,
            (std::map<std::uint16_t, std::uint64_t>{{0, 21000 + kList}, {1, 72156 + kList}, {2, 50000}}));
}

TEST(Workload, AnAccessListOfTheNodeTakesThePlaceOfNone) {
  profile::Profile profile = two_to_one(3);
  profile.scenarios = {scenario("EVMTransferNoop", 1), scenario("EVMTransferFast", 1)};
  profile.scenarios[1].access_list = profile::AccessList{true, {}};
  World world(profile);
  ASSERT_EQ(world.workload.without_access_list(), std::vector<std::uint16_t>{1});
  world.workload.set_access_list(1, {{eth::Address(), {}}, {eth::Address(), {}}});
  for (std::uint64_t i = 0; i < 2; ++i) {
    const Intent intent = world.intent(i);
    EXPECT_EQ(intent.access_list.size(), intent.label == 1 ? 2U : 0U);
    EXPECT_EQ(intent.gas_limit, intent.label == 1 ? 25800U : 21000U);
  }
}

}  // namespace
}  // namespace seiload::workload
