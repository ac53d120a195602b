#include "report/html.h"

#include <span>
#include <vector>

#include "base/number.h"
#include "base/text.h"
#include "measure/chain_findings.h"
#include "measure/findings.h"
#include "report/html_charts.h"
#include "report/html_series.h"
#include "report/html_style.h"
#include "report/html_text.h"
#include "report/run_text.h"
#include "report/verdict.h"

namespace seiload::report {
namespace {

using base::cat;
using base::format_duration_rounded;
using base::format_grouped;

constexpr std::size_t kMaxRows = 200;  // of a table

std::string verdict(const measure::Summary& s) {
  const Verdict found = verdict_of(s);
  const std::string_view kind = found.kind == Verdict::Kind::good      ? ""
                                : found.kind == Verdict::Kind::limited ? " limited"
                                                                       : " bad";
  return cat("<div class=\"verdict", kind, "\"><p>", escaped(found.asked), "</p><p>", escaped(found.limit),
             "</p></div>\n");
}

std::string tiles(const measure::Summary& s) {
  std::string out = "<ul class=\"tiles\">";
  const auto add = [&](const std::string& value, std::string_view name) {
    out += cat("<li><b>", escaped(value), "</b><span>", name, "</span></li>");
  };
  const auto add_share = [&](std::uint64_t part, std::uint64_t whole, std::string_view name) {
    if (whole > 0) add(show_percent(static_cast<double>(part) / static_cast<double>(whole)), name);
  };
  const auto add_time = [&](const std::optional<base::Duration>& time, std::string_view name) {
    if (time) add(format_duration_rounded(*time), name);
  };
  if (s.search && s.search->limit_tps) add(show_number(*s.search->limit_tps), "highest rate that held");
  if (s.chain.ramp && s.chain.ramp->held_tps)
    add(format_grouped(*s.chain.ramp->held_tps), "highest step that held");
  if (s.average_tps)
    add(show_number(*s.average_tps),
        s.search || s.chain.ramp ? "accepted a second, over all steps" : "accepted a second");
  add_share(s.counts.accepted, s.scheduled, "of what was due accepted");
  add_time(s.from_due.quantile(0.5), "median latency");
  add_time(s.from_due.quantile(0.99), "99 in 100 within");
  if (s.chain.inclusion) {
    add_share(s.chain.inclusion->included, s.chain.inclusion->registered, "of what was followed included");
    add_time(s.chain.inclusion->from_due.quantile(0.5), "median time to inclusion");
  }
  if (s.chain.blocks) add_time(s.chain.blocks->time.quantile(0.5), "median block time");
  return out + "</ul>\n";
}

using Cells = std::vector<std::string>;

// A column is text, aligned left, where `alignment` has an l.
std::string table(std::string_view title, std::string_view alignment, const Cells& head,
                  const std::vector<Cells>& rows) {
  if (rows.empty()) return {};
  const auto cells = [&](const Cells& all, std::string_view tag) {
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i)
      out += cat('<', tag, alignment[i] == 'l' ? " class=\"text\">" : ">", escaped(all[i]), "</", tag, '>');
    return out;
  };
  std::string out = cat("<h2>", title, "</h2><div class=\"wide\"><table><thead><tr>", cells(head, "th"),
                        "</tr></thead><tbody>");
  for (std::size_t i = 0; i < std::min(rows.size(), kMaxRows); ++i)
    out += cat("\n<tr>", cells(rows[i], "td"), "</tr>");
  out += "</tbody></table>";
  if (rows.size() > kMaxRows) out += cat("<p>and ", rows.size() - kMaxRows, " more</p>");
  return out + "</div>\n";
}

Cells with_counts(Cells cells, const measure::ClassCounts& counts) {
  for (const std::uint64_t one :
       {counts.accepted, counts.rejected, counts.failed, counts.unanswered, counts.unsent})
    cells.push_back(format_grouped(one));
  return cells;
}

std::string tables(const measure::Summary& s) {
  std::vector<Cells> scenarios, errors, endpoints;
  for (const measure::ScenarioRow& row : s.scenarios) {
    Cells cells = with_counts({row.scenario, row.operation}, row.counts);
    cells.push_back(row.on_chain ? format_grouped(row.on_chain->included) : "–");
    cells.push_back(row.on_chain ? format_grouped(row.on_chain->reverted) : "–");
    scenarios.push_back(std::move(cells));
  }
  for (const measure::ErrorRow& row : s.errors)
    errors.push_back({row.outcome_class, row.reason, format_grouped(row.count), row.example});
  for (const measure::EndpointRow& row : s.endpoint_rows) {
    Cells cells = with_counts({row.endpoint}, row.counts);
    cells.push_back(row.note);
    endpoints.push_back(std::move(cells));
  }
  return cat(
      table("Errors", "llrl", {"outcome", "reason", "count", "first message"}, errors),
      table("Scenarios", "llrrrrrrr",
            {"scenario", "operation", "accepted", "rejected", "failed", "unanswered", "unsent", "included",
             "reverted"},
            scenarios),
      table("Endpoints", "lrrrrrl",
            {"endpoint", "accepted", "rejected", "failed", "unanswered", "unsent", "note"}, endpoints));
}

std::string settings(const measure::Summary& s) {
  std::string out = "<h2>The run</h2><dl>";
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out += cat("<dt>", name, "</dt><dd>", escaped(value), "</dd>\n");
  };
  add("started", base::format_utc(s.started));
  add("ended by", s.ended_text);
  add("phases", cat("set-up ", format_duration_rounded(s.setup), ", load ", format_duration_rounded(s.load),
                    ", drain ", format_duration_rounded(s.drain)));
  if (s.merged)
    add("merged", cat(s.merged->reports, " reports, started within ",
                      format_duration_rounded(measure::started_apart(s))));
  add("chain",
      cat(s.chain_id ? cat("id ", *s.chain_id) : std::string("id unknown"), s.chain_label.empty() ? "" : ", ",
          s.chain_label, s.mock_chain ? ", the embedded chain, which executes no contracts" : ""));
  std::string endpoints;
  for (const std::string& one : s.endpoints) endpoints += cat(endpoints.empty() ? "" : ", ", one);
  add("endpoints", s.dry_run ? std::string("none: a dry run") : endpoints);
  if (s.tls) add("TLS", tls_text(*s.tls));
  add("arrival", arrival_text(s));
  add("accounts", cat(format_grouped(s.accounts), ", worker threads ", s.workers));
  if (s.warmup) add("warm-up", apart_text(*s.warmup));
  if (s.cooldown) add("cool-down", apart_text(*s.cooldown));
  add("seed", std::to_string(s.seed));
  if (s.corpus)
    add("corpus", cat(s.corpus->name, ", ", format_grouped(s.corpus->transactions), " transactions read",
                      s.corpus->sha256.empty() ? "" : ", SHA-256 ", s.corpus->sha256));
  if (s.chain.feed) add("blocks from", s.chain.feed->source);
  add("CPU time",
      cat(format_duration_rounded(s.cpu), ", peak memory ", s.peak_memory / (1024 * 1024), " MiB"));
  if (s.reached_load) add("held up", measure::held_up_text(s.generator));
  add("ledger", s.in_flight    ? std::string("the run went on")
                : s.balances() ? "balanced"
                               : "does not balance");
  return out + "</dl>\n";
}

