#pragma once
// Seeded random streams: the same seed gives the same values on every machine and with every library, which
// the standard distributions do not promise. Not for secrets: keys come from sys/entropy.h or from hashing a
// seed.

#include <cstdint>

namespace seiload::base {

// SplitMix64's finaliser: spreads every bit of the input over the output (Steele, Lea, Flood, OOPSLA 2014).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

// A stream for one purpose: Random(seed, kPurpose, i) is independent of every other (purpose, i), so that
// what belongs to transaction i is a pure function of seed and i. SplitMix64: 8 bytes of state, cheap to
// start.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed, std::uint64_t purpose = 0, std::uint64_t index = 0)
      : state_(mix64(seed + kStep) ^ mix64(mix64(purpose + 2 * kStep) + mix64(index + 3 * kStep))) {}

  constexpr std::uint64_t next() { return mix64(state_ += kStep); }

  // Uniform over [0, bound), without bias; requires bound > 0 (Lemire, "Fast random integer generation",
  // 2019).
  constexpr std::uint64_t below(std::uint64_t bound) {
    Wide product = Wide{next()} * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
      const std::uint64_t threshold = (0 - bound) % bound;
      while (static_cast<std::uint64_t>(product) < threshold) product = Wide{next()} * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  // Uniform over [0, 1), 53 bits.
  constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  __extension__ using Wide = unsigned __int128;
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;
  std::uint64_t state_;
};

}  // namespace seiload::base
