#include "run/search_plan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/random.h"

namespace seiload::run {
namespace {

using Try = SearchPlan::Try;

struct Found {
  int steps = 0;
  std::vector<Try> tried;
};

// The target says how a rate comes out; `step` counts from 0.
Found search(SearchPlan& plan, const std::function<SearchVerdict(const Try&, int step)>& target) {
  Found found;
  while (const auto next = plan.next()) {
    found.tried.push_back(*next);
    plan.judge(target(*next, found.steps++));
    if (found.steps > 2 * SearchPlan::kMaxSteps) break;
  }
  return found;
}

SearchVerdict at_most(double limit, double rate) {
  return rate <= limit ? SearchVerdict::held : SearchVerdict::failed;
}

TEST(SearchPlan, DoublesHalvesLooksAgainAndConfirms) {
  SearchPlan plan({.from = 100});
  const Found found = search(plan, [](const Try& next, int) { return at_most(1000, next.tps); });
  EXPECT_EQ(found.tried, (std::vector<Try>{{100, false}, {200, false}, {400, false}, {800, false},
                                           {1600, false}, {1130, false}, {951, false}, {1040, false},
                                           {995, false}, {1040, false}, {995, true}}));
  EXPECT_EQ(plan.outcome(), "found");
  EXPECT_EQ(plan.limit(), 995);
}

TEST(SearchPlan, LandsWithinTheResolutionOfAnyLimit) {
  base::Random random(3, 0);
  for (int round = 0; round < 2000; ++round) {
    const double limit = 100 * std::pow(64, random.unit());
    const double resolution = round % 2 == 0 ? 0.05 : 0.02;
    SearchPlan plan({.from = 100, .resolution = resolution});
    const Found found = search(plan, [&](const Try& next, int) { return at_most(limit, next.tps); });
    SCOPED_TRACE(limit);
    EXPECT_EQ(plan.outcome(), "found");
    EXPECT_LE(*plan.limit(), limit);
    EXPECT_GE(*plan.limit() * (1 + resolution) * 1.0001, limit);
    // Up to ten times the first rate: the twelve steps that are promised.
    if (limit < 1600 && resolution == 0.05) {
      EXPECT_LE(found.steps, 12);
    }
  }
}

TEST(SearchPlan, NothingHeldIsSaidAfterASecondLook) {
  SearchPlan plan({.from = 100});
  const Found found = search(plan, [](const Try&, int) { return SearchVerdict::failed; });
  EXPECT_EQ(found.tried, (std::vector<Try>{{100, false}, {100, false}}));
  EXPECT_EQ(plan.outcome(), "none");
  EXPECT_EQ(plan.limit(), std::nullopt);
}

TEST(SearchPlan, GoesNoHigherThanAsked) {
  SearchPlan plan({.from = 100, .to = 300});
  const Found found = search(plan, [](const Try&, int) { return SearchVerdict::held; });
  EXPECT_EQ(found.tried, (std::vector<Try>{{100, false}, {200, false}, {300, false}, {300, true}}));
  EXPECT_EQ(plan.outcome(), "upper_bound");
  EXPECT_EQ(plan.limit(), 300);
}

// The generator has no time left above 700: three times in a row, so it is its own limit.
TEST(SearchPlan, TheGeneratorsLimitIsNotTheTargets) {
  SearchPlan plan({.from = 100, .resolution = 0.2});
  const Found found = search(plan, [](const Try& next, int) {
    return next.tps <= 700 ? SearchVerdict::held : SearchVerdict::invalid;
  });
  EXPECT_EQ(plan.outcome(), "generator");
  EXPECT_LE(*plan.limit(), 700);
  EXPECT_GE(*plan.limit(), 700 / 1.21);
  EXPECT_EQ(std::count(found.tried.begin(), found.tried.end(), Try{800, false}), SearchPlan::kMaxInvalid);
}

// One void step in a while says nothing, and changes nothing but the number of steps.
TEST(SearchPlan, AVoidStepIsRepeated) {
  SearchPlan plan({.from = 100});
  search(plan, [](const Try& next, int step) {
    return step % 3 == 1 ? SearchVerdict::invalid : at_most(1000, next.tps);
  });
  EXPECT_EQ(plan.limit(), 995);
}

// A rate fails by chance once in a while, low ones, too: an answer must not be far too low for it.
TEST(SearchPlan, OneFlapDoesNotFoolIt) {
  for (int flap = 0; flap < 11; ++flap) {
    SCOPED_TRACE(flap);
    SearchPlan plan({.from = 100});
    const Found found = search(plan, [&](const Try& next, int step) {
      return step == flap ? SearchVerdict::failed : at_most(1000, next.tps);
    });
    EXPECT_EQ(plan.outcome(), "found");
    EXPECT_LE(*plan.limit(), 1000);
    EXPECT_GE(*plan.limit(), 1000 / 1.06);
    EXPECT_LE(found.steps, 24);
  }
}

TEST(SearchPlan, ManyFlapsLeaveTheAnswerNearOrUnsettled) {
  base::Random random(11, 0);
  int near = 0;
  constexpr int kRounds = 500;
  for (int round = 0; round < kRounds; ++round) {
    SearchPlan plan({.from = 100});
    const Found found = search(plan, [&](const Try& next, int) {
      return random.unit() < 0.05 ? SearchVerdict::failed : at_most(1000, next.tps);
    });
    EXPECT_LE(found.steps, SearchPlan::kMaxSteps);
    EXPECT_LE(plan.limit().value_or(0), 1000) << "never too high";
    near += plan.limit().value_or(0) > 900;
  }
  EXPECT_GE(near, kRounds * 9 / 10);
}

// Each step wears the target out by 3 %: what held at the beginning does not hold any more when it is to be
// confirmed.
TEST(SearchPlan, SlowDegradationIsSeenWhenItConfirms) {
  SearchPlan plan({.from = 100});
  double limit = 1000;
  search(plan, [&](const Try& next, int) { return at_most(limit *= 0.97, next.tps); });
  if (plan.limit()) {
    EXPECT_LE(*plan.limit(), limit / 0.97);
  }
}

// A pool takes 1.5 times the limit for the length of a short step, and not for a long one.
TEST(SearchPlan, APoolThatFillsDoesNotFoolIt) {
  SearchPlan plan({.from = 100});
  search(plan, [](const Try& next, int) { return at_most(next.confirms ? 1000 : 1500, next.tps); });
  EXPECT_LE(plan.limit().value_or(0), 1000);
  EXPECT_NE(plan.outcome(), "");
}

TEST(SearchPlan, EndsWhateverTheTargetSays) {
  base::Random random(5, 0);
  for (int round = 0; round < 3000; ++round) {
    SearchPlan plan({.from = 1 + 100 * random.unit(), .resolution = 0.001 + random.unit() / 2});
    const Found found = search(plan, [&](const Try&, int) {
      return static_cast<SearchVerdict>(random.below(3));
    });
    EXPECT_LE(found.steps, SearchPlan::kMaxSteps);
    EXPECT_NE(plan.outcome(), "");
  }
}

}  // namespace
}  // namespace seiload::run
