#pragma once
// Histograms of times: those of stats, whose values are nanoseconds here.

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/duration.h"
#include "stats/histogram.h"

namespace seiload::measure {

inline base::Duration to_duration(std::uint64_t nanoseconds) {
  constexpr auto kMost = static_cast<std::uint64_t>(base::Duration::max().count());
  return base::Duration(static_cast<std::int64_t>(std::min(nanoseconds, kMost)));
}

inline std::optional<base::Duration> to_duration(std::optional<std::uint64_t> nanoseconds) {
  return nanoseconds ? std::optional(to_duration(*nanoseconds)) : std::nullopt;
}

// Below 0 counts as 0.
inline std::uint64_t to_nanoseconds(base::Duration time) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, time.count()));
}

// A plain copy: what reports compute with.
class Times {
 public:
  Times() = default;
  explicit Times(stats::HistogramSnapshot nanoseconds) : nanoseconds_(std::move(nanoseconds)) {}

  std::uint64_t count() const { return nanoseconds_.count(); }
  std::optional<base::Duration> min() const { return to_duration(nanoseconds_.min()); }
  std::optional<base::Duration> max() const { return to_duration(nanoseconds_.max()); }
  std::optional<base::Duration> mean() const { return to_duration(nanoseconds_.mean()); }
  std::optional<base::Duration> quantile(double q) const { return to_duration(nanoseconds_.quantile(q)); }
  base::Duration sum() const { return to_duration(nanoseconds_.sum()); }
  const stats::HistogramSnapshot& nanoseconds() const { return nanoseconds_; }

  void merge(const Times& other) { nanoseconds_.merge(other.nanoseconds_); }
  Times since(const Times& earlier) const { return Times(nanoseconds_.since(earlier.nanoseconds_)); }
  bool operator==(const Times&) const = default;

 private:
  friend class TimeHistogram;
  stats::HistogramSnapshot nanoseconds_;
};

// Thread rule: as stats::Histogram.
class TimeHistogram {
 public:
  void record(base::Duration time) noexcept { nanoseconds_.record(to_nanoseconds(time)); }
  void add_to(Times& times) const { nanoseconds_.add_to(times.nanoseconds_); }
  Times snapshot() const { return Times(nanoseconds_.snapshot()); }

 private:
  stats::Histogram nanoseconds_;
};

// Of what came within an interval. Small: a run may have a hundred thousand of them.
template <class T>
struct Quantiles {
  std::optional<T> p50, p99, max;
  bool operator==(const Quantiles&) const = default;
};

template <class Histogram>
auto quantiles(const Histogram& histogram) -> Quantiles<typename decltype(histogram.max())::value_type> {
  return {histogram.quantile(0.5), histogram.quantile(0.99), histogram.max()};
}

}  // namespace seiload::measure
