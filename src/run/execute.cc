#include "run/execute.h"

#include <algorithm>
#include <deque>
#include <list>

#include "base/at_end.h"
#include "base/text.h"
#include "chain/start.h"
#include "crypto/ecdsa.h"
#include "measure/findings.h"
#include "measure/summary_json.h"
#include "mockchain/server.h"
#include "net/resolver.h"
#include "report/termination_text.h"
#include "report/text_report.h"
#include "run/chain_watch.h"
#include "run/endpoint_watch.h"
#include "run/load_phase.h"
#include "run/metrics_endpoint.h"
#include "run/name_watch.h"
#include "run/ramp_watch.h"
#include "run/report_file.h"
#include "run/snapshot.h"
#include "run/summarize.h"
#include "sys/entropy.h"
#include "sys/file.h"
#include "sys/process.h"
#include "sys/scheduling.h"
#include "sys/thread.h"

namespace seiload::run {
namespace {

using base::cat;
using sys::StopReason;

constexpr std::uint32_t kMostWorkers = 8;         // by default
constexpr std::size_t kReservedDescriptors = 48;  // for all but connections to endpoints; 16 are of scrapers

constexpr sys::Duration kGuessTimeout = std::chrono::seconds(2);  // for the name of a subscription's host

class Run {
 public:
  Run(const profile::Profile& profile, const World& world)
      : profile_(profile),
        settings_(profile.settings),
        world_(world),
        started_(world.clock.now()),
        started_wall_(world.clock.wall_now()),
        metrics_(world.target, world.clock),
        snapshot_(metrics_, world.clock, world.stop) {}

  int execute() {
    auto file = ReportFile::open(settings_.report_path);
    if (!file) return fail(std::move(file).error());
    auto termination = ReportFile::open(settings_.termination_log, "termination log");
    if (!termination) return fail(std::move(termination).error());
    auto textfile = ReportFile::open(settings_.textfile, "textfile", ReportFile::Way::replace);
    if (!textfile) return fail(std::move(textfile).error());
    std::unique_ptr<net::HttpServer> server;
    std::optional<OtlpPush> push;
    answer_snapshots();
    const auto no_more_snapshots = base::at_end([this] {
      if (world_.snapshots != nullptr) world_.snapshots->set({});
    });
    try {
      auto done = start_services(server, push);
      if (done) done = set_up_and_load();
      // What is given up because of the stop is no failure: the reason of the stop decides, below.
      if (!done && done.error().code != base::Code::stopped)
        world_.stop.request_failure(std::move(done).error());
    } catch (...) {
      world_.stop.request_failure(sys::current_exception_error());
    }
    const StopReason reason = world_.stop.reason();
    const bool failed = reason.kind == StopReason::Kind::failure;
    if (failed) fail(reason.error);
    if (failed && !result_) {  // nothing to report on
      const std::string text = report::to_termination_text(world_.version, reason.error.message);
      if (auto status = termination->write(text, &world_.stop); !status) fail(std::move(status).error());
      return kExitFailure;
    }
    const measure::Summary summary = summarize_run(reason);
    int status = !write_report(summary, *file, *termination, *textfile) || failed ? kExitFailure : kExitOk;
    if (status == kExitOk && crosses_threshold(summary)) status = kExitCrossed;
    snapshot_.enter("waiting for the last metrics to be taken");
    if (push) push->begin_final();
    if (server) wait_for_scrape();
    if (push) push->finish(world_.stop);
    if (const std::string text = measure::nothing_accepted_text(summary); !text.empty())
      world_.log.warning(text);
    return status;
  }

 private:
  int fail(const base::Error& error) {
    world_.log.error(error.message);
    return kExitFailure;
  }

  base::Status start_services(std::unique_ptr<net::HttpServer>& server, std::optional<OtlpPush>& push) {
    auto served =
        serve_metrics(settings_.metrics_listen_addr, metrics_, world_.clock, world_.stop, world_.log);
    if (!served) return std::move(served).error();
    server = std::move(*served);
    if (world_.otlp.url.empty()) return {};
    push.emplace(world_.otlp, metrics_, world_.version, started_wall_, world_.clock, world_.log);
    return push->start(world_.stop);
  }

