#include "measure/merge.h"

#include <gtest/gtest.h>

#include "support/example_summary.h"
#include "support/random_summary.h"

namespace seiload::measure {
namespace {

using namespace std::chrono_literals;

Summary of(std::uint64_t seed) {
  base::Random random(seed);
  Summary s = test::random_summary(random);
  s.chain_id = 7;
  s.open_loop = s.poisson = true;
  s.dry_run = false;
  s.chain.ramp.reset();
  s.search.reset();
  return s;
}

// All that must be the sum of both, in one list.
std::vector<std::uint64_t> counters(const Summary& s) {
  std::vector<std::uint64_t> all{
      s.scheduled,   s.dropped,          s.admitted,         s.in_flight_at_stop, s.resent,
      s.nonce_reads, s.accepted_in_load, s.seconds,          s.busy_seconds,      s.peak_memory,
      s.accounts,    s.workers,          s.generator.judged, s.generator.in_doubt};
  const auto add = [&](const ClassCounts& c) {
    all.insert(all.end(), {c.accepted, c.rejected, c.failed, c.unanswered, c.unsent});
  };
  add(s.counts);
  ClassCounts rows, endpoints, intervals;
  std::uint64_t errors = 0, dropped = 0;
  OnChainReport on_chain;
  for (const ScenarioRow& row : s.scenarios) {
    rows += row.counts;
    if (row.on_chain) on_chain.merge(*row.on_chain);
  }
  std::uint64_t reasons = 0;
  for (const RevertReason& one : on_chain.reasons) reasons += one.count;
  all.insert(all.end(), {on_chain.registered, on_chain.included, on_chain.succeeded, on_chain.reverted,
                         on_chain.gas.count(), reasons});
  for (const EndpointRow& row : s.endpoint_rows) endpoints += row.counts;
  for (const ErrorRow& row : s.errors) errors += row.count;
  for (const IntervalRow& row : s.intervals) intervals += row.counts, dropped += row.dropped;
  add(rows);
  add(endpoints);
  add(intervals);
  all.insert(all.end(), {errors, dropped});
  all.insert(all.end(), s.missed.begin(), s.missed.end());
  const InclusionReport i = s.chain.inclusion.value_or(InclusionReport());
  all.insert(all.end(), {i.registered, i.included, i.succeeded, i.reverted, i.dropped, i.expired, i.in_flight,
                         i.dropped_at_cap, i.reopened, i.receipt_errors, i.unanswered, i.unanswered_included,
                         i.receipts.blocks_read, i.receipts.left_out, i.receipts.failed, i.receipts.unread,
                         s.chain.blocks.value_or(BlocksReport()).ours});
  return all;
}

TEST(Merge, AddsExactly) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    const Summary a = of(2 * seed), b = of(2 * seed + 1);
    Summary both = a;
    ASSERT_TRUE(merge(both, b));
    auto want = counters(a);
    const auto more = counters(b);
    for (std::size_t i = 0; i < want.size(); ++i) want[i] += more[i];
    EXPECT_EQ(counters(both), want);
    const auto expect_sum = [&](Times Summary::*which) {
      Times times = a.*which;
      times.merge(b.*which);
      EXPECT_TRUE(both.*which == times);
    };
    for (Times Summary::*one :
         {&Summary::from_due, &Summary::from_write, &Summary::not_accepted, &Summary::generator_lag})
      expect_sum(one);
    EXPECT_EQ(both.from_due.count(), a.from_due.count() + b.from_due.count());
  }
}

TEST(Merge, OfManyIsTheSameInAnyOrder) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    const Summary a = of(3 * seed), b = of(3 * seed + 1), c = of(3 * seed + 2);
    Summary left = a, right = c;
    for (const Summary* one : {&b, &c}) ASSERT_TRUE(merge(left, *one));
    for (const Summary* one : {&a, &b}) ASSERT_TRUE(merge(right, *one));
    EXPECT_EQ(counters(left), counters(right));
    EXPECT_TRUE(left.from_due == right.from_due);
    EXPECT_EQ(left.started, right.started);
    EXPECT_EQ(left.load, right.load);
  }
}

TEST(Merge, WhatTheChainDidIsAddedByOperationAndReason) {
  Summary a = test::example_summary(), b = a;
  b.scenarios[0].on_chain = OnChainReport{10, 9, 5, 4, {}, {{"out of gas", 2}, {"'no'", 1}}};
  ASSERT_TRUE(merge(a, b));
  EXPECT_EQ(a.scenarios[0].on_chain, b.scenarios[0].on_chain);
  EXPECT_EQ(a.scenarios[1].on_chain, std::nullopt);
  b.scenarios[0].on_chain = OnChainReport{20, 19, 15, 4, {}, {{"'no'", 4}}};
  ASSERT_TRUE(merge(a, b));
  EXPECT_EQ(a.scenarios[0].on_chain, (OnChainReport{30, 28, 20, 8, {}, {{"'no'", 5}, {"out of gas", 2}}}));
  EXPECT_EQ(a.scenarios[0].on_chain->not_replayed(), 1U);
}

