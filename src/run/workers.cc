#include "run/workers.h"

#include <algorithm>
#include <memory>

#include "base/number.h"
#include "base/text.h"
#include "load/worker.h"
#include "measure/generator_health.h"
#include "measure/intervals.h"
#include "report/progress.h"
#include "sys/clock.h"
#include "sys/process.h"
#include "sys/scheduling.h"
#include "sys/thread.h"

namespace seiload::run {
namespace {

constexpr sys::Duration kSample = std::chrono::seconds(1);
constexpr double kBusy = 0.9;    // of the workers' time: they have none left
constexpr double kShort = 0.99;  // of the arrivals asked for: below, the rate was not reached

class Workers {
 public:
  Workers(const load::RunContext& plan, Metrics& metrics, bool live, ChainWatch* watch)
      : plan_(plan), metrics_(metrics), live_(live), chain_(watch), health_(plan.partition.workers) {
    result_.examples.resize(measure::kOutcomes);
    for (std::uint32_t i = 0; i < plan.partition.workers; ++i)
      workers_.push_back(std::make_unique<load::Worker>(plan, i));
  }

  LoadResult run() {
    const auto throttled_before = sys::cgroup_cpu().throttled;
    const Metrics::Feed feed(metrics_, [this] { return all_totals(); });
    std::vector<sys::Thread> threads;
    try {
      if (auto status = start(threads); !status) plan_.stop.request_failure(std::move(status).error());
      watch();
    } catch (...) {
      plan_.stop.request_failure(sys::current_exception_error());  // before the workers are waited for
    }
    const sys::TimePoint stopped = std::min(plan_.clock.now(), plan_.end);  // nothing is due after the end
    result_.begun = std::max(sys::Duration(0), stopped - plan_.start);
    result_.load = std::max(sys::Duration(0), std::min(stopped, plan_.measured_to) - measured_from());
    if (!has_measured_) result_.accepted_in_load = accepted();
    sample_health(plan_.clock.now());  // threads that have ended tell nothing more
    if (!has_measured_) result_.generator = health_.report();
    if (const auto throttled = sys::cgroup_cpu().throttled; throttled && throttled_before)
      result_.generator.throttled = *throttled - *throttled_before;
    threads.clear();  // joins
    result_.drain = plan_.clock.now() - stopped;
    plan_.log.live({});
    result_.totals = totals();
    result_.all_totals = all_totals();
    result_.warmup = apart(&load::Worker::warmup, plan_.start, std::min(stopped, measured_from()));
    result_.cooldown = apart(&load::Worker::cooldown, plan_.measured_to, stopped);
    read_seconds(static_cast<std::uint64_t>(result_.load / kSample));
    result_.fell_short = fell_short(stopped);
    if (!has_measured_ && stopped >= measured_from()) close_interval(plan_.clock.now(), result_.totals);
    result_.intervals = intervals_.take();
    log_new_errors();
    return std::move(result_);
  }

 private:
  base::Status start(std::vector<sys::Thread>& threads) {
    threads.reserve(workers_.size());
    for (const auto& worker : workers_) {
      auto thread = sys::Thread::start(
          "worker", [&worker] { run(*worker); }, plan_.stop);
      if (!thread) return std::move(thread).error();
      threads.push_back(std::move(*thread));
    }
    return {};
  }

  static void run(load::Worker& worker) {
    sys::minimise_timer_slack();
    try {
      worker.run();
    } catch (...) {
      worker.give_up();
      throw;  // a failure of the run: sys/thread.h
    }
  }

  void watch() {
    const auto& settings = plan_.settings;
    sys::TimePoint next_sample = plan_.start + kSample;
    sys::TimePoint next_progress = plan_.start + settings.stats_interval;
    last_sample_ = last_drawn_ = last_progress_ = row_begin_ = plan_.start;
    while (!plan_.clock.wait_for(plan_.stop,
                                 std::min({plan_.end, next_sample, next_progress, next_boundary()}))) {
      const sys::TimePoint now = plan_.clock.now();
      if (now >= next_boundary()) pass_boundary(now);
      if (now >= next_sample) {
        sample(now);
        if (live_) draw(now);
        next_sample = next_after(next_sample, kSample, now);
      }
      if (now >= next_progress) {
        progress(now);
        next_progress = next_after(next_progress, settings.stats_interval, now);
      }
      if (now >= plan_.end) plan_.stop.request(sys::StopReason::on_duration(settings.duration));
    }
  }

  // The next one after now, at whole periods after `last`: what a hold-up left out is not made up for.
  static sys::TimePoint next_after(sys::TimePoint last, sys::Duration period, sys::TimePoint now) {
    return last + period * ((now - last) / period + 1);
  }