  // To SIGUSR1.
  void answer_snapshots() {
    if (world_.snapshots == nullptr) return;
    const std::string_view clear = world_.live_progress ? "\r\x1b[K" : "";
    world_.snapshots->set([this, clear] { world_.log.print(cat(clear, snapshot_.text())); });
  }

  base::Status set_up_and_load() {
    seed_ = profile_.seed ? *profile_.seed : sys::random_u64();
    if (!profile_.seed) world_.log.info(cat("seed ", seed_, " (random; use --seed to reproduce this run)"));
    const workload::Accounts accounts(seed_, workload::Workload::pool_sizes(profile_), world_.stop.token());
    accounts_ = accounts.size();
    if (world_.stop.requested()) return sys::stopped_error();
    const workload::Workload workload(profile_, seed_, accounts);

    chain::ChainFacts facts{profile_.chain_id.value_or(1), true};
    std::vector<std::uint64_t> nonces(accounts.size());
    if (!settings_.dry_run) {
      if (auto status = find_chain(accounts, facts, nonces); !status) return status;
    }
    chain_id_ = facts.chain_id;
    if (world_.stop.requested()) return sys::stopped_error();
    std::vector<rpc::Endpoint> watched;
    std::unique_ptr<ChainWatch> watch;  // 200 KB: too large for a small stack
    if (ChainWatch::wanted(settings_) && !settings_.dry_run) {
      auto heads = find_subscriptions();
      if (!heads) return std::move(heads).error();
      const bool is_given = !settings_.ws_endpoint.empty();
      if (is_given) watched = *heads;  // blocks are read there, too
      watched.insert(watched.end(), watched_endpoints_.begin(), watched_endpoints_.end());
      watch = std::make_unique<ChainWatch>(settings_, watched, world_.clock, world_.log);
      watch->subscribe_to(std::move(*heads), is_given);
      if (auto status = watch->start(world_.stop, start_deadline_); !status) return status;
    }
    return load(workload, accounts, facts, nonces, watch.get());
  }

  // Where new heads may be subscribed to: where the user says, else where the first endpoint may have them.
  base::Result<std::vector<rpc::Endpoint>> find_subscriptions() {
    const net::ResolverConfig resolver = net::load_resolver_config();
    chain::StartLimits limits{.http = {}, .deadline = start_deadline_, .timeout = settings_.startup_timeout};
    if (settings_.ws_endpoint.empty()) {
      const sys::TimePoint soon = std::min(limits.deadline, world_.clock.now() + kGuessTimeout);
      auto guessed = chain::head_endpoints(watched_url_, watched_endpoints_.front(), resolver, world_.clock,
                                           soon, world_.stop);
      if (auto status = watch_names(guessed); !status) return std::move(status).error();
      return guessed;
    }
    auto given = chain::find_endpoints({settings_.ws_endpoint},
                                       {resolver, limits, world_.clock, world_.stop, &world_.log});
    if (!given) return std::move(given).error();
    if (auto status = watch_names(*given); !status) return std::move(status).error();
    return given;
  }

  base::Status watch_names(const std::vector<rpc::Endpoint>& endpoints) {
    name_watches_.emplace_back(
        endpoints, [] { return net::load_resolver_config(); }, world_.clock, world_.log);
    return name_watches_.back().start(world_.stop);
  }

