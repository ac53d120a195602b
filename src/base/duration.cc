#include "base/duration.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "base/ascii.h"
#include "base/number.h"

namespace seiload::base {
namespace {

__extension__ using Wide = unsigned __int128;

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};

constexpr Unit kUnits[] = {
    {"ns", 1},         {"us", 1'000},        {"\u00b5s", 1'000},    {"\u03bcs", 1'000},
    {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000}};

constexpr Wide kMax = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text == "0") return Duration(0);
  if (text.empty()) return std::nullopt;
  Wide total = 0;
  while (!text.empty()) {
    std::size_t digits = 0;
    Wide whole = 0;
    while (digits < text.size() && is_digit(text[digits])) {
      whole = whole * 10 + static_cast<unsigned>(text[digits++] - '0');
      if (whole > kMax) return std::nullopt;
    }
    std::size_t at = digits;
    Wide fraction = 0, scale = 1;
    if (at < text.size() && text[at] == '.') {
      ++at;
      const std::size_t first = at;
      for (; at < text.size() && is_digit(text[at]); ++at) {
        if (scale >= 1'000'000'000'000'000) continue;  // finer than any unit can show
        fraction = fraction * 10 + static_cast<unsigned>(text[at] - '0');
        scale *= 10;
      }
      digits += at - first;
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(at);
    std::size_t letters = 0;
    while (letters < text.size() && !is_digit(text[letters]) && text[letters] != '.') ++letters;
    const std::string_view name = text.substr(0, letters);
    const Unit* unit = nullptr;
    for (const Unit& candidate : kUnits)
      if (candidate.name == name) unit = &candidate;
    if (unit == nullptr) return std::nullopt;
    total += whole * unit->nanoseconds + fraction * unit->nanoseconds / scale;
    if (total > kMax) return std::nullopt;
    text.remove_prefix(letters);
  }
  return Duration(static_cast<std::int64_t>(total));
}

std::string format_duration(Duration duration) {
  std::uint64_t rest = static_cast<std::uint64_t>(duration.count());
  if (rest == 0) return "0s";
  std::string text;
  constexpr std::uint64_t kHour = 3'600'000'000'000, kMinute = 60'000'000'000, kSecond = 1'000'000'000;
  if (rest >= kHour) text += std::to_string(rest / kHour) + "h";
  rest %= kHour;
  if (rest >= kMinute) text += std::to_string(rest / kMinute) + "m";
  rest %= kMinute;
  if (rest == 0) return text;
  std::uint64_t unit = kSecond;
  std::string_view name = "s";
  if (text.empty() && rest < kSecond) {
    unit = rest >= 1'000'000 ? 1'000'000 : rest >= 1'000 ? 1'000 : 1;
    name = rest >= 1'000'000 ? "ms" : rest >= 1'000 ? "us" : "ns";
  }
  text += std::to_string(rest / unit);
  if (std::uint64_t part = rest % unit; part != 0) {
    text += '.';
    for (std::uint64_t place = unit / 10; part != 0; place /= 10) {
      text += static_cast<char>('0' + part / place);
      part %= place;
    }
  }
  return text.append(name);
}

std::string format_duration_rounded(Duration duration) {
  const double seconds = to_seconds(duration);
  const auto three_digits = [](double value, const char* unit) {
    return format_fixed(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + unit;
  };
  if (seconds == 0) return "0s";
  if (seconds < 999.5e-9) return format_fixed(seconds * 1e9, 0) + "ns";
  if (seconds < 999.5e-6) return three_digits(seconds * 1e6, "us");
  if (seconds < 999.5e-3) return three_digits(seconds * 1e3, "ms");
  if (seconds < 99.95) return three_digits(seconds, "s");
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  const auto two_digits = [](std::uint64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  if (whole < 3600) return std::to_string(whole / 60) + "m" + two_digits(whole % 60) + "s";
  return std::to_string(whole / 3600) + "h" + two_digits(whole / 60 % 60) + "m";
}

}  // namespace seiload::base
