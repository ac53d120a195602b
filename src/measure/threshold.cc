#include "measure/threshold.h"

#include <vector>

#include "base/duration.h"
#include "base/number.h"
#include "base/text.h"
#include "measure/condition_names.h"

namespace seiload::measure {
namespace {

using base::cat;
using Kind = ConditionName::Kind;

constexpr std::string_view kInterval = "interval:";

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const ConditionName& quantity : condition_names()) {
    if (quantity.times == nullptr) names.emplace_back(quantity.name);
    if (quantity.times == nullptr) continue;
    for (const std::string_view percentile : {"50", "90", "95", "99", "99.9"})
      names.push_back(cat(quantity.name, percentile));
  }
  return names;
}

std::string nearest(std::string_view name) {
  const std::vector<std::string> names = all_names();
  const std::vector<std::string_view> views(names.begin(), names.end());
  return base::did_you_mean(name, views);
}

std::optional<double> parse_value(Kind kind, std::string_view text) {
  if (kind == Kind::time) {
    const auto duration = base::parse_duration(text);
    if (!duration) return std::nullopt;
    return base::to_seconds(*duration);
  }
  const bool percent = kind == Kind::share && text.ends_with('%');
  const auto number = base::parse_decimal(base::trim(percent ? text.substr(0, text.size() - 1) : text));
  if (!number || *number < 0) return std::nullopt;
  return percent ? *number / 100 : *number;
}

std::string expected_value(Kind kind) {
  switch (kind) {
    case Kind::time:
      return "a duration such as 500ms";
    case Kind::share:
      return "a share such as 0.01 or 1%";
    default:
      return "a number >= 0";
  }
}

std::string_view unit(Kind kind) {
  switch (kind) {
    case Kind::time:
      return "time";
    case Kind::share:
      return "share";
    case Kind::rate:
      return "a second";
    case Kind::count:
      return "count";
  }
  return "";
}

std::string show(Kind kind, double value) {
  switch (kind) {
    case Kind::time:
      return base::format_duration_rounded(base::Duration(static_cast<std::int64_t>(value * 1e9)));
    case Kind::share:
      return base::format_fixed(100 * value, 2) + "%";
    case Kind::rate:
      return base::format_fixed(value, 2);
    case Kind::count:
      return base::format_fixed(value, 0);
  }
  return "";
}

std::string pad(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

}  // namespace

std::string Threshold::names() {
  std::string text;
  for (const ConditionName& quantity : condition_names())
    if (quantity.times == nullptr) text += cat(quantity.name, ", ");
  for (const ConditionName& quantity : condition_names())
    if (quantity.times != nullptr && quantity.name != "p") text += cat(quantity.name, "99, ");
  return text + "or a percentile such as p95 or p99.9";
}

std::string Threshold::help() {
  std::string text =
      "Conditions: NAME OP VALUE, as in 'p99 > 500ms'.\n"
      "OP is one of > >= < <=. A time is written like 500ms, a share like 0.01 or 1%.\n"
      "interval:NAME is the same over the last whole --stats-interval, not the run.\n"
      "A name of blocks turns on --track-blocks, one of inclusion --track-receipts.\n\n";
  for (const ConditionName& quantity : condition_names()) {
    const std::string name = cat(quantity.name, quantity.times != nullptr ? "N" : "");
    text += cat("  ", pad(name, 17), pad(std::string(unit(quantity.kind)), 10), quantity.meaning);
    if (quantity.needs == Needs::blocks) text += "; of blocks";
    if (quantity.needs == Needs::inclusion) text += "; of inclusion";
    text += '\n';
  }
  return text;
}

base::Result<Threshold> Threshold::parse(std::string_view text) {
  const auto error = [&](std::string_view expected) {
    return base::invalid_input(cat("expected ", expected, ", got ", base::quote(text)));
  };
  const std::size_t at = text.find_first_of("<>");
  if (at == std::string_view::npos) return error("a condition such as 'p99 > 500ms'");
  Threshold threshold;
  threshold.text_ = base::trim(text);
  threshold.greater_ = text[at] == '>';
  threshold.or_equal_ = text.substr(at + 1, 1) == "=";
  std::string_view name = base::trim(text.substr(0, at));
  threshold.is_of_interval_ = name.starts_with(kInterval);
  if (threshold.is_of_interval_) name.remove_prefix(kInterval.size());
  const auto all = condition_names();
  std::size_t& row = threshold.quantity_;
  for (; row < all.size(); ++row) {
    if (all[row].times == nullptr && all[row].name == name) break;
    if (all[row].times == nullptr || !name.starts_with(all[row].name)) continue;
    threshold.percentile_ = base::parse_percentile_name(cat('p', name.substr(all[row].name.size())));
    if (threshold.percentile_) break;
  }
  if (row == all.size()) {
    base::Error unknown = error(cat("one of ", names(), " on the left"));
    unknown.message += nearest(name);
    return unknown;
  }
  const auto value = parse_value(all[row].kind, base::trim(text.substr(at + (threshold.or_equal_ ? 2 : 1))));
  if (!value) return error(cat(expected_value(all[row].kind), " on the right"));
  threshold.value_ = *value;
  return threshold;
}

Threshold::Needs Threshold::needs() const { return condition_names()[quantity_].needs; }

bool Threshold::needs_end() const { return condition_names()[quantity_].needs_end; }

std::optional<double> Threshold::measured(const Summary& summary) const {
  const ConditionName& quantity = condition_names()[quantity_];
  if (quantity.times == nullptr) return quantity.of(summary);
  const Times* const times = quantity.times(summary);
  const auto value = times != nullptr ? times->quantile(percentile_->share) : std::nullopt;
  return value ? std::optional(base::to_seconds(*value)) : std::nullopt;
}

std::string Threshold::found(const Summary& summary) const {
  const std::optional<double> value = measured(summary);
  return cat(text_, value ? cat(": it was ", show(condition_names()[quantity_].kind, *value))
                          : std::string(": it was not measured"));
}

std::optional<bool> Threshold::holds(const Summary& summary) const {
  const std::optional<double> value = measured(summary);
  if (!value) return std::nullopt;
  return (greater_ ? *value > value_ : *value < value_) || (or_equal_ && *value == value_);
}

std::optional<std::string> Threshold::crossed(const Summary& summary) const {
  if (!holds(summary).value_or(true)) return std::nullopt;
  return found(summary);
}

std::optional<std::string> Threshold::missed(const Summary& summary) const {
  if (holds(summary).value_or(false)) return std::nullopt;
  return found(summary);
}

}  // namespace seiload::measure
