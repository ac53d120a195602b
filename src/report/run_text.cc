#include "report/run_text.h"

#include "base/number.h"
#include "base/text.h"

namespace seiload::report {

using base::cat;
using base::format_grouped;

std::string counts_text(const measure::ClassCounts& counts) {
  std::string text = cat(format_grouped(counts.accepted), " accepted");
  if (counts.rejected > 0) text += cat(", ", format_grouped(counts.rejected), " rejected");
  if (counts.failed > 0) text += cat(", ", format_grouped(counts.failed), " failed");
  if (counts.unanswered > 0) text += cat(", ", format_grouped(counts.unanswered), " unanswered");
  if (counts.unsent > 0) text += cat(", ", format_grouped(counts.unsent), " unsent");
  return text;
}

std::string arrival_text(const measure::Summary& s) {
  return cat(s.poisson ? "open loop, at random, " : s.open_loop ? "open loop, " : "closed loop, ",
             s.chain.ramp ? std::string("by the ramp")
             : s.search   ? std::string("by the search")
             : !s.rate_file.empty() ? "by " + s.rate_file
             : s.tps > 0  ? base::format_shortest(s.tps) + " a second"
                          : "as fast as the target accepts them",
             ", at most ", format_grouped(s.max_in_flight), " in flight");
}

std::string tls_text(const measure::TlsRow& tls) {
  const auto shown = [&](double share) {
    return base::format_duration_rounded(tls.took.quantile(share).value_or(base::Duration(0)));
  };
  const std::uint64_t done = tls.full + tls.resumed;
  std::string text = cat(format_grouped(done), done == 1 ? " handshake, " : " handshakes, ",
                         format_grouped(tls.resumed), " resumed");
  if (tls.failed > 0) text += cat(", ", format_grouped(tls.failed), " failed");
  if (done > 0) text += cat("; p50 ", shown(0.5), ", p99 ", shown(0.99), ", max ", shown(1));
  return text;
}

std::string apart_text(const measure::ApartRow& apart) {
  std::string text = cat(format_grouped(apart.scheduled), " scheduled in ",
                         base::format_duration_rounded(apart.length), ", ");
  if (apart.dropped > 0) text += cat(format_grouped(apart.dropped), " dropped, ");
  return cat(text, counts_text(apart.counts), "; in no other figure",
             apart.balances() ? "" : ": DOES NOT BALANCE, this is a bug of seiload");
}

}  // namespace seiload::report
