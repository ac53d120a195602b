#include "measure/window.h"

#include <algorithm>

#include "measure/counters.h"

namespace seiload::measure {
namespace {

std::uint64_t more(std::uint64_t before, std::uint64_t now) { return std::max(now, before) - before; }

// What a reorganisation took back counts as nothing.
InclusionReport since(const InclusionReport& before, const InclusionReport& now) {
  InclusionReport difference = now;
  for (const Counter<InclusionReport>& one : kInclusionCounters)
    difference.*one.number = more(before.*one.number, now.*one.number);
  difference.in_flight = now.in_flight;
  difference.limit = now.limit;
  difference.from_due = now.from_due.since(before.from_due);
  difference.from_accepted = now.from_accepted.since(before.from_accepted);
  return difference;
}

}  // namespace

Summary window(const Mark& before, const Mark& now, base::Duration length, double asked) {
  Summary s;
  s.load = length;
  s.scheduled = more(before.totals.scheduled, now.totals.scheduled);
  s.dropped = more(before.totals.dropped, now.totals.dropped);
  s.admitted = more(before.totals.admitted, now.totals.admitted);
  s.counts = now.totals.counts().since(before.totals.counts());
  s.accepted_in_load = s.counts.accepted;
  if (length.count() > 0)
    s.average_tps = static_cast<double>(s.counts.accepted) / base::to_seconds(length);
  if (asked >= 1) s.scheduled_share = std::min(1.0, static_cast<double>(s.scheduled) / asked);
  for (std::size_t cause = 0; cause < kMissed; ++cause)
    s.missed[cause] = more(before.totals.missed[cause], now.totals.missed[cause]);
  s.from_due = now.totals.from_due.since(before.totals.from_due);
  s.from_write = now.totals.from_write.since(before.totals.from_write);
  s.not_accepted = now.totals.not_accepted.since(before.totals.not_accepted);
  s.generator_lag = now.totals.lag.since(before.totals.lag);
  if (now.blocks) s.chain.blocks = before.blocks ? now.blocks->since(*before.blocks) : *now.blocks;
  if (now.inclusion)
    s.chain.inclusion = before.inclusion ? since(*before.inclusion, *now.inclusion) : *now.inclusion;
  return s;
}

}  // namespace seiload::measure
