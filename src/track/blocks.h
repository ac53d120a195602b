#pragma once
// What the blocks of a run look like: the time between their arrivals, gas used and its share of the limit,
// the number of their transactions. Of the whole run, of an interval, and of the last moments for the ramp.
// Blocks that a reorganisation takes back stay counted: they came. Thread rule: the feed's thread, but for
// snapshot(), buckets() and recent_time().

#include <deque>
#include <mutex>

#include "chain/block_feed.h"
#include "measure/chain_report.h"
#include "stats/fixed_histogram.h"
#include "stats/histogram.h"

namespace seiload::track {

// The bounds of the buckets for scrapers: nanoseconds, and units of gas.
inline constexpr std::uint64_t kBlockTimeBounds[] = {
    100'000'000, 200'000'000, 300'000'000,   400'000'000,   500'000'000,   600'000'000,    700'000'000,
    800'000'000, 900'000'000, 1'000'000'000, 2'000'000'000, 5'000'000'000, 10'000'000'000, 20'000'000'000};
inline constexpr std::uint64_t kGasBounds[] = {1,          1'000,      10'000,     50'000,     100'000,
                                               200'000,    300'000,    400'000,    500'000,    600'000,
                                               700'000,    800'000,    1'000'000,  2'000'000,  5'000'000,
                                               10'000'000, 20'000'000, 50'000'000, 100'000'000};

// For scrapers, of the whole run.
struct BlockBuckets {
  stats::FixedCounts time, gas;
};

class Blocks final : public chain::BlockListener {
 public:
  static constexpr sys::Duration kWindow = std::chrono::seconds(30);

  void on_block(const chain::Block& block) override;

  measure::BlocksReport snapshot() const;  // but for the number of ours
  BlockBuckets buckets() const;
  // The time between blocks at or below which `percentile` percent of those of the last 30 seconds lie. The
  // time since the last block counts as one where it is already longer than that and the feed works. Nothing
  // without any.
  std::optional<sys::Duration> recent_time(double percentile, sys::TimePoint now, bool feed_works) const;

 private:
  mutable std::mutex mutex_;
  measure::BlocksReport counts_;  // guarded by mutex_; without histograms
  struct Recent {
    sys::TimePoint arrived;
    std::optional<sys::Duration> time;
  };
  std::deque<Recent> window_;  // guarded by mutex_
  measure::TimeHistogram time_;
  stats::Histogram gas_, share_;  // share_: millionths
  stats::FixedHistogram time_buckets_{kBlockTimeBounds}, gas_buckets_{kGasBounds};
};

}  // namespace seiload::track
