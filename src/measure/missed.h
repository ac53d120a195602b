#pragma once
// Closed loop: starts that the rate asked for and that were not made.

#include <array>
#include <cstdint>
#include <string_view>

namespace seiload::measure {

enum class Missed : std::uint8_t {
  accounts,     // every account waited for its answers
  in_flight,    // --max-in-flight were out
  connections,  // every connection was busy
  unreachable,  // no endpoint could be reached
  tickets,      // --max-txs or --max-spend was nearly reached: what was out could be enough
  generator,    // the worker itself came too late
};
inline constexpr std::size_t kMissed = 6;
using MissedCounts = std::array<std::uint64_t, kMissed>;

// By cause: a key, and for people.
inline constexpr struct {
  std::string_view key, text;
} kMissedNames[kMissed] = {
    {"accounts", "every account waited for its answers"}, {"max_in_flight", "--max-in-flight were out"},
    {"connections", "every connection was busy"},        {"unreachable", "no endpoint could be reached"},
    {"max_txs", "--max-txs was nearly reached"},          {"generator", "the generator itself was late"},
};

}  // namespace seiload::measure
