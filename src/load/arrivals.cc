#include "load/arrivals.h"

namespace seiload::load {
namespace {

// Transactions a second from which some are signed before their turn: below, most would be of a second that
// is over.
constexpr double kPresignFrom = 1000;

double share_of_arrivals(const RunContext& run, std::uint32_t worker) {
  if (run.replay != nullptr) return 1;
  double sum = 0;
  for (std::size_t pool = 0; pool < run.workload.order().pools(); ++pool) {
    const workload::PoolRange& range = run.accounts.pools()[pool];
    const std::size_t own =
        run.partition.count(range.first + range.count, worker) - run.partition.count(range.first, worker);
    sum += run.workload.order().share_of(pool) * static_cast<double>(own) / static_cast<double>(range.count);
  }
  return sum;
}

}  // namespace

Arrivals::Arrivals(const Parts& parts)
    : parts_(parts),
      share_(share_of_arrivals(parts.state.run, parts.state.index)),
      next_(parts.state.run.start) {
  const RunContext& run = parts.state.run;
  if (run.replay != nullptr) return;  // signed before
  const auto rates = run.rates != nullptr ? run.rates->now() : nullptr;
  // A rate that changes is as low as that for a part of the time.
  if (rates == nullptr || (rates->is_constant() && rates->rate_at(run.start) * share_ >= kPresignFrom))
    parts.builder.enable_presign();
}

bool Arrivals::acquire(std::uint64_t arrival, bool is_measured) {
  const RunContext& run = parts_.state.run;
  if (is_measured && !run.quota.acquire()) return false;
  if (run.spend_limit == nullptr) return true;
  const std::uint16_t label = run.workload.label_of(arrival);
  if (run.spend_limit->acquire(label)) return true;
  if (is_measured) run.quota.release();
  if (run.spend_limit->is_exhausted(label))
    run.stop.request(sys::StopReason::on_max_spend(run.settings.max_spend));
  return false;
}

}  // namespace seiload::load
