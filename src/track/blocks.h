#pragma once
// What the blocks of a run look like: the time between their arrivals, gas used and its share of the limit,
// the number of their transactions. Of the whole run, of an interval, and of the last moments for the ramp.
// Blocks that a reorganisation takes back stay counted: they came. Thread rule: the feed's thread, but for
// snapshot() and recent_time().

#include <deque>
#include <mutex>

#include "chain/block_feed.h"
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

// Numbers that are no durations go into the same histograms, a nanosecond standing for one.
struct BlocksSnapshot {
  std::uint64_t count = 0;
  std::uint64_t first = 0, last = 0;  // heights, of the newest chain
  std::uint64_t replaced = 0;         // times that a chain began below the first height of the one before
  std::uint64_t transactions = 0;
  std::uint64_t gas_used = 0, gas_limit = 0;  // sums, at most 2^64-1
  stats::HistogramSnapshot time;              // between arrivals
  stats::HistogramSnapshot gas;               // used by a block
  stats::HistogramSnapshot share;             // of its gas limit, in millionths

  stats::FixedCounts time_buckets, gas_buckets;  // of the whole run

  BlocksSnapshot since(const BlocksSnapshot& earlier) const;
  std::optional<double> gas_share() const;  // of all limits together
};

class Blocks final : public chain::BlockListener {
 public:
  static constexpr sys::Duration kWindow = std::chrono::seconds(30);

  void on_block(const chain::Block& block) override;

  BlocksSnapshot snapshot() const;
  // The time between blocks at or below which `percentile` percent of those of the last 30 seconds lie. The
  // time since the last block counts as one where it is already longer than that and the feed works. Nothing
  // without any.
  std::optional<sys::Duration> recent_time(double percentile, sys::TimePoint now, bool feed_works) const;

 private:
  mutable std::mutex mutex_;
  BlocksSnapshot counts_;  // guarded by mutex_; without histograms
  struct Recent {
    sys::TimePoint arrived;
    std::optional<sys::Duration> time;
  };
  std::deque<Recent> window_;  // guarded by mutex_
  stats::Histogram time_, gas_, share_;
  stats::FixedHistogram time_buckets_{kBlockTimeBounds}, gas_buckets_{kGasBounds};
};

}  // namespace seiload::track
