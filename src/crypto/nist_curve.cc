#include "crypto/nist_curve.h"

#include <algorithm>

#include "crypto/big_endian.h"
#include "crypto/constant_time.h"
#include "crypto/inverse.h"
#include "crypto/jacobian.h"
#include "crypto/lazy_residue.h"
#include "crypto/nonce.h"
#include "crypto/overwrite_stack.h"
#include "crypto/prime_field.h"

namespace seiload::crypto {
namespace {

struct P256 {
  struct Prime {
    static constexpr Number<4> kModulus = {0xffffffffffffffff, 0x00000000ffffffff, 0, 0xffffffff00000001};
  };
  struct Order {
    static constexpr Number<4> kModulus = {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff,
                                           0xffffffff00000000};
  };
  using Field = LazyResidue<Prime, 54, 5>;
  using Scalar = Residue<Order>;
  static constexpr Field kB =
      Field::from({0x3bce3c3e27d2604b, 0x651d06b0cc53b0f6, 0xb3ebbd55769886bc, 0x5ac635d8aa3a93e7});
  static constexpr Field kX =
      Field::from({0xf4a13945d898c296, 0x77037d812deb33a0, 0xf8bce6e563a440f2, 0x6b17d1f2e12c4247});
  static constexpr Field kY =
      Field::from({0xcbb6406837bf51f5, 0x2bce33576b315ece, 0x8ee7eb4a7c0f9e16, 0x4fe342e2fe1a7f9b});
};

struct P384 {
  struct Prime {
    static constexpr Number<6> kModulus = {0x00000000ffffffff, 0xffffffff00000000, 0xfffffffffffffffe,
                                           0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff};
  };
  struct Order {
    static constexpr Number<6> kModulus = {0xecec196accc52973, 0x581a0db248b0a77a, 0xc7634d81f4372ddf,
                                           0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff};
  };
  using Field = LazyResidue<Prime, 57, 7>;
  using Scalar = Residue<Order>;
  static constexpr Field kB = Field::from({0x2a85c8edd3ec2aef, 0xc656398d8a2ed19d, 0x0314088f5013875a,
                                           0x181d9c6efe814112, 0x988e056be3f82d19, 0xb3312fa7e23ee7e4});
  static constexpr Field kX = Field::from({0x3a545e3872760ab7, 0x5502f25dbf55296c, 0x59f741e082542a38,
                                           0x6e1d3b628ba79b98, 0x8eb1c71ef320ad74, 0xaa87ca22be8b0537});
  static constexpr Field kY = Field::from({0x7a431d7c90ea0e5f, 0x0a60b1ce1d7e819d, 0xe9da3113b5f0b8c0,
                                           0xf8f41dbd289a147c, 0x5d9e98bf9292dc29, 0x3617de4a96262c6f});
};

// Requires bytes of 8 kWords.
template <std::size_t kWords>
Number<kWords> load(const std::uint8_t* bytes) {
  Number<kWords> number;
  for (std::size_t i = 0; i < kWords; ++i) number[kWords - 1 - i] = base::load_be64(bytes + 8 * i);
  return number;
}

template <std::size_t kWords>
void store(const Number<kWords>& number, std::uint8_t* bytes) {
  for (std::size_t i = 0; i < kWords; ++i) base::store_be64(bytes + 8 * i, number[kWords - 1 - i]);
}

// Big-endian bytes of any number; nothing if it needs more than kWords words.
template <std::size_t kWords>
std::optional<Number<kWords>> parse(base::ByteSpan bytes) {
  bytes = without_zeros_var(bytes);
  std::array<std::uint8_t, 8 * kWords> padded{};
  if (bytes.size() > padded.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), padded.end() - static_cast<std::ptrdiff_t>(bytes.size()));
  return load<kWords>(padded.data());
}

// In [1, n - 1]: all ones, else zero.
template <class Curve>
std::uint64_t scalar_mask(const Number<Curve::Field::kWords>& number) {
  const auto less = static_cast<unsigned>(is_less(number, Curve::Scalar::kModulus));
  return mask_of_bit(less & static_cast<unsigned>(!is_zero(number)));
}

template <class Curve>
std::optional<AffinePoint<Curve>> parse_point(base::ByteSpan bytes) {
  constexpr std::size_t kWords = Curve::Field::kWords, kSize = 8 * kWords;
  if (bytes.size() != 1 + 2 * kSize || bytes[0] != 0x04) return std::nullopt;
  const auto x = load<kWords>(&bytes[1]), y = load<kWords>(&bytes[1 + kSize]);
  if (!is_less(x, Curve::Field::kModulus) || !is_less(y, Curve::Field::kModulus)) return std::nullopt;
  const AffinePoint<Curve> point{Curve::Field::from(x), Curve::Field::from(y)};
  if (!point.is_on_curve()) return std::nullopt;
  return point;
}

// The digest's first bits as a number mod n (FIPS 186-5, section 6.4.1, steps 1 and 2).
template <class Curve>
typename Curve::Scalar digest_scalar(base::ByteSpan digest) {
  constexpr std::size_t kWords = Curve::Field::kWords;
  const auto number = parse<kWords>(digest.first(std::min(digest.size(), 8 * kWords)));
  return Curve::Scalar::from(*number);
}

template <class Curve>
typename Curve::Scalar inverse_var(const Number<Curve::Field::kWords>& number) {
  if constexpr (Curve::Field::kWords == 4) {
    static constexpr Modulus kModulus(Curve::Scalar::kModulus);
    return Curve::Scalar::from(crypto::inverse_var(number, kModulus));
  } else {
    return Curve::Scalar::from(number).inverse();
  }
}

template <class Curve>
bool verify(base::ByteSpan point, base::ByteSpan digest, base::ByteSpan r_bytes, base::ByteSpan s_bytes) {
  using Field = typename Curve::Field;
  using Scalar = typename Curve::Scalar;
  const auto key = parse_point<Curve>(point);
  const auto r = parse<Field::kWords>(r_bytes), s = parse<Field::kWords>(s_bytes);
  if (!key || !r || !s || (scalar_mask<Curve>(*r) & scalar_mask<Curve>(*s)) == 0) return false;
  const Scalar s_inverse = inverse_var<Curve>(*s);
  const auto of_g = (digest_scalar<Curve>(digest) * s_inverse).value();
  const auto of_key = (Scalar::from(*r) * s_inverse).value();
  const auto sum = double_multiply_var<Curve>(of_g, of_key, *key);
  if (!sum) return false;
  // x mod n = r: x is r, or r + n if that is in the field. x is X / Z^2.
  const auto z2 = sum->z.squared();
  if (Field::from(*r) * z2 == sum->x) return true;
  auto r_plus_n = *r;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < Field::kWords; ++i)
    r_plus_n[i] = add_carry(r_plus_n[i], Scalar::kModulus[i], carry);
  return carry == 0 && is_less(r_plus_n, Field::kModulus) && Field::from(r_plus_n) * z2 == sum->x;
}

