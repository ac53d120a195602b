#include "scenario/workload.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "base/random.h"

namespace seiload::scenario {
namespace {

// What each random stream of a run is for: no two draws share one.
enum Purpose : std::uint64_t { kShuffle = 1, kSenderIsFresh, kReceiverIsFresh, kGas, kFeeCap, kTipCap };

// Pools are numbered in the order in which the scenarios first use them.
struct PoolPlan {
  std::vector<std::uint64_t> sizes;
  std::vector<std::size_t> of_scenario;
  std::vector<double> new_account_rates;  // one a scenario
};

PoolPlan plan_pools(const profile::Profile& profile) {
  PoolPlan plan;
  std::optional<std::size_t> shared;
  for (const profile::ScenarioConfig& scenario : profile.scenarios) {
    const auto& pool = scenario.accounts ? scenario.accounts : profile.accounts;
    CHECK(pool.has_value());
    const bool is_new = scenario.accounts || !shared;
    plan.of_scenario.push_back(is_new ? plan.sizes.size() : *shared);
    if (is_new) plan.sizes.push_back(pool->count);
    if (!scenario.accounts) shared = plan.of_scenario.back();
    plan.new_account_rates.push_back(pool->new_account_rate);
  }
  return plan;
}

std::uint64_t pick(const std::optional<profile::Picker>& picker, std::uint64_t otherwise, std::uint64_t seed,
                   Purpose purpose, std::uint64_t arrival) {
  if (!picker) return otherwise;
  return picker->least + base::Random(seed, purpose, arrival).below(picker->most - picker->least + 1);
}

bool draws_fresh(Purpose purpose, std::uint64_t seed, std::uint64_t arrival, double rate) {
  return rate > 0 && base::Random(seed, purpose, arrival).unit() < rate;
}

}  // namespace

std::vector<std::uint64_t> Workload::pool_sizes(const profile::Profile& profile) {
  if (profile.scenarios.empty() && profile.accounts) return {profile.accounts->count};
  return plan_pools(profile).sizes;
}

Workload::Workload(const profile::Profile& profile, std::uint64_t seed, const Accounts& accounts)
    : seed_(seed), accounts_(&accounts) {
  const PoolPlan plan = plan_pools(profile);
  CHECK(!profile.scenarios.empty() && profile.scenarios.size() < 65536);
  CHECK(plan.sizes.size() == accounts.pools().size());
  for (const PoolRange& range : accounts.pools()) pools_.push_back({range, {}});

  std::uint64_t divisor = 0;
  for (const profile::ScenarioConfig& scenario : profile.scenarios) {
    const NativeTransfer* transfer = find_native_transfer(scenario.name);
    CHECK(transfer != nullptr);  // the catalogue let only these through
    const std::size_t index = instances_.size();
    instances_.push_back({transfer, static_cast<std::uint32_t>(plan.of_scenario[index]), plan.new_account_rates[index],
                          scenario.gas, scenario.gas_fee_cap, scenario.gas_tip_cap, scenario.tx_type});
    labels_.push_back({scenario.label, std::string(transfer->operation)});
    divisor = std::gcd(divisor, scenario.weight);
  }
  CHECK(divisor > 0);  // a profile keeps no scenario of weight 0
  std::vector<std::uint16_t> order;
  for (std::size_t i = 0; i < instances_.size(); ++i)  // the same shares in the shortest list
    order.insert(order.end(), profile.scenarios[i].weight / divisor, static_cast<std::uint16_t>(i));
  base::Random random(seed, kShuffle);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  for (const std::uint16_t instance : order) {
    const std::uint32_t pool = instances_[instance].pool;
    auto& entries = pools_[pool].entries;
    list_.push_back({instance, pool, static_cast<std::uint32_t>(entries.size())});
    entries.push_back(static_cast<std::uint32_t>(list_.size() - 1));
  }
}

std::uint64_t Workload::turn_of(std::uint64_t arrival) const {
  const Entry& entry = list_[arrival % list_.size()];
  return arrival / list_.size() * pools_[entry.pool].entries.size() + entry.turn;
}

std::size_t Workload::account_of(std::uint64_t arrival) const {
  const PoolRange& range = pools_[pool_at(arrival)].range;
  return range.first + static_cast<std::size_t>(turn_of(arrival) % range.count);
}

std::uint64_t Workload::arrival_of(std::size_t pool, std::size_t account, std::uint64_t n) const {
  const Pool& of = pools_[pool];
  const std::uint64_t turn = account - of.range.first + n * of.range.count;
  return turn / of.entries.size() * list_.size() + of.entries[turn % of.entries.size()];
}

double Workload::share_of(std::size_t pool) const {
  return static_cast<double>(pools_[pool].entries.size()) / static_cast<double>(list_.size());
}

bool Workload::has_fresh_sender(std::uint64_t arrival) const {
  return draws_fresh(kSenderIsFresh, seed_, arrival, instances_[instance_at(arrival)].new_account_rate);
}

Intent Workload::intent(std::uint64_t arrival, std::uint64_t unix_seconds) const {
  const Entry& entry = list_[arrival % list_.size()];
  const Instance& instance = instances_[entry.instance];
  const NativeTransfer& transfer = *instance.transfer;
  const PoolRange& range = pools_[entry.pool].range;
  const std::uint64_t turn = turn_of(arrival);

  Intent intent;
  intent.instance = entry.instance;
  intent.type = instance.type;
  if (draws_fresh(kSenderIsFresh, seed_, arrival, instance.new_account_rate)) {
    const FreshAccount account = fresh_account(seed_, arrival, Part::sender);
    intent.fresh_sender = true;
    intent.fresh_key = account.key;
    intent.sender = account.address;
  } else {
    intent.sender = accounts_->addresses()[range.first + turn % range.count];
  }
  if (transfer.to == NativeTransfer::To::self) {
    intent.to = intent.sender;
  } else if (draws_fresh(kReceiverIsFresh, seed_, arrival, instance.new_account_rate)) {
    intent.to = fresh_account(seed_, arrival, Part::receiver).address;
  } else {
    intent.to = accounts_->addresses()[range.first + (turn + 1) % range.count];
  }
  intent.value = transfer.value == NativeTransfer::Value::fixed ? transfer.fixed_value : unix_seconds;
  intent.gas_limit = pick(instance.gas, transfer.gas_limit, seed_, kGas, arrival);
  intent.fee_cap = pick(instance.fee_cap, transfer.fee_cap, seed_, kFeeCap, arrival);
  intent.tip_cap = std::min(intent.fee_cap, pick(instance.tip_cap, transfer.tip_cap, seed_, kTipCap, arrival));
  return intent;
}

}  // namespace seiload::scenario
