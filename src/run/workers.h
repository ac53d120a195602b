#pragma once
// The workers of a run: starts them, waits for the end of the load while it reports the progress, joins them.

#include "load/run_context.h"
#include "run/chain_watch.h"
#include "run/load_result.h"
#include "run/metrics.h"

namespace seiload::run {

// With `live`, progress is one line redrawn through the log instead of a line an interval. The watch tells of
// the chain, whose report is not in the result yet; null: the chain is not watched.
LoadResult run_workers(const load::RunContext& plan, Metrics& metrics, bool live,
                       ChainWatch* watch = nullptr);

}  // namespace seiload::run
