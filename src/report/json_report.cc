#include "report/json_report.h"

#include <algorithm>

#include "json/writer.h"
#include "report/generator.h"
#include "report/json_parts.h"
#include "report/watched_json.h"

namespace seiload::report {
namespace {

using json::Writer;

void run_object(Writer& out, const Summary& s) {
  out.key("run").begin_object();
  out.member("started", base::format_utc(s.started));
  out.member("ended_by", s.ended_by);
  out.member("ended_text", s.ended_text);
  out.member("reached_load", s.reached_load);
  seconds(out, "setup_seconds", s.setup);
  seconds(out, "load_seconds", s.load);
  seconds(out, "drain_seconds", s.drain);
  out.member("seed", s.seed);
  number_or_null(out, "chain_id", s.chain_id);
  out.member("chain_label", s.chain_label);
  out.member("dry_run", s.dry_run);
  out.member("arrival_model", s.open_loop ? "open_loop" : "closed_loop");
  out.member("tps", s.tps);
  out.member("max_in_flight", s.max_in_flight);
  out.member("accounts", s.accounts);
  out.member("workers", s.workers);
  out.key("endpoints").begin_array();
  for (const std::string& endpoint : s.endpoints) out.string(endpoint);
  out.end_array();
  if (!s.endpoint_rows.empty()) {
    out.key("by_endpoint").begin_array();
    for (const EndpointRow& row : s.endpoint_rows) {
      out.begin_object();
      out.member("endpoint", row.endpoint);
      out.member("accepted", row.accepted);
      out.member("rejected", row.rejected);
      out.member("failed", row.failed);
      out.member("unanswered", row.unanswered);
      out.member("unsent", row.unsent);
      if (!row.note.empty()) out.member("note", row.note);
      out.end_object();
    }
    out.end_array();
  }
  if (s.mock_chain) out.member("mock_chain", true);
  out.end_object();
}

void totals_object(Writer& out, const Summary& s) {
  out.key("totals").begin_object();
  out.member("scheduled", s.scheduled);
  out.member("dropped", s.dropped);
  out.member("admitted", s.admitted);
  out.member("accepted", s.accepted);
  out.member("rejected", s.rejected);
  out.member("failed", s.failed);
  out.member("unanswered", s.unanswered);
  out.member("unsent", s.unsent);
  out.member("balanced", s.balanced);
  out.member("resent", s.resent);
  out.member("nonce_reads", s.nonce_reads);
  out.end_object();
}

void scenarios_array(Writer& out, const Summary& s) {
  out.key("scenarios").begin_array();
  for (const ScenarioRow& row : s.scenarios) {
    out.begin_object();
    out.member("scenario", row.scenario);
    out.member("operation", row.operation);
    out.member("accepted", row.accepted);
    out.member("rejected", row.rejected);
    out.member("failed", row.failed);
    out.member("unanswered", row.unanswered);
    out.member("unsent", row.unsent);
    const double share =
        static_cast<double>(row.accepted) / static_cast<double>(std::max<std::uint64_t>(s.accepted, 1));
    number_or_null(out, "share", s.accepted > 0 ? std::optional(share) : std::nullopt);
    out.end_object();
  }
  out.end_array();
}

void errors_array(Writer& out, const Summary& s) {
  out.key("errors").begin_array();
  for (const ErrorRow& error : s.errors) {
    out.begin_object();
    out.member("class", error.outcome_class);
    out.member("reason", error.reason);
    out.member("count", error.count);
    out.member("example", error.example);
    out.end_object();
  }
  out.end_array();
}

void intervals_array(Writer& out, const Summary& s) {
  out.key("intervals").begin_array();
  for (const IntervalRow& row : s.intervals) {
    out.begin_object();
    seconds(out, "start_seconds", row.start);
    seconds(out, "length_seconds", row.length);
    out.member("accepted", row.accepted);
    out.member("rejected", row.rejected);
    out.member("failed", row.failed);
    out.member("unanswered", row.unanswered);
    out.member("unsent", row.unsent);
    out.member("dropped", row.dropped);
    out.member("in_flight", row.in_flight);
    seconds(out, "p50", row.p50);
    seconds(out, "p99", row.p99);
    seconds(out, "max", row.max);
    append_interval(out, row.watched);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

std::string to_json(const Summary& s) {
  std::string text;
  Writer out(text, true);
  out.begin_object();
  out.key("seiload").begin_object().member("version", s.version).member("report", 1).end_object();
  run_object(out, s);
  totals_object(out, s);
  out.key("rates").begin_object();
  out.member("accepted_in_load", s.accepted_in_load);
  number_or_null(out, "average_tps", s.average_tps);
  number_or_null(out, "maximum_tps", s.maximum_tps);
  number_or_null(out, "scheduled_share", s.scheduled_share);
  out.key("missed").begin_object();
  for (const MissedRow& row : s.missed) out.member(row.cause, row.count);
  out.end_object();
  out.end_object();
  scenarios_array(out, s);
  errors_array(out, s);
  out.key("latency").begin_object();
  latency_object(out, "from_due", s.from_due, s.percentiles);
  latency_object(out, "from_write", s.from_write, s.percentiles);
  latency_object(out, "not_accepted_from_due", s.not_accepted, s.percentiles);
  out.end_object();
  append_json(out, s.watched, s.percentiles);
  intervals_array(out, s);
  out.key("process").begin_object();
  seconds(out, "cpu_seconds", s.cpu);
  out.member("peak_memory_bytes", s.peak_memory);
  latency_object(out, "generator_lag", s.generator_lag);
  out.member("seconds", s.seconds);
  out.member("busy_seconds", s.busy_seconds);
  seconds(out, "cpu_wait_seconds", s.generator.cpu_wait);
  seconds(out, "late_seconds", s.generator.late);
  seconds(out, "longest_late_seconds", s.generator.longest_late);
  seconds(out, "throttled_seconds", s.generator.throttled);
  number_or_null(out, "doubt_share", s.generator.doubt_share());
  out.key("warnings").begin_array();
  for (const std::string& warning : generator_warnings(s)) out.string(warning);
  out.end_array();
  out.end_object().end_object();
  return text += '\n';
}

}  // namespace seiload::report
