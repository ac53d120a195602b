#include "eth/amount.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"

namespace seiload::eth {
namespace {

using base::cat;

struct Unit {
  std::string_view name;
  std::size_t decimals;
};
constexpr Unit kUnits[] = {{"wei", 0}, {"gwei", 9}, {"ether", 18}};

base::Error refuse(std::string_view text, std::string_view more = {}) {
  return base::invalid_input(
      cat("expected an amount such as 1000, '1 gwei' or '0.5 ether', got ", base::quote(text), more));
}

}  // namespace

base::Result<base::Uint256> parse_amount(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789.");
  std::string_view number = text.substr(0, end);
  std::size_t decimals = 0;
  if (end != std::string_view::npos) {
    std::string_view name = text.substr(end);
    if (name.starts_with(' ')) name.remove_prefix(1);
    const Unit* const unit =
        std::find_if(std::begin(kUnits), std::end(kUnits), [&](const Unit& one) { return one.name == name; });
    if (unit == std::end(kUnits)) {
      static constexpr std::string_view kNames[] = {"wei", "gwei", "ether"};
      return refuse(text, base::did_you_mean(name, kNames));
    }
    decimals = unit->decimals;
  }
  std::string_view fraction;
  if (const std::size_t point = number.find('.'); point != std::string_view::npos) {
    fraction = number.substr(point + 1);
    number = number.substr(0, point);
    if (fraction.empty()) return refuse(text);
    while (fraction.ends_with('0')) fraction.remove_suffix(1);
  }
  if (number.empty()) return refuse(text);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::all_of(number.begin(), number.end(), is_digit) ||
      !std::all_of(fraction.begin(), fraction.end(), is_digit))
    return refuse(text);
  if (fraction.size() > decimals) return refuse(text, ": a fraction of a wei");
  const std::string digits = cat(number, fraction, std::string(decimals - fraction.size(), '0'));
  if (const auto amount = base::Uint256::from_decimal(digits)) return *amount;
  return refuse(text, ": 2^256 wei or more");
}

}  // namespace seiload::eth
