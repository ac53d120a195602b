#include "report/progress.h"

#include "base/number.h"
#include "base/text.h"

namespace seiload::report {
namespace {

std::string rate(const measure::Progress& p) {
  const double seconds = base::to_seconds(p.interval);
  return base::format_fixed(seconds > 0 ? static_cast<double>(p.accepted_now) / seconds : 0, 1);
}

}  // namespace

std::string to_text(const measure::Progress& p) {
  std::string line = base::cat(base::format_duration_rounded(p.elapsed), ": ", rate(p), " tps, accepted ",
                               p.counts.accepted, ", rejected ", p.counts.rejected, ", failed ",
                               p.counts.failed, ", unanswered ", p.counts.unanswered, ", unsent ",
                               p.counts.unsent, ", dropped ", p.dropped, ", in flight ", p.in_flight);
  if (p.latency.count() == 0) return line;
  const auto show = [](std::optional<base::Duration> value) { return base::format_duration_rounded(*value); };
  return line + base::cat(", latency avg ", show(p.latency.mean()), " p50 ", show(p.latency.quantile(0.5)),
                          " p99 ", show(p.latency.quantile(0.99)), " max ", show(p.latency.max()));
}

std::string to_live_text(const measure::Progress& p) {
  std::string line =
      base::cat(rate(p), " tps | accepted ", base::format_grouped(p.counts.accepted), " | errors ",
                base::format_grouped(p.counts.not_accepted()), " | in flight ", p.in_flight);
  if (p.latency.count() > 0)
    line += base::cat(" | p50 ", base::format_duration_rounded(*p.latency.quantile(0.5)), " p99 ",
                      base::format_duration_rounded(*p.latency.quantile(0.99)));
  if (p.block) line += base::cat(" | block ", base::format_grouped(*p.block));
  if (p.gas_share) line += base::cat(" gas ", base::format_fixed(100 * *p.gas_share, 1), " %");
  if (p.dropped > 0) line += base::cat(" | dropped ", base::format_grouped(p.dropped));
  const auto whole = [](base::Duration time) {
    return base::format_duration(std::chrono::round<std::chrono::seconds>(time));
  };
  line += base::cat(" | ", whole(p.elapsed));
  if (p.left) line += base::cat(", ", whole(*p.left), " left");
  return line;
}

}  // namespace seiload::report
