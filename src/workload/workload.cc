#include "workload/workload.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/random.h"
#include "eth/gas.h"
#include "workload/call.h"
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

Workload::Workload(const profile::Profile& profile, std::uint64_t seed, const Accounts& accounts,
                   const CallEnvironment& environment)
    : seed_(seed), accounts_(&accounts), order_(seed, order_of(profile), accounts.pools()) {
  const PoolPlan plan = plan_pools(profile);
  CHECK(plan.sizes.size() == accounts.pools().size());
  for (const profile::ScenarioConfig& config : profile.scenarios) {
    instances_.push_back({plan.new_account_rates[instances_.size()],
                          config.gas,
                          config.gas_fee_cap,
                          config.gas_tip_cap,
                          config.tx_type,
                          static_cast<std::uint16_t>(labels_.size()),
                          {}});
    draws_fresh_ = draws_fresh_ || instances_.back().new_account_rate > 0;
    add(config, environment);
  }
}

Workload::Workload(Label recorded, const Accounts& accounts)
    : seed_(0),
      accounts_(&accounts),
      order_(0, std::vector<ArrivalOrder::Instance>{{1, 0}}, accounts.pools()),
      instances_(1),
      labels_{std::move(recorded)} {}

void Workload::add(const profile::ScenarioConfig& config, const CallEnvironment& environment) {
  if (const Scenario* native = find_scenario(config.name)) {
    const profile::ScenarioInfo* info = profile::find_scenario(catalogue(), config.name);
    return add_operation(config, native, info->operations.front());
  }
  std::uint64_t sum = 0;
  for (const CallPlan& plan : plan_calls(config)) {
    CallProblem problem;
    auto call = Call::make(plan, {config, environment, accounts_->addresses(), accounts_->size()}, problem);
    CHECK(call.has_value());  // workload/call_check.h lets only these through
    calls_.push_back(std::make_unique<Call>(*std::move(call)));
    add_operation(config, calls_.back().get(), plan.operation);
    sum += plan.weight;
    instances_.back().weights.push_back(sum);
  }
  CHECK(sum > 0);  // profile/finish.h lets only scenarios through that there are
}

void Workload::add_operation(const profile::ScenarioConfig& config, const Scenario* scenario,
                             std::string_view name) {
  operations_.push_back({scenario, static_cast<std::uint16_t>(instances_.size() - 1)});
  if (config.access_list) {
    operations_.back().creates_access_list = config.access_list->create;
    set_access_list(static_cast<std::uint16_t>(operations_.size() - 1), config.access_list->entries);
  }
  labels_.push_back({config.label, std::string(name)});
}

std::uint16_t Workload::label_of(std::uint64_t arrival) const {
  const Instance& instance = instances_[order_.instance_at(arrival)];
  if (instance.weights.size() < 2) return instance.first_label;
  const std::uint64_t drawn = base::Random(seed_, kOperation, arrival).below(instance.weights.back());
  const auto at = std::upper_bound(instance.weights.begin(), instance.weights.end(), drawn);
  return static_cast<std::uint16_t>(instance.first_label + (at - instance.weights.begin()));
}

bool Workload::has_fresh_sender(std::uint64_t arrival) const {
  if (!draws_fresh_) return false;
  const Instance& instance = instances_[order_.instance_at(arrival)];
  return draws_fresh(kSenderIsFresh, seed_, arrival, instance.new_account_rate);
}

std::vector<Workload::CodeTarget> Workload::code_targets() const {
  std::vector<CodeTarget> targets;
  for (std::size_t i = 0; i < operations_.size(); ++i)
    if (const auto address = operations_[i].scenario->code_at())
      targets.push_back({static_cast<std::uint16_t>(i), *address});
  return targets;
}

std::vector<std::uint16_t> Workload::unestimated() const {
  std::vector<std::uint16_t> labels;
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    const OperationOf& operation = operations_[i];
    if (operation.scenario->needs_estimate() && !instances_[operation.instance].gas)
      labels.push_back(static_cast<std::uint16_t>(i));
  }
  return labels;
}

