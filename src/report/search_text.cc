#include "report/search_text.h"

#include <cmath>

#include "base/number.h"
#include "base/text.h"
#include "report/table.h"

namespace seiload::report {
namespace {

using base::cat;

std::string rate(double per_second) {
  if (per_second < 100)
    return base::format_fixed(per_second, per_second == std::floor(per_second) ? 0 : 2);
  return base::format_grouped(static_cast<std::uint64_t>(std::llround(per_second)));
}

// Of the lowest rate above the answer that did not hold: its last step.
const measure::SearchStep* failed_above(const measure::SearchReport& search) {
  const measure::SearchStep* lowest = nullptr;
  for (const measure::SearchStep& step : search.steps)
    if (!step.held.value_or(false) && step.tps > search.limit_tps.value_or(0) &&
        (lowest == nullptr || step.tps <= lowest->tps))
      lowest = &step;
  return lowest;
}

}  // namespace

std::string search_reason(const measure::SearchReport& search) {
  if (search.outcome == "upper_bound") return "--find-to bounds the search";
  if (search.outcome == "stopped") return "the run ended before the search did";
  if (search.outcome == "unsettled") return "the target gave no clear answer";
  const measure::SearchStep* const failed = failed_above(search);
  if (failed == nullptr) return "";
  return cat(rate(failed->tps), failed->held ? " did not: " : " says nothing: ", failed->why);
}

std::string search_answer(const measure::SearchReport& search) {
  std::string out = "limit\n";
  out += line("highest held", search.limit_tps ? cat(rate(*search.limit_tps), " a second, for ",
                                                     base::format_duration(search.hold))
              : search.outcome == "none"       ? cat("none, not even ", rate(search.from), " a second")
                                               : std::string("not known"));
  if (const std::string text = search_reason(search); !text.empty())
    out += line(search.limit_tps ? "above it" : "reason", text);
  if (search.outcome == "generator") out += line("", "this machine, not the target, is the limit");
  return out;
}

std::string search_section(const measure::SearchReport& search) {
  std::string out = "\nsearch\n";
  out += line("rates", cat("from ", rate(search.from),
                           search.to ? cat(" to ", rate(*search.to)) : std::string(), " a second, to within ",
                           base::format_shortest(std::round(search.resolution * 1e6) / 1e4), " %"));
  const double share = 100 * (1 - std::min(0.05, search.resolution / 2));
  out += line("a step holds", cat(base::format_shortest(std::round(share * 100) / 100),
                                  " % of it sent, accepted and included, and what waits does not grow"));
  for (const std::string& condition : search.conditions) out += line("", condition);
  Table table("lrrrrrrrl");
  table.add({"step", "tps", "for", "sent/s", "accepted/s", "included/s", "p50", "p99", "held"});
  for (std::size_t i = 0; i < search.steps.size(); ++i) {
    const measure::SearchStep& step = search.steps[i];
    const auto show = [](std::optional<base::Duration> value) {
      return value ? base::format_duration_rounded(*value) : std::string("-");
    };
    table.add({std::to_string(i + 1), rate(step.tps), base::format_duration_rounded(step.length),
               rate(step.sent_tps), rate(step.accepted_tps), rate(step.included_tps), show(step.p50),
               show(step.p99),
               !step.held   ? cat("void: ", step.why)
               : *step.held ? std::string(step.confirms ? "yes, confirmed" : "yes")
                            : cat("no: ", step.why)});
  }
  return out + table.text();
}

}  // namespace seiload::report