  base::Status find_chain(const workload::Accounts& accounts, chain::ChainFacts& facts,
                          std::vector<std::uint64_t>& nonces) {
    const net::ResolverConfig resolver = net::load_resolver_config();
    chain::StartLimits limits{
        .http = {.connect_timeout = settings_.connect_timeout, .request_timeout = settings_.request_timeout},
        .deadline = start_deadline_,
        .timeout = settings_.startup_timeout,
        .may_lack = settings_.start_without};
    const chain::Surroundings at{resolver, limits, world_.clock, world_.stop, &world_.log};
    auto named = chain::find_endpoints(profile_.endpoints, at);
    if (!named) return std::move(named).error();
    if (auto status = watch_names(*named); !status) return status;
    for (const rpc::Endpoint& endpoint : *named)
      if (endpoint.target.addresses.now()->empty()) limits.deadline = give_others_time();
    list_ = EndpointList::make(*named, settings_.all_addresses);
    auto probed =
        chain::probe(std::span(list_.endpoints).first(list_.at_start), profile_.chain_id, at, list_.missing);
    if (!probed) return std::move(probed).error();
    facts = *probed;
    for (std::size_t i = 0; i < list_.at_start; ++i) {
      if (list_.missing[i].empty()) continue;
      world_.log.warning(cat(list_.missing[i], "; starting without it, its accounts go to the others"));
      limits.deadline = give_others_time();
    }
    choose_watched(std::move(*named));
    std::vector<bool> active(list_.endpoints.size());
    for (std::size_t i = 0; i < list_.at_start; ++i) active[i] = list_.missing[i].empty();
    assignment_.emplace(list_.at_start, std::move(active));
    auto read = chain::read_nonces(list_.endpoints, *assignment_->first(), accounts.addresses(), at);
    if (!read) return std::move(read).error();
    nonces = std::move(*read);
    return {};
  }

  // The time was spent on endpoints that may be missing.
  sys::TimePoint give_others_time() {
    return start_deadline_ = world_.clock.now() + settings_.startup_timeout;
  }

  // Blocks are read from endpoints that were reached, by name: addresses may come and go.
  void choose_watched(std::vector<rpc::Endpoint> named) {
    for (std::size_t name = 0; name < named.size(); ++name) {
      for (std::size_t i = 0; i < list_.at_start; ++i) {
        if (list_.name_of[i] != name || !list_.missing[i].empty()) continue;
        if (watched_endpoints_.empty()) watched_url_ = profile_.endpoints[name];
        watched_endpoints_.push_back(std::move(named[name]));
        break;
      }
    }
  }

