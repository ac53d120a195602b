#include "sys/clock.h"

#include "base/text.h"

namespace seiload::sys {
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
  return base::cat(padded(static_cast<int>(date.year()), 4), '-',
                   padded(static_cast<unsigned>(date.month()), 2), '-',
                   padded(static_cast<unsigned>(date.day()), 2), 'T', padded(clock.hours().count(), 2), ':',
                   padded(clock.minutes().count(), 2), ':', padded(clock.seconds().count(), 2), '.',
                   padded(clock.subseconds().count(), 3), 'Z');
}

}  // namespace seiload::sys
