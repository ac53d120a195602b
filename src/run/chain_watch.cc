#include "run/chain_watch.h"

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "base/text.h"
#include "sys/poll.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr sys::Duration kLeastDrain = std::chrono::seconds(1), kMostDrain = std::chrono::seconds(10);
// A question to the node that watches may not hold up the others, nor the end, for long.
constexpr sys::Duration kMostRequest = std::chrono::seconds(10);
constexpr sys::Duration kTellingTime = std::chrono::seconds(5);  // from an answer to the tracker, and more

std::string percentiles(const stats::HistogramSnapshot& histogram) {
  if (histogram.count() == 0) return "-";
  const auto show = [](std::optional<base::Duration> value) { return base::format_duration_rounded(*value); };
  return cat("p50 ", show(histogram.quantile(0.5)), " p99 ", show(histogram.quantile(0.99)), " max ", show(histogram.max()));
}

std::string numbers(const stats::HistogramSnapshot& histogram) {
  if (histogram.count() == 0) return "-";
  const auto show = [](std::optional<base::Duration> value) {
    return base::format_grouped(static_cast<std::uint64_t>(value->count()));
  };
  return cat("p50 ", show(histogram.quantile(0.5)), " p99 ", show(histogram.quantile(0.99)), " max ", show(histogram.max()));
}

report::Quantiles quantiles(const stats::HistogramSnapshot& histogram) {
  return {histogram.quantile(0.5), histogram.quantile(0.99), histogram.max()};
}

}  // namespace

bool ChainWatch::wanted(const profile::Settings& settings) {
  return settings.track_blocks || settings.track_receipts || settings.track_user_latency || settings.ramp_up;
}

std::size_t ChainWatch::inclusion_bound(const profile::Settings& settings) {
  const double rate =  // a ramp may go far: a hundred steps
      settings.ramp_up ? static_cast<double>(settings.ramp_start) + 100 * static_cast<double>(settings.ramp_step) : settings.tps;
  const double by_rate = 1.5 * rate * base::to_seconds(settings.inclusion_reap_after);
  return static_cast<std::size_t>(std::clamp(by_rate, 4.0 * static_cast<double>(settings.max_in_flight), 1e9));
}

ChainWatch::ChainWatch(const profile::Settings& settings, const std::vector<rpc::Endpoint>& endpoints,
                       const sys::Clock& clock, sys::Log& log)
    : settings_(settings),
      clock_(clock),
      log_(log),
      inclusion_({.reap_after = settings.inclusion_reap_after,
                  .told_within = settings.request_timeout + kTellingTime,
                  .bound = inclusion_bound(settings),
                  .reads_receipts = settings.track_receipts && !settings.no_receipts}),
      user_latency_(settings.stats_interval) {
  chain::FeedLimits limits;
  limits.http.connect_timeout = std::min(settings.connect_timeout, kMostRequest);
  limits.http.request_timeout = std::min(settings.request_timeout, kMostRequest);
  std::vector<chain::BlockListener*> listeners{&blocks_, &inclusion_};
  if (settings.track_user_latency) listeners.push_back(&user_latency_);
  listeners.push_back(this);
  feed_ = std::make_unique<chain::BlockFeed>(endpoints, limits, clock, log, std::move(listeners));
}

ChainWatch::~ChainWatch() { finish(true); }

