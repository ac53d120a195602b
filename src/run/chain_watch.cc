#include "run/chain_watch.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/number.h"
#include "base/text.h"
#include "sys/clock.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr sys::Duration kMinDrain = std::chrono::seconds(1), kMaxDrain = std::chrono::seconds(10);
// A question to the node that watches may not hold up the others, nor the end, for long.
constexpr sys::Duration kMaxRequest = std::chrono::seconds(10);
constexpr sys::Duration kTellingTime = std::chrono::seconds(5);  // from an answer to the tracker, and more
constexpr sys::Duration kCatchUp = std::chrono::seconds(10);  // at the end, for blocks known of and not read
constexpr double kLag = 0.1;  // of what was accepted in an interval and not included in it: worth a warning
constexpr sys::Duration kMinLag = std::chrono::seconds(2);

std::string percentiles(const measure::Times& histogram) {
  if (histogram.count() == 0) return "-";
  const auto show = [](std::optional<base::Duration> value) { return base::format_duration_rounded(*value); };
  return cat("p50 ", show(histogram.quantile(0.5)), " p99 ", show(histogram.quantile(0.99)), " max ",
             show(histogram.max()));
}

std::string numbers(const stats::HistogramSnapshot& histogram) {
  if (histogram.count() == 0) return "-";
  const auto show = [](std::optional<std::uint64_t> value) { return base::format_grouped(*value); };
  return cat("p50 ", show(histogram.quantile(0.5)), " p99 ", show(histogram.quantile(0.99)), " max ",
             show(histogram.max()));
}

}  // namespace

bool ChainWatch::wanted(const profile::Settings& settings) {
  return settings.track_blocks || settings.track_receipts || settings.track_user_latency ||
         settings.ramp_up || settings.find_limit;
}

ChainWatch::ChainWatch(const profile::Settings& settings, const std::vector<rpc::Endpoint>& endpoints,
                       const sys::Clock& clock, sys::Log& log)
    : settings_(settings),
      endpoints_(endpoints),
      clock_(clock),
      log_(log),
      inclusion_(
          {.reap_after = settings.inclusion_reap_after,
           .max_report_delay = settings.request_timeout + kTellingTime,
           .bound = settings.inclusion_limit,
           .reads_receipts = settings.track_receipts && settings.receipt_mode() != profile::ReceiptMode::none,
           .reads_nonces = true}),
      user_latency_(settings.stats_interval) {
  chain::FeedLimits limits;
  limits.http.connect_timeout = std::min(settings.connect_timeout, kMaxRequest);
  limits.http.request_timeout = std::min(settings.request_timeout, kMaxRequest);
  std::vector<chain::BlockListener*> listeners{&blocks_, &inclusion_};
  if (settings.track_user_latency) listeners.push_back(&user_latency_);
  listeners.push_back(this);
  feed_ = std::make_unique<chain::BlockFeed>(endpoints, limits, clock, log, std::move(listeners));
}

ChainWatch::~ChainWatch() { finish(true); }

base::Status ChainWatch::start(sys::Stop& stop, sys::TimePoint deadline) {
  if (auto status = feed_->start(stop, deadline); !status) return status;
  stop_ = &stop;
  interval_blocks_ = ended_blocks_ = blocks_.snapshot();
  return run_thread("block feed", [this] { feed_->run(end_); });
}

base::Result<chain::NonceFeedback*> ChainWatch::follow_load(const std::vector<rpc::Endpoint>& endpoints,
                                                            std::span<const eth::Address> accounts,
                                                            std::uint32_t workers,
                                                            std::vector<eth::abi::Signature> errors) {
  net::ConnectionLimits http;
  http.connect_timeout = std::min(settings_.connect_timeout, kMaxRequest);
  http.request_timeout = settings_.request_timeout;  // holds up nothing
  if (settings_.track_receipts && settings_.receipt_mode() != profile::ReceiptMode::none) {
    const track::ReceiptReader::Options options{
        .reads_rest = settings_.receipt_mode() == profile::ReceiptMode::all,
        .http = http,
        .errors = std::move(errors)};
    receipts_ =
        std::make_unique<track::ReceiptReader>(inclusion_, endpoints_, options, clock_, log_, receipts_wake_);
    auto status = run_thread("receipts", [this] { receipts_->run(end_, [this] { progress_.set(); }); });
    if (!status) return std::move(status).error();
  }
  feedback_ = std::make_unique<chain::NonceFeedback>(workers);
  prober_ =
      std::make_unique<track::NonceProber>(inclusion_, endpoints, accounts, http, clock_, log_, *feedback_);
  if (auto status = run_thread("inclusion", [this] { prober_->run(end_); }); !status)
    return std::move(status).error();
  return feedback_.get();
}

