#include "report/compare_text.h"

#include "base/duration.h"
#include "base/text.h"
#include "report/table.h"

namespace seiload::report {
namespace {

using base::cat;
using measure::Change;
using measure::Verdict;

std::string described(const measure::Summary& s) {
  return cat("started ", base::format_utc(s.started), ", load ", base::format_duration_rounded(s.load));
}

// A share of 0 on both sides says nothing.
bool is_shown(const Change& change) {
  return change.unit != measure::Unit::share || change.base.value_or(1) != 0 || change.now.value_or(1) != 0;
}

std::string list(const measure::Comparison& comparison, Verdict verdict) {
  std::string text;
  for (const Change& change : comparison.changes)
    if (change.verdict == verdict)
      text += cat(text.empty() ? cat(measure::name_of(verdict), ": ") : std::string(", "), change.name, " (",
                  change.change_text(), ')');
  return text.empty() ? text : text + "\n";
}

}  // namespace

std::string verdict_text(const measure::Comparison& comparison) {
  if (!comparison.differs()) return "no difference beyond noise\n";
  return cat(list(comparison, Verdict::worse), list(comparison, Verdict::better),
             list(comparison, Verdict::changed));
}

std::string to_text(const measure::Comparison& comparison, const std::string& base,
                    std::span<const measure::Summary> baselines, const Compared& now) {
  std::string out = "comparison\n";
  if (baselines.size() == 1) {
    out += line("base", cat(base, ", ", described(baselines.front())));
  } else {
    out += line("base", cat("mean of ", baselines.size(), " reports, the first ", base, ", ",
                            described(baselines.front())));
    out += line("", cat("the last ", described(baselines.back())));
  }
  out += line("new", cat(now.name, ", ", described(now.summary)));
  for (const std::string& note : comparison.notes) out += line("note", note);
  Table table("lrrrrl");
  table.add({"quantity", "base", "new", "change", "99 % interval", ""});
  const auto show = [](const Change& change, const std::optional<double>& value) {
    return value ? measure::show_value(change.unit, *value) : std::string("-");
  };
  for (const Change& change : comparison.changes) {
    if (!is_shown(change)) continue;
    const std::string_view verdict =
        change.verdict == Verdict::unknown ? std::string_view() : measure::name_of(change.verdict);
    table.add({change.name, show(change, change.base), show(change, change.now), change.change_text(),
               change.interval_text(), std::string(verdict)});
  }
  return cat(out, '\n', table.text(), '\n', verdict_text(comparison));
}

}  // namespace seiload::report