base::Status ChainWatch::start(sys::Stop& stop, sys::TimePoint deadline) {
  auto end = sys::Stop::create();
  if (!end) return std::move(end).error();
  end_ = std::move(*end);
  if (auto status = feed_->start(stop, deadline); !status) return status;
  stop_ = &stop;
  told_blocks_ = blocks_.snapshot();
  auto thread = sys::Thread::start(
      "block feed", [this] { feed_->run(*end_); },
      [this, &stop](base::Error error) {
        stop.request_failure(std::move(error));
        end_->request({sys::StopReason::Kind::planned_end, 0, {}});  // nobody waits for it any more
      });
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

sys::Duration ChainWatch::drain_time() const {
  if (settings_.inclusion_drain) return *settings_.inclusion_drain;
  const auto p99 = blocks_.snapshot().time.quantile(0.99);
  const sys::Duration block_time = p99.value_or(feed_->state().block_time);
  return block_time.count() > 0 ? std::clamp(2 * std::min(block_time, kMostDrain), kLeastDrain, kMostDrain) : kMostDrain;
}

// Until all is settled, the deadline, or a signal that came after the run's end. After one that ended the run only a
// drain that was asked for takes its time.
void ChainWatch::drain(sys::TimePoint deadline) const {
  pollfd descriptors[] = {{end_->fd(), POLLIN, 0}, {stop_->hurry_fd(), POLLIN, 0}};
  while (clock_.now() < deadline)
    if (sys::poll(descriptors, deadline) > 0) return;
}

void ChainWatch::finish(bool at_once) {
  if (!thread_.joinable()) return;
  const sys::TimePoint begun = clock_.now();
  if (!at_once && settings_.track_receipts) {
    draining_ = true;
    const sys::TimePoint deadline = begun + drain_time();
    drain(settings_.inclusion_drain ? deadline : stop_->cut_short(deadline));
  }
  drained_ = clock_.now() - begun;
  end_->request({sys::StopReason::Kind::planned_end, 0, {}});
  thread_.join();
}

base::Status ChainWatch::on_round(chain::Node&, const sys::Stop&, sys::TimePoint now) {
  if (!next_line_) next_line_ = now + settings_.stats_interval;
  if (now >= *next_line_) {
    tell(now);
    next_line_ = std::max(*next_line_ + settings_.stats_interval, now);
  }
  if (draining_ && inclusion_.settled()) end_->request({sys::StopReason::Kind::planned_end, 0, {}});
  return {};
}

// One line a tracker, of what came since the last.
void ChainWatch::tell(sys::TimePoint) {
  track::InclusionSnapshot inclusion = inclusion_.snapshot();
  if (settings_.track_blocks) {
    track::BlocksSnapshot all = blocks_.snapshot();
    const track::BlocksSnapshot now = all.since(told_blocks_);
    const auto share = now.gas_share();
    log_.info(cat("blocks: ", now.count, " new", all.count > 0 ? cat(", height ", all.last) : std::string(), ", time ",
                  percentiles(now.time), ", gas ", numbers(now.gas),
                  share ? cat(", ", base::format_fixed(100 * *share, 1), " % of the limit") : std::string(),
                  ", transactions ", now.transactions, ", ours ",
                  std::max(inclusion.included, told_inclusion_.included) - told_inclusion_.included));
    told_blocks_ = std::move(all);
  }
  if (settings_.track_receipts) {
    log_.info(cat("inclusion: included ", inclusion.included, ", reverted ", inclusion.reverted, ", expired ",
                  inclusion.expired, ", in flight ", inclusion.in_flight, ", from due ",
                  percentiles(inclusion.from_due.since(told_inclusion_.from_due))));
  }
  if (settings_.track_user_latency) {
    track::UserLatencySnapshot all = user_latency_.snapshot();
    const stats::HistogramSnapshot now = all.latency.since(told_latency_.latency);
    // Whole seconds, but for the middle of a bucket.
    const auto show = [](std::optional<base::Duration> value) {
      return base::format_duration_rounded(std::chrono::floor<std::chrono::milliseconds>(*value));
    };
    log_.info(cat("user latency: ",
                  now.count() == 0 ? std::string("no transfers with a time in the newest block")
                                   : cat("min ", show(now.min()), " p50 ", show(now.quantile(0.5)), " max ", show(now.max()),
                                         " of ", now.count(), " transfers"),
                  ", ours from due ", percentiles(inclusion.from_due.since(told_inclusion_.from_due))));
    told_latency_ = std::move(all);
  }
  told_inclusion_ = std::move(inclusion);
}

report::WatchedInterval ChainWatch::close_interval() {
  interval_blocks_ = std::move(ended_blocks_);
  interval_inclusion_ = std::move(ended_inclusion_);
  return extend_interval();
}

report::WatchedInterval ChainWatch::extend_interval() {
  ended_blocks_ = blocks_.snapshot();
  ended_inclusion_ = inclusion_.snapshot();
  // A reorganisation may have taken back more than came.
  const auto more = [](std::uint64_t now, std::uint64_t before) { return std::max(now, before) - before; };
  const std::uint64_t included = more(ended_inclusion_.included, interval_inclusion_.included);
  report::WatchedInterval out;
  if (settings_.track_blocks) {
    const track::BlocksSnapshot now = ended_blocks_.since(interval_blocks_);
    out.blocks = report::BlocksInterval{now.count,    now.last,        now.transactions,    included,
                                        now.gas_used, now.gas_share(), quantiles(now.time), quantiles(now.gas)};
  }
  if (settings_.track_receipts) {
    out.inclusion = report::InclusionInterval{included, more(ended_inclusion_.reverted, interval_inclusion_.reverted),
                                              more(ended_inclusion_.expired, interval_inclusion_.expired),
                                              ended_inclusion_.in_flight,
                                              quantiles(ended_inclusion_.from_due.since(interval_inclusion_.from_due))};
  }
  return out;
}

report::Watched ChainWatch::report() const {
  report::Watched out;
  const chain::FeedState feed = feed_->state();
  out.feed = report::FeedReport{feed.source, feed.gaps, feed.lost, feed.reorgs, feed.orphaned, feed.errors, feed.breaks};
  const track::InclusionSnapshot inclusion = inclusion_.snapshot();
  if (settings_.track_blocks) {
    const track::BlocksSnapshot blocks = blocks_.snapshot();
    out.blocks = report::BlocksReport{blocks.count,    blocks.first,       blocks.last, blocks.transactions, inclusion.included,
                                      blocks.gas_used, blocks.gas_share(), blocks.time, blocks.gas,          blocks.share};
  }
  if (settings_.track_receipts) {
    report::InclusionReport& report = out.inclusion.emplace();
    report.by_receipts = !settings_.no_receipts;
    report.registered = inclusion.registered;
    report.included = inclusion.included;
    report.succeeded = inclusion.succeeded;
    report.reverted = inclusion.reverted;
    report.unverified = inclusion.unverified();
    report.expired = inclusion.expired;
    report.in_flight = inclusion.in_flight;
    report.dropped_at_cap = inclusion.dropped_at_cap;
    report.reopened = inclusion.reopened;
    report.receipt_errors = inclusion.receipt_errors;
    report.balanced = inclusion.balanced;
    report.drain = drained_;
    report.from_due = inclusion.from_due;
    report.from_accepted = inclusion.from_accepted;
  }
  if (settings_.track_user_latency) {
    const track::UserLatencySnapshot latency = user_latency_.snapshot();
    out.user_latency = report::UserLatencyReport{latency.blocks, latency.transfers, latency.latency, inclusion.from_due};
  }
  return out;
}

}  // namespace seiload::run
