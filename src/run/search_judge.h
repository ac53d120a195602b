#pragma once
// Whether a step of a search held: enough of what it asked for was sent, accepted and included, what waits
// did not grow, and every condition of --slo holds. What failed because of the generator, or of what the
// step before had left behind, says nothing of the target. Pure.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "measure/summary.h"
#include "measure/threshold.h"
#include "run/search_plan.h"

namespace seiload::run {

struct SearchMeasure {
  double tps = 0;
  base::Duration length{0};
  std::uint64_t offered = 0, sent = 0, accepted = 0, included = 0;
  std::vector<std::uint64_t> waiting;  // sent or accepted and not in a block, at even times of the step
  base::Duration block_time{0};        // 0: not known
  measure::Summary window;             // of the step, to the last of its answers
  double busy = 0;                     // share of the workers' time in which they did not wait
  bool was_clear = true;               // nothing was left of the step before
};

struct SearchJudgement {
  SearchVerdict verdict = SearchVerdict::held;
  std::string why;
};

SearchJudgement judge_search_step(const SearchMeasure& step, std::span<const measure::Threshold> slo,
                                  double resolution);

}  // namespace seiload::run