std::vector<std::uint16_t> Workload::measured() const {
  std::vector<std::uint16_t> labels;
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    const Scenario& scenario = *operations_[i].scenario;
    const bool is_given = scenario.has_given_gas() || instances_[operations_[i].instance].gas;
    if (scenario.code_at() && !scenario.needs_estimate() && !is_given)
      labels.push_back(static_cast<std::uint16_t>(i));
  }
  return labels;
}

std::vector<std::uint16_t> Workload::without_access_list() const {
  std::vector<std::uint16_t> labels;
  for (std::size_t i = 0; i < operations_.size(); ++i)
    if (operations_[i].creates_access_list) labels.push_back(static_cast<std::uint16_t>(i));
  return labels;
}

void Workload::set_access_list(std::uint16_t label, std::vector<eth::AccessEntry> entries) {
  OperationOf& operation = operations_[label];
  operation.list_gas = operation.scenario->has_given_gas() ? 0 : eth::access_list_gas(entries);
  operation.access_list = std::move(entries);
}

void Workload::write_example(std::uint16_t label, std::uint64_t unix_seconds, Intent& intent) const {
  write(label, order_.first_of(operations_[label].instance), unix_seconds, intent);
}

Workload::CostBound Workload::cost_bound(std::uint16_t label) const {
  const OperationOf& what = operations_[label];
  const Instance& instance = instances_[what.instance];
  const Scenario::Most most = what.scenario->most();
  const std::uint64_t gas =
      instance.gas ? instance.gas->most
                   : std::max(what.gas, most.gas_limit + what.list_gas + what.raised_gas);
  const std::uint64_t fee_cap = instance.fee_cap ? instance.fee_cap->most : most.fee_cap;
  const auto fee = base::Uint256::saturating_multiply(base::Uint256(fee_cap), gas);
  return {base::Uint256::saturating_add(fee, most.value),
          what.scenario->needs_estimate() && what.gas == 0 && !instance.gas};
}

void Workload::write(std::uint16_t label, std::uint64_t arrival, std::uint64_t unix_seconds,
                     Intent& intent) const {
  intent.label = label;
  const OperationOf& what = operations_[label];
  const Instance& instance = instances_[what.instance];
  const double new_account_rate = instance.new_account_rate;
  intent.type = instance.type;
  intent.access_list = what.access_list;
  intent.nonce_words.clear();
  intent.nonce_is_value = false;
  intent.fresh_sender = draws_fresh(kSenderIsFresh, seed_, arrival, new_account_rate);
  Operation operation{.number = arrival, .unix_seconds = unix_seconds, .seed = seed_};
  const ArrivalOrder::Turn turn = order_.turn_at(arrival);
  if (intent.fresh_sender) {
    const FreshAccount account = fresh_account(seed_, arrival, Part::sender);
    intent.fresh_key = account.key;
    intent.sender = account.address;
  } else {
    intent.sender = accounts_->addresses()[turn.sender];
    operation.turn = turn.number;
  }
  operation.sender = intent.sender;
  if (what.scenario->needs_receiver()) {
    operation.receiver = draws_fresh(kReceiverIsFresh, seed_, arrival, new_account_rate)
                             ? fresh_account(seed_, arrival, Part::receiver).address
                             : accounts_->addresses()[turn.receiver];
  }
  intent.data.clear();
  what.scenario->write(operation, intent);
  intent.gas_limit = std::max(what.gas, intent.gas_limit + what.list_gas + what.raised_gas);
  intent.gas_limit = pick(instance.gas, intent.gas_limit, seed_, kGas, arrival);
  intent.fee_cap = pick(instance.fee_cap, intent.fee_cap, seed_, kFeeCap, arrival);
  intent.tip_cap = std::min(intent.fee_cap, pick(instance.tip_cap, intent.tip_cap, seed_, kTipCap, arrival));
}

}  // namespace seiload::workload
