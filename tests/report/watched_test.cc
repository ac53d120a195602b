#include "report/watched.h"

#include <gtest/gtest.h>

#include "report/watched_text.h"

namespace seiload::report {
namespace {

using namespace std::chrono_literals;

stats::HistogramSnapshot histogram(std::initializer_list<base::Duration> values) {
  stats::Histogram all;
  for (const base::Duration value : values) all.record(value);
  return all.snapshot();
}

Watched everything() {
  Watched watched;
  watched.feed = FeedReport{.source = "polling http://127.0.0.1:8545 every 100ms", .gaps = 1, .lost = 2, .reorgs = 1, .orphaned = 3,
                            .errors = 4, .breaks = 1};
  watched.blocks = BlocksReport{.count = 3, .first = 7, .last = 9, .transactions = 1500, .ours = 1400, .gas_used = 31'500'000,
                                .gas_share = 0.35, .time = histogram({1s, 2s}),
                                .gas = histogram({10'500'000ns, 10'500'000ns, 10'500'000ns}),
                                .share = histogram({350'000ns, 350'000ns, 350'000ns})};
  watched.inclusion = InclusionReport{.registered = 1403, .included = 1400, .succeeded = 1395, .reverted = 4, .unverified = 1,
                                      .expired = 2, .in_flight = 1, .dropped_at_cap = 5, .reopened = 6, .receipt_errors = 1,
                                      .drain = 2s, .from_due = histogram({1s}), .from_accepted = histogram({900ms})};
  watched.user_latency = UserLatencyReport{.blocks = 3, .transfers = 1400, .by_value = histogram({0s, 1s}),
                                           .ours = histogram({1s})};
  watched.ramp = RampReport{.start = 100, .step = 50, .percentile = 90, .hold = 120s, .rest = 30s, .most = 1s,
                            .reached_limit = true, .steps_begun = 3, .held_tps = 150, .block_time = 1200ms};
  return watched;
}

TEST(Watched, Text) {
  EXPECT_EQ(to_text(everything()), R"(
block feed
  source          polling http://127.0.0.1:8545 every 100ms
  heights missed  1, and fetched afterwards
  heights lost    2, never fetched: what they held is missing here
  reorganised     1, blocks taken back: 3
  broken          1, failed attempts: 4

blocks
  count           3, heights 7 to 9
  transactions    1,500, ours 1,400
  gas used        31,500,000, 35.0 % of the limit
a block                     min         p50         p99         max  count
time since the last       1.00s       1.00s       2.00s       2.00s      2
gas used             10,500,000  10,500,000  10,500,000  10,500,000      3
share of the limit       35.0 %      35.0 %      35.0 %      35.0 %      3

inclusion
  registered      1,403 accepted transactions
  included        1,400, 99.8 %
    succeeded     1,395, 99.4 %
    reverted      4, 0.3 %
    unverified    1, 0.1 %
  expired         2, 0.1 %
  in flight       1, 0.1 %
  not registered  5, too many were in flight
  taken back      6 by reorganisations
  sums            balanced
included           min    p50    p99    max  count
from due time    1.00s  1.00s  1.00s  1.00s      1
from acceptance  900ms  900ms  900ms  900ms      1

user latency             min    p50    p99    max  count
by value, in 3 blocks     0s     0s  1.00s  1.00s      2
ours, from due time    1.00s  1.00s  1.00s  1.00s      1

ramp
  steps           100 a second and 50 more each, 2m each, then 30s at 1 a second
  limit           p90 of the time between blocks above 1s
  reached         in step 3, with 1.20s
  highest held    150 a second
)");
}

TEST(Watched, OnlyWhatWasAskedFor) {
  EXPECT_EQ(to_text(Watched{}), "");
}

}  // namespace
}  // namespace seiload::report
