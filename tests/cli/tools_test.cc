#include "cli/tools.h"

#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "base/text.h"
#include "measure/summary_json.h"
#include "report/text_report.h"
#include "support/example_summary.h"
#include "support/made_run.h"
#include "support/random_summary.h"

namespace seiload::cli {
namespace {

using namespace std::chrono_literals;
using Files = std::map<std::string, std::string>;

ToolOutput run(std::vector<const char*> words, const Files& files = {}) {
  const Tool* const tool = find_tool(words.front());
  EXPECT_NE(tool, nullptr);
  return run_tool(*tool, std::span(words).subspan(1),
                  [&](const std::string& path) -> base::Result<std::string> {
                    if (files.count(path) == 0) return base::Error{base::Code::io, path + ": none"};
                    return files.at(path);
                  });
}

// "2: message|message" of what is refused, with nothing on the standard output.
std::string refused(std::vector<const char*> words, const Files& files = {}) {
  const ToolOutput output = run(std::move(words), files);
  EXPECT_EQ(output.out, "");
  std::string text = base::cat(output.status, ":");
  for (const std::string& message : output.messages) text += base::cat(text.size() > 2 ? "|" : " ", message);
  return text;
}

std::string one_line(std::string json) {
  std::erase(json, '\n');
  return json + "\n";
}

TEST(ReportCommand, PrintsWhatTheRunHadPrinted) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    base::Random random(seed);
    measure::Summary s = test::random_summary(random);
    const Files files = {{"a", measure::to_json(s)}};
    EXPECT_EQ(run({"report", "a", "--format=json"}, files).out, files.at("a"));
    std::string text = report::to_text(s);
    for (char& c : text)
      if (c == '\t') c = '?';
    EXPECT_EQ(run({"report", "a"}, files).out, text);
  }
  const measure::Summary s = test::example_summary();
  EXPECT_EQ(run({"report", "-", "--format", "text"}, {{"-", measure::to_json(s)}}).out, report::to_text(s));
}

TEST(ReportCommand, TextsOfAReportDoNotSteerTheTerminal) {
  measure::Summary s = test::example_summary();
  s.errors[0].example = "\x1b[2Jgone\x7f";
  const std::string out = run({"report", "a"}, {{"a", measure::to_json(s)}}).out;
  EXPECT_NE(out.find("?[2Jgone?"), std::string::npos);
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
}

TEST(ReportCommand, OfJsonLinesIsTheLast) {
  measure::Summary s = test::example_summary();
  const std::string first = one_line(measure::to_json(s));
  s.seed = 99;
  EXPECT_EQ(run({"report", "a"}, {{"a", first + one_line(measure::to_json(s))}}).out, report::to_text(s));
}

TEST(ReportCommand, RowsAsCsv) {
  measure::Summary s = test::example_summary();
  s.intervals[1].chain.blocks = measure::BlocksInterval{
      .count = 2, .last = 9, .gas_used = 1, .gas_limit = 4, .time = {1s, 1s, 1s}, .gas = {}};
  const std::string out = run({"report", "a", "--format=csv"}, {{"a", measure::to_json(s)}}).out;
  EXPECT_EQ(out,
            "time,start_seconds,length_seconds,accepted,rejected,failed,unanswered,unsent,dropped,in_flight,"
            "p50,p99,max,write_p50,write_p99,write_max,blocks_count,blocks_last,blocks_transactions,blocks_"
            "ours,blocks_gas_used,"
            "blocks_gas_limit,blocks_gas_share,blocks_time_p50,blocks_time_p99,blocks_time_max,"
            "blocks_gas_p50,blocks_gas_p99,blocks_gas_max,inclusion_included,inclusion_reverted,"
            "inclusion_dropped,inclusion_expired,inclusion_in_flight,inclusion_p50,inclusion_p99,"
            "inclusion_max\r\n"
            "2025-11-23T09:30:00.335Z,0,10,1970,7,2,0,0,9,11,0.002,0.003,0.003,,,,,,,,,,,,,,,,,,,,,,,,\r\n"
            "2025-11-23T09:30:10.335Z,10,0.012,10,0,0,1,1,0,0,,,,,,,2,9,0,0,1,4,0.25,1,1,1,,,,,,,,,,,\r\n");
}

TEST(ReportCommand, HistogramsAsCsv) {
  measure::Summary s;
  s.from_due = test::samples({1us, 1us, 3ms});
  s.scenarios = {{"a,\"b\"", "transfer", {}, measure::OnChainReport()}};
  stats::Histogram gas;
  gas.record(~std::uint64_t{0});
  s.scenarios[0].on_chain->gas = gas.snapshot();
  EXPECT_EQ(run({"report", "a", "--histogram=csv"}, {{"a", measure::to_json(s)}}).out,
            "histogram,bucket,next,count\r\n"
            "scenarios[0].on_chain.gas,8761733283840,,1\r\n"
            "latency.from_due,1000,1008,2\r\n"
            "latency.from_due,2998272,3014656,1\r\n");
}

