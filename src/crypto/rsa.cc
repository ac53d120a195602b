#include "crypto/rsa.h"

#include <algorithm>
#include <array>
#include <bit>

#include "crypto/big_endian.h"
#include "crypto/carry.h"
#include "crypto/rsa_encoding.h"

namespace seiload::crypto {
namespace {

constexpr std::size_t kFewestBits = 1024, kMostBits = 64 * Montgomery::kMaxWords;

// Requires no zeros in front.
std::size_t bit_size(base::ByteSpan number) {
  return number.empty() ? 0 : 8 * number.size() - static_cast<std::size_t>(std::countl_zero(number[0]));
}

std::size_t words_for(std::size_t bits) { return (bits + 63) / 64; }

bool is_odd(base::ByteSpan number) { return !number.empty() && (number.back() & 1) != 0; }

// addend + a b. Requires a and b of one size and an addend of that or less; the sum has twice as many words.
SecretWords multiply_add(const SecretWords& a, const SecretWords& b, const SecretWords& addend) {
  const std::size_t size = a.size();
  SecretWords sum(2 * size);
  std::copy_n(addend.data(), addend.size(), sum.data());
  for (std::size_t i = 0; i < size; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < size; ++j) sum[i + j] = mul_add(a[j], b[i], sum[i + j], carry);
    sum[i + size] = carry;
  }
  return sum;
}

}  // namespace

std::optional<RsaPublicKey> RsaPublicKey::make(base::ByteSpan modulus, base::ByteSpan exponent) {
  modulus = without_zeros_var(modulus);
  exponent = without_zeros_var(exponent);
  const std::size_t bits = bit_size(modulus);
  if (bits < kFewestBits || bits > kMostBits || !is_odd(modulus)) return std::nullopt;
  if (exponent.size() > 8 || !is_odd(exponent)) return std::nullopt;
  std::uint64_t number = 0;
  for (const std::uint8_t byte : exponent) number = number << 8 | byte;
  if (number < 3) return std::nullopt;
  return RsaPublicKey(Montgomery(SecretWords::from(modulus, words_for(bits))), bits, number);
}

std::optional<base::Bytes> RsaPublicKey::open(base::ByteSpan signature) const {
  if (signature.size() != size()) return std::nullopt;
  const auto number = SecretWords::from(signature, modulus_.size());
  const auto* const words = number.data();
  const auto* const modulus = modulus_.modulus().data();
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < number.size(); ++i) sub_borrow(words[i], modulus[i], borrow);
  if (borrow == 0) return std::nullopt;  // not less than the modulus
  base::Bytes message(size());
  modulus_.power_var(number, exponent_).store(message);
  return message;
}

bool RsaPublicKey::verify_pkcs1(HashAlgorithm algorithm, base::ByteSpan digest,
                                base::ByteSpan signature) const {
  const auto message = open(signature), expected = encode_pkcs1(algorithm, digest, size());
  return message && expected && *message == *expected;
}

bool RsaPublicKey::verify_pss(HashAlgorithm algorithm, base::ByteSpan digest,
                              base::ByteSpan signature) const {
  const auto message = open(signature);
  return message && check_pss(algorithm, digest, *message, bits_);
}

std::optional<RsaPrivateKey> RsaPrivateKey::make(const Parts& parts) {
  auto public_key = RsaPublicKey::make(parts.modulus, parts.public_exponent);
  const auto p = without_zeros_var(parts.p), q = without_zeros_var(parts.q);
  if (!public_key || !is_odd(p) || !is_odd(q)) return std::nullopt;
  // Twice as many words as the larger part has are those of the modulus, or one more.
  const std::size_t words = words_for(std::max(bit_size(p), bit_size(q)));
  const SecretWords& modulus = public_key->modulus_.modulus();
  if (2 * words != modulus.size() && 2 * words != modulus.size() + 1) return std::nullopt;
  const auto part = [words](base::ByteSpan bytes) -> std::optional<SecretWords> {
    bytes = without_zeros_var(bytes);
    if (bytes.size() > 8 * words) return std::nullopt;
    return SecretWords::from(bytes, words);
  };
  auto dp = part(parts.dp), dq = part(parts.dq), q_inverse = part(parts.q_inverse);
  if (!dp || !dq || !q_inverse) return std::nullopt;
  auto p_words = SecretWords::from(p, words), q_words = SecretWords::from(q, words);
  const auto product = multiply_add(p_words, q_words, SecretWords());
  for (std::size_t i = 0; i < product.size(); ++i)
    if (product[i] != (i < modulus.size() ? modulus[i] : 0)) return std::nullopt;

  if (bit_size(p) == 1 || bit_size(q) == 1) return std::nullopt;
  RsaPrivateKey key(std::move(*public_key), Montgomery(std::move(p_words)), Montgomery(std::move(q_words)),
                    std::move(*dp), std::move(*dq), std::move(*q_inverse));
  const std::array<std::uint8_t, 32> anything{};
  if (!key.sign_pkcs1(HashAlgorithm::sha256, anything)) return std::nullopt;
  return key;
}

std::optional<base::Bytes> RsaPrivateKey::seal(base::ByteSpan message) const {
  const std::size_t words = p_.size();
  const auto number = SecretWords::from(message, 2 * words);
  SecretWords of_p = p_.power(p_.reduce(number), dp_), q_inverse(words), wide(2 * words);
  const SecretWords of_q = q_.power(q_.reduce(number), dq_);
  std::copy_n(of_q.data(), words, wide.data());
  // h = (m_1 - m_2) q_inverse mod p; the message is m_2 + h q.
  p_.subtract(of_p.data(), p_.reduce(wide).data(), of_p.data());
  p_.enter(q_inverse_.data(), q_inverse.data());
  p_.multiply(of_p.data(), q_inverse.data(), of_p.data());
  base::Bytes signature(public_.size());
  multiply_add(of_p, q_.modulus(), of_q).store(signature);
  const auto opened = public_.open(signature);
  if (!opened || !std::equal(opened->begin(), opened->end(), message.begin(), message.end())) {
    base::wipe(signature.data(), signature.size());
    return std::nullopt;
  }
  return signature;
}

std::optional<base::Bytes> RsaPrivateKey::sign_pkcs1(HashAlgorithm algorithm, base::ByteSpan digest) const {
  const auto message = encode_pkcs1(algorithm, digest, public_.size());
  return message ? seal(*message) : std::nullopt;
}

std::optional<base::Bytes> RsaPrivateKey::sign_pss(HashAlgorithm algorithm, base::ByteSpan digest,
                                                   base::ByteSpan salt) const {
  const auto message = encode_pss(algorithm, digest, salt, public_.bits());
  return message ? seal(*message) : std::nullopt;
}

}  // namespace seiload::crypto
