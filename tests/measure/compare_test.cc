#include "measure/compare.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "measure/resample.h"
#include "support/made_run.h"

namespace seiload::measure {
namespace {

using test::MadeRun;
using test::make_run;

Comparison of(const Summary& base, const Summary& now) { return compare(std::span(&base, 1), now); }

std::string verdict(const Comparison& comparison, std::string_view name) {
  const Change* const change = comparison.find(name);
  return change != nullptr ? std::string(name_of(change->verdict)) : "(none)";
}

std::string all_beyond_noise(const Comparison& comparison) {
  std::string text;
  for (const Change& change : comparison.changes)
    if (change.is_beyond_noise()) text += change.line() + "\n";
  return text;
}

TEST(Compare, ARunAndItselfAreTheSame) {
  const Summary run = make_run({.seed = 1});
  EXPECT_EQ(all_beyond_noise(of(run, run)), "");
}

TEST(Compare, RunsOfTheSameSystemDoNotDiffer) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Comparison steady = of(make_run({.seed = seed}), make_run({.seed = seed + 100}));
    EXPECT_EQ(all_beyond_noise(steady), "") << seed;
    const Comparison wavy =
        of(make_run({.seed = seed, .waves = 0.3}), make_run({.seed = seed + 100, .waves = 0.3}));
    EXPECT_EQ(all_beyond_noise(wavy), "") << seed << ", samples of an interval resemble each other";
  }
}

TEST(Compare, WhatGotWorseIsFound) {
  const Summary base = make_run({.seed = 1});
  const Comparison slower = of(base, make_run({.seed = 2, .scale = 1.2}));
  for (const char* name : {"p50", "p90", "p99", "write_p50"})
    EXPECT_EQ(verdict(slower, name), "worse") << name;
  EXPECT_EQ(verdict(slower, "tps"), "noise");
  const Comparison tail = of(base, make_run({.seed = 2, .tail = 2}));
  EXPECT_EQ(verdict(tail, "p50"), "noise");
  EXPECT_EQ(verdict(tail, "p99"), "worse");
  const Comparison less = of(base, make_run({.seed = 2, .accepts = 0.9}));
  EXPECT_EQ(verdict(less, "tps"), "worse");
  EXPECT_EQ(less.find("tps")->line(),
            "tps: 100.00 -> 90.00 (-10.0 %, 99 % interval -10.0 to -10.0 %), worse");
  const Comparison errors = of(base, make_run({.seed = 2, .errors = 0.01}));
  EXPECT_EQ(verdict(errors, "rejected_share"), "worse");
  EXPECT_EQ(verdict(errors, "error_share"), "worse");
  EXPECT_EQ(verdict(errors, "accepted_share"), "worse");
  EXPECT_EQ(verdict(of(make_run({.seed = 2, .scale = 1.2}), base), "p50"), "better");
  EXPECT_TRUE(slower.differs());
  EXPECT_TRUE(slower.has(Verdict::worse));
  EXPECT_FALSE(slower.has(Verdict::better));
}

TEST(Compare, ADifferenceOfLessThanOnePerCentIsNone) {
  const Summary base = make_run({.seed = 1});
  EXPECT_EQ(all_beyond_noise(of(base, make_run({.seed = 1, .accepts = 0.995}))), "");
}

// A stall that hits all of an interval is one event, not a thousand.
TEST(Compare, WavesWidenTheIntervals) {
  const Change steady = *of(make_run({.seed = 1}), make_run({.seed = 2})).find("p50");
  const Change wavy =
      *of(make_run({.seed = 1, .waves = 0.3}), make_run({.seed = 2, .waves = 0.3})).find("p50");
  EXPECT_GT(wavy.high - wavy.low, 3 * (steady.high - steady.low));
}

TEST(Compare, SeveralBaselinesGiveTheNoise) {
  std::vector<Summary> nights;
  for (std::uint64_t night = 0; night < 8; ++night)
    nights.push_back(make_run({.seed = night, .intervals = 4, .scale = night % 2 == 0 ? 0.9 : 1.1}));
  const Summary usual = make_run({.seed = 50, .intervals = 4, .scale = 1.1});
  EXPECT_EQ(all_beyond_noise(compare(nights, usual)), "");
  EXPECT_TRUE(of(nights[0], usual).differs()) << "one of them alone says less";
  const Comparison slow = compare(nights, make_run({.seed = 50, .intervals = 4, .scale = 2}));
  EXPECT_EQ(verdict(slow, "p50"), "worse");
  EXPECT_EQ(slow.baselines, 8U);
}

TEST(Compare, WhatOneSideHasNotMeasuredIsUnknown) {
  Summary base = make_run({.seed = 1}), now = base;
  now.chain.inclusion.emplace().registered = 10;
  now.chain.inclusion->included = 9;
  const Comparison comparison = of(base, now);
  EXPECT_EQ(verdict(comparison, "included_share"), "unknown");
  EXPECT_EQ(comparison.find("included_share")->line(), "included_share: not measured -> 90.00 %");
  EXPECT_EQ(comparison.find("block_time_p50"), nullptr) << "neither has";
  EXPECT_FALSE(comparison.differs());
}

