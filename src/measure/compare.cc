#include "measure/compare.h"

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "base/text.h"
#include "measure/findings.h"
#include "measure/quantities.h"

namespace seiload::measure {
namespace {

using base::cat;

constexpr std::uint64_t kSeed = 20'260'101;  // any number, always the same
constexpr double kLeastChange = 0.01;        // of the base: histograms are not finer

// Of 99 in 100, both sides: Student's t for so many degrees of freedom.
double student(std::size_t freedom) {
  constexpr double kFew[] = {63.66, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169};
  if (freedom <= std::size(kFew)) return kFew[freedom - 1];
  return 2.576 + 5.93 / static_cast<double>(freedom);
}

std::string with_sign(double value, std::string_view text) { return cat(value < 0 ? "-" : "+", text); }

// A difference as a text without its unit: of the base where that is not 0, else as it is.
std::string show_difference(const Change& change, double difference) {
  const double size = std::fabs(difference);
  if (change.unit == Unit::share)
    return with_sign(difference, base::format_fixed(100 * size, size > 0 && 100 * size < 0.1 ? 4 : 2));
  if (change.base.value_or(0) == 0) return with_sign(difference, show_value(change.unit, size));
  const double percent = 100 * size / *change.base;
  return with_sign(difference, base::format_fixed(percent, percent < 1000 ? 1 : 0));
}

std::string_view unit_of_difference(const Change& change) {
  return change.unit == Unit::share ? " points" : change.base.value_or(0) == 0 ? "" : " %";
}

struct Baseline {
  std::vector<double> values;  // of those that measured it
  double mean = 0, spread = 0;
};

Baseline baseline_of(const Quantity& quantity, std::span<const Summary> baselines) {
  Baseline all;
  for (const Summary& one : baselines)
    if (const auto value = quantity.value(one)) all.values.push_back(*value);
  if (all.values.empty()) return all;
  const auto count = static_cast<double>(all.values.size());
  for (const double value : all.values) all.mean += value / count;
  for (const double value : all.values) all.spread += (value - all.mean) * (value - all.mean);
  all.spread = count > 1 ? std::sqrt(all.spread / (count - 1)) : 0;
  return all;
}

Verdict judge(const Change& change) {
  const double difference = change.difference();
  if (change.low <= 0 && change.high >= 0) return Verdict::same;
  if (change.unit != Unit::share && std::fabs(difference) < kLeastChange * std::fabs(*change.base))
    return Verdict::same;
  if (change.wanted == Wanted::neither) return Verdict::changed;
  return (difference > 0) == (change.wanted == Wanted::more) ? Verdict::better : Verdict::worse;
}

Change change_of(const Quantity& quantity, std::span<const Summary> baselines, const Summary& now,
                 std::uint64_t number) {
  Change change;
  change.name = quantity.name;
  change.unit = quantity.unit;
  change.wanted = quantity.wanted;
  const Baseline before = baseline_of(quantity, baselines);
  change.now = quantity.value(now);
  if (!before.values.empty()) change.base = before.mean;
  if (!change.base || !change.now) return change;
  Draws draws = quantity.draws(now, base::Random(kSeed, number, 0));
  const std::size_t runs = before.values.size();
  if (runs == 1) {
    for (const Summary& one : baselines) {
      if (!quantity.value(one)) continue;
      const Draws base = quantity.draws(one, base::Random(kSeed, number, 1));
      for (std::size_t i = 0; i < draws.size(); ++i) draws[i] -= base[i];
    }
  } else {
    for (double& one : draws) one -= before.mean;
  }
  const Bounds within = bounds(std::move(draws));
  double half = 0;  // of where a run like the baselines may lie
  if (runs > 1) half = student(runs - 1) * before.spread * std::sqrt(1 + 1 / static_cast<double>(runs));
  change.low = std::min(within.low, change.difference() - half);
  change.high = std::max(within.high, change.difference() + half);
  change.verdict = judge(change);
  return change;
}

std::string asked_rate(const Summary& s) {
  if (s.chain.ramp) return "a ramp";
  return s.tps > 0 ? base::format_shortest(s.tps) + " a second" : std::string("no limit");
}

// What a difference of the results may come from.
std::vector<std::string> notes_of(std::span<const Summary> baselines, const Summary& now) {
  std::vector<std::string> notes;
  const Summary& base = baselines.back();
  const auto differs = [&](std::string_view what, const std::string& a, const std::string& b) {
    if (a != b) notes.push_back(cat("not the same load: ", what, ' ', a, " and ", b));
  };
  const auto chain = [](const Summary& s) { return s.chain_id ? std::to_string(*s.chain_id) : "unknown"; };
  differs("rate", asked_rate(base), asked_rate(now));
  differs("arrival model", base.open_loop ? "open loop" : "closed loop",
          now.open_loop ? "open loop" : "closed loop");
  differs("chain id", chain(base), chain(now));
  differs("accounts", std::to_string(base.accounts), std::to_string(now.accounts));
  differs("in flight at most", std::to_string(base.max_in_flight), std::to_string(now.max_in_flight));
  for (const Summary& one : baselines)
    for (const std::string& warning : generator_warnings(one))
      notes.push_back(cat("base of ", base::format_utc(one.started), ": ", warning));
  for (const std::string& warning : generator_warnings(now)) notes.push_back(cat("new: ", warning));
  return notes;
}

}  // namespace

std::string show_value(Unit unit, double value) {
  switch (unit) {
    case Unit::seconds:
      return base::format_duration_rounded(
          base::Duration(static_cast<std::int64_t>(std::clamp(value * 1e9, 0.0, 9e18))));
    case Unit::share:
      return base::format_fixed(100 * value, value > 0 && value < 0.001 ? 4 : 2) + " %";
    case Unit::rate:
      return base::format_fixed(value, value < 1000 ? 2 : 0);
    case Unit::count:
      return base::format_grouped(static_cast<std::uint64_t>(std::clamp(value, 0.0, 1.8e19)));
  }
  return {};
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::same:
      return "noise";
    case Verdict::better:
      return "better";
    case Verdict::worse:
      return "worse";
    case Verdict::changed:
      return "changed";
    case Verdict::unknown:
      return "unknown";
  }
  return {};
}

