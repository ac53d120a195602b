// What an option's value may be: read from text, shown as text, and described for messages.

#include <optional>

#include "base/check.h"
#include "base/number.h"
#include "base/text.h"
#include "profile/options.h"

namespace seiload::profile {
namespace {

using base::cat;
using base::Duration;

constexpr std::size_t kFraction = Field(&Settings::tps).index();

// The names of an enumeration, in the order of its values.
template <class E>
constexpr std::string_view kNames[1] = {};
template <>
constexpr std::string_view kNames<ArrivalModel>[3] = {"closed_loop", "open_loop", "poisson"};
template <>
constexpr std::string_view kNames<ReportFormat>[2] = {"text", "json"};
template <>
constexpr std::string_view kNames<ReceiptMode>[3] = {"sample", "all", "none"};

template <class T>
std::span<const std::string_view> names_of(T Settings::*) {
  if constexpr (std::is_enum_v<T>) return kNames<T>;
  return {};
}

std::string format_duration(std::uint64_t nanoseconds) {
  return base::format_duration(Duration(static_cast<std::int64_t>(nanoseconds)));
}

template <class E>
std::string one_of() {
  constexpr std::size_t kLast = std::size(kNames<E>) - 1;
  std::string text(kNames<E>[0]);
  for (std::size_t i = 1; i < kLast; ++i) text += cat(", ", kNames<E>[i]);
  return text + cat(" or ", kNames<E>[kLast]);
}

// One overload a type of field: what is wanted, reading, showing.
std::string expected(const Option&, bool) { return "true or false"; }
std::string expected(const Option&, double) { return "a number >= 0"; }
std::string expected(const Option& option, std::uint64_t) {
  return expected_whole(option.least, option.most);
}
std::string expected(const Option&, const std::string&) { return "text"; }
std::string expected(const Option&, const std::vector<std::string>&) { return "text"; }
std::string expected(const Option&, ArrivalModel) { return one_of<ArrivalModel>(); }
std::string expected(const Option&, ReportFormat) { return one_of<ReportFormat>(); }
std::string expected(const Option&, ReceiptMode) { return one_of<ReceiptMode>(); }
std::string expected(const Option& option, Duration) {
  return cat("a duration such as 10s, from ", format_duration(option.least), " to ",
             format_duration(option.most));
}

// Nothing is the empty text.
std::string expected(const Option& option, std::optional<Duration>) { return expected(option, Duration()); }

// What Go's strconv.ParseBool takes, and so the reference.
std::optional<bool> read_flag(std::string_view text) {
  for (const std::string_view yes : {"true", "True", "TRUE", "t", "T", "1"})
    if (text == yes) return true;
  for (const std::string_view no : {"false", "False", "FALSE", "f", "F", "0"})
    if (text == no) return false;
  return std::nullopt;
}

std::optional<bool> read(const Option&, std::string_view text, bool) { return read_flag(text); }
std::optional<double> read(const Option&, std::string_view text, double) {
  const auto value = base::parse_decimal(text);
  if (!value || (*value != 0 && (*value < kMinFraction || *value > static_cast<double>(kMaxFraction))))
    return std::nullopt;
  return *value + 0.0;  // no -0
}
std::optional<std::uint64_t> read(const Option& option, std::string_view text, std::uint64_t) {
  const auto value = base::parse_u64(text);
  return value && *value >= option.least && *value <= option.most ? value : std::nullopt;
}
std::optional<Duration> read(const Option& option, std::string_view text, Duration) {
  const auto value = base::parse_duration(text);
  if (!value) return std::nullopt;
  const auto count = static_cast<std::uint64_t>(value->count());
  return count >= option.least && count <= option.most ? value : std::nullopt;
}
std::optional<std::optional<Duration>> read(const Option& option, std::string_view text,
                                            std::optional<Duration>) {
  using Field = std::optional<Duration>;
  if (text.empty()) return Field();
  const auto value = read(option, text, Duration());
  if (!value) return std::nullopt;
  return std::optional<Field>(std::in_place, *value);
}
std::optional<std::string> read(const Option&, std::string_view text, const std::string&) {
  return text.find('\0') == std::string_view::npos ? std::optional(std::string(text)) : std::nullopt;
}
std::optional<std::vector<std::string>> read(const Option&, std::string_view text,
                                             const std::vector<std::string>& before) {
  std::vector<std::string> all = before;
  all.emplace_back(text);
  return all;
}
template <class E>
requires std::is_enum_v<E> std::optional<E> read(const Option&, std::string_view text, E) {
  for (std::size_t i = 0; i < std::size(kNames<E>); ++i)
    if (text == kNames<E>[i]) return static_cast<E>(i);
  return std::nullopt;
}

std::string show(bool value) { return value ? "true" : "false"; }
std::string show(double value) { return base::format_shortest(value); }
std::string show(std::uint64_t value) { return std::to_string(value); }
std::string show(Duration value) { return base::format_duration(value); }
std::string show(const std::optional<Duration>& value) {
  return value ? base::format_duration(*value) : std::string();
}
std::string show(const std::string& value) { return value; }
std::string show(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& one : list) text += cat(text.empty() ? "" : ",", one);
  return text;
}
template <class E>
requires std::is_enum_v<E> std::string show(E value) {
  return std::string(kNames<E>[static_cast<std::size_t>(value)]);
}

// Calls use(reference to the option's member of `settings`).
template <class S, class Use>
auto with_field(S& settings, const Option& option, Use use) {
  CHECK(option.field.index() != 0);
  return std::visit(
      [&](auto member) {
        if constexpr (std::is_same_v<decltype(member), std::monostate>) {
          return use(settings.quiet);  // CHECKed above: not reached
        } else {
          return use(settings.*member);
        }
      },
      option.field);
}

}  // namespace

