#include "report/chain_text.h"

#include "base/number.h"
#include "base/text.h"
#include "measure/chain_findings.h"
#include "report/table.h"

namespace seiload::report {
namespace {

using base::cat;
using base::format_duration_rounded;
using base::format_grouped;

std::string percent(double share) { return base::format_fixed(100 * share, 1) + " %"; }

std::string share_of(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? std::string("-") : percent(static_cast<double>(part) / static_cast<double>(whole));
}

template <class Histogram, class Show>
std::vector<std::string> row(std::string name, const Histogram& histogram, Show show) {
  const auto cell = [&](const auto& value) { return value ? show(*value) : std::string("-"); };
  return {std::move(name),
          cell(histogram.min()),
          cell(histogram.quantile(0.5)),
          cell(histogram.quantile(0.99)),
          cell(histogram.max()),
          format_grouped(histogram.count())};
}

std::vector<std::string> times(std::string name, const measure::Times& histogram) {
  return row(std::move(name), histogram, [](base::Duration value) { return format_duration_rounded(value); });
}

std::string feed_section(const measure::FeedReport& feed) {
  std::string out = cat("\nblock feed\n", line("source", feed.source));
  const auto count = [&](std::string_view name, std::uint64_t number, std::string_view what) {
    if (number > 0) out += line(name, cat(format_grouped(number), ", ", what));
  };
  count("heights missed", feed.gaps, "and fetched afterwards");
  count("heights lost", feed.lost, "never fetched; their transactions are not counted");
  count("reorganised", feed.reorgs, cat("blocks taken back: ", format_grouped(feed.orphaned)));
  count("broken", feed.breaks, cat("failed attempts: ", format_grouped(feed.errors)));
  count("stood still", feed.stalls, "no block for several block times");
  return out;
}

std::string blocks_section(const measure::BlocksReport& blocks) {
  std::string out = cat("\nblocks\n");
  out += line("count", blocks.count == 0 ? std::string("0")
                                         : cat(format_grouped(blocks.count), ", heights ", blocks.first,
                                               " to ", blocks.last));
  if (blocks.replaced > 0)
    out += line("replaced", cat(blocks.replaced, blocks.replaced == 1 ? " time" : " times",
                                " by another chain; the heights are those of the newest"));
  out +=
      line("transactions", cat(format_grouped(blocks.transactions), ", ours ", format_grouped(blocks.ours)));
  const std::optional<double> share = blocks.gas_share();
  out += line("gas used", cat(format_grouped(blocks.gas_used),
                              share ? cat(", ", percent(*share), " of the limit") : std::string()));
  Table table("lrrrrr");
  table.add({"a block", "min", "p50", "p99", "max", "count"});
  table.add(times("time since the last", blocks.time));
  table.add(row("gas used", blocks.gas, format_grouped));
  table.add(row("share of the limit", blocks.share,
                [](std::uint64_t millionths) { return percent(static_cast<double>(millionths) * 1e-6); }));
  return out + table.text();
}

// Why receipts were not read, with what each cause left unverified.
std::string unverified_lines(const measure::ReceiptsReport& receipts) {
  std::string out;
  const auto add = [&](std::uint64_t number, std::string_view why) {
    if (number > 0) out += line("", cat(format_grouped(number), ' ', why));
  };
  add(receipts.left_out, "left out: receipts take the node too long");
  add(receipts.failed, receipts.last_error.empty() ? std::string("without a receipt from the node")
                                                   : cat("without a receipt: ", receipts.last_error));
  add(receipts.unread, "not read before the end");
  return out;
}

std::string inclusion_section(const measure::InclusionReport& inclusion) {
  std::string out = "\ninclusion\n";
  const auto count = [&](std::string_view name, std::uint64_t number) {
    out += line(name, cat(format_grouped(number), ", ", share_of(number, inclusion.registered)));
  };
  out += line("registered", cat(format_grouped(inclusion.registered), " accepted transactions"));
  count("included", inclusion.included);
  if (inclusion.by_receipts) {
    count("  succeeded", inclusion.succeeded);
    count("  reverted", inclusion.reverted);
    if (inclusion.unverified() > 0) count("  unverified", inclusion.unverified());
    out += unverified_lines(inclusion.receipts);
  }
  if (inclusion.dropped > 0) count("dropped", inclusion.dropped);
  count("expired", inclusion.expired);
  count("in flight", inclusion.in_flight);
  if (inclusion.dropped_at_cap > 0)
    out += line("not followed", cat(format_grouped(inclusion.dropped_at_cap), ", --inclusion-limit ",
                                    format_grouped(inclusion.limit), " was reached"));
  if (inclusion.reopened > 0)
    out += line("taken back", cat(format_grouped(inclusion.reopened), " by reorganisations"));
  if (inclusion.unanswered > 0)
    out += line("unanswered", cat(format_grouped(inclusion.unanswered), " watched, ",
                                  format_grouped(inclusion.unanswered_included), " were included"));
  out += line("sums", inclusion.balances() ? "balanced" : "DO NOT BALANCE: this is a bug of seiload");
  Table table("lrrrrr");
  table.add({"included", "min", "p50", "p99", "max", "count"});
  table.add(times("from due time", inclusion.from_due));
  table.add(times("from acceptance", inclusion.from_accepted));
  return out + table.text();
}

std::string user_latency_section(const measure::UserLatencyReport& latency) {
  Table table("lrrrrr");
  table.add({"user latency", "min", "p50", "p99", "max", "count"});
  // Whole seconds, but for the middle of a bucket.
  table.add(row(cat("by value, in ", latency.blocks, " blocks"), latency.by_value, [](base::Duration value) {
    return format_duration_rounded(std::chrono::floor<std::chrono::milliseconds>(value));
  }));
  table.add(times("ours, from due time", latency.ours));
  return '\n' + table.text();
}

std::string ramp_section(const measure::RampReport& ramp) {
  std::string out = "\nramp\n";
  out += line("steps",
              cat(ramp.start, " a second and ", ramp.step, " more each, ", base::format_duration(ramp.hold),
                  " each, then ", base::format_duration(ramp.rest), " at 1 a second"));
  out += line("a step holds", cat("95 % of it sent, accepted and included, p", ramp.percentile,
                                  " of the time between blocks at most ", base::format_duration(ramp.most)));
  out += line("ended by",
              ramp.reached_limit ? ramp.why : cat("the end of the run, ", ramp.steps_begun, " steps begun"));
  out += line("highest held", ramp.held_tps ? cat(*ramp.held_tps, " a second") : std::string("none"));
  Table table("lrrrrrrrrl");
  table.add({"step", "tps", "offered", "sent", "accepted", "included", "blocks in", "p50", "p99", "held"});
  for (std::size_t i = 0; i < ramp.steps.size(); ++i) {
    const measure::RampStep& step = ramp.steps[i];
    const auto show = [](std::optional<base::Duration> value) {
      return value ? format_duration_rounded(*value) : std::string("-");
    };
    table.add({std::to_string(i + 1), format_grouped(step.tps), format_grouped(step.offered),
               format_grouped(step.sent), format_grouped(step.accepted), format_grouped(step.included),
               show(step.block_time), show(step.p50), show(step.p99),
               !step.failed.empty() ? cat("no: ", step.failed)
               : step.is_whole      ? "yes"
                                    : "not over"});
  }
  return out + table.text();
}

}  // namespace

std::string to_text(const measure::ChainReport& chain) {
  std::string out;
  if (chain.feed) out += feed_section(*chain.feed);
  if (chain.blocks) out += blocks_section(*chain.blocks);
  if (chain.inclusion) out += inclusion_section(*chain.inclusion);
  if (chain.user_latency) out += user_latency_section(*chain.user_latency);
  if (chain.ramp) out += ramp_section(*chain.ramp);
  if (const auto warnings = measure::watch_warnings(chain); !warnings.empty()) {
    out += '\n';
    for (const std::string& warning : warnings) out += line("warning", warning);
  }
  return out;
}

}  // namespace seiload::report