std::string Change::change_text() const {
  if (!base || !now) return {};
  return cat(show_difference(*this, difference()), unit_of_difference(*this));
}

std::string Change::interval_text() const {
  if (!base || !now) return {};
  return cat(show_difference(*this, low), " to ", show_difference(*this, high), unit_of_difference(*this));
}

std::string Change::line() const {
  const auto show = [&](const std::optional<double>& value) {
    return value ? show_value(unit, *value) : std::string("not measured");
  };
  std::string text = cat(name, ": ", show(base), " -> ", show(now));
  if (base && now)
    text += cat(" (", change_text(), ", 99 % interval ", interval_text(), "), ", name_of(verdict));
  return text;
}

const Change* Comparison::find(std::string_view name) const {
  for (const Change& change : changes)
    if (change.name == name) return &change;
  return nullptr;
}

bool Comparison::has(Verdict verdict) const {
  return std::any_of(changes.begin(), changes.end(),
                     [&](const Change& change) { return change.verdict == verdict; });
}

bool Comparison::differs() const {
  return std::any_of(changes.begin(), changes.end(),
                     [](const Change& change) { return change.is_beyond_noise(); });
}

Comparison compare(std::span<const Summary> baselines, const Summary& now,
                   std::span<const ChangeCondition> asked) {
  Comparison comparison;
  comparison.baselines = baselines.size();
  comparison.notes = notes_of(baselines, now);
  std::vector<Quantity> quantities = quantities_of(now);
  for (const ChangeCondition& one : asked) {
    const auto is_it = [&](const Quantity& quantity) { return quantity.name == one.name(); };
    if (std::any_of(quantities.begin(), quantities.end(), is_it)) continue;
    if (auto more = find_quantity(one.name())) quantities.push_back(std::move(*more));
  }
  std::uint64_t number = 0;
  for (const Quantity& quantity : quantities) {
    Change change = change_of(quantity, baselines, now, number++);
    if (change.base || change.now) comparison.changes.push_back(std::move(change));
  }
  return comparison;
}