base::Status ChainWatch::run_thread(std::string_view what, std::function<void()> body) {
  auto thread = sys::Thread::start(what, std::move(body), [this](base::Error error) {
    stop_->request_failure(std::move(error));
    failed_ = true;  // nothing is waited for any more
    progress_.set();
  });
  if (!thread) return std::move(thread).error();
  threads_.push_back(std::move(*thread));
  return {};
}

sys::Duration ChainWatch::drain_time() const {
  if (settings_.inclusion_drain) return *settings_.inclusion_drain;
  if (settings_.receipt_mode() == profile::ReceiptMode::all) return kMaxDrain;
  const auto p99 = blocks_.snapshot().time.quantile(0.99);
  const sys::Duration block_time = p99.value_or(feed_->state().block_time);
  return block_time.count() > 0 ? std::clamp(2 * std::min(block_time, kMaxDrain), kMinDrain, kMaxDrain)
                                : kMaxDrain;
}

bool ChainWatch::is_finished(std::uint64_t target, bool waits_for_inclusion) const {
  if (feed_->state().head < target) return false;
  if (!waits_for_inclusion) return true;
  return inclusion_.settled(false) && (!receipts_ || receipts_->is_done());
}

// Until all is settled. The wait for inclusion ends with the drain, or by a signal that came after the run's
// end; that for blocks which are known of somewhat later. After a signal only a drain that was asked for
// takes its time.
void ChainWatch::drain(sys::TimePoint begun) {
  const std::uint64_t target = feed_->state().newest;
  sys::TimePoint inclusion_end = settings_.track_receipts ? sys::saturating_add(begun, drain_time()) : begun;
  if (!settings_.inclusion_drain) inclusion_end = stop_->cut_short(inclusion_end);
  sys::TimePoint end = std::max(inclusion_end, stop_->cut_short(begun + kCatchUp));
  bool hurried = false;
  for (sys::TimePoint now = clock_.now(); now < end; now = clock_.now()) {
    progress_.clear();
    if (failed_ || is_finished(target, now < inclusion_end)) return;
    pollfd descriptors[] = {{hurried ? -1 : stop_->final_waits_skipped().fd(), POLLIN, 0},
                            {progress_.fd(), POLLIN, 0}};
    clock_.wait(descriptors, now < inclusion_end ? std::min(inclusion_end, end) : end);
    if (descriptors[0].revents == 0) continue;
    hurried = true;
    inclusion_end = now;
    end = std::min(end, stop_->cut_short(end));
  }
}

void ChainWatch::finish(bool at_once) {
  if (threads_.empty()) return;
  const sys::TimePoint begun = clock_.now();
  if (receipts_) receipts_->on_load_ended();
  receipts_wake_.set();
  if (!at_once) drain(begun);
  drained_ = clock_.now() - begun;
  end_.set();
  threads_.clear();  // joins
  inclusion_.on_time(clock_.now());
}

void ChainWatch::on_block(const chain::Block&) {
  receipts_wake_.set();
  progress_.set();
}

void ChainWatch::on_time(sys::TimePoint now) {
  inclusion_.on_time(now);
  receipts_wake_.set();
  progress_.set();
}

// One line a tracker, of the interval that has ended.
void ChainWatch::log_interval() {
  const measure::InclusionReport& inclusion = ended_inclusion_;
  const measure::Times from_due = inclusion.from_due.since(interval_inclusion_.from_due);
  if (settings_.track_blocks) {
    const measure::BlocksReport now = ended_blocks_.since(interval_blocks_);
    const auto share = now.gas_share();
    log_.info(cat("blocks: ", now.count, " new",
                  ended_blocks_.count > 0 ? cat(", height ", now.last) : std::string(), ", time ",
                  percentiles(now.time), ", gas ", numbers(now.gas),
                  share ? cat(", ", base::format_fixed(100 * *share, 1), " % of the limit") : std::string(),
                  ", transactions ", now.transactions, ", ours ", now.ours));
  }
  if (settings_.track_receipts) {
    log_.info(cat("inclusion: included ", inclusion.included, ", reverted ", inclusion.reverted,
                  inclusion.dropped > 0 ? cat(", dropped by the node ", inclusion.dropped) : std::string(),
                  ", expired ", inclusion.expired, ", in flight ", inclusion.in_flight, ", from due ",
                  percentiles(from_due)));
    log_lag(inclusion, clock_.now());
  }
  if (settings_.track_user_latency) {
    measure::UserLatencyReport all = user_latency_.snapshot();
    const measure::Times now = all.by_value.since(logged_latency_.by_value);
    // Whole seconds, but for the middle of a bucket.
    const auto show = [](std::optional<base::Duration> value) {
      return base::format_duration_rounded(std::chrono::floor<std::chrono::milliseconds>(*value));
    };
    log_.info(cat("user latency: ",
                  now.count() == 0 ? std::string("no transfers with a time in the newest block")
                                   : cat("min ", show(now.min()), " p50 ", show(now.quantile(0.5)), " max ",
                                         show(now.max()), " of ", now.count(), " transfers"),
                  ", ours from due ", percentiles(from_due)));
    logged_latency_ = std::move(all);
  }
}

