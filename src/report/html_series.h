#pragma once
// The intervals of a run as the charts show them: at most kMaxPoints, neighbours together where there are
// more.

#include <algorithm>
#include <span>
#include <vector>

#include "measure/summary.h"
#include "report/html_chart.h"

namespace seiload::report {

inline constexpr std::size_t kMaxPoints = 100;

// Charts over time, with the positions and ticks set.
class Timeline {
 public:
  explicit Timeline(const measure::Summary& summary);

  std::size_t together() const { return together_; }  // intervals a point
  Chart chart(std::string title, std::string caption) const;

  // Events a second.
  template <class Count>
  Values rate(Count count) const {
    return points([&](const Group& group) -> std::optional<double> {
      double events = 0, seconds = 0;
      for (const measure::IntervalRow& row : group) {
        const std::optional<std::uint64_t> some = count(row);
        if (!some) return std::nullopt;
        events += static_cast<double>(*some);
        seconds += base::to_seconds(row.length);
      }
      return seconds > 0 ? std::optional(events / seconds) : std::nullopt;
    });
  }
  // The middle of the values, or the largest.
  template <class Value>
  Values middle(Value value) const {
    return points([&](const Group& group) { return middle_of(numbers(group, value)); });
  }
  template <class Value>
  Values largest(Value value) const {
    return points([&](const Group& group) -> std::optional<double> {
      const std::vector<double> all = numbers(group, value);
      return all.empty() ? std::nullopt : std::optional(*std::max_element(all.begin(), all.end()));
    });
  }

 private:
  using Group = std::span<const measure::IntervalRow>;

  template <class F>
  Values points(F value) const {
    Values all;
    for (const Group& group : groups_) all.push_back(value(group));
    return all;
  }
  template <class Value>
  static std::vector<double> numbers(const Group& group, Value value) {
    std::vector<double> all;
    for (const measure::IntervalRow& row : group)
      if (const std::optional<double> one = value(row)) all.push_back(*one);
    return all;
  }
  static std::optional<double> middle_of(std::vector<double> all);

  std::size_t together_ = 1;
  std::vector<Group> groups_;
  std::vector<double> positions_;
  std::vector<std::string> names_;
  std::vector<std::pair<double, std::string>> ticks_;
};

// Latencies by percentile, the axis growing finer towards 100 %: a line each histogram.
struct Distribution {
  std::string name;
  std::string_view colour;
  const measure::Times* times;
  bool dashed = false;
};
Chart distribution_chart(std::string title, std::string caption, const std::vector<Distribution>& all);

std::string show_seconds(double seconds);
std::string mark_seconds(double seconds);  // the same without zeros, on an axis
std::string show_number(double value);
std::string show_percent(double share);

}  // namespace seiload::report