constexpr AffinePoint<P256> kGenerator{P256::kX, P256::kY};

// Not inlined, so that all of its frame lies where overwrite_stack comes to write. Zero if the key is out of
// range: then the product is another one.
[[gnu::noinline]] std::uint64_t multiply_secret(const base::Bytes32& key, const AffinePoint<P256>& point,
                                                std::uint8_t* x, std::uint8_t* y) {
  auto k = load<4>(key.data());
  const std::uint64_t valid = scalar_mask<P256>(k);
  for (auto& word : k) word = (word & valid) | (1 & ~valid);
  const auto product = multiply(k, JacobianPoint<P256>::from(point)).affine();
  store(product.x.value(), x);
  if (y != nullptr) store(product.y.value(), y);
  return valid;
}

// FIPS 186-5, section 6.4.1, in a frame as above.
[[gnu::noinline]] std::uint64_t sign_secret(const base::Bytes32& key, base::ByteSpan digest,
                                            std::uint8_t* out) {
  using Scalar = P256::Scalar;
  const auto d = load<4>(key.data());
  const Scalar e = digest_scalar<P256>(digest);
  base::Bytes32 reduced_digest, candidate;
  store(e.value(), reduced_digest.data());
  for (NonceStream stream(key, reduced_digest);;) {
    candidate = stream.next();
    const auto k = load<4>(candidate.data());
    if (scalar_mask<P256>(k) == 0) continue;
    const auto point = multiply(k, JacobianPoint<P256>::from(kGenerator)).affine();
    const Scalar r = Scalar::from(point.x.value());
    const Scalar s = Scalar::from(k).inverse() * (e + r * Scalar::from(d));
    if (r.is_zero() || s.is_zero()) continue;
    store(r.value(), out);
    store(s.value(), out + 32);
    return scalar_mask<P256>(d);
  }
}

}  // namespace

bool is_point(NistCurve curve, base::ByteSpan point) {
  if (curve == NistCurve::p256) return parse_point<P256>(point).has_value();
  return parse_point<P384>(point).has_value();
}

bool ecdsa_verify(NistCurve curve, base::ByteSpan point, base::ByteSpan digest, base::ByteSpan r,
                  base::ByteSpan s) {
  return curve == NistCurve::p256 ? verify<P256>(point, digest, r, s) : verify<P384>(point, digest, r, s);
}

std::optional<std::array<std::uint8_t, 65>> p256_public(const base::Bytes32& key) {
  std::array<std::uint8_t, 65> out;
  out[0] = 0x04;
  const std::uint64_t valid = multiply_secret(key, kGenerator, &out[1], &out[33]);
  overwrite_stack();
  if (valid == 0) return std::nullopt;
  return out;
}

std::optional<base::Bytes32> p256_shared(const base::Bytes32& key, base::ByteSpan peer_point) {
  const auto point = parse_point<P256>(peer_point);
  if (!point) return std::nullopt;
  base::Bytes32 out;
  const std::uint64_t valid = multiply_secret(key, *point, out.data(), nullptr);
  overwrite_stack();
  if (valid == 0) return std::nullopt;
  return out;
}

std::optional<std::array<std::uint8_t, 64>> p256_sign(const base::Bytes32& key, base::ByteSpan digest) {
  std::array<std::uint8_t, 64> out;
  const std::uint64_t valid = sign_secret(key, digest, out.data());
  overwrite_stack();
  if (valid == 0) return std::nullopt;
  return out;
}

}  // namespace seiload::crypto
