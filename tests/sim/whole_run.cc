#include "sim/whole_run.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <memory>
#include <numeric>
#include <vector>

#include "base/hex.h"
#include "base/text.h"
#include "eth/create2.h"
#include "measure/summary_json.h"
#include "run/execute.h"
#include "sim/draw.h"
#include "sim/senders.h"
#include "sys/fd.h"
#include "workload/workload.h"

namespace seiload::sim {
namespace {

using base::cat;
using namespace std::chrono_literals;

constexpr sys::Duration kTrouble = 6s;   // from the run's begin; after it all is well
constexpr sys::Duration kPatience = 2s;  // from a signal to the end
constexpr sys::Duration kLongest = 60s;  // set-up, load and drains together
constexpr sys::Duration kBlockTime = 400ms;

// Two operations, known on the chain by their tips; the second one's gas limit differs from transaction to
// transaction, and is what those that fail use.
constexpr std::uint64_t kTips = 75'000'000'000;
profile::Profile two_operations(Sends sends, std::uint64_t accounts) {
  profile::Profile profile = profile_of(sends, accounts);
  profile::ScenarioConfig first = profile.scenarios[0], second = first;
  first.label += "_0";
  first.weight = 3;
  first.gas_tip_cap->most = kTips - 1;
  second.label += "_1";
  second.gas_tip_cap->least = kTips;
  const std::uint64_t least = sends == Sends::transfers ? 21'000 : 100'000;
  second.gas = profile::Picker{profile::Picker::Kind::random, least, least + 40'000};
  profile.scenarios = {first, second};
  return profile;
}

// A fifth of the load, and nothing of the set-up.
bool fails(const mockchain::Transaction& transaction) {
  return transaction.body().to != eth::kDeploymentProxy && transaction.hash()[31] % 5 == 0;
}

// What the node's blocks have of an operation.
struct Truth {
  std::uint64_t included = 0, reverted = 0;
  stats::Histogram gas;
};

class WholeRun {
 public:
  WholeRun(std::uint64_t seed, bool keep_trace) : draw_(seed), seed_(seed), keep_trace_(keep_trace) {
    if (keep_trace) world_.keep_trace();
    base::Random random(seed, 4);
    if (random.below(4) == 0) draw_.halt_at_end();
    profile_.settings = draw_.settings;
    profile_.seed = seed;
    profile_.endpoints = {
        {draw_.transport == rpc::Transport::websocket ? "ws://10.0.0.1" : "http://10.0.0.1"}};
    profile::Settings& settings = profile_.settings;
    settings.workers = 1 + random.below(4);
    settings.connections = draw_.connections;
    settings.duration = kLoad;
    settings.metrics_listen_addr.clear();
    settings.report_format = profile::ReportFormat::json;
    settings.track_receipts = random.below(4) != 0;
    settings.track_blocks = random.below(2) == 0;
    if (random.below(3) == 0) settings.receipts = profile::ReceiptMode::all;
    if (random.below(4) == 0) settings.receipts = profile::ReceiptMode::none;
    if (random.below(4) == 0) settings.max_txs = 1 + random.below(1500);
    if (random.below(4) == 0) settings.inclusion_drain = sys::Duration(1s);
  }

  RunResult run() {
    RunResult result;
    const profile::Settings& settings = profile_.settings;
    result.described =
        cat(draw_.to_text(), ", ", settings.workers, " workers", settings.track_receipts ? ", receipts" : "",
            settings.track_blocks ? ", blocks" : "", settings.max_txs > 0 ? ", max-txs " : "",
            settings.max_txs > 0 ? std::to_string(settings.max_txs) : std::string());
    world_.check_by([this] { check(); });
    world_.after(kTrouble, [this] { network_.calm(); });
    if (draw_.signal_after) world_.after(*draw_.signal_after, [this] { signal(); });
    try {
      world_.run([this] { status_ = run::execute(profile_, environment_); });
      if (!is_refused_at_start()) {
        read_report();
        check_end();
      }
    } catch (const Violation& violation) {
      result.violation = cat(base::format_duration(world_.now() - World::kStart), ": ", violation.what());
    }
    result.hash = world_.hash();
    result.events = world_.events();
    result.scheduled = summary_.scheduled;
    result.accepted = summary_.counts.accepted;
    result.unanswered = summary_.counts.unanswered;
    result.resent = summary_.resent;
    result.trace = world_.trace();
    return result;
  }

 private:
  void signal() {
    signalled_ = world_.now();
    signal_was_first_ = !stop_.requested();
    world_.note("SIGTERM");
    stop_.on_signal(SIGTERM, world_.now());
    world_.touch();
  }

  void check() {
    require(world_.now() <= World::kStart + kLongest, "the run has no end");
    require(!signalled_ || world_.now() <= *signalled_ + kPatience, "the end comes late after a signal");
  }

  // What is no answer to the question is a definite one while the run is set up (rpc/call_many.h): then it
  // ends as a failure, without a report.
  bool is_refused_at_start() const {
    return status_ == 1 && draw_.trouble.garbled > 0 && ::lseek(fileno(out_.get()), 0, SEEK_END) == 0;
  }

  void read_report() {
    std::string text(static_cast<std::size_t>(::lseek(fileno(out_.get()), 0, SEEK_END)), '\0');
    const ssize_t size = ::pread(fileno(out_.get()), text.data(), text.size(), 0);
    require(size == static_cast<ssize_t>(text.size()), "the report cannot be read");
    auto parsed = measure::parse_summary(text);
    if (!parsed) throw Violation(cat("no report: ", parsed.error().message));
    summary_ = std::move(*parsed);
    require(measure::to_json(summary_) == text, "the report, read and written, is another one");
  }

  void check_end() const {
    require(status_ == 0, "the exit status", static_cast<std::uint64_t>(status_));
    require(summary_.balances(), "the ledger does not balance", summary_.admitted, summary_.counts.sum());
    require((summary_.ended_by == "signal") == signal_was_first_, "who ended it");
    measure::ClassCounts rows, intervals;
    for (const auto& row : summary_.scenarios) rows += row.counts;
    for (const auto& row : summary_.intervals) intervals += row.counts;
    require(rows == summary_.counts, "the scenarios' rows do not add up", rows.sum(), summary_.counts.sum());
    if (summary_.reached_load)
      require(intervals == summary_.counts, "the intervals do not add up", intervals.sum(),
              summary_.counts.sum());
    check_node();
    check_inclusion();
    if (draw_.is_calm) check_calm();
  }

  // What the node has, against what is said.
  void check_node() const {
    std::uint64_t copies = 0, known = 0;
    SentCheck sent_check(draw_.sends, profile_, seed_, accounts_.addresses());
    for (const auto& [text, copy] : network_.transactions()) {
      const base::Bytes raw = *base::decode_hex(text);
      const auto sent = eth::decode_transaction(raw, senders_);
      if (!sent) throw Violation(cat("sent what is no transaction: ", sent.error().message));
      if (sent->tx.to == eth::kDeploymentProxy) continue;  // of the set-up
      sent_check.check(*sent);
      copies += copy.written > 1 ? copy.written - 1 : 0;
      if (copy.reached > 0 && has(sent->hash)) ++known;
    }
    // A copy of what was out at the end was not counted yet.
    require(copies <= summary_.resent + summary_.in_flight_at_stop, "sent twice", copies, summary_.resent);
    const measure::ClassCounts& counts = summary_.counts;
    // Where a byte of the node's words is another, a refusal may have been "already known".
    const std::uint64_t open = counts.unanswered + (draw_.trouble.garbled > 0 ? counts.rejected : 0);
    require(known <= counts.accepted + open, "the node has more than accepted and unanswered", known,
            counts.accepted + open);
    if (!draw_.restarts)
      require(counts.accepted <= known, "accepted, but the node has not", counts.accepted, known);
    const profile::Settings& settings = profile_.settings;
    require(settings.max_txs == 0 || counts.accepted <= settings.max_txs, "more than --max-txs",
            counts.accepted, settings.max_txs);
    // Every worker may be one ahead.
    const double most =
        settings.tps * base::to_seconds(summary_.load) + static_cast<double>(settings.workers);
    require(static_cast<double>(summary_.scheduled) <= most, "more than the rate", summary_.scheduled,
            static_cast<std::uint64_t>(summary_.load.count()));
  }

  bool has(const base::Bytes32& hash) const {
    return network_.chain().find_included(hash) || network_.chain().find_waiting(hash);
  }

  void check_inclusion() const {
    if (!summary_.chain.inclusion) return;
    const measure::InclusionReport& inclusion = *summary_.chain.inclusion;
    require(inclusion.balances(), "inclusion does not balance", inclusion.registered, inclusion.included);
    require(inclusion.registered + inclusion.dropped_at_cap >= summary_.counts.accepted,
            "accepted, but not followed", summary_.counts.accepted, inclusion.registered);
    std::uint64_t included = 0;
    for (const auto& block : network_.chain().blocks_after(0)) included += block->transactions.size();
    require(inclusion.included <= included, "more included than the blocks hold", inclusion.included,
            included);
    check_operations(inclusion);
  }

  // The row of each operation against the node's blocks; a receipt that did not come may be missing in it.
  void check_operations(const measure::InclusionReport& inclusion) const {
    if (!summary_.reached_load) return;
    Truth truth[2];
    for (const auto& block : network_.chain().blocks_after(0)) {
      for (std::size_t i = 0; i < block->transactions.size(); ++i) {
        if (block->transactions[i]->body().to == eth::kDeploymentProxy) continue;  // of the set-up
        Truth& of = truth[block->transactions[i]->body().tip_cap < kTips ? 0 : 1];
        ++of.included;
        if (!block->executions[i].succeeded) ++of.reverted;
        of.gas.record(block->executions[i].gas_used);
      }
    }
    require(summary_.scenarios.size() == 2, "not a row for each operation");
    measure::OnChainReport sum;
    for (std::size_t i = 0; i < 2; ++i) {
      require(summary_.scenarios[i].on_chain.has_value(), "a row without the chain", i);
      const measure::OnChainReport& said = *summary_.scenarios[i].on_chain;
      const measure::ClassCounts& counts = summary_.scenarios[i].counts;
      check_operation(said, truth[i]);
      require(said.registered <= counts.accepted, "more registered than accepted", said.registered,
              counts.accepted);
      if (draw_.is_calm && !signalled_)
        require(said.included == counts.accepted, "not all of an operation included, and all was well",
                said.included, counts.accepted);
      sum.merge(said);
    }
    require(sum.registered == inclusion.registered, "the rows' registered do not add up", sum.registered,
            inclusion.registered);
    require(sum.included == inclusion.included, "the rows' included do not add up", sum.included,
            inclusion.included);
    require(sum.succeeded == inclusion.succeeded, "the rows' succeeded do not add up", sum.succeeded,
            inclusion.succeeded);
    require(sum.reverted == inclusion.reverted, "the rows' reverted do not add up", sum.reverted,
            inclusion.reverted);
    require(sum.reverted - sum.not_replayed() <= 5, "more than five replays", sum.reverted,
            sum.not_replayed());
  }

  static void check_operation(const measure::OnChainReport& said, const Truth& truth) {
    const stats::HistogramSnapshot gas = truth.gas.snapshot();
    require(said.included <= truth.included, "more of an operation than the blocks hold", said.included,
            truth.included);
    require(said.reverted <= truth.reverted, "more reverted than in the blocks", said.reverted,
            truth.reverted);
    require(said.succeeded <= truth.included - truth.reverted, "more succeeded than in the blocks",
            said.succeeded, truth.included - truth.reverted);
    require(said.gas.count() <= said.verified(), "gas without a receipt", said.gas.count(), said.verified());
    require(said.gas.sum() <= gas.sum(), "more gas than was used", said.gas.sum(), gas.sum());
    require(said.gas.max().value_or(0) <= gas.max().value_or(0), "more gas than any used",
            said.gas.max().value_or(0), gas.max().value_or(0));
    if (said.gas.count() == truth.included)
      require(said.gas == gas && said.reverted == truth.reverted, "all receipts were read, and say otherwise",
              said.reverted, truth.reverted);
    for (const measure::RevertReason& one : said.reasons)
      require(one.reason == "out of gas" || one.reason == "unknown: the same call succeeds at its block",
              "a reason of nobody");
  }

  // Every percentile is the one of the true times, but for the width of a bucket.
  void check_latency() const {
    std::vector<sys::Duration> times = network_.times();
    std::sort(times.begin(), times.end());
    require(times.size() == summary_.from_write.count(), "latencies are not as many as answers",
            summary_.from_write.count(), times.size());
    for (const double q : {0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
      const auto rank =
          static_cast<std::size_t>(std::ceil(q * static_cast<double>(times.size()) * (1 - 1e-12)));
      const sys::Duration truth = times[std::max<std::size_t>(rank, 1) - 1];
      const sys::Duration told = summary_.from_write.quantile(q).value_or(sys::Duration(0));
      require(std::chrono::abs(told - truth) <= truth / 128, "a percentile is not the true one",
              static_cast<std::uint64_t>(told.count()), static_cast<std::uint64_t>(truth.count()));
    }
    const sys::Duration sum = std::accumulate(times.begin(), times.end(), sys::Duration(0));
    require(summary_.from_write.sum() == sum && summary_.from_write.max() == times.back(),
            "sum or maximum are not the true ones");
  }

  // Nothing went wrong: all is taken.
  void check_calm() const {
    const measure::ClassCounts& counts = summary_.counts;
    require(counts.rejected + counts.failed == 0, "not accepted, and all was well", counts.rejected,
            counts.failed);
    require(counts.accepted + summary_.in_flight_at_stop == summary_.admitted,
            "not accepted, and the end did not come first", counts.accepted, summary_.admitted);
    if (counts.accepted == 0) return;
    check_latency();
    if (!summary_.chain.inclusion || signalled_) return;
    const measure::InclusionReport& inclusion = *summary_.chain.inclusion;
    require(inclusion.included == counts.accepted, "not all included, and all was well", inclusion.included,
            counts.accepted);
    if (profile_.settings.receipt_mode() == profile::ReceiptMode::all)
      require(inclusion.verified() == inclusion.included, "receipts were not read, and all was well",
              inclusion.verified(), inclusion.included);
    require(inclusion.expired + inclusion.dropped == 0, "expired or dropped, and all was well",
            inclusion.expired, inclusion.dropped);
  }

  Draw draw_;
  const std::uint64_t seed_;
  const bool keep_trace_;
  World world_{seed_};
  profile::Profile profile_ = two_operations(draw_.sends, draw_.accounts);
  const workload::Accounts accounts_{seed_, workload::Workload::pool_sizes(profile_)};
  const Senders senders_{accounts_.addresses()};
  Network network_{world_,
                   {.block_time = kBlockTime, .sender_of = &senders_, .reverts = fails},
                   draw_.faults,
                   draw_.trouble,
                   seed_};
  sys::Stop stop_;
  const sys::Fd nowhere_{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
  sys::Log log_{keep_trace_ ? STDERR_FILENO : nowhere_.get(), world_, sys::Level::info};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out_{std::tmpfile(), std::fclose};
  const run::Environment environment_{.version = "simulated",
                                      .clock = world_,
                                      .log = log_,
                                      .stop = stop_,
                                      .stdout_fd = fileno(out_.get()),
                                      .dialer = &network_};
  int status_ = -1;
  measure::Summary summary_;
  std::optional<sys::TimePoint> signalled_;
  bool signal_was_first_ = false;  // nothing had ended the run before
};

}  // namespace

RunResult run_whole(std::uint64_t seed, bool keep_trace) { return WholeRun(seed, keep_trace).run(); }

}  // namespace seiload::sim
