#include "base/number.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/check.h"

namespace seiload::base {

std::optional<std::uint64_t> parse_u64(std::string_view text) {
  if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_decimal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string format_fixed(double value, int decimals) {
  CHECK(decimals >= 0 && decimals <= 9);
  char text[400];  // the longest double has 309 digits before the point
  const auto [end, error] =
      std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals);
  CHECK(error == std::errc());
  return {text, end};
}

std::string format_shortest(double value) {
  char text[64];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  CHECK(error == std::errc());
  return {text, end};
}

std::string format_scaled(std::uint64_t value, int decimals) {
  CHECK(decimals >= 0 && decimals <= 9);
  std::string text = std::to_string(value);
  const auto places = static_cast<std::size_t>(decimals);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places == 0) return text;
  text.insert(text.size() - places, 1, '.');
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::optional<std::uint64_t> parse_scaled(std::string_view text, int decimals) {
  CHECK(decimals >= 0 && decimals <= 9);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  if (point < text.size()) digits += text.substr(point + 1);
  const std::size_t after = point < text.size() ? text.size() - point - 1 : 0;
  if (after <= static_cast<std::size_t>(decimals) && point > 0) {
    digits.append(static_cast<std::size_t>(decimals) - after, '0');
    if (const auto exact = parse_u64(digits)) return exact;
  }
  const auto value = parse_decimal(text);
  if (!value || *value < 0) return std::nullopt;
  const double units = std::round(*value * std::pow(10.0, decimals));
  if (units >= 0x1p64) return std::nullopt;
  return static_cast<std::uint64_t>(units);
}

std::string format_grouped(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (std::size_t i = text.size(); i > 3;) text.insert(i -= 3, 1, ',');
  return text;
}

}  // namespace seiload::base