TEST(Merge, RowsAreAddedByTheirNames) {
  Summary a = test::example_summary(), b = test::example_summary();
  b.scenarios[1].operation = "other";
  b.errors.erase(b.errors.begin());
  b.errors[0].example = "refused";
  b.endpoints = {"http://127.0.0.1:8546", "http://127.0.0.1:8547"};
  b.ended_by = "duration";
  b.ended_text = "--duration 10s";
  ASSERT_TRUE(merge(a, b));
  ASSERT_EQ(a.scenarios.size(), 3U);
  EXPECT_EQ(a.scenarios[0].counts, (ClassCounts{1980, 14, 0, 2, 0}));
  EXPECT_EQ(a.scenarios[2].operation, "other");
  ASSERT_EQ(a.errors.size(), 4U);
  EXPECT_EQ(a.errors[0].count, 7U);
  EXPECT_EQ(a.errors[1].count, 4U);
  EXPECT_EQ(a.errors[1].example, "refused");
  EXPECT_EQ(a.endpoints.size(), 3U);
  EXPECT_EQ(a.ended_by, "several");
  EXPECT_EQ(a.ended_text, "SIGTERM; --duration 10s");
  EXPECT_EQ(a.tps, 400);
  EXPECT_EQ(a.average_tps, 2 * 197.8);
  EXPECT_EQ(a.maximum_tps, std::nullopt);
  EXPECT_EQ(a.load, 10s);
  EXPECT_TRUE(a.balances());
  ASSERT_EQ(a.intervals.size(), 2U);
  EXPECT_EQ(a.intervals[0].counts.accepted, 3940U);
  EXPECT_EQ(a.intervals[0].in_flight, 22U);
  EXPECT_EQ(a.intervals[0].latency.p50, std::nullopt);
  EXPECT_EQ(a.intervals[0].latency.max, 3ms);
}

// Both have watched the same chain.
TEST(Merge, BlocksAreThoseOfWhoeverSawMost) {
  Summary a = test::example_summary(), b = a;
  const auto blocks = [](std::uint64_t count, std::uint64_t transactions, std::uint64_t ours) {
    BlocksReport made;
    made.count = count;
    made.transactions = transactions;
    made.ours = ours;
    return made;
  };
  a.chain.blocks = blocks(3, 100, 10);
  b.chain.blocks = blocks(4, 99, 20);
  a.intervals[0].chain.blocks = BlocksInterval{.count = 3, .ours = 10, .time = {}, .gas = {}};
  b.intervals[0].chain.blocks = BlocksInterval{.count = 4, .ours = 20, .time = {1s, 1s, 1s}, .gas = {}};
  a.intervals[0].chain.inclusion = b.intervals[0].chain.inclusion =
      InclusionInterval{.included = 4, .in_flight = 5, .from_due = {}};
  ASSERT_TRUE(merge(a, b));
  EXPECT_EQ(a.chain.blocks, blocks(4, 99, 30));
  EXPECT_EQ(a.intervals[0].chain.blocks,
            (BlocksInterval{.count = 4, .ours = 30, .time = {1s, 1s, 1s}, .gas = {}}));
  EXPECT_EQ(a.intervals[0].chain.inclusion->included, 8U);
  EXPECT_EQ(a.intervals[0].chain.inclusion->in_flight, 10U);
}

TEST(Merge, RefusesWhatMakesNoLoadTogether) {
  const Summary a = test::example_summary();
  const auto refused = [&](auto change) {
    Summary into = a, more = a;
    change(more);
    const auto status = merge(into, more);
    EXPECT_TRUE(into == a);
    return status ? std::string("merged") : status.error().message;
  };
  EXPECT_EQ(refused([](Summary& s) { s.chain_id = 1; }), "reports of different chains, 31337 and 1");
  EXPECT_EQ(refused([](Summary& s) { s.open_loop = false; }),
            "reports of different arrival models, open and closed loop");
  EXPECT_EQ(refused([](Summary& s) { s.chain.ramp.emplace(); }),
            "a report of a ramp: its steps are those of one process");
  EXPECT_EQ(refused([](Summary& s) { s.search.emplace(); }),
            "a report of a search: its steps are those of one process");
}

}  // namespace
}  // namespace seiload::measure
