#include "crypto/poly1305.h"

#include <cstring>

#include "base/bytes.h"
#include "crypto/constant_time.h"

namespace seiload::crypto {
namespace {

__extension__ using Wide = unsigned __int128;

std::uint64_t load_le64(const std::uint8_t* p) { return __builtin_bswap64(base::load_be64(p)); }
void store_le64(std::uint8_t* p, std::uint64_t word) { base::store_be64(p, __builtin_bswap64(word)); }
std::uint64_t low(Wide a) { return static_cast<std::uint64_t>(a); }
std::uint64_t high(Wide a) { return static_cast<std::uint64_t>(a >> 64); }

}  // namespace

void Poly1305::start(const std::uint8_t* key) {
  h0_ = h1_ = h2_ = 0;
  r0_ = load_le64(key) & 0x0ffffffc0fffffff;
  r1_ = load_le64(key + 8) & 0x0ffffffc0ffffffc;
  s0_ = load_le64(key + 16);
  s1_ = load_le64(key + 24);
}

// h = (h + block + 2^128) * r modulo 2^130 - 5. r1 is a multiple of 4, so that what passes 2^128 by
// h1 * r1 is h1 * r1 / 4 times 2^130, which is 5.
inline void Poly1305::absorb_block(std::uint64_t block0, std::uint64_t block1) {
  Wide sum = Wide{h0_} + block0;
  const std::uint64_t a0 = low(sum);
  sum = Wide{h1_} + block1 + high(sum);
  const std::uint64_t a1 = low(sum), a2 = h2_ + 1 + high(sum);
  const std::uint64_t folded = r1_ + (r1_ >> 2);
  const Wide d0 = Wide{a0} * r0_ + Wide{a1} * folded;
  const Wide d1 = Wide{a0} * r1_ + Wide{a1} * r0_ + a2 * folded + high(d0);
  const std::uint64_t d2 = a2 * r0_ + high(d1);
  sum = Wide{low(d0)} + (d2 >> 2) + (d2 & ~std::uint64_t{3});
  h0_ = low(sum);
  sum = Wide{low(d1)} + high(sum);
  h1_ = low(sum);
  h2_ = (d2 & 3) + high(sum);
}

void Poly1305::absorb(const std::uint8_t* data, std::size_t size) {
  for (; size >= 16; data += 16, size -= 16) absorb_block(load_le64(data), load_le64(data + 8));
  if (size == 0) return;
  std::uint8_t last[16] = {};
  std::memcpy(last, data, size);
  absorb_block(load_le64(last), load_le64(last + 8));
}

void Poly1305::finish(std::uint8_t* tag) {
  // h - p if that is not negative: h + 5 reaches 2^130 then.
  Wide sum = Wide{h0_} + 5;
  const std::uint64_t g0 = low(sum);
  sum = Wide{h1_} + high(sum);
  const std::uint64_t g1 = low(sum), g2 = h2_ + high(sum);
  const std::uint64_t take = mask_of_bit(1 ^ is_zero_bit(g2 >> 2));
  const std::uint64_t t0 = h0_ ^ (take & (h0_ ^ g0)), t1 = h1_ ^ (take & (h1_ ^ g1));
  sum = Wide{t0} + s0_;
  store_le64(tag, low(sum));
  store_le64(tag + 8, t1 + s1_ + high(sum));
  base::wipe(this, sizeof *this);
}

}  // namespace seiload::crypto
