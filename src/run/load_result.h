#pragma once
// What the load phase of a run measured.

#include <optional>
#include <string>
#include <vector>

#include "measure/chain_report.h"
#include "measure/generator_health.h"
#include "measure/intervals.h"
#include "measure/ledger.h"
#include "measure/on_chain.h"
#include "measure/search_report.h"

namespace seiload::run {

struct LoadResult {
  base::Duration load{0}, drain{0};             // load: what is measured of it
  measure::Totals totals;                       // of what is measured, drained
  measure::Totals all_totals;                   // with warm-up and cool-down
  std::optional<measure::ApartRow> warmup, cooldown;
  std::optional<measure::Summary> last_interval;  // the last whole one, where a condition looks at it
  std::uint64_t accepted_in_load = 0;           // before the drain
  std::optional<double> maximum_tps;            // the best whole second; nothing if there was none
  std::uint64_t seconds = 0, busy_seconds = 0;  // whole ones; in these the workers had next to no time left
  bool fell_short = false;                      // fewer were admitted than the rate asked for
  measure::GeneratorReport generator;
  base::Duration begun{0};  // the load phase, warm-up and cool-down included
  std::vector<std::string> examples;  // one an outcome, may be empty
  std::vector<measure::IntervalRow> intervals;
  measure::ChainReport chain;
  std::optional<measure::SearchReport> search;
  std::vector<measure::OnChainReport> on_chain;  // by label; empty: not tracked
};

}  // namespace seiload::run
