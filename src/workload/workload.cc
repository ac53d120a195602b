#include "workload/workload.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/random.h"
#include "workload/catalogue.h"
#include "workload/purpose.h"

namespace seiload::workload {
namespace {

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

std::vector<ArrivalOrder::Instance> order_of(const profile::Profile& profile) {
  const PoolPlan plan = plan_pools(profile);
  std::vector<ArrivalOrder::Instance> instances;
  for (std::size_t i = 0; i < profile.scenarios.size(); ++i)
    instances.push_back({profile.scenarios[i].weight, static_cast<std::uint32_t>(plan.of_scenario[i])});
  return instances;
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
    : seed_(seed), accounts_(&accounts), order_(seed, order_of(profile), accounts.pools()) {
  const PoolPlan plan = plan_pools(profile);
  CHECK(plan.sizes.size() == accounts.pools().size());
  for (const profile::ScenarioConfig& config : profile.scenarios) {
    const Scenario* scenario = find_scenario(config.name);
    const profile::ScenarioInfo* info = profile::find_scenario(catalogue(), config.name);
    CHECK(scenario != nullptr && info != nullptr);  // profile/finish.h lets only these through
    instances_.push_back({scenario, plan.new_account_rates[instances_.size()], config.gas, config.gas_fee_cap,
                          config.gas_tip_cap, config.tx_type});
    labels_.push_back({config.label, std::string(info->operations.front())});
  }
}

bool Workload::has_fresh_sender(std::uint64_t arrival) const {
  const Instance& instance = instances_[order_.instance_at(arrival)];
  return draws_fresh(kSenderIsFresh, seed_, arrival, instance.new_account_rate);
}

void Workload::write(std::uint64_t arrival, std::uint64_t unix_seconds, Intent& intent) const {
  intent.instance = order_.instance_at(arrival);
  const Instance& instance = instances_[intent.instance];
  const double new_account_rate = instance.new_account_rate;
  intent.type = instance.type;
  intent.fresh_sender = draws_fresh(kSenderIsFresh, seed_, arrival, new_account_rate);
  if (intent.fresh_sender) {
    const FreshAccount account = fresh_account(seed_, arrival, Part::sender);
    intent.fresh_key = account.key;
    intent.sender = account.address;
  } else {
    intent.sender = accounts_->addresses()[order_.account_of(arrival)];
  }
  Operation operation{
      .number = arrival, .unix_seconds = unix_seconds, .sender = intent.sender, .receiver = {}};
  if (instance.scenario->needs_receiver()) {
    operation.receiver = draws_fresh(kReceiverIsFresh, seed_, arrival, new_account_rate)
                             ? fresh_account(seed_, arrival, Part::receiver).address
                             : accounts_->addresses()[order_.account_after(arrival)];
  }
  intent.data.clear();
  instance.scenario->write(operation, intent);
  intent.gas_limit = pick(instance.gas, intent.gas_limit, seed_, kGas, arrival);
  intent.fee_cap = pick(instance.fee_cap, intent.fee_cap, seed_, kFeeCap, arrival);
  intent.tip_cap = std::min(intent.fee_cap, pick(instance.tip_cap, intent.tip_cap, seed_, kTipCap, arrival));
}

}  // namespace seiload::workload
