#include "report/html_charts.h"

#include "base/number.h"
#include "base/text.h"
#include "report/html_chart.h"
#include "report/html_series.h"
#include "report/search_text.h"

namespace seiload::report {
namespace {

using base::cat;
using measure::IntervalRow;

constexpr std::size_t kMaxSteps = 60;  // of a ramp: the last ones

std::optional<double> seconds(const std::optional<base::Duration>& time) {
  return time ? std::optional(base::to_seconds(*time)) : std::nullopt;
}

// Member of a part of an interval; nothing where the part is not there.
template <class Part, class F>
auto of(std::optional<Part> measure::ChainInterval::*part, F value) {
  return [=](const IntervalRow& row) -> decltype(value(*(row.chain.*part))) {
    if (!(row.chain.*part)) return std::nullopt;
    return value(*(row.chain.*part));
  };
}
template <class Part>
auto count_of(std::optional<Part> measure::ChainInterval::*part, std::uint64_t Part::*number) {
  return of(part, [=](const Part& some) { return std::optional(some.*number); });
}
template <class Part, class Quantiles, class T>
auto time_of(std::optional<Part> measure::ChainInterval::*part, Quantiles Part::*quantiles,
             T Quantiles::*which) {
  return of(part, [=](const Part& some) { return seconds(some.*quantiles.*which); });
}

using measure::BlocksInterval;
using measure::ChainInterval;
using measure::ClassCounts;
using measure::InclusionInterval;
using Latency = measure::Quantiles<base::Duration>;

auto counted(std::uint64_t ClassCounts::*number) {
  return [=](const IntervalRow& row) { return std::optional(row.counts.*number); };
}
auto latency(Latency IntervalRow::*clock, std::optional<base::Duration> Latency::*which) {
  return [=](const IntervalRow& row) { return seconds(row.*clock.*which); };
}

std::string a_point(const Timeline& time) {
  return time.together() == 1 ? std::string() : cat(" A point is ", time.together(), " intervals.");
}

// Of charts of percentiles.
std::string a_point_of_percentiles(const Timeline& time) {
  return time.together() == 1
             ? std::string()
             : cat(" A point is ", time.together(),
                   " intervals: the middle of their 50 %, the highest of their other percentiles.");
}

std::string rates(const measure::Summary& s, const Timeline& time) {
  Chart chart = time.chart("Rate", cat("Transactions a second: what was due, what the target accepted",
                                       s.chain.inclusion ? ", what came into blocks." : ".", a_point(time)));
  chart.series.push_back({"accepted", "blue", time.rate(counted(&ClassCounts::accepted))});
  if (s.chain.inclusion)
    chart.series.push_back(
        {"included", "green", time.rate(count_of(&ChainInterval::inclusion, &InclusionInterval::included))});
  // Dots, on top of the line that it mostly is.
  chart.series.push_back({"offered", "grey", time.rate([](const IntervalRow& row) {
                            return std::optional(row.counts.sum() + row.dropped);
                          }),
                          true});
  return to_html(chart);
}

std::string latencies(const Timeline& time) {
  Chart chart =
      time.chart("Latency over time",
                 "Of accepted transactions, from when they were due (lines) and from when their request "
                 "was written (dots)." +
                     a_point_of_percentiles(time));
  chart.scale = Chart::Scale::logarithmic;
  chart.show = show_seconds, chart.mark = mark_seconds;
  chart.series = {
      {"largest", "grey", time.largest(latency(&IntervalRow::latency, &Latency::max))},
      {"99 %", "orange", time.largest(latency(&IntervalRow::latency, &Latency::p99))},
      {"50 %", "blue", time.middle(latency(&IntervalRow::latency, &Latency::p50))},
      {"99 % from write", "orange", time.largest(latency(&IntervalRow::write, &Latency::p99)), true},
      {"50 % from write", "blue", time.middle(latency(&IntervalRow::write, &Latency::p50)), true}};
  return to_html(chart);
}

std::string distribution(const measure::Summary& s) {
  std::vector<Distribution> all = {{"from due", "blue", &s.from_due},
                                   {"from write", "blue", &s.from_write, true}};
  if (s.not_accepted.count() > 0) all.push_back({"not accepted", "red", &s.not_accepted});
  if (s.chain.inclusion) all.push_back({"included", "green", &s.chain.inclusion->from_due});
  return to_html(distribution_chart(
      "Latency by percentile", "How many were faster; each mark leaves a tenth of the rest.", all));
}

std::string outcomes(const Timeline& time) {
  Chart chart = time.chart("Outcomes", cat("Transactions a second by how they ended.", a_point(time)));
  chart.kind = Chart::Kind::stacked;
  const std::vector<Series> all = {
      {"accepted", "blue", time.rate(counted(&ClassCounts::accepted))},
      {"rejected", "red", time.rate(counted(&ClassCounts::rejected))},
      {"failed", "purple", time.rate(counted(&ClassCounts::failed))},
      {"unanswered", "orange", time.rate(counted(&ClassCounts::unanswered))},
      {"unsent", "yellow", time.rate(counted(&ClassCounts::unsent))},
      {"dropped", "grey", time.rate([](const IntervalRow& row) { return std::optional(row.dropped); })}};
  for (const Series& series : all)
    if (std::any_of(series.values.begin(), series.values.end(),
                    [](const std::optional<double>& value) { return value.value_or(0) > 0; }))
      chart.series.push_back(series);
  return to_html(chart);
}

std::string blocks(const Timeline& time) {
  Chart pace = time.chart("Block time", cat("Between the arrivals of blocks.", a_point_of_percentiles(time)));
  pace.show = show_seconds, pace.mark = mark_seconds;
  using Blocks = BlocksInterval;
  pace.series = {
      {"largest", "grey", time.largest(time_of(&ChainInterval::blocks, &Blocks::time, &Latency::max))},
      {"50 %", "blue", time.middle(time_of(&ChainInterval::blocks, &Blocks::time, &Latency::p50))}};
  Chart gas = time.chart("Gas of blocks", cat("Used, as a share of the blocks' limits.", a_point(time)));
  gas.show = show_percent;
  gas.series = {{"used", "purple", time.middle(of(&ChainInterval::blocks, [](const Blocks& some) {
                   return some.gas_share();
                 }))}};
  return to_html(pace) + to_html(gas);
}

std::string inclusion(const Timeline& time) {
  using Inclusion = InclusionInterval;
  const auto part = &ChainInterval::inclusion;
  Chart open = time.chart("Waiting for a block",
                          cat("Accepted transactions that were not in a block yet.", a_point(time)));
  open.series = {{"waiting", "orange", time.largest(of(part, [](const Inclusion& some) {
                    return std::optional(static_cast<double>(some.in_flight));
                  }))}};
  Chart taken = time.chart("Time to inclusion", cat("From when a transaction was due to its block.",
                                                    a_point_of_percentiles(time)));
  taken.show = show_seconds, taken.mark = mark_seconds;
  taken.series = {{"largest", "grey", time.largest(time_of(part, &Inclusion::from_due, &Latency::max))},
                  {"99 %", "orange", time.largest(time_of(part, &Inclusion::from_due, &Latency::p99))},
                  {"50 %", "green", time.middle(time_of(part, &Inclusion::from_due, &Latency::p50))}};
  return to_html(open) + to_html(taken);
}

std::string ledger(const measure::Summary& s) {
  std::string nodes = bar_html(
      "Ledger", cat("What became of the ", base::format_grouped(s.scheduled), " transactions that were due."),
      {{"accepted", "blue", s.counts.accepted},
       {"rejected", "red", s.counts.rejected},
       {"failed", "purple", s.counts.failed},
       {"unanswered", "orange", s.counts.unanswered},
       {"unsent", "yellow", s.counts.unsent},
       {"dropped", "grey", s.dropped}});
  if (!s.chain.inclusion) return nodes;
  const measure::InclusionReport& i = *s.chain.inclusion;
  return nodes +
         bar_html("On the chain",
                  cat("What became of the ", base::format_grouped(i.registered), " that were followed."),
                  {{"succeeded", "green", i.succeeded},
                   {"included, receipt not read", "blue", i.unverified()},
                   {"reverted", "red", i.reverted},
                   {"dropped by the node", "purple", i.dropped},
                   {"expired", "orange", i.expired},
                   {"still waiting", "grey", i.in_flight}});
}

std::string ramp(const measure::RampReport& ramp) {
  Chart chart;
  chart.title = "Steps of the ramp";
  chart.caption = ramp.held_tps
                      ? cat(base::format_grouped(*ramp.held_tps), " a second is the highest that held.")
                      : std::string("No step held.");
  if (!ramp.why.empty()) chart.caption += cat(" The next did not: ", ramp.why, '.');
  chart.kind = Chart::Kind::bars;
  chart.show = show_number;
  chart.position_title = "step (✗: did not hold)";
  const double hold = std::max(1e-3, base::to_seconds(ramp.hold));
  Values asked, accepted, included;
  const std::size_t first = ramp.steps.size() - std::min(ramp.steps.size(), kMaxSteps);
  for (std::size_t i = first; i < ramp.steps.size(); ++i) {
    const measure::RampStep& step = ramp.steps[i];
    if (!step.is_whole && step.failed.empty()) continue;  // the run ended within it
    chart.positions.push_back(static_cast<double>(i));
    chart.names.push_back(cat(step.tps, step.failed.empty() ? "" : " ✗"));
    asked.emplace_back(static_cast<double>(step.tps));
    accepted.emplace_back(static_cast<double>(step.accepted) / hold);
    included.emplace_back(static_cast<double>(step.included) / hold);
  }
  chart.series = {
      {"asked for", "grey", asked}, {"accepted", "blue", accepted}, {"included", "green", included}};
  return to_html(chart);
}

std::string search(const measure::SearchReport& search) {
  Chart chart;
  chart.title = "Steps of the search";
  chart.caption = search.limit_tps
                      ? cat(show_number(*search.limit_tps), " a second is the highest rate that held.")
                      : std::string("No rate held.");
  if (const std::string reason = search_reason(search); !reason.empty())
    chart.caption += cat(search.limit_tps ? " Above it: " : " Reason: ", reason, '.');
  chart.kind = Chart::Kind::bars;
  chart.show = show_number;
  chart.position_title = "step (✗: did not hold)";
  Values asked, accepted, included;
  const std::size_t first = search.steps.size() - std::min(search.steps.size(), kMaxSteps);
  for (std::size_t i = first; i < search.steps.size(); ++i) {
    const measure::SearchStep& step = search.steps[i];
    chart.positions.push_back(static_cast<double>(i));
    chart.names.push_back(cat(show_number(step.tps), step.why.empty() ? "" : " ✗"));
    asked.emplace_back(step.tps);
    accepted.emplace_back(step.accepted_tps);
    included.emplace_back(step.included_tps);
  }
  chart.series = {
      {"asked for", "grey", asked}, {"accepted", "blue", accepted}, {"included", "green", included}};
  return to_html(chart);
}

}  // namespace

std::string charts_html(const measure::Summary& s) {
  const Timeline time(s);
  std::string out = ledger(s);
  if (s.chain.ramp) out += ramp(*s.chain.ramp);
  if (s.search) out += search(*s.search);
  out += rates(s, time) + outcomes(time) + latencies(time) + distribution(s);
  if (s.chain.blocks) out += blocks(time);
  if (s.chain.inclusion) out += inclusion(time);
  return out;
}

}  // namespace seiload::report
