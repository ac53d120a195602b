#include "sim/load_run.h"

#include <csignal>
#include <deque>
#include <memory>
#include <optional>

#include "base/hex.h"
#include "base/random.h"
#include "base/text.h"
#include "load/run_context.h"
#include "load/worker.h"
#include "sim/draw.h"
#include "sim/senders.h"
#include "workload/workload.h"

namespace seiload::sim {
namespace {

using base::cat;
using namespace std::chrono_literals;

constexpr sys::Duration kCalm = 4s;  // of the load: before its end nothing bad happens

class LoadRun {
 public:
  LoadRun(std::uint64_t seed, bool keep_trace) : draw_(seed), seed_(seed) {
    if (keep_trace) world_.keep_trace();
    net::HttpTarget target{"node.test", "/", "", {net::Address::v4({10, 0, 0, 1}, 8545)}};
    target.dialer = &network_;
    endpoints_.push_back({"http://node.test", target, draw_.transport});
    pipelining_.resize(1);
  }

  RunResult run() {
    RunResult result;
    result.described = draw_.to_text();
    load::Worker worker(run_, 0);
    worker_ = &worker;
    world_.check_by([this] { check(); });
    world_.at(end_ - kCalm, [this] { network_.calm(); });
    world_.at(end_, [this] { request({sys::StopReason::Kind::deadline, 0, {}}); });
    if (draw_.signal_after)
      world_.after(signal_after(), [this] { request({sys::StopReason::Kind::signal, SIGTERM, {}}); });
    try {
      world_.run([&worker] { worker.run(); });
      check_end();
    } catch (const Violation& violation) {
      result.violation = cat(base::format_duration(world_.now() - World::kStart), ": ", violation.what());
    }
    const measure::Totals totals = worker.ledger().totals();
    result.hash = world_.hash();
    result.events = world_.events();
    result.scheduled = totals.scheduled;
    result.accepted = totals.counts().accepted;
    result.unanswered = totals.counts().unanswered;
    result.resent = totals.resent;
    result.trace = world_.trace();
    return result;
  }

 private:
  // One in three comes while the first connections open: what they are to carry must not be sent any more.
  sys::Duration signal_after() const {
    base::Random random(seed_, 3);
    return random.below(3) == 0 ? *draw_.signal_after % sys::Duration(30ms) : *draw_.signal_after;
  }

  void request(sys::StopReason reason) {
    if (stop_.request(std::move(reason))) stopped_ = world_.now();
    world_.note("stop");
    world_.touch();
  }

  bool is_open_loop() const { return draw_.settings.arrival_model == profile::ArrivalModel::open_loop; }

  // Between two events the worker waits: its counters are those of one moment.
  void check() {
    require(world_.now() <= end_ + 1min, "the run has no end");
    const measure::Ledger& ledger = worker_->ledger();
    const std::uint64_t scheduled = ledger.scheduled.value(), admitted = ledger.admitted.value();
    require(scheduled == ledger.dropped.value() + admitted, "scheduled is not dropped and admitted",
            scheduled, admitted);
    std::uint64_t ended = 0;
    for (std::size_t i = 0; i < measure::kOutcomes; ++i)
      ended += ledger.count(static_cast<measure::Outcome>(i));
    require(ended <= admitted && admitted - ended <= draw_.settings.max_in_flight, "in flight", admitted,
            ended);
    const double seconds = base::to_seconds(world_.now() - World::kStart);
    const auto most = static_cast<std::uint64_t>(draw_.settings.tps * seconds) + 1;
    require(scheduled <= most, "more than the rate", scheduled, most);
    if (stopped_ && !scheduled_at_stop_) scheduled_at_stop_ = scheduled;
    require(!stopped_ || scheduled == *scheduled_at_stop_, "admitted after the stop", scheduled,
            scheduled_at_stop_.value_or(0));
    require_silence();
  }

  // What is due at the stop's own instant may still go. Here a request is written at once or not at all, so
  // that none is begun before the stop and finished after it.
  void require_silence() {
    if (!stopped_) return;
    const auto after = (network_.last_request() - *stopped_) / 1us;
    require(after <= 0, "a request was sent after the stop, us", static_cast<std::uint64_t>(after));
  }

