#include "crypto/sha1.h"

#include <bit>
#include <cstring>

namespace seiload::crypto {
namespace {

using State = std::array<std::uint32_t, 5>;

std::uint32_t load_be32(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 |
         std::uint32_t{p[3]};
}

void compress(State& state, const std::uint8_t* block) {
  std::array<std::uint32_t, 80> w;
  for (std::size_t i = 0; i < 16; ++i) w[i] = load_be32(block + 4 * i);
  for (std::size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  auto [a, b, c, d, e] = state;
  for (std::size_t i = 0; i < 80; ++i) {
    std::uint32_t mixed = 0;  // FIPS 180-4, sections 4.1.1 and 4.2.1
    if (i < 20)
      mixed = (d ^ (b & (c ^ d))) + 0x5a827999;
    else if (i < 40)
      mixed = (b ^ c ^ d) + 0x6ed9eba1;
    else if (i < 60)
      mixed = ((b & c) | (d & (b | c))) + 0x8f1bbcdc;
    else
      mixed = (b ^ c ^ d) + 0xca62c1d6;
    const std::uint32_t next = std::rotl(a, 5) + mixed + e + w[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  const State added = {a, b, c, d, e};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += added[i];
}

}  // namespace

std::array<std::uint8_t, 20> sha1(base::ByteSpan input) {
  State state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  const std::uint64_t bits = std::uint64_t{input.size()} * 8;
  for (; input.size() >= 64; input = input.subspan(64)) compress(state, input.data());
  std::array<std::uint8_t, 128> last{};
  if (!input.empty()) std::memcpy(last.data(), input.data(), input.size());
  last[input.size()] = 0x80;
  const std::size_t size = input.size() < 56 ? 64 : 128;
  base::store_be64(last.data() + size - 8, bits);
  for (std::size_t i = 0; i < size; i += 64) compress(state, last.data() + i);
  std::array<std::uint8_t, 20> digest;
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
  return digest;
}

}  // namespace seiload::crypto
