#include "report/progress.h"

#include "base/number.h"
#include "base/text.h"

namespace seiload::report {

std::string to_text(const Progress& p) {
  const double seconds = base::to_seconds(p.interval);
  const double tps = seconds > 0 ? static_cast<double>(p.accepted_now) / seconds : 0;
  std::string line = base::cat(base::format_duration_rounded(p.elapsed), ": ", base::format_fixed(tps, 1), " tps, accepted ",
                               p.accepted, ", rejected ", p.rejected, ", failed ", p.failed, ", unanswered ",
                               p.unanswered, ", dropped ", p.dropped, ", in flight ", p.in_flight);
  if (p.latency.count() == 0) return line;
  const auto show = [](std::optional<base::Duration> value) { return base::format_duration_rounded(*value); };
  return line + base::cat(", latency avg ", show(p.latency.mean()), " p50 ", show(p.latency.quantile(0.5)), " p99 ",
                          show(p.latency.quantile(0.99)), " max ", show(p.latency.max()));
}

}  // namespace seiload::report
