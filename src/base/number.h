#pragma once
// Numbers from text, whole string or nothing, and numbers as people read them. No locale.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seiload::base {

std::optional<std::uint64_t> parse_u64(std::string_view text);  // decimal digits only
std::optional<double> parse_decimal(std::string_view text);     // "12", "0.5", "1e3"; finite, no sign but '-'

// The sum, or the largest value where it does not fit.
constexpr std::uint64_t saturating_add(std::uint64_t a, std::uint64_t b) {
  return a + b < a ? ~std::uint64_t{0} : a + b;
}

// With exactly `decimals` digits after the point, 0 to 9: format_fixed(1.25, 1) is "1.2".
std::string format_fixed(double value, int decimals);

// The shortest text that reads back as the same double ("0.1", "200"), always valid JSON for finite values.
std::string format_shortest(double value);

// A whole number of units of 10^-decimals, exactly, without trailing zeros: format_scaled(1250, 3) is "1.25".
std::string format_scaled(std::uint64_t value, int decimals);  // decimals: 0 to 9
// What format_scaled() writes, and other JSON numbers to the nearest unit; nothing below 0 or beyond 2^64-1.
std::optional<std::uint64_t> parse_scaled(std::string_view text, int decimals);

// 1234567 as "1,234,567", for reports.
std::string format_grouped(std::uint64_t value);

}  // namespace seiload::base
