#include "cli/tools.h"

#include <algorithm>

#include "base/text.h"
#include "cli/compare_command.h"
#include "cli/completion.h"
#include "cli/layout.h"
#include "cli/report_commands.h"
#include "cli/tool_options.h"
#include "run/execute.h"

namespace seiload::cli {
namespace {

using base::cat;

constexpr std::size_t kIndent = 28;

constexpr const Option* kReportOptions[] = {&kFormat, &kHistogram, &kSchema, &kHelp};
constexpr const Option* kCompareOptions[] = {&kFailIfChanged, &kHelp};
constexpr const Option* kHelpAlone[] = {&kHelp};

constexpr Tool kTools[] = {
    {"report", "FILE [OPTION]...",
     "Reads the JSON report of a run, - from the standard input, and prints it in\n"
     "another form. Of a file with a report on each line it is the last one.\n",
     kReportOptions, "*", run_report},
    {"merge", "FILE...",
     "Adds the JSON reports of processes that made one load together, at the same\n"
     "time, and prints the sum as a JSON report: counts and histograms add exactly.\n",
     kHelpAlone, "*", run_merge},
    {"compare", "BASE... NEW [OPTION]...",
     "Shows what changed from one JSON report to another, and what of it is no more\n"
     "than noise. Of several reports the last one is new, and how much the others\n"
     "differ is the noise. Files may have a report on each line.\n",
     kCompareOptions, "*", run_compare},
    {"completion", "bash|zsh|fish",
     "Prints what makes a shell complete the words of seiload, for bash and zsh\n"
     "  eval \"$(seiload completion bash)\"\n"
     "and for fish\n"
     "  seiload completion fish | source\n",
     kHelpAlone, "bash zsh fish", run_completion},
};

}  // namespace

std::span<const Tool> tools() { return kTools; }

const Tool* find_tool(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kTools), std::end(kTools), [&](const Tool& tool) { return tool.name == name; });
  return found == std::end(kTools) ? nullptr : found;
}

ToolOutput run_tool(const Tool& tool, std::span<const char* const> words, const ReadFile& read_file) {
  const std::string name = cat("seiload ", tool.name);
  const Command commands[] = {{name, tool.options}};
  CommandWords read = read_words(words, commands);
  ToolOutput output;
  for (const Given& given : read.given) {
    if (!profile::is_flag(*given.option)) continue;
    const auto value = profile::parse_flag(given.text);
    if (!value) read.problems.push_back(cat(given.spelt, ": ", value.error().message));
    if (given.option == &kHelp && value && *value) return {run::kExitOk, tool_help(tool), {}};
  }
  if (read.problems.empty()) return tool.run(read, read_file);
  return {run::kExitUsage, {}, std::move(read.problems)};
}

std::string tool_help(const Tool& tool) {
  std::string out = cat("usage: seiload ", tool.name, ' ', tool.usage, "\n\n", tool.about, '\n');
  for (const Option* option : tool.options) {
    std::string left = option->letter != 0 ? cat("  -", option->letter, ", --") : std::string("      --");
    left += option->name;
    if (!profile::is_flag(*option)) left += cat(' ', option->argument);
    append_entry(out, left, option->help, kIndent);
  }
  return out;
}

}  // namespace seiload::cli