TEST(Compare, ALoadThatWasNotTheSameIsSaid) {
  Summary base = make_run({.seed = 1, .intervals = 1}), now = base;
  EXPECT_TRUE(of(base, now).notes.empty());
  now.tps = 200;
  now.open_loop = false;
  now.accounts = 7;
  now.chain_id.reset();
  const std::vector<std::string> want = {"not the same load: rate 100 a second and 200 a second",
                                         "not the same load: arrival model open loop and closed loop",
                                         "not the same load: chain id 1337 and unknown",
                                         "not the same load: accounts 100 and 7"};
  EXPECT_EQ(of(base, now).notes, want);
}

std::string checked(const char* condition, const Summary& base, const Summary& now) {
  const auto parsed = ChangeCondition::parse(condition);
  if (!parsed) return parsed.error().message;
  const auto finding = parsed->check(compare(std::span(&base, 1), now, std::span(&*parsed, 1)), now);
  return finding ? base::cat(finding->crossed ? "crossed: " : "noted: ", finding->text) : "holds";
}

TEST(ChangeCondition, IsAboutTheDifferenceOrAboutTheNewReport) {
  const Summary base = make_run({.seed = 1}), slow = make_run({.seed = 2, .scale = 2, .errors = 0.02});
  EXPECT_EQ(checked("p50 > +10%", base, base), "holds");
  EXPECT_TRUE(checked("p50 > +10%", base, slow).starts_with("crossed: p50 > +10%: it was +"))
      << checked("p50 > +10%", base, slow);
  EXPECT_EQ(checked("p50 > +400%", base, slow), "holds");
  EXPECT_TRUE(checked("p97>=+1ms", base, slow).starts_with("crossed: p97>=+1ms: it was +"));
  EXPECT_EQ(checked("p50 < -10%", base, slow), "holds");
  EXPECT_TRUE(checked("p50 < -10%", slow, base).starts_with("crossed: "));
  EXPECT_TRUE(
      checked("rejected_share > +1%", base, slow).starts_with("crossed: rejected_share > +1%: it was +"));
  EXPECT_EQ(checked("rejected_share > +3%", base, slow), "holds");
  EXPECT_TRUE(checked("tps < -1%", base, slow).starts_with("crossed: tps < -1%: it was -"));
  EXPECT_EQ(checked("tps < -50", base, slow), "holds");
  EXPECT_TRUE(checked("p50 > 15ms", base, slow).starts_with("crossed: p50 > 15ms: it was "));
  EXPECT_EQ(checked("p50 > 15ms", slow, base), "holds");
  EXPECT_EQ(checked("included_share < -1%", base, slow),
            "crossed: included_share < -1%: it was not measured");
}

TEST(ChangeCondition, InNoiseIsNotedAndDoesNotCross) {
  const Summary base = make_run({.seed = 1, .intervals = 4, .waves = 0.5}),
                now = make_run({.seed = 4, .intervals = 4, .scale = 1.2, .waves = 0.5});
  const std::string text = checked("p99 > +1%", base, now);
  EXPECT_TRUE(text.starts_with("noted: p99 > +1%: it was +")) << text;
  EXPECT_NE(text.find(", but within the noise: -"), std::string::npos) << text;
}

TEST(ChangeCondition, WhatIsNoneIsRefused) {
  const auto refused = [](const char* text) { return checked(text, Summary(), Summary()); };
  EXPECT_EQ(refused("p99"), "expected a condition such as 'p99 > +10%' or 'p99 > 500ms', got 'p99'");
  EXPECT_EQ(refused("p99 > +10"), "expected a change such as +10% or +50ms on the right, got 'p99 > +10'");
  EXPECT_EQ(refused("tps < -5ms"), "expected a change such as -5% or -20 on the right, got 'tps < -5ms'");
  EXPECT_EQ(refused("tps < --5"), "expected a change such as -5% or -20 on the right, got 'tps < --5'");
  EXPECT_EQ(refused("error_share > +x%"),
            "expected a change in points such as +1% on the right, got 'error_share > +x%'");
  EXPECT_TRUE(refused("tpss > +10%").ends_with("on the left, got 'tpss > +10%'; did you mean 'tps'?"))
      << refused("tpss > +10%");
  EXPECT_TRUE(refused("p99 > x").starts_with("expected a duration such as 500ms on the right"));
}

TEST(Resample, AShareThatWasNeverSeenMayStillBe) {
  const Bounds none = bounds(draw_share(0, 1000, {}, base::Random(1)));
  EXPECT_LT(none.low, 1e-4);
  EXPECT_GT(none.high, 0.001);
  EXPECT_LT(none.high, 0.1);
}

TEST(Resample, ADrawOfAQuantileIsASample) {
  stats::Histogram samples;
  for (std::uint64_t i = 1; i <= 1000; ++i) samples.record(1000 * i);
  const Bounds middle = bounds(draw_quantile(
      samples.snapshot(), 0.5, {{500'000, 300}, {510'000, 300}, {490'000, 400}}, 0.5, base::Random(1)));
  EXPECT_NEAR(middle.low, 459'000, 10'000) << "a binomial of 1000 has a deviation of 15.8";
  EXPECT_NEAR(middle.high, 541'000, 10'000);
}

}  // namespace
}  // namespace seiload::measure
