#include "report/verdict.h"

#include <algorithm>

#include "base/number.h"
#include "base/text.h"
#include "measure/chain_findings.h"
#include "measure/findings.h"
#include "report/html_text.h"

namespace seiload::report {
namespace {

using base::cat;
using base::format_grouped;

constexpr double kFew = 0.01;  // so small a share of what was refused or lost is no limit

std::string percent(double share) {
  // 99.96 % is not all.
  const double shown = share < 1 && share > 0.999 ? 0.999 : share;
  return base::format_fixed(100 * shown, 1) + " %";
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

std::string rate(double per_second) {
  return per_second < 100
             ? short_fixed(per_second, 1)
             : base::format_grouped(static_cast<std::uint64_t>(std::min(per_second + 0.5, 1e18)));
}

std::string asked_text(const measure::Summary& s) {
  std::string text = "Asked for ";
  if (s.search)
    text += cat("the highest rate that holds, from ", rate(s.search->from), " transactions a second");
  else if (s.chain.ramp)
    text += cat("a ramp from ", format_grouped(s.chain.ramp->start), " transactions a second in steps of ",
                format_grouped(s.chain.ramp->step));
  else if (!s.rate_file.empty())
    text += cat("the rate of ", s.rate_file);
  else if (s.tps > 0)
    text += cat(rate(s.tps), s.tps == 1 ? " transaction a second" : " transactions a second");
  else
    text += "as many transactions a second as the target takes";
  text += cat(" for ", base::format_duration_rounded(s.load), s.open_loop ? ", open loop" : ", closed loop");
  if (s.counts.accepted == 0) return text + "; none was accepted.";
  text += cat("; ", s.counts.accepted == s.scheduled ? "all" : percent(share(s.counts.accepted, s.scheduled)),
              " of ", format_grouped(s.scheduled), " were ", s.dry_run ? "built and signed" : "accepted");
  if (s.search || s.chain.ramp) text += " over all steps";
  if (s.average_tps) text += cat(", ", rate(*s.average_tps), " a second");
  if (const auto p99 = s.from_due.quantile(0.99))
    text += cat(", 99 in 100 within ", base::format_duration_rounded(*p99), " of their due time");
  return text + '.';
}

const measure::ErrorRow* most_frequent(const measure::Summary& s) {
  const measure::ErrorRow* most = nullptr;
  for (const measure::ErrorRow& row : s.errors)
    if (row.outcome_class != "unsent" && (most == nullptr || row.count > most->count)) most = &row;
  return most;
}

std::string limit_of_ramp(const measure::RampReport& ramp) {
  const std::string held =
      ramp.held_tps ? cat(format_grouped(*ramp.held_tps), " a second is the highest step that held")
                    : std::string("No step held");
  if (!ramp.reached_limit) return held + "; the ramp ended before it met a limit.";
  if (!ramp.held_tps) return cat(held, ": ", ramp.why, '.');
  return cat(held, "; the next step did not: ", ramp.why, '.');
}

std::string limit_of_search(const measure::SearchReport& search) {
  if (search.limit_tps)
    return cat(rate(*search.limit_tps), " a second is the highest rate that held",
               search.outcome == "generator" ? "; above it this machine, not the target, is the limit" : "",
               '.');
  if (search.outcome == "stopped") return "The run ended before the search did.";
  if (search.outcome == "unsettled") return "The search got no clear answer.";
  return "The search found no rate that held.";
}

std::string sentence(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// Of the target or its chain; empty: none was met.
std::string limit_of_target(const measure::Summary& s) {
  if (s.search) return limit_of_search(*s.search);
  if (s.chain.ramp) return limit_of_ramp(*s.chain.ramp);
  const std::uint64_t refused = s.counts.rejected + s.counts.failed + s.counts.unanswered;
  if (const double part = share(refused, s.admitted); part > kFew) {
    std::string text = cat("The target set the limit: it did not accept ", percent(part));
    if (const measure::ErrorRow* most = most_frequent(s))
      text += cat(", most often for ", most->reason, " (", format_grouped(most->count), ")");
    return text + '.';
  }
  if (const double part = share(s.dropped, s.scheduled); part > kFew)
    return cat("The target set the limit: ", percent(part), " were dropped because ",
               format_grouped(s.max_in_flight), " were in flight already.");
  if (s.chain.inclusion) {
    const measure::InclusionReport& inclusion = *s.chain.inclusion;
    if (const double part = share(inclusion.included, inclusion.registered); part < 1 - kFew)
      return cat("The chain set the limit: it included ", percent(part), " of what its nodes had accepted.");
    if (const double part = share(inclusion.reverted, inclusion.verified()); part > kFew)
      return cat("The contracts set the limit: ", percent(part), " of the included transactions reverted.");
  }
  if (const std::string text = measure::shortfall_text(s); !text.empty())
    return cat("The target set the limit: ", text, '.');
  return {};
}

}  // namespace

Verdict verdict_of(const measure::Summary& s) {
  using Kind = Verdict::Kind;
  if (!s.reached_load) return {Kind::bad, "The run ended before its load began.", s.ended_text + '.'};
  Verdict verdict{Kind::bad, asked_text(s), {}};
  if (s.ended_by == "failure") {
    verdict.limit = cat("It failed: ", s.ended_text, '.');
    return verdict;
  }
  if (const std::string nothing = measure::nothing_accepted_text(s); !nothing.empty()) {
    verdict.limit = cat("The target refused all of it: ", nothing, '.');
    return verdict;
  }
  verdict.kind = Kind::limited;
  if (const std::string own = measure::generator_limit_text(s); !own.empty()) {
    verdict.limit = cat(sentence(own), '.');
    return verdict;
  }
  verdict.limit = s.dry_run ? "Nothing was sent: it was a dry run." : limit_of_target(s);
  if (verdict.limit.empty() || s.dry_run || (s.chain.ramp && !s.chain.ramp->reached_limit) ||
      (s.search && s.search->limit_tps))
    verdict.kind = Kind::good;
  if (verdict.limit.empty())
    verdict.limit = s.tps > 0 || !s.rate_file.empty()
                        ? "Nobody reached a limit: what was asked for is what was measured."
                        : cat("The target set the pace: each of at most ", format_grouped(s.max_in_flight),
                              " transactions in flight waited for its answer.");
  if (const double doubt = s.generator.doubt_share().value_or(0); doubt >= measure::kDoubtShare) {
    verdict.kind = Kind::limited;
    verdict.limit.pop_back();
    verdict.limit += cat("; take latencies with care, ", percent(doubt), " include delays of the generator.");
  }
  return verdict;
}

}  // namespace seiload::report
