#include "run/search_judge.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "base/number.h"
#include "base/text.h"
#include "measure/findings.h"

namespace seiload::run {
namespace {

using base::cat;
using base::format_grouped;

constexpr double kMaxLoss = 0.05;  // of what was asked for, as a ramp has it
constexpr double kChance = 2;      // transactions: a share of few is a matter of chance
constexpr double kBusy = 0.9;      // of the workers' time: they have none left

double mean(std::span<const std::uint64_t> values) {
  if (values.empty()) return 0;
  return static_cast<double>(std::accumulate(values.begin(), values.end(), std::uint64_t{0})) /
         static_cast<double>(values.size());
}

// By how much more waited in the last quarter of the step than in the second.
double growth(const std::vector<std::uint64_t>& waiting) {
  const std::size_t quarter = waiting.size() / 4;
  const std::span<const std::uint64_t> all(waiting);
  return mean(all.last(quarter)) - mean(all.subspan(quarter, quarter));
}

// Half a block comes and goes, and weighs less the more blocks a quarter of the step has.
double growth_by_chance(const SearchMeasure& step, double loss) {
  const double length = base::to_seconds(step.length), block = base::to_seconds(step.block_time);
  const double blocks = step.tps * block / 2 * std::min(1.0, 8 * block / length);
  return std::max({kChance, loss * step.tps * length / 2, blocks});
}

bool falls_short(std::uint64_t part, std::uint64_t whole, double loss) {
  return static_cast<double>(part) + kChance < (1 - loss) * static_cast<double>(whole);
}

std::string part_of(std::uint64_t part, std::uint64_t whole, std::string_view of, std::string_view what) {
  return cat("only ", format_grouped(part), " of ", format_grouped(whole), of, " were ", what);
}

base::Duration p99(const measure::Times& times) { return times.quantile(0.99).value_or(base::Duration(0)); }

// Why it was the generator that did not send; empty: it was not.
std::string why_not_sent(const SearchMeasure& step) {
  const auto late = step.window.missed[static_cast<std::size_t>(measure::Missed::generator)];
  if (step.sent < step.offered && 2 * late > step.offered - step.sent)
    return "the generator was late with most of the rest";
  if (step.busy >= kBusy) return "the generator's threads were busy all the time";
  if (p99(step.window.generator_lag) > measure::kMaxLag)
    return cat("the generator sent one in a hundred more than ",
               base::format_duration_rounded(p99(step.window.generator_lag)), " late");
  return {};
}

// The same of a condition that does not hold.
std::string why_missed(const SearchMeasure& step) {
  const base::Duration lag = p99(step.window.generator_lag);
  if (lag.count() == 0 || 2 * lag < p99(step.window.from_due)) return {};
  return cat("most of the latency is the generator's, which sent one in a hundred more than ",
             base::format_duration_rounded(lag), " late");
}

SearchJudgement failed(std::string why, const std::string& generator) {
  if (generator.empty()) return {SearchVerdict::failed, std::move(why)};
  return {SearchVerdict::invalid, cat(why, ", but ", generator)};
}

}  // namespace

SearchJudgement judge_search_step(const SearchMeasure& step, std::span<const measure::Threshold> slo,
                                  double resolution) {
  const double loss = std::min(kMaxLoss, resolution / 2);
  SearchJudgement found;
  if (falls_short(step.sent, step.offered, loss)) {
    found = failed(part_of(step.sent, step.offered, "", "sent"), why_not_sent(step));
  } else if (falls_short(step.accepted, step.sent, loss)) {
    found = failed(part_of(step.accepted, step.sent, " sent", "accepted"), {});
  } else if (falls_short(step.included, step.accepted, loss)) {
    found = failed(part_of(step.included, step.accepted, " accepted", "included"), {});
  } else if (const double more = growth(step.waiting); more > growth_by_chance(step, loss)) {
    found = failed(cat(format_grouped(static_cast<std::uint64_t>(more)),
                       " more waited for a block at the end of the step than near its beginning"),
                   step.busy >= kBusy ? why_not_sent(step) : std::string());
  } else {
    for (const measure::Threshold& condition : slo)
      if (auto why = condition.missed(step.window)) {
        found = failed(std::move(*why), why_missed(step));
        break;
      }
  }
  if (found.verdict == SearchVerdict::failed && !step.was_clear)
    return {SearchVerdict::invalid, cat(found.why, ", but the step before was not caught up with")};
  return found;
}

}  // namespace seiload::run
