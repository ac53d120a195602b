#include "report/text_report.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/number.h"
#include "base/text.h"
#include "measure/findings.h"
#include "report/chain_text.h"
#include "report/on_chain_text.h"
#include "report/run_text.h"
#include "report/search_text.h"
#include "report/table.h"

namespace seiload::report {
namespace {

using base::cat;
using base::format_grouped;

std::string pad_left(const std::string& text, std::size_t width) {
  return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  return base::format_fixed(100.0 * static_cast<double>(part) / static_cast<double>(whole), 1) + " %";
}

std::string rate(double per_second) { return base::format_fixed(per_second, per_second < 1000 ? 2 : 0); }

std::string ended(const measure::Summary& s) {
  return s.reached_load ? s.ended_text : s.ended_text + ", during set-up";
}

std::string run_section(const measure::Summary& s) {
  std::string out = "run\n";
  out += line("ended by", ended(s));
  out += line("started", base::format_utc(s.started));
  out += line("set-up", base::format_duration_rounded(s.setup));
  if (s.merged)
    out += line("merged", cat(s.merged->reports, " reports, started within ",
                              base::format_duration_rounded(measure::started_apart(s))));
  if (s.reached_load)
    out += line("load", cat(base::format_duration_rounded(s.load), ", drain ",
                            base::format_duration_rounded(s.drain)));
  out += line("seed", std::to_string(s.seed));
  if (s.corpus) {
    out += line("corpus",
                cat(s.corpus->name, ", ", format_grouped(s.corpus->transactions), " transactions read"));
    out += line("", s.corpus->sha256.empty() ? std::string("not read to its end")
                                             : cat("SHA-256 ", s.corpus->sha256));
  }
  if (s.chain_id)
    out += line("chain id", cat(*s.chain_id, s.chain_label.empty() ? "" : cat(" (", s.chain_label, ')')));
  out += line("arrival", arrival_text(s));
  out += line("accounts",
              cat(format_grouped(s.accounts), s.reached_load ? cat(", worker threads ", s.workers) : ""));
  if (s.prewarm) {
    std::string text =
        cat(format_grouped(s.prewarm->accounts), s.prewarm->accounts == 1 ? " account, " : " accounts, ",
            format_grouped(s.prewarm->included), " included");
    if (s.prewarm->failed > 0) text += cat(", ", format_grouped(s.prewarm->failed), " failed");
    out += line("prewarm", cat(text, ", in ", base::format_duration_rounded(s.prewarm->took)));
  }
  if (s.dry_run) out += line("endpoints", "none: a dry run, built and signed only; nothing was sent");
  if (s.endpoint_rows.empty())
    for (std::size_t i = 0; i < s.endpoints.size(); ++i)
      out += line(i == 0 ? "endpoints" : "", s.endpoints[i]);
  for (std::size_t i = 0; i < s.endpoint_rows.size(); ++i) {
    const measure::EndpointRow& row = s.endpoint_rows[i];
    out += line(i == 0 ? "endpoints" : "",
                cat(row.endpoint, ": ", counts_text(row.counts),
                    row.note.empty() ? "" : cat("; ", row.note)));
  }
  if (s.tls) {
    out += line("TLS", tls_text(*s.tls));
    if (s.tls->unverified) out += line("warning", std::string(kUnverified));
  }
  if (s.mock_chain) out += line("", "the embedded chain, in this process: it executes no contracts");
  return out;
}

std::string transactions_section(const measure::Summary& s) {
  const struct {
    std::string_view name;
    std::uint64_t count;
    std::uint64_t whole;
    std::string_view of;
  } kRows[] = {{"scheduled", s.scheduled, 0, ""},
               {"dropped", s.dropped, s.scheduled, "scheduled"},
               {"admitted", s.admitted, s.scheduled, "scheduled"},
               {"accepted", s.counts.accepted, s.admitted, "admitted"},
               {"rejected", s.counts.rejected, s.admitted, "admitted"},
               {"failed", s.counts.failed, s.admitted, "admitted"},
               {"unanswered", s.counts.unanswered, s.admitted, "admitted"},
               {"unsent", s.counts.unsent, s.admitted, "admitted"}};
  const std::size_t width = format_grouped(s.scheduled).size();
  std::string out = "transactions\n";
  for (const auto& row : kRows) {
    std::string value = pad_left(format_grouped(row.count), width);
    if (!row.of.empty()) value += cat("  ", pad_left(percent(row.count, row.whole), 7), " of ", row.of);
    out += line(row.name, value);
  }
  if (s.in_flight) return out + line("in flight", pad_left(format_grouped(*s.in_flight), width));
  for (const auto& [name, apart] : {std::pair{"warm-up", &s.warmup}, std::pair{"cool-down", &s.cooldown}})
    if (*apart) out += line(name, apart_text(**apart));
  return out + line("ledger", s.balances() ? "balanced" : "DOES NOT BALANCE: this is a bug of seiload");
}

std::string rates_section(const measure::Summary& s) {
  std::string out = "accepted a second\n";
  out +=
      line("average", s.average_tps
                          ? cat(rate(*s.average_tps), ", over the load phase")
                          : std::string("not measured: less than a second, or fewer than two transactions"));
  if (!s.in_flight)
    out += line("maximum", s.maximum_tps ? cat(rate(*s.maximum_tps), ", the best whole second")
                         : s.merged ? std::string("not known of the sum")
                                    : std::string("not measured: no whole second"));
  if (const std::string text = measure::shortfall_text(s); !text.empty()) out += line("shortfall", text);
  return out;
}

std::string scenarios_section(const measure::Summary& s) {
  Table table("llrrrrrr");
  table.add({"scenario", "operation", "accepted", "share", "rejected", "failed", "unanswered", "unsent"});
  for (const measure::ScenarioRow& row : s.scenarios)
    table.add({row.scenario, row.operation, format_grouped(row.counts.accepted),
               percent(row.counts.accepted, s.counts.accepted), format_grouped(row.counts.rejected),
               format_grouped(row.counts.failed), format_grouped(row.counts.unanswered),
               format_grouped(row.counts.unsent)});
  return table.text();
}

std::string latency_section(const measure::Summary& s) {
  const std::string alignment = cat("l", std::string(s.percentiles.size() + 3, 'r'));
  Table table(alignment);
  std::vector<std::string> head{"latency"};
  for (const base::Percentile& one : s.percentiles) head.push_back(cat("p", one.text));
  for (const char* name : {"max", "mean", "count"}) head.emplace_back(name);
  table.add(std::move(head));
  const auto add = [&](std::string name, const measure::Times& histogram) {
    std::vector<std::string> row{std::move(name)};
    const auto show = [](std::optional<base::Duration> value) {
      return value ? base::format_duration_rounded(*value) : std::string("-");
    };
    for (const base::Percentile& one : s.percentiles) row.push_back(show(histogram.quantile(one.share)));
    row.push_back(show(histogram.max()));
    row.push_back(show(histogram.mean()));
    row.push_back(format_grouped(histogram.count()));
    table.add(std::move(row));
  };
  add("accepted, from due time", s.from_due);
  add("accepted, from write", s.from_write);
  if (s.not_accepted.count() > 0) add("not accepted, from due time", s.not_accepted);
  return table.text();
}

std::string percentiles(const measure::Times& histogram) {
  const auto show = [&](double q) { return base::format_duration_rounded(*histogram.quantile(q)); };
  return cat("p50 ", show(0.5), ", p90 ", show(0.9), ", p99 ", show(0.99), ", p99.9 ", show(0.999), ", max ",
             show(1));
}

std::string errors_section(const measure::Summary& s) {
  Table table("llrl");
  table.add({"errors", "reason", "count"});
  for (const measure::ErrorRow& error : s.errors)
    table.add({error.outcome_class, error.reason, format_grouped(error.count), error.example});
  return table.text();
}

}  // namespace

std::string main_lines(const measure::Summary& s) {
  return cat(transactions_section(s), '\n', rates_section(s), '\n', latency_section(s), to_text(s.chain));
}

std::string to_text(const measure::Summary& s) {
  std::string out = cat("seiload ", s.version, " report\n\n");
  if (s.search) out += search_answer(*s.search) + '\n';
  out += run_section(s);
  if (s.reached_load) {
    out += cat('\n', transactions_section(s), '\n');
    out += cat(rates_section(s), '\n');
    out += cat(scenarios_section(s), on_chain_section(s), '\n', latency_section(s));
    if (!s.errors.empty()) out += cat('\n', errors_section(s));
    out += to_text(s.chain);
    if (s.search) out += search_section(*s.search);
  }
  out += cat(
      "\nthis process\n",
      line("CPU time",
           cat(base::format_duration_rounded(s.cpu),
               s.counts.accepted > 0
                   ? cat(", ",
                         base::format_duration_rounded(s.cpu / static_cast<std::int64_t>(s.counts.accepted)),
                         " a transaction accepted, set-up included")
                   : std::string())),
      line("peak memory", cat(s.peak_memory / (1024 * 1024), " MiB")));
  if (s.generator_lag.count() > 0) out += line("generator lag", percentiles(s.generator_lag));
  if (s.reached_load) out += line("held up", measure::held_up_text(s.generator));
  for (const std::string& warning : measure::generator_warnings(s)) out += line("warning", warning);
  if (const std::string text = measure::nothing_accepted_text(s); !text.empty()) out += cat('\n', text, '\n');
  return out;
}

}  // namespace seiload::report
