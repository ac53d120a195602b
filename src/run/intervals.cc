#include "run/intervals.h"

#include <algorithm>

#include "base/number.h"

namespace seiload::run {
namespace {

template <class T>
std::optional<T> larger(const std::optional<T>& a, const std::optional<T>& b) {
  return std::max(a, b);  // nothing is less than anything
}

// The quantiles of two sets are known only where one of them is empty.
report::Quantiles merged(const report::Quantiles& a, const report::Quantiles& b) {
  if (!a.max) return b;
  if (!b.max) return a;
  return {.p50 = {}, .p99 = {}, .max = larger(a.max, b.max)};
}

// Of the limits together, which follow from the shares.
std::optional<double> merged_share(const report::BlocksInterval& a, const report::BlocksInterval& b) {
  const auto limit = [](const report::BlocksInterval& one) -> std::optional<double> {
    if (!one.gas_share || *one.gas_share <= 0) return std::nullopt;
    return static_cast<double>(one.gas_used) / *one.gas_share;
  };
  if (a.count == 0) return b.gas_share;
  if (b.count == 0) return a.gas_share;
  const auto first = limit(a), second = limit(b);
  if (!first || !second) return std::nullopt;
  return static_cast<double>(base::saturating_add(a.gas_used, b.gas_used)) / (*first + *second);
}

report::BlocksInterval merged(const report::BlocksInterval& a, const report::BlocksInterval& b) {
  report::BlocksInterval sum = b;
  sum.count += a.count;
  sum.last = std::max(a.last, b.last);
  sum.transactions += a.transactions;
  sum.ours += a.ours;
  sum.gas_used = base::saturating_add(a.gas_used, b.gas_used);
  sum.gas_share = merged_share(a, b);
  sum.time = merged(a.time, b.time);
  sum.gas = merged(a.gas, b.gas);
  return sum;
}

report::InclusionInterval merged(const report::InclusionInterval& a, const report::InclusionInterval& b) {
  report::InclusionInterval sum = b;  // what is in flight is so at its end
  sum.included += a.included;
  sum.reverted += a.reverted;
  sum.dropped += a.dropped;
  sum.expired += a.expired;
  sum.from_due = merged(a.from_due, b.from_due);
  return sum;
}

template <class T>
std::optional<T> merged_if(const std::optional<T>& a, const std::optional<T>& b) {
  if (!a) return b;
  if (!b) return a;
  return merged(*a, *b);
}

report::IntervalRow merged(const report::IntervalRow& a, const report::IntervalRow& b) {
  const report::Quantiles latency =
      merged(report::Quantiles{a.p50, a.p99, a.max}, report::Quantiles{b.p50, b.p99, b.max});
  return {.start = a.start,
          .length = a.length + b.length,
          .accepted = a.accepted + b.accepted,
          .rejected = a.rejected + b.rejected,
          .failed = a.failed + b.failed,
          .unanswered = a.unanswered + b.unanswered,
          .unsent = a.unsent + b.unsent,
          .dropped = a.dropped + b.dropped,
          .in_flight = b.in_flight,
          .p50 = latency.p50,
          .p99 = latency.p99,
          .max = latency.max,
          .watched = {.blocks = merged_if(a.watched.blocks, b.watched.blocks),
                      .inclusion = merged_if(a.watched.inclusion, b.watched.inclusion)}};
}

}  // namespace

void Intervals::add(report::IntervalRow row) {
  if (rows_.size() >= most_) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rows_.size(); i += 2)
      rows_[kept++] = i + 1 < rows_.size() ? merged(rows_[i], rows_[i + 1]) : rows_[i];
    rows_.resize(kept);
    in_a_row_ *= 2;
  }
  rows_.push_back(row);
}

}  // namespace seiload::run