std::string warnings(const measure::Summary& s) {
  const std::string said = verdict_of(s).limit;
  std::string out;
  std::vector<std::string> all;
  if (s.tls && s.tls->unverified) all.emplace_back(kUnverified);
  for (const std::string& one : measure::generator_warnings(s))
    if (said.find(one.substr(0, one.find(", "))) == std::string::npos) all.push_back(one);
  for (const std::string& one : measure::watch_warnings(s.chain)) all.push_back(one);
  for (const std::string& one : all) out += cat("<p class=\"warning\">", escaped(one), "</p>\n");
  return out;
}

}  // namespace

std::string to_html(const measure::Summary& s) {
  const std::string what = cat("seiload report", s.chain_label.empty() ? "" : ", ", s.chain_label, ", ",
                               base::format_utc(s.started));
  std::string out = cat(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
      escaped(what), "</title>\n<style>", kHtmlStyle, "</style></head>\n<body><header><h1>", escaped(what),
      "</h1>\n", verdict(s), tiles(s), warnings(s), "</header>\n<main>");
  if (s.reached_load)
    out += cat("<h2>What happened</h2><div class=\"charts\">", charts_html(s), "</div>\n", tables(s));
  return cat(out, settings(s), "</main>\n<footer>Written by seiload ", escaped(s.version),
             ". Times of the charts count from the beginning of the load.</footer>\n<script>", kHtmlScript,
             "</script></body></html>\n");
}

}  // namespace seiload::report
