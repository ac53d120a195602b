#include "measure/threshold.h"

#include <vector>

#include "base/duration.h"
#include "base/number.h"
#include "base/text.h"

namespace seiload::measure {
namespace {

using base::cat;

enum class Kind { count, rate, share, latency };

struct Quantity {
  std::string_view name;
  Kind kind;
  std::optional<double> (*of)(const Summary&);  // nothing: not measured
};

std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> seconds(std::optional<base::Duration> value) {
  if (!value) return std::nullopt;
  return base::to_seconds(*value);
}

std::optional<double> inclusion_count(const Summary& s, std::uint64_t InclusionReport::*count) {
  if (!s.chain.inclusion) return std::nullopt;
  return static_cast<double>((*s.chain.inclusion).*count);
}

constexpr Quantity kQuantities[] = {
    {"accepted", Kind::count,
     [](const Summary& s) { return std::optional(static_cast<double>(s.counts.accepted)); }},
    {"rejected", Kind::count,
     [](const Summary& s) { return std::optional(static_cast<double>(s.counts.rejected)); }},
    {"failed", Kind::count,
     [](const Summary& s) { return std::optional(static_cast<double>(s.counts.failed)); }},
    {"unanswered", Kind::count,
     [](const Summary& s) { return std::optional(static_cast<double>(s.counts.unanswered)); }},
    {"unsent", Kind::count,
     [](const Summary& s) { return std::optional(static_cast<double>(s.counts.unsent)); }},
    {"dropped", Kind::count,
     [](const Summary& s) {
       return std::optional(
           static_cast<double>(s.dropped + (s.chain.inclusion ? s.chain.inclusion->dropped : 0)));
     }},
    {"dropped_by_node", Kind::count,
     [](const Summary& s) { return inclusion_count(s, &InclusionReport::dropped); }},
    {"expired", Kind::count, [](const Summary& s) { return inclusion_count(s, &InclusionReport::expired); }},
    {"reverted", Kind::count,
     [](const Summary& s) {
       // Where no receipt was read, none was shown to have succeeded.
       const auto& inclusion = s.chain.inclusion;
       const bool is_unknown = inclusion && inclusion->included > 0 && inclusion->verified() == 0;
       return is_unknown ? std::nullopt : inclusion_count(s, &InclusionReport::reverted);
     }},
    {"included_share", Kind::share,
     [](const Summary& s) {
       return s.chain.inclusion ? share(s.chain.inclusion->included, s.chain.inclusion->registered)
                                : std::nullopt;
     }},
    {"reverted_share", Kind::share,
     [](const Summary& s) {
       if (!s.chain.inclusion) return std::optional<double>();
       return share(s.chain.inclusion->reverted, s.chain.inclusion->verified());
     }},
    {"error_share", Kind::share,
     [](const Summary& s) {
       return share(s.counts.rejected + s.counts.failed + s.counts.unanswered, s.admitted - s.counts.unsent);
     }},
    {"drop_share", Kind::share, [](const Summary& s) { return share(s.dropped, s.scheduled); }},
    {"scheduled_share", Kind::share, [](const Summary& s) { return s.scheduled_share; }},
    {"doubt_share", Kind::share, [](const Summary& s) { return s.generator.doubt_share(); }},
    {"tps", Kind::rate, [](const Summary& s) { return s.average_tps; }},
    {"max", Kind::latency, [](const Summary& s) { return seconds(s.from_due.max()); }},
    {"mean", Kind::latency, [](const Summary& s) { return seconds(s.from_due.mean()); }},
};

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> names;
  for (const Quantity& quantity : kQuantities) names.push_back(quantity.name);
  for (const std::string_view percentile : {"p50", "p90", "p95", "p99", "p99.9"}) names.push_back(percentile);
  return names;
}

std::optional<double> parse_value(Kind kind, std::string_view text) {
  if (kind == Kind::latency) {
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
    case Kind::latency:
      return "a duration such as 500ms";
    case Kind::share:
      return "a share such as 0.01 or 1%";
    default:
      return "a number >= 0";
  }
}

std::string show(Kind kind, double value) {
  switch (kind) {
    case Kind::latency:
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

}  // namespace

std::string Threshold::names() {
  std::string text;
  for (const Quantity& quantity : kQuantities) text += cat(quantity.name, ", ");
  return text + "or a percentile such as p95 or p99.9";
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
  const std::string_view name = base::trim(text.substr(0, at));
  threshold.percentile_ = base::parse_percentile_name(name);
  while (threshold.quantity_ < std::size(kQuantities) && kQuantities[threshold.quantity_].name != name)
    ++threshold.quantity_;
  if (!threshold.percentile_ && threshold.quantity_ == std::size(kQuantities)) {
    base::Error unknown = error(cat("one of ", names(), " on the left"));
    unknown.message += base::did_you_mean(name, all_names());
    return unknown;
  }
  const Kind kind = threshold.percentile_ ? Kind::latency : kQuantities[threshold.quantity_].kind;
  const auto value = parse_value(kind, base::trim(text.substr(at + (threshold.or_equal_ ? 2 : 1))));
  if (!value) return error(cat(expected_value(kind), " on the right"));
  threshold.value_ = *value;
  return threshold;
}

std::optional<std::string> Threshold::crossed(const Summary& summary) const {
  const Kind kind = percentile_ ? Kind::latency : kQuantities[quantity_].kind;
  const std::optional<double> measured = percentile_ ? seconds(summary.from_due.quantile(percentile_->share))
                                                     : kQuantities[quantity_].of(summary);
  if (!measured) return cat(text_, ": it was not measured");
  const bool is_crossed =
      (greater_ ? *measured > value_ : *measured < value_) || (or_equal_ && *measured == value_);
  if (!is_crossed) return std::nullopt;
  return cat(text_, ": it was ", show(kind, *measured));
}

}  // namespace seiload::measure
