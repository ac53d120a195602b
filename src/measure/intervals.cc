#include "measure/intervals.h"

#include <algorithm>

#include "base/number.h"

namespace seiload::measure {
namespace {

template <class T>
std::optional<T> larger(const std::optional<T>& a, const std::optional<T>& b) {
  return std::max(a, b);  // nothing is less than anything
}

// The quantiles of two sets are known only where one of them is empty.
template <class T>
Quantiles<T> merged(const Quantiles<T>& a, const Quantiles<T>& b) {
  if (!a.max) return b;
  if (!b.max) return a;
  return {.p50 = {}, .p99 = {}, .max = larger(a.max, b.max)};
}

BlocksInterval merged(const BlocksInterval& a, const BlocksInterval& b) {
  BlocksInterval sum = b;
  sum.count += a.count;
  sum.last = std::max(a.last, b.last);
  sum.transactions += a.transactions;
  sum.ours += a.ours;
  sum.gas_used = base::saturating_add(a.gas_used, b.gas_used);
  sum.gas_limit = base::saturating_add(a.gas_limit, b.gas_limit);
  sum.time = merged(a.time, b.time);
  sum.gas = merged(a.gas, b.gas);
  return sum;
}

InclusionInterval merged(const InclusionInterval& a, const InclusionInterval& b) {
  InclusionInterval sum = b;  // what is in flight is so at its end
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

IntervalRow merged(const IntervalRow& a, const IntervalRow& b) {
  IntervalRow sum = b;  // what is in flight is so at its end
  sum.start = a.start;
  sum.length += a.length;
  sum.counts += a.counts;
  sum.dropped += a.dropped;
  sum.latency = merged(a.latency, b.latency);
  sum.write = merged(a.write, b.write);
  sum.chain = {merged_if(a.chain.blocks, b.chain.blocks), merged_if(a.chain.inclusion, b.chain.inclusion)};
  return sum;
}

}  // namespace

IntervalRow side_by_side(const IntervalRow& a, const IntervalRow& b) {
  IntervalRow sum = merged(a, b);
  sum.start = std::min(a.start, b.start);
  sum.length = std::max(a.length, b.length);
  sum.in_flight = a.in_flight + b.in_flight;
  if (a.chain.inclusion && b.chain.inclusion)
    sum.chain.inclusion->in_flight = a.chain.inclusion->in_flight + b.chain.inclusion->in_flight;
  if (a.chain.blocks && b.chain.blocks) {
    sum.chain.blocks = a.chain.blocks->count >= b.chain.blocks->count ? a.chain.blocks : b.chain.blocks;
    sum.chain.blocks->ours = a.chain.blocks->ours + b.chain.blocks->ours;
  }
  return sum;
}

void Intervals::add(IntervalRow row) {
  if (rows_.size() >= most_) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rows_.size(); i += 2)
      rows_[kept++] = i + 1 < rows_.size() ? merged(rows_[i], rows_[i + 1]) : rows_[i];
    rows_.resize(kept);
    in_a_row_ *= 2;
  }
  rows_.push_back(row);
}

}  // namespace seiload::measure
