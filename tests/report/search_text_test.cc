#include "report/search_text.h"

#include <gtest/gtest.h>

namespace seiload::report {
namespace {

using namespace std::chrono_literals;

measure::SearchReport example() {
  measure::SearchReport search;
  search.limit_tps = 1100;
  search.outcome = "found";
  search.resolution = 0.05;
  search.from = 1100;
  search.hold = 60s;
  search.conditions = {"p99 < 500ms"};
  search.steps = {
      {1100, false, 15s, 1100, 1099.5, 1099.4, 2ms, 31ms, true, ""},
      {1150, false, 15s, 1150, 1150, 1150, 2ms, 31ms, std::nullopt, "the machine slept"},
      {1150, false, 15s, 1150, 1150, 1100, 2ms, 700ms, false, "p99 < 500ms: it was 700ms"},
      {1100, true, 60s, 1100, 1099.5, 1099.4, 2ms, 31ms, true, ""},
  };
  return search;
}

TEST(SearchText, TheAnswerComesFirst) {
  EXPECT_EQ(search_answer(example()),
            "limit\n"
            "  highest held    1,100 a second, for 1m\n"
            "  above it        1,150 did not: p99 < 500ms: it was 700ms\n");
}

TEST(SearchText, OtherOutcomes) {
  measure::SearchReport search = example();
  search.outcome = "upper_bound";
  search.to = 1100;
  EXPECT_EQ(search_answer(search),
            "limit\n"
            "  highest held    1,100 a second, for 1m\n"
            "  above it        --find-to bounds the search\n");
  search = example();
  search.outcome = "none";
  search.limit_tps.reset();
  search.steps = {{1100, false, 15s, 900, 900, 900, {}, {}, false, "only 900 of 1,100 were sent"}};
  EXPECT_EQ(search_answer(search),
            "limit\n"
            "  highest held    none, not even 1,100 a second\n"
            "  reason          1,100 did not: only 900 of 1,100 were sent\n");
  search.outcome = "stopped";
  EXPECT_EQ(search_answer(search),
            "limit\n"
            "  highest held    not known\n"
            "  reason          the run ended before the search did\n");
  search = example();
  search.outcome = "generator";
  search.steps.erase(search.steps.begin() + 2);
  EXPECT_EQ(search_answer(search),
            "limit\n"
            "  highest held    1,100 a second, for 1m\n"
            "  above it        1,150 says nothing: the machine slept\n"
            "                  this machine, not the target, is the limit\n");
}

TEST(SearchText, ARowAStep) {
  EXPECT_EQ(search_section(example()),
            "\nsearch\n"
            "  rates           from 1,100 a second, to within 5 %\n"
            "  a step holds    97.5 % of it sent, accepted and included, and what waits does not grow\n"
            "                  p99 < 500ms\n"
            "step    tps    for  sent/s  accepted/s  included/s     p50     p99  held\n"
            "1     1,100  15.0s   1,100       1,100       1,099  2.00ms  31.0ms  yes\n"
            "2     1,150  15.0s   1,150       1,150       1,150  2.00ms  31.0ms  void: the machine slept\n"
            "3     1,150  15.0s   1,150       1,150       1,100  2.00ms   700ms  no: p99 < 500ms: it was "
            "700ms\n"
            "4     1,100  60.0s   1,100       1,100       1,099  2.00ms  31.0ms  yes, confirmed\n");
}

}  // namespace
}  // namespace seiload::report