void ChainWatch::log_lag(const measure::InclusionReport& inclusion, sys::TimePoint now) {
  const std::uint64_t accepted = inclusion.registered - interval_inclusion_.registered;
  const std::uint64_t included =
      std::max(inclusion.included, interval_inclusion_.included) - interval_inclusion_.included;
  if (static_cast<double>(included) >= (1 - kLag) * static_cast<double>(accepted)) return;
  const sys::Duration wait = inclusion_.longest_wait(now);
  if (wait < std::max(kMinLag, 3 * feed_->state().block_time)) return;  // in the blocks to come
  log_.warning(cat("inclusion falls behind acceptance: ", accepted, " accepted, ", included,
                   " included since the last line; ", inclusion.in_flight, " wait, the oldest for ",
                   base::format_duration_rounded(wait)));
}

void ChainWatch::begin_measured() {
  measured_from_ = watched();
  ended_inclusion_ = inclusion_.snapshot();
  ended_blocks_ = measured_from_->blocks;
}

void ChainWatch::end_measured() { measured_to_ = watched(); }

measure::ChainInterval ChainWatch::close_interval() {
  interval_blocks_ = std::move(ended_blocks_);
  interval_inclusion_ = std::move(ended_inclusion_);
  measure::ChainInterval interval = extend_interval();
  log_interval();
  return interval;
}

measure::ChainInterval ChainWatch::extend_interval() {
  ended_inclusion_ = inclusion_.snapshot();
  ended_blocks_ = blocks_.snapshot();
  ended_blocks_.ours = ended_inclusion_.included;
  measure::ChainInterval out;
  if (settings_.track_blocks) out.blocks = measure::interval(interval_blocks_, ended_blocks_);
  if (settings_.track_receipts) out.inclusion = measure::interval(interval_inclusion_, ended_inclusion_);
  return out;
}

void ChainWatch::complete(measure::InclusionReport& inclusion) const {
  inclusion.drain = drained_;
  if (!receipts_) {
    inclusion.receipts = {};
    return;
  }
  const track::ReceiptState state = receipts_->state();
  measure::ReceiptsReport& receipts = inclusion.receipts;
  // What was never asked for after the time for it was used up was left out, like what was forgotten since.
  if (state.over_budget) receipts.left_out += std::exchange(receipts.unread, 0);
  if (state.requests > 0) receipts.a_block = state.took / static_cast<std::int64_t>(state.requests);
  receipts.last_error = state.last_error;
}

std::vector<measure::OnChainReport> ChainWatch::on_chain(std::size_t labels) const {
  if (!settings_.track_receipts) return {};
  std::vector<measure::OnChainReport> all = inclusion_.on_chain();
  all.resize(labels);
  return all;
}

measure::ChainReport ChainWatch::report() const {
  measure::ChainReport out;
  const chain::FeedState feed = feed_->state();
  out.feed = measure::FeedReport{.source = feed.source,
                                 .gaps = feed.gaps,
                                 .lost = feed.lost,
                                 .reorgs = feed.reorgs,
                                 .orphaned = feed.orphaned,
                                 .errors = feed.errors,
                                 .breaks = feed.breaks,
                                 .stalls = feed.stalls,
                                 .behind = feed.behind(),
                                 .most_behind = feed.most_behind,
                                 .head = feed.head};
  measure::InclusionReport inclusion = inclusion_.snapshot();
  complete(inclusion);
  const Watched all = measured_to_ ? *measured_to_ : watched();
  if (settings_.track_blocks) {
    out.blocks = measured_from_ ? all.blocks.since(measured_from_->blocks) : all.blocks;
    out.blocks->ours = inclusion.included;
  }
  if (settings_.track_user_latency) {
    out.user_latency = measured_from_ ? all.latency.since(measured_from_->latency) : all.latency;
    out.user_latency->ours = inclusion.from_due;
  }
  if (settings_.track_receipts) out.inclusion = std::move(inclusion);
  return out;
}

}  // namespace seiload::run