TEST(ReportCommand, WrongUse) {
  const std::string good = measure::to_json(test::example_summary());
  EXPECT_EQ(refused({"report"}), "2: no report: give a file, or - for the standard input");
  EXPECT_EQ(refused({"report", "a", "b"}), "2: more than one report: give one file");
  EXPECT_EQ(refused({"report", "none"}), "2: none: none");
  EXPECT_EQ(refused({"report", "a", "--format", "xml"}),
            "2: --format: expected text, json, csv or html, got 'xml'");
  EXPECT_EQ(refused({"report", "a", "--histogram", "html"}), "2: --histogram: expected csv, got 'html'");
  EXPECT_EQ(refused({"report", "a", "--schema"}), "2: --schema: takes no file");
  EXPECT_EQ(refused({"report", "--schema=x"}), "2: --schema: expected true or false, got 'x'");
  EXPECT_EQ(refused({"report", "--formt", "csv", "--format"}),
            "2: '--formt': unknown option of 'seiload report'; did you mean '--format'?|--format: needs a "
            "value, F");
  EXPECT_EQ(refused({"report", "a"}, {{"a", "{}"}}),
            "2: a: 1:1: seiload: missing; this is no JSON report: a run writes one with --report-format "
            "json");
  EXPECT_EQ(refused({"report", "-"}, {{"-", "nonsense"}}),
            "2: standard input: 1:1: expected a value, got 'n'");
  std::string other = good;
  other.replace(other.find("\"seed\""), 6, "\"sead\"");
  EXPECT_EQ(refused({"report", "a"}, {{"a", other}}),
            "2: a: 6:10: run.seed: missing; it was written by version '1.2.3', this is " SEILOAD_VERSION);
  other.replace(other.find("\"report\": 1"), 11, "\"report\": 2");
  EXPECT_EQ(
      refused({"report", "a"}, {{"a", other}}),
      "2: a: a report of layout 2, which is not known; known is 1; it was written by version '1.2.3', this "
      "is " SEILOAD_VERSION);
}

TEST(MergeCommand, AddsAndSaysHowFarTheStartsAreApart) {
  measure::Summary a = test::example_summary(), b = a;
  b.started += 1500ms;
  const ToolOutput output =
      run({"merge", "a", "b"}, {{"a", measure::to_json(a)}, {"b", measure::to_json(b)}});
  EXPECT_EQ(output.status, 0);
  EXPECT_EQ(output.messages,
            std::vector<std::string>{
                "warning: the runs began within 1.50s by their own clocks; intervals are added "
                "by their number"});
  const auto sum = measure::parse_summary(output.out);
  ASSERT_TRUE(sum) << sum.error().message;
  EXPECT_EQ(sum->counts.accepted, 2 * a.counts.accepted);
  EXPECT_EQ(sum->from_due.count(), 2 * a.from_due.count());
  EXPECT_EQ(sum->merged, (measure::MergedRow{2, b.started}));
  EXPECT_NE(report::to_text(*sum).find("\n  merged          2 reports, started within 1.50s\n"),
            std::string::npos);
  // A sum may be a part of another.
  b.started += 1s;
  const ToolOutput three = run({"merge", "a", "-"}, {{"-", measure::to_json(b)}, {"a", output.out}});
  EXPECT_EQ(measure::parse_summary(three.out)->merged, (measure::MergedRow{3, b.started}));
}

TEST(MergeCommand, RefusesWhatIsNoOneLoad) {
  const measure::Summary a = test::example_summary();
  const auto with = [&](auto change) {
    measure::Summary b = a;
    b.seed = 8;
    change(b);
    return refused({"merge", "a", "b"}, {{"a", measure::to_json(a)}, {"b", measure::to_json(b)}});
  };
  EXPECT_EQ(with([](auto& b) { b.seed = 7; }), "2: a and b: the same report twice");
  EXPECT_EQ(with([](auto& b) { b.chain_id = 1; }), "2: a and b: reports of different chains, 31337 and 1");
  EXPECT_EQ(with([](auto& b) { b.open_loop = false; }),
            "2: a and b: reports of different arrival models, open and closed loop");
  EXPECT_EQ(with([](auto& b) { b.dry_run = true; }),
            "2: a and b: reports of a dry run and of one that sent something");
  EXPECT_EQ(with([](auto& b) { b.chain.ramp.emplace(); }),
            "2: a and b: a report of a ramp: its steps are those of one process");
  EXPECT_EQ(
      with([](auto& b) { b.started += 11s; }),
      "2: a and b: not at the same time: one began at 2025-11-23T09:30:11.125Z, after the other had ended");
  EXPECT_EQ(refused({"merge"}), "2: no report: give files, or - for the standard input");
  EXPECT_EQ(refused({"merge", "-", "-"}), "2: standard input: can be read once only");
}

