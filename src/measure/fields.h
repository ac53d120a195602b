#pragma once
// The JSON report's fields, declared once for all that walk them (JsonOut, JsonIn, JsonSchema and the like),
// in their order.

#include "measure/chain_fields.h"
#include "measure/findings.h"
#include "measure/summary.h"

namespace seiload::measure {

template <class Io>
void fields(Io& io, Field<Io, ClassCounts>& counts) {
  members(io, counts, kClassCounters);
}

template <class Io>
void fields(Io& io, Field<Io, EndpointRow>& row) {
  io.member("endpoint", row.endpoint);
  fields(io, row.counts);
  io.optional("note", row.note);
}

template <class Io>
void fields(Io& io, Field<Io, ScenarioRow>& row, std::uint64_t accepted) {
  io.member("scenario", row.scenario);
  io.member("operation", row.operation);
  fields(io, row.counts);
  io.derived("share", [&]() -> std::optional<double> {
    if (accepted == 0) return std::nullopt;
    return static_cast<double>(row.counts.accepted) / static_cast<double>(accepted);
  });
  io.optional_object("on_chain", row.on_chain, [](auto& in, auto& part) { fields(in, part); });
}

template <class Io>
void fields(Io& io, Field<Io, ErrorRow>& error) {
  io.member("class", error.outcome_class);
  io.member("reason", error.reason);
  io.member("count", error.count);
  io.member("example", error.example);
}

template <class Io>
void fields(Io& io, Field<Io, IntervalRow>& row) {
  const auto each = [](auto& in, auto& part) { fields(in, part); };
  io.member("start_seconds", row.start);
  io.member("length_seconds", row.length);
  fields(io, row.counts);
  io.member("dropped", row.dropped);
  io.member("in_flight", row.in_flight);
  quantile_members(io, row.latency);
  quantile_members(io, row.write, {"write_p50", "write_p99", "write_max"});
  io.optional_object("blocks", row.chain.blocks, each);
  io.optional_object("inclusion", row.chain.inclusion, each);
}

template <class Io>
void fields(Io& io, Field<Io, Corpus>& corpus) {
  io.member("name", corpus.name);
  io.member("transactions", corpus.transactions);
  io.member("sha256", corpus.sha256);
}

template <class Io>
void fields(Io& io, Field<Io, SearchStep>& step) {
  io.member("tps", step.tps);
  io.member("confirms", step.confirms);
  io.member("seconds", step.length);
  io.member("sent_tps", step.sent_tps);
  io.member("accepted_tps", step.accepted_tps);
  io.member("included_tps", step.included_tps);
  io.member("p50", step.p50);
  io.member("p99", step.p99);
  io.member("held", step.held);
  io.member("why", step.why);
}

template <class Io>
void fields(Io& io, Field<Io, SearchReport>& search) {
  io.member("limit_tps", search.limit_tps);
  io.member("outcome", search.outcome);
  io.member("resolution", search.resolution);
  io.member("from", search.from);
  io.member("to", search.to);
  io.member("hold_seconds", search.hold);
  io.member("conditions", search.conditions);
  io.rows("steps", search.steps, [](auto& in, auto& step) { fields(in, step); });
}

template <class Io>
void run_fields(Io& io, Field<Io, Summary>& s) {
  io.member("started", s.started);
  io.member("ended_by", s.ended_by);
  io.member("ended_text", s.ended_text);
  io.member("reached_load", s.reached_load);
  io.member("setup_seconds", s.setup);
  io.member("load_seconds", s.load);
  io.member("drain_seconds", s.drain);
  io.member("seed", s.seed);
  io.member("chain_id", s.chain_id);
  io.member("chain_label", s.chain_label);
  io.member("dry_run", s.dry_run);
  io.word("arrival_model", s.open_loop, "open_loop", "closed_loop");
  io.optional("poisson", s.poisson);
  io.member("tps", s.tps);
  io.optional("rate_file", s.rate_file);
  io.member("max_in_flight", s.max_in_flight);
  io.member("accounts", s.accounts);
  io.member("workers", s.workers);
  io.member("percentiles", s.percentiles);
  io.member("endpoints", s.endpoints);
  io.optional_rows("by_endpoint", s.endpoint_rows, [](auto& in, auto& row) { fields(in, row); });
  io.optional("mock_chain", s.mock_chain);
  io.optional_object("corpus", s.corpus, [](auto& in, auto& part) { fields(in, part); });
  io.optional_object("prewarm", s.prewarm, [](auto& in, auto& row) {
    in.member("accounts", row.accounts);
    in.member("included", row.included);
    in.member("failed", row.failed);
    in.member("seconds", row.took);
  });
  io.optional_object("tls", s.tls, [](auto& in, auto& row) {
    in.member("full", row.full);
    in.member("resumed", row.resumed);
    in.member("failed", row.failed);
    in.times("handshake", row.took);
    in.member("unverified", row.unverified);
  });
  io.optional_object("merged", s.merged, [&](auto& in, auto& row) {
    in.member("reports", row.reports);
    in.member("last_started", row.last_started);
    in.derived("started_apart_seconds", [&] { return started_apart(s); });
  });
}

template <class Io>
void fields(Io& io, Field<Io, ApartRow>& apart) {
  io.member("seconds", apart.length);
  io.member("scheduled", apart.scheduled);
  io.member("dropped", apart.dropped);
  io.member("admitted", apart.admitted);
  fields(io, apart.counts);
  io.derived("balanced", [&] { return apart.balances(); });
}

template <class Io>
void totals_fields(Io& io, Field<Io, Summary>& s) {
  members(io, s, kArrivalCounters);
  fields(io, s.counts);
  io.derived("balanced", [&] { return s.balances(); });
  members(io, s, kOtherCounters);
  io.optional("in_flight", s.in_flight);
}

template <class Io>
void rates_fields(Io& io, Field<Io, Summary>& s) {
  io.member("accepted_in_load", s.accepted_in_load);
  io.member("average_tps", s.average_tps);
  io.member("maximum_tps", s.maximum_tps);
  io.member("scheduled_share", s.scheduled_share);
  io.object("missed", [&](Io& in) {
    for (std::size_t cause = 0; cause < kMissed; ++cause) in.member(kMissedNames[cause].key, s.missed[cause]);
  });
}

template <class Io>
void process_fields(Io& io, Field<Io, Summary>& s) {
  io.member("cpu_seconds", s.cpu);
  io.member("peak_memory_bytes", s.peak_memory);
  io.times("generator_lag", s.generator_lag);
  io.member("seconds", s.seconds);
  io.member("busy_seconds", s.busy_seconds);
  io.member("fell_short", s.fell_short);
  io.member("workers_seconds", s.generator.workers_time);
  io.member("cpu_wait_seconds", s.generator.cpu_wait);
  io.member("late_seconds", s.generator.late);
  io.member("longest_late_seconds", s.generator.longest_late);
  io.member("throttled_seconds", s.generator.throttled);
  io.member("judged", s.generator.judged);
  io.member("in_doubt", s.generator.in_doubt);
  io.derived("doubt_share", [&] { return s.generator.doubt_share(); });
  io.derived("warnings", [&] { return generator_warnings(s); });
}

template <class Io>
void fields(Io& io, Field<Io, Summary>& s, Field<Io, std::uint64_t>& layout) {
  const auto each = [](auto& in, auto& row) { fields(in, row); };
  io.object("seiload", [&](Io& in) {
    in.member("version", s.version);
    in.layout("report", layout);
  });
  io.object("run", [&](Io& in) { run_fields(in, s); });
  io.object("totals", [&](Io& in) { totals_fields(in, s); });
  io.optional_object("warmup", s.warmup, each);
  io.optional_object("cooldown", s.cooldown, each);
  io.object("rates", [&](Io& in) { rates_fields(in, s); });
  io.rows("scenarios", s.scenarios, [&](auto& in, auto& row) { fields(in, row, s.counts.accepted); });
  io.rows("errors", s.errors, each);
  io.object("latency", [&](Io& in) {
    in.times("from_due", s.from_due, s.percentiles);
    in.times("from_write", s.from_write, s.percentiles);
    in.times("not_accepted_from_due", s.not_accepted, s.percentiles);
  });
  fields(io, s.chain, s.percentiles);
  io.optional_object("search", s.search, each);
  io.rows("intervals", s.intervals, each);
  io.object("process", [&](Io& in) { process_fields(in, s); });
}

}  // namespace seiload::measure
