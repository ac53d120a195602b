#include "cli/compare_command.h"

#include <algorithm>

#include "base/text.h"
#include "cli/report_commands.h"
#include "measure/compare.h"
#include "report/compare_text.h"
#include "run/execute.h"

namespace seiload::cli {

using base::cat;

ToolOutput run_compare(const CommandWords& words, const ReadFile& read_file) {
  ToolOutput output;
  std::vector<measure::ChangeCondition> conditions;
  for (const Given& given : words.given) {
    if (profile::is_flag(*given.option)) continue;
    auto condition = measure::ChangeCondition::parse(given.text);
    if (condition)
      conditions.push_back(std::move(*condition));
    else
      output.messages.push_back(cat(given.spelt, ": ", condition.error().message));
  }
  if (words.operands.empty())
    output.messages.emplace_back("no reports: give files, the last one is the new one");
  if (!output.messages.empty()) return {run::kExitUsage, {}, std::move(output.messages)};
  std::vector<measure::ReportOfFile> reports;
  if (!read_reports(words.operands, read_file, reports, output)) return output;
  if (reports.size() < 2)
    return {run::kExitUsage,
            {},
            {cat(reports.front().file, ": one report only, and nothing to compare it with")}};
  const report::Compared now{reports.back().file, std::move(reports.back().summary)};
  std::vector<measure::Summary> baselines;
  const std::string first = reports.front().file;
  reports.pop_back();
  baselines.reserve(reports.size());
  for (measure::ReportOfFile& one : reports) baselines.push_back(std::move(one.summary));
  const measure::Comparison comparison = measure::compare(baselines, now.summary, conditions);
  output.out = report::to_text(comparison, first, baselines, now);
  for (const measure::ChangeCondition& condition : conditions) {
    const auto finding = condition.check(comparison, now.summary);
    if (!finding) continue;
    output.messages.push_back(cat("--fail-if ", finding->text));
    if (finding->crossed) output.status = run::kExitCrossed;
  }
  return output;
}

}  // namespace seiload::cli
