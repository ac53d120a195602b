#include "run/worst_case.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "eth/gas.h"
#include "run/deploy_contracts.h"
#include "run/setup_calls.h"
#include "run/top_up.h"

namespace seiload::run {
namespace {

using base::Uint256;

bool is_reckoned(const RunState& run) {
  if (run.settings.dry_run) return false;
  return run.spending.limit() || (!run.profile.mock_chain && run.settings.txs_dir.empty());
}

// How many transactions the run sends at most. --max-txs counts none of the warm-up and the cool-down, and
// arrivals at random have no most.
std::optional<std::uint64_t> count_of(const profile::Settings& settings) {
  const profile::Settings::Duration unmeasured = settings.warmup + settings.cooldown;
  std::optional<std::uint64_t> count;
  if (settings.max_txs > 0 && unmeasured.count() == 0) count = settings.max_txs;
  const bool has_rate = settings.tps > 0 && !settings.ramp_up && !settings.find_limit &&
                        settings.rate_file.empty() &&
                        settings.arrival_model != profile::ArrivalModel::poisson;
  if (!has_rate || settings.duration.count() == 0) return count;
  const double due = std::ceil(settings.tps * base::to_seconds(settings.duration + unmeasured));
  if (due >= 0x1p63) return count;
  return std::min(count.value_or(~std::uint64_t{0}), static_cast<std::uint64_t>(due));
}

void set_load(RunState& run, const workload::Workload& workload) {
  Uint256 each;
  bool is_least = false;
  for (std::size_t label = 0; label < workload.labels().size(); ++label) {
    const auto bound = workload.cost_bound(static_cast<std::uint16_t>(label));
    each = std::max(each, bound.wei);
    is_least = is_least || bound.is_estimated_later;
  }
  run.spending.set_load(each, count_of(run.settings), is_least);
}

base::Status check(RunState& run) {
  auto status = run.spending.check();
  if (!status) run.is_refused = true;
  return status;
}

}  // namespace

bool sends_set_up(const RunState& run) {
  if (run.settings.dry_run) return false;
  return funds(run.profile) || deploys(run.profile) || has_setup_calls(run) || run.settings.prewarm;
}

base::Status limit_fees(RunState& run, const Target& target) {
  if (!sends_set_up(run)) return {};
  const Payer payer(run.settings, run.environment, target.watched_endpoints.front(), target.chain.chain_id);
  const auto fees = payer.sender().ask_fees();
  if (!fees && fees.error().code == base::Code::stopped) return fees.error();
  if (fees) run.spending.set_max_fee(std::min(chain::kSetUpFeeCap, 2 * fees->fee_cap));
  return {};  // where there are no fees, whoever sends something says so
}

base::Status approve_worst_case(RunState& run, const Target& target, const workload::Accounts& accounts,
                                const RootFunding* funding, const Uint256& deployment) {
  if (!is_reckoned(run)) return {};
  Spending& spending = run.spending;
  spending.set(Spending::Part::deployment, deployment);
  if (funding != nullptr) spending.set(Spending::Part::funding, funding->funding().worst_case());
  if (has_setup_calls(run)) {
    const SetupCost cost = cost_of_setup_calls(run, target, accounts);
    spending.set(Spending::Part::setup_calls, cost.wei, cost.is_least);
  }
  if (run.settings.prewarm) {
    const chain::Fees fees{.fee_cap = spending.max_fee()};
    spending.set(Spending::Part::prewarm,
                 Uint256::saturating_multiply(chain::cost_bound(fees, eth::kTransactionGas, Uint256()),
                                              accounts.size()));
  }
  // Where its contracts will be does not matter to what it costs.
  if (run.settings.txs_dir.empty())
    set_load(run, workload::Workload(run.profile, run.facts.seed, accounts, {target.chain.chain_id, {}}));
  run.environment.log.info(base::cat(spending.text(), tops_up(run.profile) ? "; top-ups come on top" : ""));
  return check(run);
}

base::Status approve_load(RunState& run, const workload::Workload& workload) {
  if (!is_reckoned(run) || !run.settings.txs_dir.empty()) return {};
  const std::string before = run.spending.text();
  set_load(run, workload);
  if (std::string text = run.spending.text(); text != before) run.environment.log.info(text);
  return check(run);
}

base::Status approve_part(RunState& run, Spending::Part part, const Uint256& wei) {
  if (!is_reckoned(run)) return {};
  run.spending.set(part, wei);
  return check(run);
}

}  // namespace seiload::run
