#include "crypto/rsa_encoding.h"

#include <algorithm>
#include <array>
#include <span>

namespace seiload::crypto {
namespace {

// The DigestInfo of SHA-2 up to the digest (section 9.2, note 1): the object identifier's last number and the
// lengths differ.
std::array<std::uint8_t, 19> digest_info(HashAlgorithm algorithm) {
  const auto size = static_cast<std::uint8_t>(digest_size(algorithm));
  const auto number = static_cast<std::uint8_t>(size / 16 - 1);  // 1, 2 and 3
  return {0x30, static_cast<std::uint8_t>(17 + size), 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
          0x65, 0x03, 0x04, 0x02, number, 0x05, 0x00, 0x04, size};
}

// Appendix B.2.1: xors the mask onto `data`.
void apply_mask(HashAlgorithm algorithm, base::ByteSpan seed, std::span<std::uint8_t> data) {
  for (std::uint8_t counter = 0; !data.empty(); ++counter) {  // at most 32 blocks
    const std::array<std::uint8_t, 4> number = {0, 0, 0, counter};
    const Digest mask = Hasher(algorithm).update(seed).update(number).finish();
    const std::size_t count = std::min<std::size_t>(data.size(), mask.size);
    for (std::size_t i = 0; i < count; ++i) data[i] ^= mask.bytes[i];
    data = data.subspan(count);
  }
}

// H of section 9.1.1, step 6
Digest salted(HashAlgorithm algorithm, base::ByteSpan digest, base::ByteSpan salt) {
  constexpr std::array<std::uint8_t, 8> kZeros{};
  return Hasher(algorithm).update(kZeros).update(digest).update(salt).finish();
}

// The bits of the encoding's first byte that are in use.
std::uint8_t first_byte(std::size_t bits) {
  return static_cast<std::uint8_t>(0xff >> (8 * ((bits + 6) / 8) - (bits - 1)));
}

}  // namespace

std::optional<base::Bytes> encode_pkcs1(HashAlgorithm algorithm, base::ByteSpan digest, std::size_t size) {
  const auto info = digest_info(algorithm);
  constexpr std::size_t kFewestOnes = 8;
  if (digest.size() != digest_size(algorithm) || size < 3 + kFewestOnes + info.size() + digest.size())
    return std::nullopt;
  base::Bytes message(size, 0xff);
  message[0] = 0x00;
  message[1] = 0x01;
  auto at = message.end() - static_cast<std::ptrdiff_t>(info.size() + digest.size());
  *(at - 1) = 0x00;
  at = std::copy(info.begin(), info.end(), at);
  std::copy(digest.begin(), digest.end(), at);
  return message;
}

std::optional<base::Bytes> encode_pss(HashAlgorithm algorithm, base::ByteSpan digest, base::ByteSpan salt,
                                      std::size_t bits) {
  const std::size_t size = digest_size(algorithm), whole = (bits + 7) / 8, length = (bits + 6) / 8;
  if (digest.size() != size || salt.size() != size || length < 2 * size + 2) return std::nullopt;
  base::Bytes message(whole);
  const std::span encoded = std::span(message).last(length), data = encoded.first(length - size - 1);
  const Digest h = salted(algorithm, digest, salt);
  data[data.size() - size - 1] = 0x01;
  std::copy(salt.begin(), salt.end(), data.end() - static_cast<std::ptrdiff_t>(size));
  apply_mask(algorithm, h.span(), data);
  data[0] &= first_byte(bits);
  std::copy_n(h.bytes.begin(), size, encoded.begin() + static_cast<std::ptrdiff_t>(data.size()));
  encoded.back() = 0xbc;
  return message;
}

bool check_pss(HashAlgorithm algorithm, base::ByteSpan digest, base::ByteSpan message, std::size_t bits) {
  const std::size_t size = digest_size(algorithm), whole = (bits + 7) / 8, length = (bits + 6) / 8;
  if (digest.size() != size || message.size() != whole || length < 2 * size + 2) return false;
  if (whole != length && message[0] != 0) return false;
  const base::ByteSpan encoded = message.last(length), h = encoded.subspan(length - size - 1, size);
  base::Bytes data(encoded.begin(), encoded.end() - static_cast<std::ptrdiff_t>(size + 1));
  if (encoded.back() != 0xbc || (data[0] & ~first_byte(bits)) != 0) return false;
  apply_mask(algorithm, h, data);
  data[0] &= first_byte(bits);
  const std::size_t one = data.size() - size - 1;
  if (data[one] != 0x01 || std::any_of(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(one),
                                       [](std::uint8_t byte) { return byte != 0; }))
    return false;
  const Digest expected = salted(algorithm, digest, base::ByteSpan(data).last(size));
  return std::equal(h.begin(), h.end(), expected.bytes.begin());
}

}  // namespace seiload::crypto
