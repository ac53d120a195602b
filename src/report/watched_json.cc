#include "report/watched_json.h"

#include "report/json_parts.h"
#include "report/watch_warnings.h"

namespace seiload::report {
namespace {

using json::Writer;

std::optional<std::uint64_t> only_if(bool is_known, std::uint64_t number) {
  return is_known ? std::optional(number) : std::nullopt;
}

// A number that a histogram holds as a duration.
std::optional<std::uint64_t> quantity(std::optional<base::Duration> value) {
  return value ? std::optional(static_cast<std::uint64_t>(value->count())) : std::nullopt;
}

void feed_object(Writer& out, const FeedReport& feed) {
  out.key("feed").begin_object();
  out.member("source", feed.source);
  out.member("gaps", feed.gaps);
  out.member("lost", feed.lost);
  out.member("reorgs", feed.reorgs);
  out.member("orphaned", feed.orphaned);
  out.member("errors", feed.errors);
  out.member("breaks", feed.breaks);
  out.member("stalls", feed.stalls);
  out.member("behind", feed.behind);
  out.member("most_behind", feed.most_behind);
  out.end_object();
}

void blocks_object(Writer& out, const BlocksReport& blocks) {
  out.key("blocks").begin_object();
  out.member("count", blocks.count);
  number_or_null(out, "first", only_if(blocks.count > 0, blocks.first));
  number_or_null(out, "last", only_if(blocks.count > 0, blocks.last));
  out.member("replaced", blocks.replaced);
  out.member("transactions", blocks.transactions);
  out.member("ours", blocks.ours);
  out.member("gas_used", blocks.gas_used);
  number_or_null(out, "gas_share", blocks.gas_share);
  latency_object(out, "time", blocks.time);
  numbers_object(out, "gas", blocks.gas, 1);
  numbers_object(out, "share", blocks.share, 1e-6);
  out.end_object();
}

void inclusion_object(Writer& out, const InclusionReport& inclusion,
                      std::span<const base::Percentile> percentiles) {
  out.key("inclusion").begin_object();
  out.member("by", inclusion.by_receipts ? "receipts" : "hash");
  out.member("registered", inclusion.registered);
  out.member("included", inclusion.included);
  out.member("succeeded", inclusion.succeeded);
  out.member("reverted", inclusion.reverted);
  out.member("unverified", inclusion.unverified);
  out.member("dropped", inclusion.dropped);
  out.member("expired", inclusion.expired);
  out.member("in_flight", inclusion.in_flight);
  out.member("balanced", inclusion.balanced);
  out.member("dropped_at_cap", inclusion.dropped_at_cap);
  out.member("reopened", inclusion.reopened);
  out.member("receipt_errors", inclusion.receipt_errors);
  if (inclusion.by_receipts) {
    const ReceiptsReport& receipts = inclusion.receipts;
    out.key("receipts").begin_object();
    out.member("blocks_with_ours", receipts.blocks_with_ours);
    out.member("blocks_read", receipts.blocks_read);
    seconds(out, "seconds_a_block", receipts.a_block);
    out.member("left_out", receipts.left_out);
    out.member("failed", receipts.failed);
    out.member("unread", receipts.unread);
    out.member("last_error", receipts.last_error);
    out.end_object();
  }
  out.member("unanswered", inclusion.unanswered);
  out.member("unanswered_included", inclusion.unanswered_included);
  seconds(out, "drain_seconds", inclusion.drain);
  latency_object(out, "from_due", inclusion.from_due, percentiles);
  latency_object(out, "from_accepted", inclusion.from_accepted, percentiles);
  out.end_object();
}

void user_latency_object(Writer& out, const UserLatencyReport& latency) {
  out.key("user_latency").begin_object();
  out.member("blocks", latency.blocks);
  out.member("transfers", latency.transfers);
  latency_object(out, "by_value", latency.by_value);
  latency_object(out, "ours", latency.ours);
  out.end_object();
}

void ramp_object(Writer& out, const RampReport& ramp) {
  out.key("ramp").begin_object();
  out.member("start", ramp.start);
  out.member("step", ramp.step);
  seconds(out, "hold_seconds", ramp.hold);
  seconds(out, "rest_seconds", ramp.rest);
  seconds(out, "max_block_time_seconds", ramp.most);
  out.member("percentile", ramp.percentile);
  out.member("reached_limit", ramp.reached_limit);
  out.member("reason", ramp.reason);
  out.member("why", ramp.why);
  out.member("steps_begun", ramp.steps_begun);
  number_or_null(out, "held_tps", ramp.held_tps);
  seconds(out, "block_time_seconds", ramp.block_time);
  out.key("steps").begin_array();
  for (const RampStep& step : ramp.steps) {
    out.begin_object();
    out.member("tps", step.tps);
    out.member("offered", step.offered);
    out.member("sent", step.sent);
    out.member("accepted", step.accepted);
    out.member("included", step.included);
    seconds(out, "block_time_seconds", step.block_time);
    seconds(out, "p50", step.p50);
    seconds(out, "p99", step.p99);
    out.member("whole", step.is_whole);
    out.member("failed", step.failed);
    out.end_object();
  }
  out.end_array();
  out.end_object();
}

}  // namespace

void append_interval(Writer& out, const WatchedInterval& watched) {
  if (const auto& blocks = watched.blocks) {
    out.key("blocks").begin_object();
    out.member("count", blocks->count);
    number_or_null(out, "last", only_if(blocks->last > 0, blocks->last));
    out.member("transactions", blocks->transactions);
    out.member("ours", blocks->ours);
    out.member("gas_used", blocks->gas_used);
    number_or_null(out, "gas_share", blocks->gas_share);
    seconds(out, "time_p50", blocks->time.p50);
    seconds(out, "time_p99", blocks->time.p99);
    seconds(out, "time_max", blocks->time.max);
    number_or_null(out, "gas_p50", quantity(blocks->gas.p50));
    number_or_null(out, "gas_p99", quantity(blocks->gas.p99));
    number_or_null(out, "gas_max", quantity(blocks->gas.max));
    out.end_object();
  }
  if (const auto& inclusion = watched.inclusion) {
    out.key("inclusion").begin_object();
    out.member("included", inclusion->included);
    out.member("reverted", inclusion->reverted);
    out.member("dropped", inclusion->dropped);
    out.member("expired", inclusion->expired);
    out.member("in_flight", inclusion->in_flight);
    seconds(out, "p50", inclusion->from_due.p50);
    seconds(out, "p99", inclusion->from_due.p99);
    seconds(out, "max", inclusion->from_due.max);
    out.end_object();
  }
}

void append_json(Writer& out, const Watched& watched, std::span<const base::Percentile> percentiles) {
  if (watched.feed) feed_object(out, *watched.feed);
  if (watched.blocks) blocks_object(out, *watched.blocks);
  if (watched.inclusion) inclusion_object(out, *watched.inclusion, percentiles);
  if (watched.user_latency) user_latency_object(out, *watched.user_latency);
  if (watched.ramp) ramp_object(out, *watched.ramp);
  if (!watched.feed) return;
  out.key("watch_warnings").begin_array();
  for (const std::string& warning : watch_warnings(watched)) out.string(warning);
  out.end_array();
}

}  // namespace seiload::report
