#include "run/load_phase.h"

#include <algorithm>
#include <deque>
#include <memory>

#include "base/at_end.h"
#include "base/hex.h"
#include "base/text.h"
#include "crypto/ecdsa.h"
#include "load/replay.h"
#include "load/run_context.h"
#include "net/resolver.h"
#include "run/capacity.h"
#include "run/condition_watch.h"
#include "run/rate_controllers.h"
#include "run/top_up.h"
#include "run/workers.h"
#include "sys/entropy.h"
#include "sys/thread.h"
#include "workload/known_errors.h"

namespace seiload::run {
namespace {

using base::cat;

class LoadPhase {
 public:
  LoadPhase(RunState& run, Prepared& prepared)
      : run_(run),
        settings_(run.settings),
        environment_(run.environment),
        prepared_(prepared),
        target_(prepared.target),
        watch_(prepared.watch.get()),
        connections_(connections_allowed(settings_, endpoints().size(), environment_.log)),
        quota_(settings_.max_txs),
        pipelining_(endpoints().size()) {
    run.facts.workers =
        corpus() != nullptr ? 1 : worker_count(settings_, prepared.accounts->pools(), connections_);
  }

  base::Status run() {
    crypto::prepare();
    const sys::TimePoint start = environment_.clock.now();
    RateControllers controllers(settings_, start, run_.metrics, environment_);
    chain::NonceFeedback* doubtful = nullptr;
    if (watch_ != nullptr) {
      auto followed = watch_->follow_load(endpoints(), prepared_.accounts->addresses(), workers(),
                                          workload::known_errors(run_.profile));
      if (!followed) return std::move(followed).error();
      doubtful = *followed;
    }
    if (settings_.traceparent) traces_.emplace(sys::random_u64(), sys::random_u64());
    if (corpus() != nullptr) {
      feed_.emplace(*corpus(), environment_.stop);
      replay_.emplace(*feed_, settings_.dry_run ? std::nullopt : run_.spending.limit());
      if (auto status = feed_->start(); !status) return status;
    }
    limit_spending();
    if (tops_up(run_.profile) && corpus() == nullptr) resting_.emplace(workers());
    const load::RunContext context = context_of(start, controllers.rates(), doubtful);
    name_metrics();
    environment_.log.info(describe());
    std::optional<Metrics::ChainFeed> chain_feed;
    const auto forget_watch = base::at_end([this] { run_.snapshot.set_watch(nullptr); });
    try {
      if (auto status = start_beside(context, controllers, chain_feed); !status)
        environment_.stop.request_failure(std::move(status).error());
      else
        run_.result = run_workers(context, run_.metrics, environment_.live_progress, watch_);
    } catch (...) {  // before the threads that end with the stop are waited for
      environment_.stop.request_failure(sys::current_exception_error());
    }
    if (endpoint_watch_) endpoint_watch_->finish();
    if (top_up_) top_up_->finish();
    if (run_.result) finish(start, *run_.result, controllers);
    return {};
  }

 private:
  // What goes on beside the workers.
  base::Status start_beside(const load::RunContext& context, RateControllers& controllers,
                            std::optional<Metrics::ChainFeed>& chain_feed) {
    if (auto status = controllers.start(watch_, workers()); !status) return status;
    const bool looks_at_intervals =
        std::any_of(environment_.fail_if.begin(), environment_.fail_if.end(),
                    [](const measure::Threshold& one) { return one.is_of_interval(); });
    if (!environment_.abort_if.empty() || looks_at_intervals) {
      conditions_.emplace(
          settings_, environment_.abort_if, context.measured_from, watch_,
          [this] { return run_.metrics.totals(); }, environment_.clock, environment_.stop);
      if (auto status = conditions_->start(); !status) return status;
    }
    if (watch_ != nullptr) chain_feed.emplace(run_.metrics, [this] { return chain_families(); });
    if (auto status = follow_endpoints(); !status) return status;
    if (resting_) {
      top_up_.emplace(run_.profile, environment_, target_.watched_endpoints.front(), target_.chain.chain_id,
                      run_.spending.max_fee(), *prepared_.accounts, prepared_.disperse, *resting_);
      if (auto status = top_up_->start(); !status) return status;
    }
    run_.snapshot.set_watch(watch_);
    run_.facts.setup = environment_.clock.now() - run_.started;
    run_.snapshot.begin_load(context.start, context.end, run_.facts);
    return {};
  }

  void finish(sys::TimePoint start, LoadResult& result, RateControllers& controllers) {
    if (conditions_) result.last_interval = conditions_->finish();
    run_.facts.setup = start - run_.started;
    if (corpus() != nullptr) tell_corpus();
    if (watch_ != nullptr) {
      run_.snapshot.enter("inclusion drain");
      watch_->finish(environment_.stop.reason().kind == sys::StopReason::Kind::failure);
      result.chain = watch_->report();
      result.on_chain = watch_->on_chain(run_.facts.labels.size());
      if (!result.intervals.empty() && !result.cooldown)
        result.intervals.back().chain = watch_->extend_interval();
      controllers.finish(start + result.begun, result);
    }
    if (endpoint_watch_)
      run_.facts.endpoint_rows = endpoint_rows(target_.list, &*endpoint_watch_, result.totals);
  }

  void tell_corpus() {
    feed_.reset();  // with its thread, the reader's other user
    run_.facts.accounts = replay_->accounts();
    const auto hash = corpus()->hash();
    run_.facts.corpus = measure::Corpus{corpus()->name(), corpus()->count(),
                                        hash ? base::to_hex(*hash).substr(2) : std::string()};
  }