TEST(CompareCommand, ShowsWhatChanged) {
  const measure::Summary a = test::make_run({.seed = 1}), b = test::make_run({.seed = 2, .scale = 1.5});
  const Files files = {{"a", measure::to_json(a)}, {"b", measure::to_json(b)}};
  const ToolOutput output = run({"compare", "a", "b"}, files);
  EXPECT_EQ(output.status, 0);
  EXPECT_TRUE(output.messages.empty());
  const std::string shown = std::regex_replace(
      std::regex_replace(output.out, std::regex("[+-][0-9.]+ to [+-][0-9.]+ (%|points)"), "INTERVAL"),
      std::regex("   +"), "  ");
  const std::size_t verdict = shown.find("\n\nworse: ");
  ASSERT_NE(verdict, std::string::npos) << shown;
  EXPECT_TRUE(shown.substr(verdict).starts_with("\n\nworse: p50 (+49.8 %), p90 (+48.9 %), p95 (+45.8 %), "));
  EXPECT_TRUE(shown.ends_with(", write_p99.9 (+44.3 %)\n"));
  EXPECT_EQ(shown.substr(0, verdict + 1), R"(comparison
  base  a, started 2025-11-23T10:30:00.125Z, load 2m00s
  new  b, started 2025-11-23T11:30:00.125Z, load 2m00s

quantity  base  new  change  99 % interval
offered_tps  100.00  100.00  +0.0 %  INTERVAL  noise
tps  100.00  100.00  +0.0 %  INTERVAL  noise
accepted_share  100.00 %  100.00 %  +0.00 points  INTERVAL  noise
p50  10.4ms  15.6ms  +49.8 %  INTERVAL  worse
p90  21.4ms  31.9ms  +48.9 %  INTERVAL  worse
p95  27.6ms  40.2ms  +45.8 %  INTERVAL  worse
p99  47.8ms  69.5ms  +45.4 %  INTERVAL  worse
p99.9  83.2ms  120ms  +44.3 %  INTERVAL  worse
write_p50  10.4ms  15.6ms  +49.8 %  INTERVAL  worse
write_p90  21.4ms  31.9ms  +48.9 %  INTERVAL  worse
write_p95  27.6ms  40.2ms  +45.8 %  INTERVAL  worse
write_p99  47.8ms  69.5ms  +45.4 %  INTERVAL  worse
write_p99.9  83.2ms  120ms  +44.3 %  INTERVAL  worse
)");
  EXPECT_EQ(run({"compare", "a", "b"}, files).out, output.out) << "the same each time";
  const ToolOutput same = run({"compare", "a", "a", "--fail-if", "p99 > +10%"}, files);
  EXPECT_TRUE(same.out.ends_with("\n\nno difference beyond noise\n")) << same.out;
  EXPECT_EQ(same.status, 0);
}

TEST(CompareCommand, FailsWhereACondtionHolds) {
  const measure::Summary a = test::make_run({.seed = 1}), b = test::make_run({.seed = 2, .scale = 1.5});
  const Files files = {{"a", measure::to_json(a)}, {"b", measure::to_json(b)}};
  const ToolOutput output =
      run({"compare", "--fail-if=p50 > +10%", "--fail-if", "p50 > 1h", "a", "b"}, files);
  EXPECT_EQ(output.status, 3);
  ASSERT_EQ(output.messages.size(), 1U);
  EXPECT_TRUE(output.messages[0].starts_with("--fail-if p50 > +10%: it was +")) << output.messages[0];
  EXPECT_EQ(
      refused({"compare", "--fail-if", "p50"}, files),
      "2: --fail-if: expected a condition such as 'p99 > +10%' or 'p99 > 500ms', got 'p50'|no reports: give "
      "files, the last one is the new one");
  EXPECT_EQ(refused({"compare", "a"}, files), "2: a: one report only, and nothing to compare it with");
}

TEST(CompareCommand, OfJsonLinesTheLastIsNew) {
  std::string lines;
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    lines += one_line(measure::to_json(test::make_run({.seed = seed})));
  const ToolOutput output = run({"compare", "runs"}, {{"runs", lines}});
  EXPECT_NE(output.out.find("  base            mean of 4 reports, the first runs line 1, started "),
            std::string::npos);
  EXPECT_NE(output.out.find("  new             runs line 5, started "), std::string::npos);
  EXPECT_TRUE(output.out.ends_with("no difference beyond noise\n")) << output.out;
}

TEST(Tools, EachHasItsHelp) {
  for (const Tool& tool : tools()) {
    const ToolOutput output = run({std::string(tool.name).c_str(), "--help"});
    EXPECT_EQ(output.status, 0);
    EXPECT_TRUE(output.out.starts_with(base::cat("usage: seiload ", tool.name, ' ')));
    std::size_t column = 0;
    for (const char c : output.out) {
      column = c == '\n' ? 0 : column + 1;
      EXPECT_LE(column, 80U) << tool.name;
    }
  }
}

TEST(Completion, OfNoShellIsRefused) {
  EXPECT_EQ(refused({"completion"}), "2: expected bash, zsh or fish, got nothing");
  EXPECT_EQ(refused({"completion", "tcsh"}), "2: expected bash, zsh or fish, got 'tcsh'");
}

}  // namespace
}  // namespace seiload::cli
