#pragma once
// The load phase: starts the workers, waits for its end while it tells the progress, joins them.

#include <optional>
#include <vector>

#include "load/worker.h"
#include "measure/summary.h"
#include "run/chain_watch.h"
#include "run/metrics.h"

namespace seiload::run {

struct LoadResult {
  base::Duration load{0}, drain{0};
  measure::Totals totals;                       // of the whole phase, drained
  std::uint64_t accepted_in_load = 0;           // before the drain
  std::optional<double> maximum_tps;            // the best whole second; nothing if there was none
  std::uint64_t seconds = 0, busy_seconds = 0;  // whole ones; in these the workers had next to no time left
  bool fell_short = false;                      // fewer were admitted than the rate asked for
  measure::GeneratorReport generator;
  std::vector<std::string> examples;  // one an outcome, may be empty
  std::vector<measure::IntervalRow> intervals;
};

// With `live`, progress is one line redrawn through the log instead of a line an interval. The watch tells of
// the chain; null: the chain is not watched.
LoadResult run_load(const load::RunContext& plan, Metrics& metrics, bool live, ChainWatch* watch = nullptr);

}  // namespace seiload::run
