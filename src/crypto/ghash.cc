#include "crypto/ghash.h"

#include <cstring>

#include "base/bytes.h"

namespace seiload::crypto {
namespace {

__extension__ using Wide = unsigned __int128;

// Blocks are numbers of 128 bits, the first byte highest: the coefficient of x^i has bit 127 - i. The product
// of two such numbers without carries, and with H times x, is that of the polynomials times x^128, and what
// takes x^128 out of it again is the reduction from below, 64 bits at a time: with y for the bits,
// p = 1 + y^121 + y^126 + y^127 + y^128 is 1 in its low 64 bits, so that p times a word clears that word.

constexpr std::uint64_t kEveryFifth = 0x1084210842108421;

constexpr std::uint64_t fifth(std::size_t from) {  // bits from, from + 5, ... below 64
  return kEveryFifth << from;
}

constexpr Wide wide_fifth(std::size_t from) {
  Wide mask = 0;
  for (std::size_t i = from; i < 128; i += GhashKey::kSpacing) mask |= Wide{1} << i;
  return mask;
}

// Without carries: integers with a bit in every fifth place at most have no sum of more than 13 in a place,
// so that no carry reaches the next one.
[[gnu::always_inline]] inline Wide multiply(std::uint64_t a, const std::uint64_t (&b)[GhashKey::kSpacing]) {
  constexpr std::size_t kSpacing = GhashKey::kSpacing;
  Wide sums[kSpacing] = {};
  for (std::size_t i = 0; i < kSpacing; ++i)
    for (std::size_t k = 0; k < kSpacing; ++k) sums[(i + k) % kSpacing] ^= Wide{a & fifth(i)} * b[k];
  Wide product = 0;
  for (std::size_t i = 0; i < kSpacing; ++i) product |= sums[i] & wide_fifth(i);
  return product;
}

void split(std::uint64_t word, std::uint64_t (&out)[GhashKey::kSpacing]) {
  for (std::size_t i = 0; i < GhashKey::kSpacing; ++i) out[i] = word & fifth(i);
}

}  // namespace

GhashKey::GhashKey(const std::uint8_t* hash_key) {
  const std::uint64_t h1 = base::load_be64(hash_key), h0 = base::load_be64(hash_key + 8);
  const std::uint64_t over = 0 - (h1 >> 63);
  const std::uint64_t low_word = h0 << 1 ^ (over & 1);
  const std::uint64_t high_word = (h1 << 1 | h0 >> 63) ^ (over & 0xc200000000000000);
  split(low_word, low);
  split(high_word, high);
  split(low_word ^ high_word, sum);
}

GhashKey::~GhashKey() { base::wipe(this, sizeof *this); }

void Ghash::absorb(const GhashKey& key, const std::uint8_t* data, std::size_t size) {
  while (size > 0) {
    std::uint8_t block[16] = {};
    const std::size_t count = size < 16 ? size : 16;
    std::memcpy(block, data, count);
    data += count;
    size -= count;
    const std::uint64_t a1 = high ^ base::load_be64(block), a0 = low ^ base::load_be64(block + 8);
    const Wide bottom = multiply(a0, key.low), top = multiply(a1, key.high);
    const Wide middle = multiply(a0 ^ a1, key.sum) ^ bottom ^ top;
    const auto w0 = static_cast<std::uint64_t>(bottom);
    const auto w1 = static_cast<std::uint64_t>(bottom >> 64 ^ middle) ^ w0 << 63 ^ w0 << 62 ^ w0 << 57;
    const auto w2 = static_cast<std::uint64_t>(top ^ middle >> 64) ^ w0 ^ w0 >> 1 ^ w0 >> 2 ^ w0 >> 7;
    const auto w3 = static_cast<std::uint64_t>(top >> 64);
    low = w2 ^ w1 << 63 ^ w1 << 62 ^ w1 << 57;
    high = w3 ^ w1 ^ w1 >> 1 ^ w1 >> 2 ^ w1 >> 7;
  }
}

}  // namespace seiload::crypto
