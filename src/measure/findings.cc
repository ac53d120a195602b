#include "measure/findings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/number.h"
#include "base/text.h"

namespace seiload::measure {
namespace {

constexpr double kReached = 0.99;  // of the rate asked for

// "1,000", "956" and below a hundred "12.34".
std::string rate(double per_second) {
  if (per_second < 100) return base::format_fixed(per_second, per_second == std::floor(per_second) ? 0 : 2);
  return base::format_grouped(static_cast<std::uint64_t>(std::llround(per_second)));
}

std::string percent(double share) { return base::format_fixed(100 * share, 1) + " %"; }

}  // namespace

namespace {

// Why the generator set the limit.
std::vector<std::string> own_limits(const Summary& s) {
  constexpr std::string_view kFinding = "the generator, not the target, set the limit: ";
  std::vector<std::string> warnings;
  if (s.generator_lag.count() >= kMinRequests && *s.generator_lag.quantile(0.99) > kMaxLag)
    warnings.push_back(base::cat(kFinding, "one request in a hundred went out more than ",
                                 base::format_duration_rounded(*s.generator_lag.quantile(0.99)), " late"));
  if (s.fell_short && s.busy_seconds > 0 &&
      static_cast<double>(s.busy_seconds) >= kBusyShare * static_cast<double>(s.seconds))
    warnings.push_back(base::cat(kFinding, "the worker threads were busy all the time in ", s.busy_seconds,
                                 " of ", s.seconds, s.seconds == 1 ? " second" : " seconds"));
  return warnings;
}

}  // namespace

std::string generator_limit_text(const Summary& s) {
  const std::vector<std::string> all = own_limits(s);
  return all.empty() ? std::string() : all.front();
}

std::vector<std::string> generator_warnings(const Summary& s) {
  std::vector<std::string> warnings = own_limits(s);
  const std::optional<double> doubt = s.generator.doubt_share();
  if (doubt && s.generator.judged >= kMinRequests && *doubt >= kDoubtShare)
    warnings.push_back(base::cat(
        percent(*doubt),
        " of the latencies are in doubt, they include delays of the generator: ", held_up_text(s.generator)));
  return warnings;
}

std::string held_up_text(const GeneratorReport& g) {
  const auto show = [](base::Duration time) { return base::format_duration_rounded(time); };
  const double all = std::max(1e-9, base::to_seconds(g.workers_time));
  std::string text = "waiting for a CPU ";
  text += g.cpu_wait ? base::cat(show(*g.cpu_wait), " (", percent(base::to_seconds(*g.cpu_wait) / all),
                                 " of the workers' time)")
                     : std::string("unknown");
  text += base::cat(", late wake-ups ", show(g.late));
  if (g.late.count() > 0) text += base::cat(" (at most ", show(g.longest_late), ')');
  if (g.throttled) text += base::cat(", throttled ", show(*g.throttled));
  return text;
}

std::string shortfall_text(const Summary& s) {
  if (!s.scheduled_share || *s.scheduled_share >= kReached) return "";
  const double seconds = base::to_seconds(s.load), asked = s.tps * seconds;
  std::string text = base::cat("asked ", rate(s.tps), " a second, ",
                               rate(static_cast<double>(s.scheduled) / seconds), " were scheduled");
  std::array<std::size_t, kMissed> causes;
  std::iota(causes.begin(), causes.end(), std::size_t{0});
  std::stable_sort(causes.begin(), causes.end(),
                   [&](std::size_t a, std::size_t b) { return s.missed[a] > s.missed[b]; });
  std::string_view separator = ", because ";
  for (const std::size_t cause : causes) {
    const double share = static_cast<double>(s.missed[cause]) / asked;
    if (share < 0.001) continue;
    text += base::cat(separator, kMissedNames[cause].text, " (", percent(share), ')');
    separator = ", ";
  }
  return text;
}

base::Duration started_apart(const Summary& s) {
  if (!s.merged || s.merged->last_started < s.started) return base::Duration(0);
  return s.merged->last_started - s.started;
}

std::string nothing_accepted_text(const Summary& s) {
  if (!s.reached_load || s.counts.accepted > 0) return "";
  std::string text = base::cat("nothing was accepted: ", base::format_grouped(s.admitted), " admitted");
  const ErrorRow* most = nullptr;
  for (const ErrorRow& row : s.errors)
    if (most == nullptr || row.count > most->count) most = &row;
  if (most == nullptr) return text;
  text +=
      base::cat(", ", base::format_grouped(most->count), ' ', most->outcome_class, " (", most->reason, ')');
  return most->example.empty() ? text : base::cat(text, ": ", most->example);
}

}  // namespace seiload::measure