base::Status assign(Settings& settings, const Option& option, std::string_view text) {
  if (option.check != nullptr)
    if (auto checked = option.check(text); !checked) return checked;
  return with_field(settings, option, [&](auto& field) -> base::Status {
    if (auto value = read(option, text, field)) {
      field = std::move(*value);
      return {};
    }
    std::string want = expected(option, field);
    if (base::parse_decimal(text).value_or(0) > 0 && option.field.index() == kFraction)
      want = cat("0 or a number from ", base::format_fixed(kMinFraction, 6), " to ", kMaxFraction);
    return base::invalid_input(cat("expected ", want, ", got ", base::quote(text)));
  });
}

void clear_list(Settings& settings, const Option& option) {
  settings.*std::get<std::vector<std::string> Settings::*>(option.field) = {};
}

std::string show(const Settings& settings, const Option& option) {
  return with_field(settings, option, [](const auto& field) { return show(field); });
}

std::span<const std::string_view> choices(const Option& option) {
  return std::visit(
      [](auto field) -> std::span<const std::string_view> {
        if constexpr (std::is_same_v<decltype(field), std::monostate>)
          return {};
        else
          return names_of(field);
      },
      option.field);
}

std::string expected(const Option& option) {
  const Settings settings;
  return with_field(settings, option, [&](const auto& field) { return expected(option, field); });
}

bool is_unset(const Settings& settings, const Option& option) {
  return with_field(settings, option,
                    [](const auto& field) { return field == std::decay_t<decltype(field)>{}; });
}

bool is_json_string(const Option& option) {
  const Field& field = option.field;
  return !std::holds_alternative<bool Settings::*>(field) &&
         !std::holds_alternative<double Settings::*>(field) &&
         !std::holds_alternative<std::uint64_t Settings::*>(field);
}

base::Result<std::uint64_t> parse_whole(std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto value = base::parse_u64(text);
  if (value && *value >= least && *value <= most) return *value;
  return base::invalid_input(cat("expected ", expected_whole(least, most), ", got ", base::quote(text)));
}

base::Result<bool> parse_flag(std::string_view text) {
  if (const auto value = read_flag(text)) return *value;
  return base::invalid_input(cat("expected true or false, got ", base::quote(text)));
}

std::string expected_whole(std::uint64_t least, std::uint64_t most) {
  if (most == std::numeric_limits<std::uint64_t>::max())
    return cat("a whole number from ", least, " to 2^64-1");
  return cat("a whole number from ", least, " to ", most);
}

}  // namespace seiload::profile
