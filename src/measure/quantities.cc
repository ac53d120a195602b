#include "measure/quantities.h"

#include <algorithm>

#include "base/percentile.h"
#include "base/text.h"

namespace seiload::measure {
namespace {

double number(std::uint64_t value) { return static_cast<double>(value); }

// A part of a whole: nothing where the run has not measured it.
using Ratio = std::optional<Cluster>;
// The samples of a histogram; null where the run has none.
using Samples = const stats::HistogramSnapshot*;

struct Row {
  std::string_view name;  // with quantiles: what precedes "p99"
  Unit unit;
  Wanted wanted;
  Ratio (*ratio)(const Summary&);  // null: it has quantiles
  Cluster (*interval)(const IntervalRow&);
  Samples (*samples)(const Summary&);
  // The quantile of an interval, and the number of its samples.
  ClusterQuantile (*interval_quantile)(const IntervalRow&, bool is_tail);
};

Cluster of_ended(const IntervalRow& row, std::uint64_t part) {
  return {number(part), number(row.counts.sum())};
}
Cluster a_second(const IntervalRow& row, std::uint64_t events) {
  return {number(events), base::to_seconds(row.length)};
}
Ratio of_admitted(const Summary& s, std::uint64_t part) { return Cluster{number(part), number(s.admitted)}; }

template <class T>
ClusterQuantile cluster_quantile(const Quantiles<T>& quantiles, std::uint64_t count, bool is_tail) {
  const std::optional<T>& value = is_tail ? quantiles.p99 : quantiles.p50;
  if (!value) return {};
  if constexpr (std::is_same_v<T, base::Duration>)
    return {to_nanoseconds(*value), count};
  else
    return {*value, count};
}

ClusterQuantile of_latency(const IntervalRow& row, bool is_tail) {
  return cluster_quantile(row.latency, row.counts.accepted, is_tail);
}

ClusterQuantile of_write(const IntervalRow& row, bool is_tail) {
  return cluster_quantile(row.write, row.counts.accepted, is_tail);
}

constexpr std::uint64_t ClassCounts::*kErrors[] = {&ClassCounts::rejected, &ClassCounts::failed,
                                                   &ClassCounts::unanswered};
std::uint64_t errors(const ClassCounts& counts) {
  std::uint64_t sum = 0;
  for (const auto one : kErrors) sum += counts.*one;
  return sum;
}

// One row a quantity: the whole run's, then an interval's.
// clang-format off
constexpr Row kRows[] = {
    {"offered_tps", Unit::rate, Wanted::more,
     [](const Summary& s) -> Ratio { return Cluster{number(s.scheduled), base::to_seconds(s.load)}; },
     [](const IntervalRow& row) { return a_second(row, row.counts.sum() + row.dropped); }, nullptr, nullptr},
    {"tps", Unit::rate, Wanted::more,
     [](const Summary& s) -> Ratio {
       if (!s.average_tps) return std::nullopt;
       return Cluster{*s.average_tps * base::to_seconds(s.load), base::to_seconds(s.load)};
     },
     [](const IntervalRow& row) { return a_second(row, row.counts.accepted); }, nullptr, nullptr},
    {"included_tps", Unit::rate, Wanted::more,
     [](const Summary& s) -> Ratio {
       if (!s.chain.inclusion) return std::nullopt;
       return Cluster{number(s.chain.inclusion->included),
                      base::to_seconds(base::saturating_add(s.load, s.chain.inclusion->drain))};
     },
     [](const IntervalRow& row) {
       return a_second(row, row.chain.inclusion ? row.chain.inclusion->included : 0);
     }, nullptr, nullptr},
    {"drop_share", Unit::share, Wanted::less,
     [](const Summary& s) -> Ratio { return Cluster{number(s.dropped), number(s.scheduled)}; },
     [](const IntervalRow& row) {
       return Cluster{number(row.dropped), number(row.dropped + row.counts.sum())};
     }, nullptr, nullptr},
    {"accepted_share", Unit::share, Wanted::more,
     [](const Summary& s) { return of_admitted(s, s.counts.accepted); },
     [](const IntervalRow& row) { return of_ended(row, row.counts.accepted); }, nullptr, nullptr},
    {"rejected_share", Unit::share, Wanted::less,
     [](const Summary& s) { return of_admitted(s, s.counts.rejected); },
     [](const IntervalRow& row) { return of_ended(row, row.counts.rejected); }, nullptr, nullptr},
    {"failed_share", Unit::share, Wanted::less,
     [](const Summary& s) { return of_admitted(s, s.counts.failed); },
     [](const IntervalRow& row) { return of_ended(row, row.counts.failed); }, nullptr, nullptr},
    {"unanswered_share", Unit::share, Wanted::less,
     [](const Summary& s) { return of_admitted(s, s.counts.unanswered); },
     [](const IntervalRow& row) { return of_ended(row, row.counts.unanswered); }, nullptr, nullptr},
    {"error_share", Unit::share, Wanted::less,
     [](const Summary& s) -> Ratio {
       return Cluster{number(errors(s.counts)), number(s.counts.accepted + errors(s.counts))};
     },
     [](const IntervalRow& row) {
       return Cluster{number(errors(row.counts)), number(row.counts.accepted + errors(row.counts))};
     }, nullptr, nullptr},
    {"", Unit::seconds, Wanted::less, nullptr, nullptr,
     [](const Summary& s) { return &s.from_due.nanoseconds(); }, of_latency},
    {"write_", Unit::seconds, Wanted::less, nullptr, nullptr,
     [](const Summary& s) { return &s.from_write.nanoseconds(); }, of_write},
    {"included_share", Unit::share, Wanted::more,
     [](const Summary& s) -> Ratio {
       if (!s.chain.inclusion) return std::nullopt;
       return Cluster{number(s.chain.inclusion->included), number(s.chain.inclusion->registered)};
     },
     [](const IntervalRow& row) {
       const InclusionInterval some = row.chain.inclusion.value_or(InclusionInterval());
       return Cluster{number(some.included), number(some.included + some.dropped + some.expired)};
     }, nullptr, nullptr},
    {"reverted_share", Unit::share, Wanted::less,
     [](const Summary& s) -> Ratio {
       if (!s.chain.inclusion) return std::nullopt;
       return Cluster{number(s.chain.inclusion->reverted), number(s.chain.inclusion->verified())};
     },
     [](const IntervalRow& row) {
       const InclusionInterval some = row.chain.inclusion.value_or(InclusionInterval());
       return Cluster{number(some.reverted), number(some.included)};
     }, nullptr, nullptr},
    {"inclusion_", Unit::seconds, Wanted::less, nullptr, nullptr,
     [](const Summary& s) {
       return s.chain.inclusion ? &s.chain.inclusion->from_due.nanoseconds() : nullptr;
     },
     [](const IntervalRow& row, bool is_tail) {
       return row.chain.inclusion
                  ? cluster_quantile(row.chain.inclusion->from_due, row.chain.inclusion->included, is_tail)
                  : ClusterQuantile();
     }},
    {"block_time_", Unit::seconds, Wanted::less, nullptr, nullptr,
     [](const Summary& s) { return s.chain.blocks ? &s.chain.blocks->time.nanoseconds() : nullptr; },
     [](const IntervalRow& row, bool is_tail) {
       return row.chain.blocks ? cluster_quantile(row.chain.blocks->time, row.chain.blocks->count, is_tail)
                               : ClusterQuantile();
     }},
    {"block_gas_", Unit::count, Wanted::neither, nullptr, nullptr,
     [](const Summary& s) { return s.chain.blocks ? &s.chain.blocks->gas : nullptr; },
     [](const IntervalRow& row, bool is_tail) {
       return row.chain.blocks ? cluster_quantile(row.chain.blocks->gas, row.chain.blocks->count, is_tail)
                               : ClusterQuantile();
     }},
    {"gas_share", Unit::share, Wanted::neither,
     [](const Summary& s) -> Ratio {
       if (!s.chain.blocks) return std::nullopt;
       return Cluster{number(s.chain.blocks->gas_used), number(s.chain.blocks->gas_limit)};
     },
     [](const IntervalRow& row) {
       const BlocksInterval some = row.chain.blocks.value_or(BlocksInterval());
       return Cluster{number(some.gas_used), number(some.gas_limit)};
     }, nullptr, nullptr},
};
// clang-format on

// Calls `take` with each interval of about the usual length: the last one may be a rest.
template <class F>
void each_interval(const Summary& summary, F take) {
  for (const IntervalRow& row : summary.intervals)
    if (row.length >= summary.intervals.front().length / 2) take(row);
}

Quantity make(std::size_t row, std::string name, double quantile = 0) {
  return {std::move(name), kRows[row].unit, kRows[row].wanted, row, quantile};
}

}  // namespace

std::optional<double> Quantity::value(const Summary& summary) const {
  const Row& of = kRows[row];
  if (of.ratio == nullptr) {
    const Samples samples = of.samples(summary);
    const auto found = samples != nullptr ? samples->quantile(quantile) : std::nullopt;
    if (!found) return std::nullopt;
    return unit == Unit::seconds ? number(*found) * 1e-9 : number(*found);
  }
  const Ratio ratio = of.ratio(summary);
  if (!ratio || !(ratio->whole > 0)) return std::nullopt;
  return ratio->part / ratio->whole;
}

Draws Quantity::draws(const Summary& summary, base::Random random) const {
  const Row& of = kRows[row];
  if (of.ratio == nullptr) {
    const Samples samples = of.samples(summary);
    if (samples == nullptr) return {};
    const bool is_tail = quantile > 0.9;
    std::vector<ClusterQuantile> clusters;
    each_interval(summary, [&](const IntervalRow& one) {
      if (const ClusterQuantile cluster = of.interval_quantile(one, is_tail); cluster.count > 0)
        clusters.push_back(cluster);
    });
    Draws all = draw_quantile(*samples, quantile, clusters, is_tail ? 0.99 : 0.5, random);
    if (unit == Unit::seconds)
      for (double& one : all) one *= 1e-9;
    return all;
  }
  const Ratio ratio = of.ratio(summary);
  if (!ratio) return {};
  std::vector<Cluster> clusters;
  each_interval(summary, [&](const IntervalRow& one) { clusters.push_back(of.interval(one)); });
  return unit == Unit::rate ? draw_rate(ratio->part, ratio->whole, clusters, random)
                            : draw_share(ratio->part, ratio->whole, clusters, random);
}

std::optional<Quantity> find_quantity(std::string_view name) {
  for (std::size_t row = 0; row < std::size(kRows); ++row) {
    if (kRows[row].ratio != nullptr) {
      if (kRows[row].name == name) return make(row, std::string(name));
      continue;
    }
    if (!name.starts_with(kRows[row].name)) continue;
    if (const auto percentile = base::parse_percentile_name(name.substr(kRows[row].name.size())))
      return make(row, std::string(name), percentile->share);
  }
  return std::nullopt;
}

std::vector<std::string_view> quantity_names() {
  std::vector<std::string_view> names = {
      "p50", "p90", "p99", "write_p99", "inclusion_p99", "block_time_p90", "block_gas_p50"};
  for (const Row& row : kRows)
    if (row.ratio != nullptr) names.push_back(row.name);
  return names;
}

std::vector<Quantity> quantities_of(const Summary& summary) {
  std::vector<Quantity> all;
  for (std::size_t row = 0; row < std::size(kRows); ++row) {
    const std::string_view name = kRows[row].name;
    if (kRows[row].ratio != nullptr) {
      all.push_back(make(row, std::string(name)));
    } else if (kRows[row].unit == Unit::count) {
      all.push_back(make(row, base::cat(name, "p50"), 0.5));
    } else {
      const Samples samples = kRows[row].samples(summary);
      const double count = samples != nullptr ? number(samples->count()) : 0;
      for (const base::Percentile& one : summary.percentiles)
        if (count == 0 || count * (1 - one.share) >= 1 - 1e-9 || one.share == 1)
          all.push_back(make(row, base::cat(name, 'p', one.text), one.share));
    }
  }
  return all;
}

}  // namespace seiload::measure
