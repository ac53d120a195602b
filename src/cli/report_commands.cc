#include "cli/report_commands.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "cli/tool_options.h"
#include "json/value.h"
#include "measure/findings.h"
#include "measure/json_schema.h"
#include "measure/summary_json.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/text_report.h"
#include "run/execute.h"

namespace seiload::cli {
namespace {

using base::cat;

// Reports come from elsewhere: their texts do not steer a terminal.
std::string printable_text(const measure::Summary& summary) {
  std::string out;
  for (const char c : report::to_text(summary))
    if (const auto byte = static_cast<unsigned char>(c); (byte < 0x20 && c != '\n') || byte == 0x7f)
      out += '?';
    else
      out += c;
  return out;
}

struct Format {
  std::string_view name;
  std::string (*print)(const measure::Summary&);
};

constexpr Format kFormats[] = {
    {"text", printable_text}, {"json", measure::to_json}, {"csv", report::to_csv}, {"html", report::to_html}};

ToolOutput refused(std::string message) { return {run::kExitUsage, {}, {std::move(message)}}; }

std::string_view shown(const std::string& file) {
  return file == "-" ? std::string_view("standard input") : std::string_view(file);
}

// Why this program cannot read it: a report in another form, or of another version, which is said then.
std::string reason_of(std::string_view text) {
  constexpr std::string_view kNone = "; this is no JSON report: a run writes one with --report-format json";
  if (text.starts_with("seiload ") || text.starts_with("<!DOCTYPE")) return std::string(kNone);
  auto whole = json::parse(text.substr(0, text.find('\n')));
  if (!whole) whole = json::parse(text, {.max_size = text.size()});
  const json::Value* const seiload = whole ? whole->find("seiload") : nullptr;
  if (whole && seiload == nullptr) return std::string(kNone);
  const json::Value* const version = seiload != nullptr ? seiload->find("version") : nullptr;
  if (version == nullptr || version->string() == nullptr || *version->string() == SEILOAD_VERSION) return {};
  return cat("; it was written by version ", base::quote(*version->string()), ", this is " SEILOAD_VERSION);
}

}  // namespace

bool read_reports(const std::vector<std::string>& files, const ReadFile& read_file,
                  std::vector<measure::ReportOfFile>& reports, ToolOutput& output) {
  const auto complain = [&](std::string message) {
    output.messages.push_back(std::move(message));
    output.status = run::kExitUsage;
  };
  if (std::count(files.begin(), files.end(), "-") > 1) complain("standard input: can be read once only");
  for (const std::string& file : files) {
    if (output.status != run::kExitOk) break;
    const auto text = read_file(file);
    if (!text) {
      complain(text.error().message);
      continue;
    }
    auto read = measure::parse_summaries(*text);
    if (!read) {
      complain(cat(shown(file), ": ", read.error().message, reason_of(*text)));
      continue;
    }
    std::size_t number = 0;
    for (measure::Summary& one : *read) {
      ++number;
      const std::string name =
          read->size() == 1 ? std::string(shown(file)) : cat(shown(file), " line ", number);
      reports.push_back({name, std::move(one)});
    }
  }
  return output.status == run::kExitOk;
}

ToolOutput run_report(const CommandWords& words, const ReadFile& read_file) {
  const Format* format = std::begin(kFormats);
  bool histograms = false, schema = false;
  for (const Given& given : words.given) {
    if (given.option == &kFormat) {
      format = std::find_if(std::begin(kFormats), std::end(kFormats),
                            [&](const Format& one) { return one.name == given.text; });
      if (format == std::end(kFormats))
        return refused(cat("--format: expected text, json, csv or html, got ", base::quote(given.text)));
    } else if (given.option == &kHistogram) {
      if (given.text != "csv")
        return refused(cat("--histogram: expected csv, got ", base::quote(given.text)));
      histograms = true;
    } else if (given.option == &kSchema) {
      schema = *profile::parse_flag(given.text);
    }
  }
  if (schema) {
    if (words.operands.empty()) return {run::kExitOk, measure::json_schema(), {}};
    return refused("--schema: takes no file");
  }
  if (words.operands.size() != 1)
    return refused(words.operands.empty() ? "no report: give a file, or - for the standard input"
                                          : "more than one report: give one file");
  ToolOutput output;
  std::vector<measure::ReportOfFile> reports;
  if (!read_reports(words.operands, read_file, reports, output)) return output;
  const measure::Summary& summary = reports.back().summary;
  output.out = histograms ? report::histograms_csv(summary) : format->print(summary);
  return output;
}

ToolOutput run_merge(const CommandWords& words, const ReadFile& read_file) {
  if (words.operands.empty()) return refused("no report: give files, or - for the standard input");
  ToolOutput output;
  std::vector<measure::ReportOfFile> reports;
  if (!read_reports(words.operands, read_file, reports, output)) return output;
  const auto merged = measure::merge_files(reports);
  if (!merged) return refused(merged.error().message);
  output.out = measure::to_json(*merged);
  constexpr base::Duration kTogether = std::chrono::seconds(1);
  if (const base::Duration apart = measure::started_apart(*merged); apart > kTogether)
    output.messages.push_back(cat("warning: the runs began within ", base::format_duration_rounded(apart),
                                  " by their own clocks; intervals are added by their number"));
  return output;
}

}  // namespace seiload::cli
