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
#include "crypto/keccak.h"
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

class WholeRun {
 public:
  WholeRun(std::uint64_t seed, bool keep_trace) : draw_(seed), seed_(seed), keep_trace_(keep_trace) {
    if (keep_trace) world_.keep_trace();
    base::Random random(seed, 4);
    if (random.below(4) == 0) draw_.halt_at_end();
    profile_.settings = draw_.settings;
    profile_.seed = seed;
    profile_.endpoints = {draw_.transport == rpc::Transport::websocket ? "ws://10.0.0.1" : "http://10.0.0.1"};
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
    for (const auto& [text, copy] : network_.transactions()) {
      copies += copy.written > 1 ? copy.written - 1 : 0;
      if (copy.reached > 0 && has(text)) ++known;
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

  bool has(std::string_view raw) const {
    const base::Bytes32 hash = crypto::keccak256(*base::decode_hex(raw));
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
    require(inclusion.reverted == 0, "reverted, where nothing reverts", inclusion.reverted);
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
      require(inclusion.succeeded == inclusion.included, "receipts were not read, and all was well",
              inclusion.succeeded, inclusion.included);
    require(inclusion.expired + inclusion.dropped == 0, "expired or dropped, and all was well",
            inclusion.expired, inclusion.dropped);
  }

  Draw draw_;
  const std::uint64_t seed_;
  const bool keep_trace_;
  World world_{seed_};
  profile::Profile profile_ = transfers(draw_.accounts);
  const workload::Accounts accounts_{seed_, workload::Workload::pool_sizes(profile_)};
  const Senders senders_{accounts_.addresses()};
  Network network_{
      world_, {.block_time = kBlockTime, .sender_of = &senders_}, draw_.faults, draw_.trouble, seed_};
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
