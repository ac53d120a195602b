#pragma once
// `seiload report` and `seiload merge`, and how the commands that read reports read them.

#include "cli/tools.h"
#include "measure/merge.h"

namespace seiload::cli {

ToolOutput run_report(const CommandWords& words, const ReadFile& read_file);
ToolOutput run_merge(const CommandWords& words, const ReadFile& read_file);

// All reports of the files, in order; a file of several, a report a line, gives each the name "runs.jsonl
// line 3". False where any cannot be read, or is none: then the output says so and has status 2.
bool read_reports(const std::vector<std::string>& files, const ReadFile& read_file,
                  std::vector<measure::ReportOfFile>& reports, ToolOutput& output);

}  // namespace seiload::cli