  base::Status load(const workload::Workload& workload, const workload::Accounts& accounts,
                    const chain::ChainFacts& facts, const std::vector<std::uint64_t>& nonces,
                    ChainWatch* watch) {
    const std::vector<rpc::Endpoint>& endpoints = list_.endpoints;
    const std::size_t connections = connections_allowed(endpoints.size());
    workers_ = worker_count(accounts, connections);
    load::Quota quota(settings_.max_txs);
    std::deque<load::Pipelining> pipelining(endpoints.size());
    load::FirstErrors first_errors;
    crypto::prepare();
    const sys::TimePoint start = world_.clock.now();
    std::optional<load::Ramp> ramp;
    if (settings_.ramp_up)
      ramp.emplace(start, load::RampSteps{settings_.ramp_start, settings_.ramp_step, settings_.ramp_hold,
                                          settings_.ramp_rest});
    std::optional<load::RateControl> rates;
    if (ramp)
      rates.emplace(ramp->program(RampWatch::kStepsAhead));
    else if (settings_.tps > 0 || settings_.arrival_model == profile::ArrivalModel::open_loop)
      rates.emplace(load::RateProgram(start, settings_.tps > 0 ? settings_.tps : 1));
    chain::NonceFeedback* doubtful = nullptr;
    if (watch != nullptr) {
      auto followed = watch->follow_load(endpoints, accounts.addresses(), workers_);
      if (!followed) return std::move(followed).error();
      doubtful = *followed;
    }
    std::optional<load::TraceIds> traces;
    if (settings_.traceparent) traces.emplace(sys::random_u64(), sys::random_u64());
    const load::RunContext plan{
        .settings = settings_,
        .workload = workload,
        .accounts = accounts,
        .first_nonces = nonces,
        .endpoints = endpoints,
        .chain_id = facts.chain_id,
        .default_type = facts.has_base_fee ? eth::TxType::dynamic_fee : eth::TxType::legacy,
        .partition = {workers_},
        .connections = std::max<std::size_t>(1, connections / workers_),
        .start = start,
        .end = settings_.duration.count() > 0 ? start + settings_.duration : sys::kNever,
        .clock = world_.clock,
        .stop = world_.stop,
        .log = world_.log,
        .quota = quota,
        .pipelining = pipelining,
        .first_errors = &first_errors,
        .seed = seed_,
        .traces = traces ? &*traces : nullptr,
        .assignment = follows_endpoints() ? &*assignment_ : nullptr,
        .rates = rates ? &*rates : nullptr,
        .accepted = watch != nullptr ? &watch->sink() : nullptr,
        .doubtful = doubtful};
    labels_.assign(workload.labels().begin(), workload.labels().end());
    MetricNames names{labels_,
                      {},
                      profile_.sei_chain_id.empty() ? std::to_string(facts.chain_id) : profile_.sei_chain_id,
                      world_.clock.wall_now().time_since_epoch() - world_.clock.now().time_since_epoch()};
    for (const rpc::Endpoint& endpoint : endpoints) names.endpoints.push_back(endpoint.name);
    metrics_.set_names(std::move(names));
    load_started_ = plan.start;
    world_.log.info(describe(plan));
    std::optional<RampWatch> ramp_watch;
    if (ramp && watch != nullptr) {
      watch->count_steps([at = *ramp](sys::TimePoint due) { return RampWatch::step_of(at, due); });
      ramp_watch.emplace(
          settings_, *ramp, *rates, *watch, [this] { return metrics_.totals(); }, world_.clock, world_.log,
          world_.stop);
      if (auto status = ramp_watch->start(); !status) return status;
    }
    std::optional<Metrics::ChainFeed> chain_feed;
    if (watch != nullptr) chain_feed.emplace(metrics_, [this, watch] { return chain_families(*watch); });
    if (follows_endpoints())
      if (auto status = follow_endpoints(facts.chain_id); !status) return status;
    const auto forget_watch = base::at_end([this] { snapshot_.set_watch(nullptr); });
    snapshot_.set_watch(watch);
    snapshot_.begin_load(plan.start, plan.end, facts_of_run());
    try {
      result_ = run_load(plan, metrics_, world_.live_progress, watch);
    } catch (...) {  // before the threads that end with the stop are waited for
      world_.stop.request_failure(sys::current_exception_error());
    }
    if (endpoint_watch_) endpoint_watch_->finish();
    if (watch != nullptr && result_) {
      snapshot_.enter("inclusion drain");
      watch->finish(world_.stop.reason().kind == StopReason::Kind::failure);
      watched_ = watch->report();
      if (!result_->intervals.empty()) result_->intervals.back().chain = watch->extend_interval();
      if (ramp_watch) watched_.ramp = ramp_watch->finish(start + result_->load);
    }
    return {};
  }

  std::vector<report::MetricFamily> chain_families(const ChainWatch& watch) const {
    std::vector<report::MetricFamily> all = feed_families(watch.feed_state());
    const auto append = [&](std::vector<report::MetricFamily> more) {
      for (report::MetricFamily& one : more) all.push_back(std::move(one));
    };
    if (settings_.track_blocks) append(block_families(watch.blocks().buckets()));
    if (settings_.track_receipts)
      append(inclusion_families(watch.inclusion().snapshot(), watch.inclusion().due_buckets()));
    return all;
  }

  // How many connections an endpoint may have, the limit on open files considered.
  std::size_t connections_allowed(std::size_t endpoints) {
    if (endpoints == 0) return settings_.connections;
    const std::size_t files = sys::raise_open_file_limit();
    const std::size_t room = files > kReservedDescriptors ? files - kReservedDescriptors : 1;
    const std::size_t allowed = std::clamp<std::size_t>(room / endpoints, 1, settings_.connections);
    if (allowed < settings_.connections)
      world_.log.warning(cat("only ", files, " files may be open (ulimit -n): at most ", allowed,
                             " connections an endpoint instead of ", settings_.connections));
    return allowed;
  }

