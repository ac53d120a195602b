#include "measure/condition_names.h"

namespace seiload::measure {
namespace {

using Kind = ConditionName::Kind;
using Needs = Threshold::Needs;
using Value = std::optional<double>;

Value share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

Value number(std::uint64_t count) { return static_cast<double>(count); }

Value seconds(std::optional<base::Duration> value) {
  if (!value) return std::nullopt;
  return base::to_seconds(*value);
}

template <std::uint64_t ClassCounts::*kCount>
Value ended(const Summary& s) {
  return number(s.counts.*kCount);
}

template <std::uint64_t InclusionReport::*kCount>
Value inclusion(const Summary& s) {
  if (!s.chain.inclusion) return std::nullopt;
  return number((*s.chain.inclusion).*kCount);
}

// Where no receipt was read, none was shown to have succeeded.
Value reverted(const Summary& s) {
  const auto& inclusion = s.chain.inclusion;
  if (!inclusion || (inclusion->included > 0 && inclusion->verified() == 0)) return std::nullopt;
  return number(inclusion->reverted);
}

Value included_tps(const Summary& s) {
  if (!s.chain.inclusion || s.load < std::chrono::seconds(1)) return std::nullopt;
  return static_cast<double>(s.chain.inclusion->included) / base::to_seconds(s.load);
}

constexpr ConditionName kNames[] = {
    {"accepted", Kind::count, Needs::nothing, "accepted transactions", ended<&ClassCounts::accepted>},
    {"rejected", Kind::count, Needs::nothing, "answered and refused", ended<&ClassCounts::rejected>},
    {"failed", Kind::count, Needs::nothing, "that did not get in", ended<&ClassCounts::failed>},
    {"unanswered", Kind::count, Needs::nothing, "sent, without an answer", ended<&ClassCounts::unanswered>},
    {"unsent", Kind::count, Needs::nothing, "admitted, and not sent by the end", ended<&ClassCounts::unsent>},
    {"dropped", Kind::count, Needs::nothing, "dropped arrivals, and dropped by the node",
     [](const Summary& s) {
       return number(s.dropped + (s.chain.inclusion ? s.chain.inclusion->dropped : 0));
     }},
    {"tps", Kind::rate, Needs::nothing, "accepted transactions a second",
     [](const Summary& s) { return s.average_tps; }},
    {"error_share", Kind::share, Needs::nothing, "rejected, failed or unanswered, of those sent",
     [](const Summary& s) {
       return share(s.counts.rejected + s.counts.failed + s.counts.unanswered, s.admitted - s.counts.unsent);
     }},
    {"drop_share", Kind::share, Needs::nothing, "dropped arrivals, of those scheduled",
     [](const Summary& s) { return share(s.dropped, s.scheduled); }},
    {"scheduled_share", Kind::share, Needs::nothing, "scheduled, of what the rate asked for",
     [](const Summary& s) { return s.scheduled_share; }},
    {.name = "doubt_share",
     .kind = Kind::share,
     .meaning = "latencies that include delays of the generator",
     .of = [](const Summary& s) { return s.generator.doubt_share(); },
     .needs_end = true},
    {"max", Kind::time, Needs::nothing, "longest latency, from the due time",
     [](const Summary& s) { return seconds(s.from_due.max()); }},
    {"mean", Kind::time, Needs::nothing, "mean latency, from the due time",
     [](const Summary& s) { return seconds(s.from_due.mean()); }},
    {"blocks", Kind::count, Needs::blocks, "blocks seen",
     [](const Summary& s) { return s.chain.blocks ? number(s.chain.blocks->count) : std::nullopt; }},
    {"gas_share", Kind::share, Needs::blocks, "gas used, of the blocks' limits",
     [](const Summary& s) { return s.chain.blocks ? s.chain.blocks->gas_share() : std::nullopt; }},
    {"block_time_max", Kind::time, Needs::blocks, "longest time between blocks",
     [](const Summary& s) { return s.chain.blocks ? seconds(s.chain.blocks->time.max()) : std::nullopt; }},
    {"included", Kind::count, Needs::inclusion, "transactions found in blocks",
     inclusion<&InclusionReport::included>},
    {"included_share", Kind::share, Needs::inclusion, "included, of those followed",
     [](const Summary& s) {
       return s.chain.inclusion ? share(s.chain.inclusion->included, s.chain.inclusion->registered)
                                : std::nullopt;
     }},
    {"included_tps", Kind::rate, Needs::inclusion, "included transactions a second", included_tps},
    {"reverted", Kind::count, Needs::inclusion, "included, and failed", reverted},
    {"reverted_share", Kind::share, Needs::inclusion, "reverted, of receipts read",
     [](const Summary& s) {
       return s.chain.inclusion ? share(s.chain.inclusion->reverted, s.chain.inclusion->verified())
                                : std::nullopt;
     }},
    {"dropped_by_node", Kind::count, Needs::inclusion, "accepted, and dropped by the node",
     inclusion<&InclusionReport::dropped>},
    {"expired", Kind::count, Needs::inclusion, "accepted, and never seen in a block",
     inclusion<&InclusionReport::expired>},
    {"inclusion_max", Kind::time, Needs::inclusion, "longest time from due to included",
     [](const Summary& s) {
       return s.chain.inclusion ? seconds(s.chain.inclusion->from_due.max()) : std::nullopt;
     }},
    {.name = "block_time_p",
     .kind = Kind::time,
     .needs = Needs::blocks,
     .meaning = "between blocks, as in block_time_p90",
     .times = [](const Summary& s) { return s.chain.blocks ? &s.chain.blocks->time : nullptr; }},
    {.name = "inclusion_p",
     .kind = Kind::time,
     .needs = Needs::inclusion,
     .meaning = "due to included, as in inclusion_p99",
     .times = [](const Summary& s) { return s.chain.inclusion ? &s.chain.inclusion->from_due : nullptr; }},
    {.name = "lag_p",
     .kind = Kind::time,
     .meaning = "how late requests went out, as in lag_p99",
     .times = [](const Summary& s) { return &s.generator_lag; }},
    {.name = "write_p",
     .kind = Kind::time,
     .meaning = "latency from the write, as in write_p99",
     .times = [](const Summary& s) { return &s.from_write; }},
    {.name = "p",
     .kind = Kind::time,
     .meaning = "latency from the due time, as in p50, p99 or p99.9",
     .times = [](const Summary& s) { return &s.from_due; }},
};

}  // namespace

std::span<const ConditionName> condition_names() { return kNames; }

}  // namespace seiload::measure
