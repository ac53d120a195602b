#pragma once
// The JSON report's fields about the chain, declared once for all that walk them (JsonOut, JsonIn, JsonSchema
// and the like).

#include "measure/chain_findings.h"
#include "measure/chain_report.h"
#include "measure/counters.h"
#include "measure/on_chain.h"

namespace seiload::measure {

// T to read into, const T to write.
template <class Io, class T>
using Field = std::conditional_t<Io::kReads, T, const T>;

template <class Io, class T, std::size_t N>
void members(Io& io, Field<Io, T>& value, const Counter<T> (&counters)[N]) {
  for (const Counter<T>& one : counters) io.member(one.key, value.*one.number);
}

// Of histograms of numbers that are no times.
inline constexpr int kWholeNumbers = 0;
inline constexpr std::string_view kGasPercentiles = "50,90,99";

struct QuantileKeys {
  std::string_view p50 = "p50", p99 = "p99", max = "max";
};

// Of Quantiles, whatever they measure.
template <class Io, class Values>
void quantile_members(Io& io, Values& values, const QuantileKeys& keys = {}) {
  io.member(keys.p50, values.p50);
  io.member(keys.p99, values.p99);
  io.member(keys.max, values.max);
}

template <class Io>
void fields(Io& io, Field<Io, FeedReport>& feed) {
  io.member("source", feed.source);
  members(io, feed, kFeedCounters);
}

template <class Io>
void fields(Io& io, Field<Io, BlocksReport>& blocks) {
  constexpr int kMillionths = 6;
  const auto percentiles = *base::parse_percentiles(kGasPercentiles);
  io.member("count", blocks.count);
  std::optional<std::uint64_t> first, last;
  if (!Io::kReads && blocks.count > 0) first = blocks.first, last = blocks.last;
  io.member("first", first);
  io.member("last", last);
  if constexpr (Io::kReads)
    if (blocks.count > 0) blocks.first = first.value_or(0), blocks.last = last.value_or(0);
  members(io, blocks, kBlocksCounters);
  io.derived("gas_share", [&] { return blocks.gas_share(); });
  io.times("time", blocks.time);
  io.histogram("gas", blocks.gas, kWholeNumbers, percentiles);
  io.histogram("share", blocks.share, kMillionths, percentiles);
}

template <class Io>
void fields(Io& io, Field<Io, ReceiptsReport>& receipts) {
  members(io, receipts, kReceiptsCounters);
  io.member("seconds_a_block", receipts.a_block);
  io.member("last_error", receipts.last_error);
}

template <class Io>
void fields(Io& io, Field<Io, InclusionReport>& inclusion, const std::vector<base::Percentile>& percentiles) {
  io.word("by", inclusion.by_receipts, "receipts", "hash");
  members(io, inclusion, kInclusionCounters);
  io.derived("unverified", [&] { return inclusion.unverified(); });
  io.derived("balanced", [&] { return inclusion.balances(); });
  io.object_if(inclusion.by_receipts, "receipts", [&](Io& in) { fields(in, inclusion.receipts); });
  io.member("drain_seconds", inclusion.drain);
  io.times("from_due", inclusion.from_due, percentiles);
  io.times("from_accepted", inclusion.from_accepted, percentiles);
}

template <class Io>
void fields(Io& io, Field<Io, OnChainReport>& on_chain) {
  members(io, on_chain, kOnChainCounters);
  io.derived("unverified", [&] { return on_chain.unverified(); });
  io.histogram("gas", on_chain.gas, kWholeNumbers, *base::parse_percentiles(kGasPercentiles));
  io.rows("reverts", on_chain.reasons, [](auto& in, auto& one) {
    in.member("reason", one.reason);
    in.member("count", one.count);
  });
  io.derived("not_replayed", [&] { return on_chain.not_replayed(); });
}

template <class Io>
void fields(Io& io, Field<Io, UserLatencyReport>& latency) {
  io.member("blocks", latency.blocks);
  io.member("transfers", latency.transfers);
  io.times("by_value", latency.by_value);
  io.times("ours", latency.ours);
}

template <class Io>
void fields(Io& io, Field<Io, RampStep>& step) {
  members(io, step, kRampStepCounters);
  io.member("block_time_seconds", step.block_time);
  io.member("p50", step.p50);
  io.member("p99", step.p99);
  io.member("whole", step.is_whole);
  io.member("failed", step.failed);
}

template <class Io>
void fields(Io& io, Field<Io, RampReport>& ramp) {
  io.member("start", ramp.start);
  io.member("step", ramp.step);
  io.member("hold_seconds", ramp.hold);
  io.member("rest_seconds", ramp.rest);
  io.member("max_block_time_seconds", ramp.most);
  io.member("percentile", ramp.percentile);
  io.member("reached_limit", ramp.reached_limit);
  io.member("ended_run", ramp.ended_run);
  io.member("reason", ramp.reason);
  io.member("why", ramp.why);
  io.member("steps_begun", ramp.steps_begun);
  io.member("held_tps", ramp.held_tps);
  io.member("block_time_seconds", ramp.block_time);
  io.rows("steps", ramp.steps, [](auto& in, auto& step) { fields(in, step); });
}

template <class Io>
void fields(Io& io, Field<Io, BlocksInterval>& blocks) {
  io.member("count", blocks.count);
  io.null_if_zero("last", blocks.last);
  members(io, blocks, kBlocksIntervalCounters);
  io.derived("gas_share", [&] { return blocks.gas_share(); });
  quantile_members(io, blocks.time, {"time_p50", "time_p99", "time_max"});
  quantile_members(io, blocks.gas, {"gas_p50", "gas_p99", "gas_max"});
}

template <class Io>
void fields(Io& io, Field<Io, InclusionInterval>& inclusion) {
  members(io, inclusion, kInclusionIntervalCounters);
  quantile_members(io, inclusion.from_due);
}

// Members of the report's own object.
template <class Io>
void fields(Io& io, Field<Io, ChainReport>& chain, const std::vector<base::Percentile>& percentiles) {
  const auto each = [](auto& in, auto& part) { fields(in, part); };
  io.optional_object("feed", chain.feed, each);
  io.optional_object("blocks", chain.blocks, each);
  io.optional_object("inclusion", chain.inclusion,
                     [&](auto& in, auto& part) { fields(in, part, percentiles); });
  io.optional_object("user_latency", chain.user_latency, each);
  io.optional_object("ramp", chain.ramp, each);
  io.derived_if(chain.feed.has_value(), "watch_warnings", [&] { return watch_warnings(chain); });
}

}  // namespace seiload::measure
