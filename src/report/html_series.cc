#include "report/html_series.h"

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "base/text.h"
#include "report/html_text.h"

namespace seiload::report {

using base::cat;

namespace {

// "0s", "5m", "1h15m": at most six, of the steps that people count in.
std::vector<std::pair<double, std::string>> time_ticks(double first, double last) {
  std::vector<std::pair<double, std::string>> ticks;
  double step = 1;
  for (const double one : {0.1,   0.2,   0.5,   1.0,   2.0,    5.0,    10.0,   15.0,    30.0,    60.0,
                           120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 43200.0, 86400.0}) {
    step = one;
    if ((last - first) / step <= 6) break;
  }
  while ((last - first) / step > 6) step *= 2;
  for (double at = std::ceil(first / step - 1e-9) * step; at <= last * (1 + 1e-9) && ticks.size() < 8;
       at += step)
    ticks.emplace_back(at, base::format_duration(std::chrono::milliseconds(std::llround(at * 1000))));
  return ticks;
}

}  // namespace

Timeline::Timeline(const measure::Summary& summary) {
  // The drain is short, and would stand out by its rates.
  Group rows(summary.intervals);
  if (rows.size() > 1 && rows.back().length < rows.front().length / 2) rows = rows.first(rows.size() - 1);
  together_ = (rows.size() + kMaxPoints - 1) / kMaxPoints;
  for (std::size_t i = 0; i < rows.size(); i += together_) {
    groups_.push_back(rows.subspan(i, std::min(together_, rows.size() - i)));
    // What it shows ended with it.
    const measure::IntervalRow& last = groups_.back().back();
    const base::Duration end = base::saturating_add(last.start, last.length);
    positions_.push_back(std::max(base::to_seconds(end), positions_.empty() ? 0 : positions_.back()));
    names_.push_back(base::format_duration_rounded(end));
  }
  if (!positions_.empty()) ticks_ = time_ticks(positions_.front(), positions_.back());
}

Chart Timeline::chart(std::string title, std::string caption) const {
  Chart chart;
  chart.title = std::move(title);
  chart.caption = std::move(caption);
  chart.show = show_number;
  chart.position_title = "until";
  chart.positions = positions_;
  chart.names = names_;
  chart.ticks = ticks_;
  return chart;
}

std::optional<double> Timeline::middle_of(std::vector<double> all) {
  if (all.empty()) return std::nullopt;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

Chart distribution_chart(std::string title, std::string caption, const std::vector<Distribution>& all) {
  Chart chart;
  chart.title = std::move(title);
  chart.caption = std::move(caption);
  chart.scale = Chart::Scale::logarithmic;
  chart.show = show_seconds;
  chart.mark = mark_seconds;
  chart.position_title = "percentile";
  std::uint64_t most = 0;
  for (const Distribution& one : all) most = std::max(most, one.times->count());
  // A position is how many nines: 0 %, 90 %, 99 %, ... Four points each, no further than there are samples.
  for (int step = 0; step <= 24; ++step) {
    const double nines = step / 4.0, beyond = std::pow(10, -nines);
    if (beyond * static_cast<double>(most) < 1) break;
    chart.positions.push_back(nines);
    const double percent = 100 * (1 - beyond);
    chart.names.push_back(cat(short_fixed(percent, step < 8 ? 1 : 4), " %"));
    if (step % 4 == 0 && step > 0) chart.ticks.emplace_back(nines, chart.names.back());
  }
  if (chart.positions.size() > 1) chart.ticks.emplace_back(std::log10(2), "50 %");
  for (const Distribution& one : all) {
    Series series{one.name, one.colour, {}, one.dashed};
    for (const double nines : chart.positions) {
      const auto value = one.times->quantile(std::max(1e-9, 1 - std::pow(10, -nines)));
      series.values.push_back(value ? std::optional(base::to_seconds(*value)) : std::nullopt);
    }
    chart.series.push_back(std::move(series));
  }
  return chart;
}

std::string show_seconds(double seconds) {
  if (seconds == 0) return "0";
  return base::format_duration_rounded(
      base::Duration(static_cast<std::int64_t>(std::clamp(seconds * 1e9, 0.0, 9e18))));
}

std::string mark_seconds(double seconds) {
  return base::format_duration(base::Duration(std::llround(std::clamp(seconds * 1e9, 0.0, 9e18))));
}

std::string show_number(double value) {
  if (value >= 100) return base::format_grouped(static_cast<std::uint64_t>(std::min(value + 0.5, 1.8e19)));
  return short_fixed(value, value < 10 ? 2 : 1);
}

std::string show_percent(double share) { return base::format_fixed(100 * share, 1) + " %"; }

}  // namespace seiload::report
