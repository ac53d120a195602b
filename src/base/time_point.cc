#include "base/time_point.h"

#include "base/number.h"
#include "base/text.h"

namespace seiload::base {
namespace {

std::string padded(long long value, std::size_t width) {
  std::string digits = std::to_string(value);
  return std::string(digits.size() < width ? width - digits.size() : 0, '0') + digits;
}

}  // namespace

std::string format_utc(WallTime time) {
  using namespace std::chrono;
  const auto milliseconds_since = floor<milliseconds>(time);
  const auto day = floor<days>(milliseconds_since);
  const year_month_day date(day);
  const hh_mm_ss<milliseconds> clock(milliseconds_since - day);
  return cat(padded(static_cast<int>(date.year()), 4), '-', padded(static_cast<unsigned>(date.month()), 2),
             '-', padded(static_cast<unsigned>(date.day()), 2), 'T', padded(clock.hours().count(), 2), ':',
             padded(clock.minutes().count(), 2), ':', padded(clock.seconds().count(), 2), '.',
             padded(clock.subseconds().count(), 3), 'Z');
}

std::optional<WallTime> parse_utc(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view kForm = "0000-00-00T00:00:00.000Z";
  if (text.size() != kForm.size()) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    return parse_u64(text.substr(at, size)).value_or(10'000);
  };
  const auto year_number = static_cast<int>(number(0, 4));
  const year_month_day date(year(year_number), month(static_cast<unsigned>(number(5, 2))),
                            day(static_cast<unsigned>(number(8, 2))));
  const std::uint64_t of_day =
      ((number(11, 2) * 60 + number(14, 2)) * 60 + number(17, 2)) * 1000 + number(20, 3);
  if (!date.ok() || year_number < 1970 || year_number > 2261) return std::nullopt;  // what fits
  const WallTime time = sys_days(date) + milliseconds(of_day);
  return format_utc(time) == text ? std::optional(time) : std::nullopt;
}

}  // namespace seiload::base