  sys::TimePoint measured_from() const { return std::max(plan_.start, plan_.measured_from); }
  bool is_measuring() const { return is_past_warmup_ && !has_measured_; }
  // Where the warm-up ends, then where the cool-down begins.
  sys::TimePoint next_boundary() const {
    if (has_measured_) return sys::kNever;
    return is_past_warmup_ ? plan_.measured_to : measured_from();
  }

  void pass_boundary(sys::TimePoint now) {
    if (!is_past_warmup_) {
      is_past_warmup_ = true;
      if (measured_from() == plan_.start) return;
      sample_health(now);
      health_.restart();
      row_base_ = totals();
      row_begin_ = now;
      if (chain_ != nullptr) chain_->begin_measured();
      plan_.log.info("warm-up ends: what is due from now on is measured");
      return;
    }
    result_.accepted_in_load = accepted();
    close_interval(now, totals());
    sample_health(now);
    result_.generator = health_.report();
    has_measured_ = true;
    if (chain_ != nullptr) chain_->end_measured();
    plan_.log.info("cool-down begins: what is due from now on counts apart");
  }

  std::optional<measure::ApartRow> apart(const measure::Ledger* (load::Worker::*ledger)() const,
                                         sys::TimePoint from, sys::TimePoint to) const {
    if ((workers_.front().get()->*ledger)() == nullptr) return std::nullopt;
    measure::Totals sum;
    for (const auto& worker : workers_) sum.merge((worker.get()->*ledger)()->totals());
    return measure::ApartRow{std::max(sys::Duration(0), to - from), sum.scheduled, sum.dropped, sum.admitted,
                             sum.counts()};
  }

  void sample(sys::TimePoint now) {
    // A worker may still be counting in the second that has just ended.
    const sys::Duration measured = std::min(now, plan_.measured_to) - measured_from();
    const auto ended = static_cast<std::uint64_t>(std::max<std::int64_t>(0, measured / kSample));
    if (ended > 0) read_seconds(ended - 1);
    sample_health(now);
  }

  // All that were not read before, up to this one.
  void read_seconds(std::uint64_t end) {
    if (end > next_second_ + measure::Seconds::kKept) next_second_ = end - measure::Seconds::kKept;
    for (; next_second_ < end; ++next_second_) {
      measure::Seconds::Second all;
      for (const auto& worker : workers_) {
        const measure::Seconds::Second one = worker->ledger().seconds.at(next_second_);
        all.accepted += one.accepted;
        all.busy += one.busy;
      }
      result_.maximum_tps = std::max(result_.maximum_tps, std::optional(static_cast<double>(all.accepted)));
      ++result_.seconds;
      if (base::to_seconds(all.busy) >= kBusy * static_cast<double>(workers_.size())) ++result_.busy_seconds;
    }
  }

  static std::optional<measure::CpuTimes> cpu_times(std::uint64_t thread) {
    const auto times = thread > 0 ? sys::thread_times(thread) : std::nullopt;
    if (!times) return std::nullopt;
    return measure::CpuTimes{times->running, times->waiting, times->turns};
  }

  void sample_health(sys::TimePoint now) {
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      const measure::Ledger& ledger = workers_[i]->ledger();
      const measure::Times latency = ledger.from_write.snapshot();
      const auto nanoseconds = [](std::uint64_t count) {
        return base::Duration(static_cast<std::int64_t>(count));
      };
      health_.add(i,
                  {.accepted = plan_.endpoints.empty() ? 0 : latency.count(),  // a dry run's are none
                   .latency = latency.sum(),
                   .busy = nanoseconds(ledger.busy.value()),
                   .late_wakes = ledger.late_wakes.value(),
                   .late = nanoseconds(ledger.late.value()),
                   .longest_late = nanoseconds(ledger.longest_late.value()),
                   .times = cpu_times(ledger.thread.value())},
                  now - last_sample_);
    }
    last_sample_ = now;
  }

  // Whether the load wanted more than was admitted: only then a generator without time left has set the
  // limit.
  bool fell_short(sys::TimePoint stopped) const {
    const measure::Totals& totals = result_.totals;
    if (plan_.endpoints.empty()) return false;
    if (plan_.settings.is_open_loop()) return totals.dropped > 0;
    const auto most = static_cast<std::uint64_t>(static_cast<double>(totals.admitted) / kShort);
    if (plan_.rates == nullptr) return true;
    const auto rates = plan_.rates->now();
    const std::uint64_t due = rates->count_before(std::min(stopped, plan_.measured_to));
    const std::uint64_t before = measured_from() > plan_.start ? rates->count_before(measured_from()) : 0;
    return due > before + most + (rates->is_constant() ? 0 : 1);
  }