  // Every worker needs an account of every pool, a place in flight and a connection of its own.
  std::uint32_t worker_count(const workload::Accounts& accounts, std::size_t connections) const {
    std::uint64_t count =
        settings_.workers > 0 ? settings_.workers : std::min(kMostWorkers, sys::usable_cpus());
    for (const workload::PoolRange& pool : accounts.pools())
      count = std::min<std::uint64_t>(count, pool.count);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>({count, settings_.max_in_flight, connections}));
  }

  std::string describe(const load::RunContext& plan) const {
    const std::size_t endpoints = assignment_ ? assignment_->first()->active() : 0;
    std::string text =
        cat("load begins: ", accounts_, accounts_ == 1 ? " account, " : " accounts, ", endpoints,
            endpoints == 1 ? " endpoint" : " endpoints", ", chain id ", plan.chain_id);
    if (settings_.dry_run) text += ", a dry run: nothing is sent";
    return text;
  }

  Facts facts_of_run() const {
    Facts facts;
    facts.profile = &profile_;
    facts.version = world_.version;
    facts.started = started_wall_;
    facts.setup = (result_ ? load_started_ : world_.clock.now()) - started_;
    facts.seed = seed_;
    facts.chain_id = chain_id_;
    facts.accounts = accounts_;
    facts.workers = workers_;
    facts.labels = &labels_;
    facts.result = result_ ? &*result_ : nullptr;
    return facts;
  }

  measure::Summary summarize_run(const StopReason& reason) {
    Facts facts = facts_of_run();
    facts.reason = &reason;
    measure::Summary summary = summarize(facts);
    if (follows_endpoints()) summary.endpoint_rows = endpoint_rows();
    summary.chain = watched_;
    if (watched_.ramp && watched_.ramp->ended_run) {
      summary.ended_by = "ramp";
      summary.ended_text = cat("--ramp-up: ", watched_.ramp->why);
    }
    if (result_) metrics_.finish(result_->totals, summary);
    return summary;
  }

  base::Status follow_endpoints(std::uint64_t chain_id) {
    const auto on_name = [this](std::size_t endpoint, const std::string& name) {
      metrics_.set_endpoint_name(endpoint, name);
    };
    endpoint_watch_.emplace(
        list_, *assignment_, chain_id, [] { return net::load_resolver_config(); }, on_name,
        EndpointWatch::Pace(), world_.clock, world_.log);
    return endpoint_watch_->start(world_.stop);
  }

  bool follows_endpoints() const {
    return assignment_ && (settings_.all_addresses || settings_.start_without > 0);
  }

  std::vector<measure::EndpointRow> endpoint_rows() const {
    std::vector<measure::EndpointRow> rows;
    for (std::size_t i = 0; i < list_.endpoints.size(); ++i) {
      if (list_.endpoints[i].name.empty()) continue;  // a free place
      measure::EndpointRow row;
      row.endpoint = list_.endpoints[i].name;
      if (endpoint_watch_) row.note = endpoint_watch_->note(i);
      if (result_ && i < result_->totals.endpoints.size()) row.counts = result_->totals.counts_at(i);
      rows.push_back(std::move(row));
    }
    return rows;
  }

  // True if everything was written wherever it was to be.
  bool write_report(const measure::Summary& summary, ReportFile& file, ReportFile& termination,
                    ReportFile& textfile) {
    const std::string text = settings_.report_format == profile::ReportFormat::json
                                 ? measure::to_json(summary)
                                 : report::to_text(summary);
    bool written = true;
    if (auto status = sys::write_all(world_.stdout_fd, text, &world_.stop); !status) {
      fail(std::move(status).error().with("standard output"));
      written = false;
    }
    const auto check = [&](base::Status status) {
      if (status) return;
      fail(std::move(status).error());
      written = false;
    };
    if (!file.is_stdout()) check(file.write(text, &world_.stop));
    check(termination.write(report::to_termination_text(summary), &world_.stop));
    if (!settings_.textfile.empty()) check(textfile.write(metrics_.file_text(), &world_.stop));
    return written;
  }