  workload::CorpusReader* corpus() const { return environment_.corpus; }
  const std::vector<rpc::Endpoint>& endpoints() const { return target_.list.endpoints; }
  std::uint32_t workers() const { return static_cast<std::uint32_t>(run_.facts.workers); }

  load::RunContext context_of(sys::TimePoint start, const load::RateControl* rates,
                              chain::NonceFeedback* doubtful) {
    return {.settings = settings_,
            .workload = *prepared_.workload,
            .accounts = *prepared_.accounts,
            .first_nonces = prepared_.nonces,
            .endpoints = endpoints(),
            .chain_id = target_.chain.chain_id,
            .default_type = target_.chain.has_base_fee ? eth::TxType::dynamic_fee : eth::TxType::legacy,
            .partition = {workers()},
            .connections = std::max<std::size_t>(1, connections_ / workers()),
            .start = start,
            .end = settings_.duration.count() > 0
                       ? start + settings_.warmup + settings_.duration + settings_.cooldown
                       : sys::kNever,
            .measured_from = start + settings_.warmup,
            .measured_to = settings_.cooldown.count() > 0 ? start + settings_.warmup + settings_.duration
                                                          : sys::kNever,
            .clock = environment_.clock,
            .stop = environment_.stop,
            .log = environment_.log,
            .quota = quota_,
            .pipelining = pipelining_,
            .first_errors = &first_errors_,
            .seed = run_.facts.seed,
            .traces = traces_ ? &*traces_ : nullptr,
            .assignment = target_.follows_endpoints(settings_) ? &*target_.assignment : nullptr,
            .rates = rates,
            .accepted = watch_ != nullptr ? &watch_->sink() : nullptr,
            .replay = replay_ ? &*replay_ : nullptr,
            .spend_limit = spend_limit_ ? &*spend_limit_ : nullptr,
            .resting = resting_ ? &*resting_ : nullptr,
            .doubtful = doubtful};
  }

  void limit_spending() {
    if (!run_.spending.limit() || settings_.dry_run || corpus() != nullptr) return;
    std::vector<base::Uint256> costs;
    for (std::size_t label = 0; label < prepared_.workload->labels().size(); ++label)
      costs.push_back(prepared_.workload->cost_bound(static_cast<std::uint16_t>(label)).wei);
    spend_limit_.emplace(run_.spending.left_for_load(), costs);
  }

  void name_metrics() {
    const auto labels = prepared_.workload->labels();
    run_.facts.labels.assign(labels.begin(), labels.end());
    const std::string& chain = run_.profile.sei_chain_id;
    MetricNames names{
        run_.facts.labels,
        {},
        chain.empty() ? std::to_string(target_.chain.chain_id) : chain,
        environment_.clock.wall_now().time_since_epoch() - environment_.clock.now().time_since_epoch()};
    for (const rpc::Endpoint& endpoint : endpoints()) names.endpoints.push_back(endpoint.name);
    run_.metrics.set_names(std::move(names));
  }

  std::string describe() const {
    const std::size_t active = target_.assignment ? target_.assignment->first()->active() : 0;
    const std::uint64_t accounts = run_.facts.accounts;
    const std::string from = corpus() != nullptr
                                 ? cat("replay of ", corpus()->name(), ", ")
                                 : cat(accounts, accounts == 1 ? " account, " : " accounts, ");
    std::string text = cat("load begins: ", from, active, active == 1 ? " endpoint" : " endpoints",
                           ", chain id ", target_.chain.chain_id);
    if (settings_.dry_run) text += ", a dry run: nothing is sent";
    return text;
  }

  std::vector<report::MetricFamily> chain_families() const {
    std::vector<report::MetricFamily> all = feed_families(watch_->feed_state());
    const auto append = [&](std::vector<report::MetricFamily> more) {
      for (report::MetricFamily& one : more) all.push_back(std::move(one));
    };
    if (settings_.track_blocks) append(block_families(watch_->blocks().buckets()));
    if (!settings_.track_receipts) return all;
    const track::Inclusion& inclusion = watch_->inclusion();
    append(inclusion_families(inclusion.snapshot(), inclusion.due_buckets()));
    append(operation_families(run_.facts.labels, inclusion.operation_metrics()));
    return all;
  }

  base::Status follow_endpoints() {
    if (!target_.follows_endpoints(settings_)) return {};
    const auto on_name = [this](std::size_t endpoint, const std::string& name) {
      run_.metrics.set_endpoint_name(endpoint, name);
    };
    endpoint_watch_.emplace(
        target_.list, *target_.assignment, target_.chain.chain_id, [] { return net::load_resolver_config(); },
        on_name, EndpointWatch::Pace(), environment_.clock, environment_.log);
    return endpoint_watch_->start(environment_.stop);
  }

  RunState& run_;
  const profile::Settings& settings_;
  const Environment& environment_;
  Prepared& prepared_;
  Target& target_;
  ChainWatch* const watch_;  // null: the chain is not watched

  // What the workers share.
  const std::size_t connections_;  // an endpoint
  load::Quota quota_;
  std::optional<load::SpendLimit> spend_limit_;
  std::optional<load::RestingAccounts> resting_;
  std::optional<TopUp> top_up_;
  std::deque<load::Pipelining> pipelining_;
  load::FirstErrors first_errors_;
  std::optional<load::TraceIds> traces_;
  std::optional<load::CorpusFeed> feed_;
  std::optional<load::Replay> replay_;
  std::optional<EndpointWatch> endpoint_watch_;
  std::optional<ConditionWatch> conditions_;
};

}  // namespace

base::Status run_load_phase(RunState& run, Prepared& prepared) {
  return std::make_unique<LoadPhase>(run, prepared)->run();  // too large for a small stack
}

}  // namespace seiload::run
