#include "run/load_phase.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <thread>

#include "base/number.h"
#include "base/text.h"
#include "report/progress.h"
#include "sys/poll.h"

namespace seiload::run {
namespace {

using rpc::OutcomeClass;

constexpr sys::Duration kSample = std::chrono::seconds(1);

class LoadPhase {
 public:
  explicit LoadPhase(const load::Plan& plan) : plan_(plan) {
    result_.examples.resize(rpc::kOutcomes);
    for (std::uint32_t i = 0; i < plan.partition.workers; ++i) workers_.push_back(std::make_unique<load::Worker>(plan, i));
  }

  LoadResult run() {
    std::vector<std::jthread> threads;
    for (const auto& worker : workers_) threads.emplace_back([this, &worker] { guarded_run(*worker); });
    watch();
    const sys::TimePoint stopped = std::min(plan_.clock.now(), plan_.end);  // nothing is due after the end
    result_.load = std::max(sys::Duration(0), stopped - plan_.start);
    result_.accepted_in_load = accepted();
    threads.clear();  // joins
    result_.drain = plan_.clock.now() - stopped;
    result_.totals = totals();
    tell_errors();
    return std::move(result_);
  }

 private:
  // Whatever a worker cannot go on after ends the run as a failure; nothing escapes the thread.
  void guarded_run(load::Worker& worker) {
    try {
      worker.run();
    } catch (const std::exception& exception) {
      plan_.stop.request_failure({base::Code::io, base::cat("worker: ", exception.what())});
    }
  }

  void watch() {
    const auto& settings = plan_.settings;
    sys::TimePoint next_sample = plan_.start + kSample;
    sys::TimePoint next_progress = plan_.start + settings.stats_interval;
    last_sample_ = last_progress_ = plan_.start;
    while (!sys::wait_for_stop(std::min({plan_.end, next_sample, next_progress}), plan_.stop)) {
      const sys::TimePoint now = plan_.clock.now();
      if (now >= next_sample) {
        sample(now);
        next_sample = std::max(next_sample + kSample, now);
      }
      if (now >= next_progress) {
        progress(now);
        next_progress = std::max(next_progress + settings.stats_interval, now);
      }
      if (now >= plan_.end) plan_.stop.request({sys::StopReason::Kind::deadline, 0, {}});
    }
  }

  void sample(sys::TimePoint now) {
    const std::uint64_t count = accepted();
    const double seconds = base::to_seconds(now - last_sample_);
    if (seconds > 0)
      result_.maximum_tps = std::max(result_.maximum_tps, static_cast<double>(count - sampled_) / seconds);
    sampled_ = count;
    last_sample_ = now;
  }

  void progress(sys::TimePoint now) {
    load::Totals current = totals();
    plan_.log.info(report::to_text(report::Progress{
        .elapsed = now - plan_.start,
        .interval = now - last_progress_,
        .accepted_now = current.count(OutcomeClass::accepted) - previous_.count(OutcomeClass::accepted),
        .accepted = current.count(OutcomeClass::accepted),
        .rejected = current.count(OutcomeClass::rejected),
        .failed = current.count(OutcomeClass::failed),
        .unanswered = current.count(OutcomeClass::unanswered),
        .dropped = current.dropped,
        .in_flight = current.out(),
        .latency = current.from_due.since(previous_.from_due)}));
    previous_ = std::move(current);
    last_progress_ = now;
    tell_errors();
  }

  // One line for all equal failures since the last time.
  void tell_errors() {
    for (std::size_t i = 0; i < rpc::kOutcomes; ++i) {
      const auto outcome = static_cast<rpc::Outcome>(i);
      if (outcome == rpc::Outcome::accepted) continue;
      std::uint64_t count = 0;
      std::string example;
      for (const auto& worker : workers_) {
        count += worker->ledger().count(outcome);
        if (std::string text = worker->ledger().take_example(outcome); example.empty()) example = std::move(text);
      }
      if (count == told_[i]) continue;
      plan_.log.warning(base::cat(count - told_[i], ' ', rpc::name_of(rpc::class_of(outcome)), ": ", rpc::name_of(outcome),
                                  example.empty() ? "" : base::cat(" (", example, ')')));
      told_[i] = count;
      if (result_.examples[i].empty()) result_.examples[i] = std::move(example);
    }
  }

  load::Totals totals() const {
    load::Totals sum;
    for (const auto& worker : workers_) sum.merge(worker->ledger().totals());
    return sum;
  }

  std::uint64_t accepted() const {
    std::uint64_t sum = 0;
    for (const auto& worker : workers_) sum += worker->ledger().count(rpc::Outcome::accepted);
    return sum;
  }

  const load::Plan& plan_;
  LoadResult result_;
  std::vector<std::unique_ptr<load::Worker>> workers_;
  load::Totals previous_;
  std::array<std::uint64_t, rpc::kOutcomes> told_{};
  std::uint64_t sampled_ = 0;
  sys::TimePoint last_sample_, last_progress_;
};

}  // namespace

LoadResult run_load(const load::Plan& plan) { return LoadPhase(plan).run(); }

}  // namespace seiload::run