  // A run that ended during set-up measured nothing, and was stopped on purpose: no threshold applies.
  bool crosses_threshold(const measure::Summary& summary) {
    if (!summary.reached_load) return false;
    bool any = false;
    for (const measure::Threshold& threshold : world_.fail_if) {
      const auto why = threshold.crossed(summary);
      if (!why) continue;
      world_.log.error(cat("--fail-if ", *why));
      any = true;
    }
    return any;
  }

  // Keeps the final metrics for a scraper, if there is one or it was asked for.
  void wait_for_scrape() {
    const base::Duration delay = settings_.post_summary_flush_delay;
    if (!result_ || delay.count() == 0 || (!metrics_.was_scraped() && !settings_.flush_delay_given)) return;
    const sys::TimePoint now = world_.clock.now();
    // After a signal only a delay that was asked for takes its time.
    const sys::TimePoint deadline =
        settings_.flush_delay_given ? now + delay : world_.stop.cut_short(now + delay);
    if (deadline <= now) return;
    world_.log.info(cat("metrics: waiting for a scrape of the final values, at most ",
                        deadline == now + delay ? base::format_duration(delay)
                                                : base::format_duration_rounded(deadline - now)));
    metrics_.wait_for_final_scrape(deadline, world_.stop);
  }

  const profile::Profile& profile_;
  const profile::Settings& settings_;
  const World& world_;
  const sys::TimePoint started_;
  sys::TimePoint start_deadline_ = started_ + settings_.startup_timeout;
  EndpointList list_;
  std::optional<chain::Assignment> assignment_;  // once all endpoints have answered that must
  std::optional<EndpointWatch> endpoint_watch_;
  std::vector<rpc::Endpoint> watched_endpoints_;  // blocks are read there
  std::string watched_url_;                       // of the first, as it was given
  const sys::WallTime started_wall_;
  sys::TimePoint load_started_;
  std::uint64_t seed_ = 0;
  std::optional<std::uint64_t> chain_id_;
  std::size_t accounts_ = 0;
  std::uint32_t workers_ = 0;
  std::vector<workload::Workload::Label> labels_;
  Metrics metrics_;
  Snapshot snapshot_;
  std::list<NameWatch> name_watches_;
  std::optional<LoadResult> result_;  // nothing: the load phase was not reached
  measure::ChainReport watched_;
};

}  // namespace

int execute(const profile::Profile& profile, const World& world) {
  if (!profile.mock_chain || profile.settings.dry_run) return Run(profile, world).execute();
  const profile::MockChain& asked = *profile.mock_chain;
  mockchain::Server::Options options{.config = {.chain_id = profile.chain_id.value_or(profile::kMockChainId),
                                                .gas_limit = asked.gas_limit,
                                                .max_pool = asked.max_pool,
                                                .pool_overflow = *mockchain::overflow_of(asked.pool_overflow),
                                                .pool_ttl = asked.pool_ttl,
                                                .pool_ttl_blocks = asked.pool_ttl_blocks,
                                                .balance = asked.balance,
                                                .block_time = asked.block_time,
                                                .strict = asked.strict},
                                     .faults = {},
                                     .seed = profile.seed ? *profile.seed : sys::random_u64(),
                                     .threads = sys::usable_cpus()};
  for (const std::string& fault : asked.faults) options.faults.push_back(*mockchain::parse_fault(fault));
  auto server =
      mockchain::Server::start(net::Address::v4({127, 0, 0, 1}, 0), options, world.clock,
                               [&world](base::Error error) { world.stop.request_failure(std::move(error)); });
  if (!server) {
    world.log.error(server.error().message);
    return kExitFailure;
  }
  if (auto reachable = (*server)->check_reachable(); !reachable) {
    world.log.error(cat("the embedded chain cannot be reached: ", reachable.error().message,
                        " (is the loopback interface up? ip link set lo up)"));
    return kExitFailure;
  }
  profile::Profile with_endpoint = profile;
  with_endpoint.endpoints = {cat("http://", (*server)->address().to_text())};
  world.log.info(cat("target: the embedded mock chain at ", with_endpoint.endpoints[0],
                     ", which executes no contracts"));
  return Run(with_endpoint, world).execute();
}

}  // namespace seiload::run