  void check_end() {
    require_silence();
    const measure::Totals totals = worker_->ledger().totals();
    require(totals.balances(), "the ledger does not balance", totals.admitted, totals.counts().sum());
    require(stopped_.has_value() && world_.now() <= *stopped_ + draw_.settings.drain, "the end comes late");
    if (is_open_loop()) {
      const std::uint64_t due = rates_.now()->count_before(*stopped_);
      const std::uint64_t least = rates_.now()->count_before(*stopped_ - 1us);
      require(totals.scheduled <= due && totals.scheduled >= least, "open loop: due and scheduled", due,
              totals.scheduled);
    }
    std::uint64_t copies = 0, known = 0;
    SentCheck sent_check(draw_.sends, profile_, seed_, accounts_.addresses());
    for (const auto& [text, copy] : network_.transactions()) {
      copies += copy.written > 1 ? copy.written - 1 : 0;
      const base::Bytes raw = *base::decode_hex(text);
      const auto sent = eth::decode_transaction(raw, senders_);
      if (!sent) throw Violation(cat("sent what is no transaction: ", sent.error().message));
      sent_check.check(*sent);
      if (copy.reached == 0) continue;
      const bool is_known =
          network_.chain().find_included(sent->hash) || network_.chain().find_waiting(sent->hash);
      known += is_known ? 1 : 0;
    }
    // A copy of what was out at the end was not counted yet.
    const std::uint64_t at_stop = worker_->ledger().count(measure::Outcome::unanswered_at_stop);
    require(copies <= totals.resent + at_stop, "sent twice", copies, totals.resent);
    const std::uint64_t accepted = totals.counts().accepted;
    // Where a byte of the node's words is another, a refusal may have been "already known".
    const std::uint64_t open =
        totals.counts().unanswered + (draw_.trouble.garbled > 0 ? totals.counts().rejected : 0);
    require(known <= accepted + open, "the node has more than accepted and unanswered", known,
            accepted + open);
    if (!draw_.restarts) require(accepted <= known, "accepted, but the node has not", accepted, known);
    if (draw_.is_calm)
      require(accepted + at_stop + totals.counts().unsent == totals.admitted,
              "not accepted, and all was well", accepted, totals.admitted);
    if (draw_.signal_after) return;
    // Once all is well, the rate is reached again, and gaps are closed.
    const std::uint64_t last =
        worker_->ledger().seconds.at(static_cast<std::uint64_t>(kLoad / 1s) - 1).accepted;
    require(static_cast<double>(last) >= 0.9 * draw_.settings.tps, "the rate is not reached again", last);
    require(network_.chain().pool_counts().queued == 0, "transactions behind a nonce gap",
            network_.chain().pool_counts().queued, network_.chain().pool_counts().pending);
  }

  const Draw draw_;
  const std::uint64_t seed_;
  World world_{seed_};
  const profile::Profile profile_ = profile_of(draw_.sends, draw_.accounts);
  const workload::Accounts accounts_{seed_, workload::Workload::pool_sizes(profile_)};
  const Senders senders_{accounts_.addresses()};
  Network network_{world_, {.block_time = 400ms, .sender_of = &senders_}, draw_.faults, draw_.trouble, seed_};
  const sys::TimePoint end_ = World::kStart + kLoad;
  const workload::Workload workload_{profile_, seed_, accounts_};
  const std::vector<std::uint64_t> nonces_ = std::vector<std::uint64_t>(draw_.accounts);
  std::vector<rpc::Endpoint> endpoints_;
  sys::Stop stop_;
  sys::Log log_{-1, world_, sys::Level::error};
  load::Quota quota_{0};
  std::deque<load::Pipelining> pipelining_;
  const load::RateControl rates_{load::RateProgram(World::kStart, draw_.settings.tps)};
  const load::RunContext run_{.settings = draw_.settings,
                              .workload = workload_,
                              .accounts = accounts_,
                              .first_nonces = nonces_,
                              .endpoints = endpoints_,
                              .chain_id = 1337,
                              .default_type = eth::TxType::dynamic_fee,
                              .partition = {},
                              .connections = draw_.connections,
                              .start = World::kStart,
                              .end = end_,
                              .clock = world_,
                              .stop = stop_,
                              .log = log_,
                              .quota = quota_,
                              .pipelining = pipelining_,
                              .rates = &rates_};
  const load::Worker* worker_ = nullptr;
  std::optional<sys::TimePoint> stopped_;
  std::optional<std::uint64_t> scheduled_at_stop_;
};

}  // namespace

RunResult run_load(std::uint64_t seed, bool keep_trace) { return LoadRun(seed, keep_trace).run(); }

}  // namespace seiload::sim