  measure::Progress describe(sys::TimePoint now, sys::Duration interval, const measure::Totals& current,
                             const measure::Totals& before) const {
    return {.elapsed = now - plan_.start,
            .interval = interval,
            .accepted_now = current.counts().accepted - before.counts().accepted,
            .counts = current.counts(),
            .dropped = current.dropped,
            .in_flight = current.out(),
            .left = plan_.end == sys::kNever ? std::nullopt
                                             : std::optional(std::max(sys::Duration(0), plan_.end - now)),
            .latency = current.from_due.since(before.from_due)};
  }

  void progress(sys::TimePoint now) {
    measure::Totals current = all_totals();
    if (!live_) plan_.log.info(report::to_text(describe(now, now - last_progress_, current, previous_)));
    if (is_measuring() && ++in_row_ >= intervals_.in_a_row()) close_interval(now, totals());
    previous_ = std::move(current);
    last_progress_ = now;
    log_new_errors();
  }

  void draw(sys::TimePoint now) {
    measure::Totals current = all_totals();
    measure::Progress progress = describe(now, now - last_drawn_, current, drawn_);
    if (chain_ != nullptr) {
      const chain::FeedState state = chain_->feed_state();
      progress.block = state.head;
      if (state.head_gas_limit > 0)
        progress.gas_share =
            static_cast<double>(state.head_gas_used) / static_cast<double>(state.head_gas_limit);
    }
    plan_.log.live(report::to_live_text(progress));
    drawn_ = std::move(current);
    last_drawn_ = now;
  }

  void close_interval(sys::TimePoint now, const measure::Totals& current) {
    intervals_.add({.start = row_begin_ - plan_.start,
                    .length = now - row_begin_,
                    .counts = current.counts().since(row_base_.counts()),
                    .dropped = current.dropped - row_base_.dropped,
                    .in_flight = current.out(),
                    .latency = measure::quantiles(current.from_due.since(row_base_.from_due)),
                    .write = measure::quantiles(current.from_write.since(row_base_.from_write)),
                    .chain = chain_ != nullptr ? chain_->close_interval() : measure::ChainInterval()});
    row_base_ = current;
    row_begin_ = now;
    in_row_ = 0;
  }

  // One line for all equal failures since the last time.
  void log_new_errors() {
    for (std::size_t i = 0; i < measure::kOutcomes; ++i) {
      const auto outcome = static_cast<measure::Outcome>(i);
      if (outcome == measure::Outcome::accepted) continue;
      std::uint64_t count = 0;
      std::string example;
      for (const auto& worker : workers_) {
        count += worker->ledger().count(outcome);
        for (const measure::Ledger* const apart : {worker->warmup(), worker->cooldown()})
          if (apart != nullptr) count += apart->count(outcome);
        if (std::string text = worker->ledger().take_example(outcome); example.empty())
          example = std::move(text);
      }
      if (count == told_[i]) continue;
      plan_.log.warning(base::cat(count - told_[i], ' ', measure::name_of(measure::class_of(outcome)), ": ",
                                  measure::name_of(outcome),
                                  example.empty() ? "" : base::cat(" (", example, ')')));
      told_[i] = count;
      if (result_.examples[i].empty()) result_.examples[i] = std::move(example);
    }
  }

  measure::Totals totals() const {
    measure::Totals sum;
    for (const auto& worker : workers_) sum.merge(worker->ledger().totals());
    return sum;
  }

  // With what counts apart.
  measure::Totals all_totals() const {
    measure::Totals sum = totals();
    for (const auto& worker : workers_)
      for (const measure::Ledger* const apart : {worker->warmup(), worker->cooldown()})
        if (apart != nullptr) sum.merge(apart->totals());
    return sum;
  }

  std::uint64_t accepted() const {
    std::uint64_t sum = 0;
    for (const auto& worker : workers_) sum += worker->ledger().count(measure::Outcome::accepted);
    return sum;
  }

  const load::RunContext& plan_;
  Metrics& metrics_;
  const bool live_;
  ChainWatch* const chain_;  // null: not watched
  LoadResult result_;
  std::vector<std::unique_ptr<load::Worker>> workers_;
  measure::GeneratorHealth health_;
  measure::Intervals intervals_;
  bool is_past_warmup_ = false, has_measured_ = false;  // the cool-down has begun
  std::size_t in_row_ = 0;            // intervals that have ended since the last row
  measure::Totals row_base_;          // at the end of the last row
  measure::Totals previous_, drawn_;  // at the last progress line, and at the last drawing of the live line
  std::array<std::uint64_t, measure::kOutcomes> told_{};
  std::uint64_t next_second_ = 0;  // all before have been read
  sys::TimePoint last_sample_, last_drawn_, last_progress_, row_begin_;
};

}  // namespace

LoadResult run_workers(const load::RunContext& plan, Metrics& metrics, bool live, ChainWatch* watch) {
  return std::make_unique<Workers>(plan, metrics, live, watch)->run();  // too large for a small stack
}

}  // namespace seiload::run
