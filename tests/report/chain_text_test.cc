#include "measure/chain_report.h"

#include <gtest/gtest.h>

#include "report/chain_text.h"

namespace seiload::report {
namespace {

using namespace std::chrono_literals;

measure::Times times(std::initializer_list<base::Duration> values) {
  measure::TimeHistogram all;
  for (const base::Duration value : values) all.record(value);
  return all.snapshot();
}

stats::HistogramSnapshot numbers(std::initializer_list<std::uint64_t> values) {
  stats::Histogram all;
  for (const std::uint64_t value : values) all.record(value);
  return all.snapshot();
}

measure::ChainReport everything() {
  measure::ChainReport watched;
  watched.feed = measure::FeedReport{.source = "polling http://127.0.0.1:8545 every 100ms",
                                     .gaps = 1,
                                     .lost = 2,
                                     .reorgs = 1,
                                     .orphaned = 3,
                                     .errors = 4,
                                     .breaks = 1};
  watched.blocks = measure::BlocksReport{.count = 3,
                                         .first = 7,
                                         .last = 9,
                                         .transactions = 1500,
                                         .ours = 1400,
                                         .gas_used = 31'500'000,
                                         .gas_limit = 90'000'000,
                                         .time = times({1s, 2s}),
                                         .gas = numbers({10'500'000, 10'500'000, 10'500'000}),
                                         .share = numbers({350'000, 350'000, 350'000})};
  watched.inclusion =
      measure::InclusionReport{.receipts = {.failed = 1, .last_error = "the node answered: 'busy'"},
                               .registered = 1403,
                               .included = 1400,
                               .succeeded = 1395,
                               .reverted = 4,
                               .expired = 2,
                               .in_flight = 1,
                               .dropped_at_cap = 5,
                               .reopened = 6,
                               .receipt_errors = 1,
                               .limit = 100'000,
                               .drain = 2s,
                               .from_due = times({1s}),
                               .from_accepted = times({900ms})};
  watched.user_latency = measure::UserLatencyReport{
      .blocks = 3, .transfers = 1400, .by_value = times({0s, 1s}), .ours = times({1s})};
  watched.ramp = measure::RampReport{.start = 100,
                                     .step = 50,
                                     .percentile = 90,
                                     .hold = 120s,
                                     .rest = 30s,
                                     .most = 1s,
                                     .reached_limit = true,
                                     .ended_run = true,
                                     .reason = "block_time",
                                     .why = "p90 of the time between blocks is 1.20s, above 1s",
                                     .steps = {{.tps = 100,
                                                .offered = 12'000,
                                                .sent = 12'000,
                                                .accepted = 12'000,
                                                .included = 11'990,
                                                .block_time = 400ms,
                                                .p50 = 3ms,
                                                .p99 = 9ms,
                                                .is_whole = true},
                                               {.tps = 150,
                                                .offered = 18'000,
                                                .sent = 9'000,
                                                .accepted = 8'999,
                                                .block_time = 1200ms,
                                                .failed = "block_time"}},
                                     .steps_begun = 2,
                                     .held_tps = 100,
                                     .block_time = 1200ms};
  return watched;
}

TEST(Watched, Text) {
  EXPECT_EQ(to_text(everything()), R"(
block feed
  source          polling http://127.0.0.1:8545 every 100ms
  heights missed  1, and fetched afterwards
  heights lost    2, never fetched; their transactions are not counted
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
                  1 without a receipt: the node answered: 'busy'
  expired         2, 0.1 %
  in flight       1, 0.1 %
  not followed    5, --inclusion-limit 100,000 was reached
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
  a step holds    95 % of it sent, accepted and included, p90 of the time between blocks at most 1s
  ended by        p90 of the time between blocks is 1.20s, above 1s
  highest held    100 a second
step  tps  offered    sent  accepted  included  blocks in     p50     p99  held
1     100   12,000  12,000    12,000    11,990      400ms  3.00ms  9.00ms  yes
2     150   18,000   9,000     8,999         0      1.20s       -       -  no: block_time

  warning         5 accepted transactions were not followed; raise --inclusion-limit, now 100,000
)");
}

TEST(Watched, WhatTheNodeDroppedAndWhatWasNotReadAreSaid) {
  measure::ChainReport watched;
  watched.feed =
      measure::FeedReport{.source = "x", .stalls = 2, .behind = 12, .most_behind = 30, .head = 4711};
  measure::BlocksReport& blocks = watched.blocks.emplace();
  blocks.count = 21;
  blocks.first = 3;
  blocks.last = 20;
  blocks.replaced = 1;
  measure::InclusionReport& inclusion = watched.inclusion.emplace();
  inclusion.receipts = {
      .blocks_with_ours = 100, .blocks_read = 18, .left_out = 3'000, .unread = 5, .a_block = 1100ms};
  inclusion.registered = 56'213;
  inclusion.included = 4'725;
  inclusion.succeeded = 1'720;
  inclusion.dropped = 40'000;
  inclusion.expired = 1'000;
  inclusion.in_flight = 10'488;
  inclusion.unanswered = 7;
  inclusion.unanswered_included = 4;
  const std::string text = to_text(watched);
  for (const char* want :
       {"\n  stood still     2, no block for several block times\n",
        "\n  count           21, heights 3 to 20\n  replaced        1 time by another chain; the heights are "
        "those of the newest\n",
        "\n    unverified    3,005, 5.3 %\n                  3,000 left out: receipts take the node too "
        "long\n"
        "                  5 not read before the end\n  dropped         40,000, 71.2 %\n",
        "\n  unanswered      7 watched, 4 were included\n",
        "\n  warning         blocks were read up to height 4711, 12 behind the chain: what is in the others "
        "is not counted\n",
        "\n  warning         inclusion is behind acceptance: 4,725 of 56,213 accepted transactions were "
        "included (8.4 %); "
        "40,000 were dropped by the node, 1,000 expired, 10,488 were in flight at the end\n",
        "\n  warning         receipts read for 18 % of the blocks: the node takes 1.10s a block\n"})
    EXPECT_NE(text.find(want), std::string::npos) << want << text;
}

TEST(Watched, OnlyWhatWasAskedFor) { EXPECT_EQ(to_text(measure::ChainReport{}), ""); }

}  // namespace
}  // namespace seiload::report