std::string ChangeCondition::names() {
  std::string text;
  for (const std::string_view name : quantity_names())
    if (const auto one = find_quantity(name); one && one->quantile == 0) text += cat(name, ", ");
  return text + "or a percentile such as p99, write_p99, inclusion_p99, block_time_p90, block_gas_p50";
}

base::Result<ChangeCondition> ChangeCondition::parse(std::string_view text) {
  const auto error = [&](std::string_view expected) {
    return base::invalid_input(cat("expected ", expected, ", got ", base::quote(text)));
  };
  ChangeCondition condition;
  condition.text_ = base::trim(text);
  const std::size_t at = text.find_first_of("<>");
  if (at == std::string_view::npos) return error("a condition such as 'p99 > +10%' or 'p99 > 500ms'");
  condition.greater_ = text[at] == '>';
  condition.or_equal_ = text.substr(at + 1, 1) == "=";
  std::string_view value = base::trim(text.substr(at + (condition.or_equal_ ? 2 : 1)));
  if (value.empty() || (value[0] != '+' && value[0] != '-')) {
    auto absolute = Threshold::parse(text);
    if (!absolute) return std::move(absolute).error();
    condition.absolute_ = std::move(*absolute);
    return condition;
  }
  condition.name_ = base::trim(text.substr(0, at));
  const auto quantity = find_quantity(condition.name_);
  if (!quantity) {
    base::Error unknown = error(cat("one of ", names(), " on the left"));
    unknown.message += base::did_you_mean(condition.name_, quantity_names());
    return unknown;
  }
  const double sign = value[0] == '-' ? -1 : 1;
  value = base::trim(value.substr(1));
  const bool percent = value.ends_with('%');
  condition.relative_ = percent && quantity->unit != Unit::share;
  std::optional<double> number;
  if (percent || quantity->unit != Unit::seconds) {
    number = base::parse_decimal(base::trim(percent ? value.substr(0, value.size() - 1) : value));
    if (number && *number < 0) number.reset();
    if (number && percent) *number /= 100;
  } else if (const auto duration = base::parse_duration(value)) {
    number = base::to_seconds(*duration);
  }
  if (!number)
    return error(quantity->unit == Unit::seconds ? "a change such as +10% or +50ms on the right"
                 : quantity->unit == Unit::share ? "a change in points such as +1% on the right"
                                                 : "a change such as -5% or -20 on the right");
  condition.value_ = sign * *number;
  return condition;
}

std::optional<ChangeCondition::Finding> ChangeCondition::check(const Comparison& comparison,
                                                               const Summary& now) const {
  if (absolute_) {
    const auto why = absolute_->crossed(now);
    if (!why) return std::nullopt;
    return Finding{true, *why};
  }
  const Change* const change = comparison.find(name_);
  if (change == nullptr || !change->base || !change->now)
    return Finding{true,
                   cat(text_, ": it was not measured", change == nullptr || !change->now ? "" : " before")};
  const double limit = relative_ ? value_ * *change->base : value_, difference = change->difference();
  if (!(greater_ ? difference > limit : difference < limit) && !(or_equal_ && difference == limit))
    return std::nullopt;
  const std::string was =
      cat(text_, ": it was ", change->change_text(), " (", show_value(change->unit, *change->base), " -> ",
          show_value(change->unit, *change->now), ')');
  if (change->is_beyond_noise()) return Finding{true, was};
  return Finding{false, cat(was, ", but within the noise: ", change->interval_text())};
}

}  // namespace seiload::measure
