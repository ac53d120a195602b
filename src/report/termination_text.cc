#include "report/termination_text.h"

#include "base/number.h"
#include "base/text.h"

namespace seiload::report {
namespace {

using base::cat;

std::string cut(std::string text) {
  if (text.size() <= kMaxTerminationBytes) return text;
  std::size_t end = kMaxTerminationBytes - 4;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not within a character
  text.resize(end);
  return text += "...\n";
}

std::string show(std::optional<base::Duration> value) {
  return value ? base::format_duration_rounded(*value) : "-";
}

}  // namespace

std::string to_termination_text(const measure::Summary& s) {
  std::string out = cat("seiload ", s.version, ": ended by ", s.ended_text.substr(0, 1000), '\n');
  if (!s.reached_load) return cut(out + "ended during set-up: nothing was sent\n");
  const auto rate = [](std::optional<double> value) {
    return value ? base::format_fixed(*value, 2) : std::string("-");
  };
  out += cat("load ", base::format_duration_rounded(s.load), ", ", rate(s.average_tps),
             " accepted a second, maximum ", rate(s.maximum_tps), '\n');
  out += cat("scheduled ", s.scheduled, ", dropped ", s.dropped, ", admitted ", s.admitted, ", accepted ",
             s.counts.accepted, ", rejected ", s.counts.rejected, ", failed ", s.counts.failed,
             ", unanswered ", s.counts.unanswered, ", unsent ", s.counts.unsent, '\n');
  out += cat("latency p50 ", show(s.from_due.quantile(0.5)), ", p99 ", show(s.from_due.quantile(0.99)),
             ", max ", show(s.from_due.max()), '\n');
  for (const measure::ErrorRow& error : s.errors) {
    out += cat(error.outcome_class, ' ', error.reason, ": ", error.count);
    if (!error.example.empty()) out += cat(" (", error.example.substr(0, 300), ')');
    out += '\n';
  }
  return cut(out);
}

std::string to_termination_text(std::string_view version, std::string_view failure) {
  return cut(cat("seiload ", version, ": failed: ", failure, '\n'));
}

}  // namespace seiload::report
