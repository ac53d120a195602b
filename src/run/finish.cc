#include "run/finish.h"

#include "base/text.h"
#include "measure/findings.h"
#include "run/execute.h"
#include "run/summarize.h"

namespace seiload::run {
namespace {

using base::cat;
using sys::StopReason;

// A run that ended during set-up measured nothing, and was stopped on purpose: no threshold applies.
// `last_interval`: null where none was whole; then the run is it.
bool crosses_threshold(const measure::Summary& summary, const measure::Summary* last_interval,
                       const Environment& environment) {
  if (!summary.reached_load) return false;
  bool any = false;
  for (const measure::Threshold& threshold : environment.fail_if) {
    const bool of_interval = threshold.is_of_interval() && last_interval != nullptr;
    const auto why = threshold.crossed(of_interval ? *last_interval : summary);
    if (!why) continue;
    environment.log.error(cat("--fail-if ", *why));
    any = true;
  }
  return any;
}

// Keeps the final metrics for a scraper, if there is one or it was asked for.
void wait_for_scrape(RunState& run) {
  const Environment& environment = run.environment;
  const base::Duration delay = run.settings.post_summary_flush_delay;
  const bool is_asked_for = run.settings.flush_delay_given;
  if (!run.result || delay.count() == 0 || (!run.metrics.was_scraped() && !is_asked_for)) return;
  const sys::TimePoint now = environment.clock.now();
  // After a signal only a delay that was asked for takes its time.
  const sys::TimePoint deadline = is_asked_for ? now + delay : environment.stop.cut_short(now + delay);
  if (deadline <= now) return;
  environment.log.info(cat("metrics: waiting for a scrape of the final values, at most ",
                           deadline == now + delay ? base::format_duration(delay)
                                                   : base::format_duration_rounded(deadline - now)));
  run.metrics.wait_for_final_scrape(deadline, environment.stop);
}

}  // namespace

int finish(RunState& run, Outputs& outputs) {
  const Environment& environment = run.environment;
  const StopReason reason = environment.stop.reason();
  const bool failed = reason.kind == StopReason::Kind::failure;
  if (failed) environment.log.error(reason.error.message);
  if (failed && !run.result) {  // nothing to report on
    outputs.write_failure(reason.error.message, environment);
    return run.is_refused ? kExitUsage : kExitFailure;
  }
  if (!run.result) run.facts.setup = environment.clock.now() - run.started;
  const measure::Summary summary = summarize(run.facts, reason, run.result ? &*run.result : nullptr);
  if (run.result) run.metrics.finish(run.result->all_totals, summary);
  const bool is_as_before = outputs.compare(summary, environment);
  int status = !outputs.write(summary, run.metrics, environment) || failed ? kExitFailure : kExitOk;
  if (status == kExitOk && !is_as_before) status = kExitCrossed;
  // A search that ended without an answer: not even the lowest rate held.
  const bool has_no_answer = reason.key() == "search" && !summary.search->limit_tps;
  if (status == kExitOk && (has_no_answer || reason.key() == "abort")) {
    environment.log.error(sys::to_text(reason));
    status = kExitCrossed;
  }
  const measure::Summary* const last_interval =
      run.result && run.result->last_interval ? &*run.result->last_interval : nullptr;
  if (status == kExitOk && crosses_threshold(summary, last_interval, environment)) status = kExitCrossed;
  run.snapshot.enter("waiting for the last metrics to be scraped");
  run.services.begin_final_push();
  if (run.services.serves_metrics()) wait_for_scrape(run);
  run.services.finish_push();
  if (const std::string text = measure::nothing_accepted_text(summary); !text.empty())
    environment.log.warning(text);
  return status;
}

}  // namespace seiload::run
