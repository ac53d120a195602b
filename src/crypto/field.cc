#include "crypto/field.h"

#include "crypto/inverse.h"

namespace seiload::crypto {

Words load_words(const base::Bytes32& bytes) {
  return {base::load_be64(&bytes[24]), base::load_be64(&bytes[16]), base::load_be64(&bytes[8]),
          base::load_be64(&bytes[0])};
}

base::Bytes32 store_words(const Words& words) {
  base::Bytes32 bytes;
  for (std::size_t i = 0; i < words.size(); ++i) base::store_be64(&bytes[24 - 8 * i], words[i]);
  return bytes;
}

namespace field {
namespace {

constexpr std::uint64_t kMask48 = (std::uint64_t{1} << 48) - 1;

// Folds what stands above 2^256 and carries every limb but the last to 52 bits. A loose value ends under
// 2^256 + 2^214, and one like that under 2^256.
Field fold_256(const Field& a) {
  Field out;
  Wide carry = Wide{a.limb[4] >> 48} * kFold256;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += a.limb[i];
    out.limb[i] = static_cast<std::uint64_t>(carry) & kMask52;
    carry >>= 52;
  }
  out.limb[4] = (a.limb[4] & kMask48) + static_cast<std::uint64_t>(carry);
  return out;
}

// a to a public exponent, four bits at a time.
Field power(const Field& a, const Words& exponent) {
  std::array<Field, 16> powers;
  powers[0] = kOne;
  powers[1] = tighten(a);
  for (std::size_t i = 2; i < 16; ++i) powers[i] = mul(powers[i - 1], powers[1]);
  Field result = powers[exponent[3] >> 60];
  for (int shift = 248; shift >= 0; shift -= 4) {
    for (int i = 0; i < 4; ++i) result = sqr(result);
    const auto digit = exponent[static_cast<std::size_t>(shift / 64)] >> shift % 64 & 15;
    if (digit != 0) result = mul(result, powers[digit]);
  }
  return result;
}

}  // namespace

Words to_words(const Field& a) {
  const Field r = fold_256(fold_256(a));
  Words w = {r.limb[0] | r.limb[1] << 52, r.limb[1] >> 12 | r.limb[2] << 40,
             r.limb[2] >> 24 | r.limb[3] << 28, r.limb[3] >> 36 | r.limb[4] << 16};
  // w >= p exactly if w + (2^256 - p) carries out of 256 bits; the sum without that carry is then w - p.
  Words reduced;
  Wide carry = kFold256;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += w[i];
    reduced[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  const std::uint64_t mask = 0 - static_cast<std::uint64_t>(carry);
  for (std::size_t i = 0; i < 4; ++i) w[i] ^= (w[i] ^ reduced[i]) & mask;
  return w;
}

std::optional<Field> parse_var(const base::Bytes32& bytes) {
  const Words w = load_words(bytes);
  if ((w[3] & w[2] & w[1]) == ~std::uint64_t{0} && w[0] >= kPrime[0]) return std::nullopt;
  return from_words(w);
}

bool is_zero(const Field& a) {
  const Words w = to_words(a);
  return (w[0] | w[1] | w[2] | w[3]) == 0;
}

Field inverse(const Field& a) {  // Fermat: a^(p - 2)
  constexpr Words kExponent = {kPrime[0] - 2, kPrime[1], kPrime[2], kPrime[3]};
  return power(a, kExponent);
}

Field inverse_var(const Field& a) {
  static constexpr Modulus kModulus(kPrime);
  return from_words(crypto::inverse_var(to_words(a), kModulus));
}

std::optional<Field> sqrt(const Field& a) {  // p = 3 mod 4, so a^((p + 1) / 4) is a root if there is one
  constexpr Words kExponent = {0xffffffffbfffff0c, ~std::uint64_t{0}, ~std::uint64_t{0}, 0x3fffffffffffffff};
  const Field root = power(a, kExponent);
  if (!is_zero(sub(sqr(root), tighten(a)))) return std::nullopt;
  return root;
}

}  // namespace field
}  // namespace seiload::crypto
