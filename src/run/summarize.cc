#include "run/summarize.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "net/url.h"
#include "sys/process.h"

namespace seiload::run {
namespace {

using sys::StopReason;

// Of the starts that a steady rate has due in this time, the first one at its beginning.
std::optional<double> scheduled_share(const profile::Settings& settings, std::uint64_t scheduled,
                                      double seconds) {
  if (settings.tps <= 0 || settings.ramp_up || settings.find_limit) return std::nullopt;
  const double due = std::max(1.0, std::ceil(settings.tps * seconds));
  return std::min(1.0, static_cast<double>(scheduled) / due);
}

void fill_load(const Facts& facts, const LoadResult& result, measure::Summary& summary) {
  const measure::Totals& totals = result.totals;
  summary.load = result.load;
  summary.drain = result.drain;
  summary.scheduled = totals.scheduled;
  summary.dropped = totals.dropped;
  summary.admitted = totals.admitted;
  summary.counts = totals.counts();
  summary.in_flight_at_stop =
      totals.count(measure::Outcome::unanswered_at_stop) + totals.count(measure::Outcome::unsent_at_stop);
  summary.resent = totals.resent;
  summary.nonce_reads = totals.nonce_reads;
  for (std::size_t i = 0; i < facts.labels.size(); ++i) {
    const auto& label = facts.labels[i];
    measure::ScenarioRow row{label.scenario, label.operation, totals.counts(i)};
    if (i < result.on_chain.size()) row.on_chain = result.on_chain[i];
    summary.scenarios.push_back(std::move(row));
  }
  for (std::size_t i = 0; i < measure::kOutcomes; ++i) {
    const auto outcome = static_cast<measure::Outcome>(i);
    const std::uint64_t count = totals.count(outcome);
    if (count == 0 || outcome == measure::Outcome::accepted) continue;
    summary.errors.push_back({std::string(measure::name_of(measure::class_of(outcome))),
                              std::string(measure::name_of(outcome)), count, result.examples[i]});
  }
  summary.accepted_in_load = result.accepted_in_load;
  // One transaction has no rate, and what happened in less than a second is none of seconds.
  if (result.load >= std::chrono::seconds(1)) {
    const double seconds = base::to_seconds(result.load);
    if (result.accepted_in_load != 1)
      summary.average_tps = static_cast<double>(result.accepted_in_load) / seconds;
    summary.scheduled_share = scheduled_share(facts.profile->settings, totals.scheduled, seconds);
  }
  summary.maximum_tps = result.maximum_tps;
  summary.missed = totals.missed;
  summary.from_due = totals.from_due;
  summary.from_write = totals.from_write;
  summary.not_accepted = totals.not_accepted;
  summary.generator_lag = totals.lag;
  summary.seconds = result.seconds;
  summary.busy_seconds = result.busy_seconds;
  summary.fell_short = result.fell_short;
  summary.generator = result.generator;
  summary.intervals = result.intervals;
  summary.chain = result.chain;
  summary.search = result.search;
  summary.warmup = result.warmup;
  summary.cooldown = result.cooldown;
}

bool has_unverified(const profile::Profile& profile) {
  if (profile.settings.tls_insecure) return true;
  for (const profile::EndpointConfig& endpoint : profile.endpoints)
    if (endpoint.tls.insecure.value_or(false)) return true;
  return false;
}

}  // namespace

measure::Summary summarize(const Facts& facts, const StopReason& reason, const LoadResult* result) {
  const profile::Profile& profile = *facts.profile;
  measure::Summary summary;
  summary.version = facts.version;
  summary.started = std::chrono::floor<std::chrono::milliseconds>(facts.started);
  summary.ended_by = reason.key();
  summary.ended_text = sys::to_text(reason);
  summary.reached_load = result != nullptr;
  summary.setup = facts.setup;
  summary.seed = facts.seed;
  summary.corpus = facts.corpus;
  summary.chain_id = facts.chain_id;
  summary.chain_label = profile.sei_chain_id;
  summary.dry_run = profile.settings.dry_run;
  summary.open_loop = profile.settings.is_open_loop();
  summary.poisson = profile.settings.arrival_model == profile::ArrivalModel::poisson;
  summary.rate_file = profile.settings.rate_file;
  summary.tps = profile.settings.tps;
  summary.percentiles = base::parse_percentiles(profile.settings.percentiles).value();
  summary.max_in_flight = profile.settings.max_in_flight;
  summary.accounts = facts.accounts;
  summary.workers = facts.workers;
  summary.mock_chain = profile.mock_chain.has_value() && !summary.dry_run;
  if (!summary.dry_run)
    for (const profile::EndpointConfig& endpoint : profile.endpoints)
      summary.endpoints.push_back(net::endpoint_name(endpoint.url).value());
  summary.endpoint_rows = facts.endpoint_rows;
  summary.prewarm = facts.prewarm;
  if (facts.tls != nullptr) summary.tls = facts.tls->row();
  if (summary.tls) summary.tls->unverified = has_unverified(profile);
  if (result != nullptr) fill_load(facts, *result, summary);
  summary.cpu = sys::cpu_time();
  summary.peak_memory = sys::peak_memory();
  return summary;
}

}  // namespace seiload::run
