#include "crypto/aes_key.h"

#include <bit>
#include <cstring>

#include "base/check.h"

namespace seiload::crypto {

// Words hold a column's first byte lowest.
AesRoundKeys expand_aes_key(base::ByteSpan key, std::uint32_t (*substitute)(std::uint32_t)) {
  CHECK(key.size() == 16 || key.size() == 32);
  const std::size_t key_words = key.size() / 4, rounds = key_words + 6, words = 4 * (rounds + 1);
  std::uint32_t w[4 * (kMaxAesRounds + 1)];
  for (std::size_t i = 0; i < key_words; ++i)
    w[i] = std::uint32_t{key[4 * i]} | std::uint32_t{key[4 * i + 1]} << 8 |
           std::uint32_t{key[4 * i + 2]} << 16 | std::uint32_t{key[4 * i + 3]} << 24;
  std::uint32_t constant = 1;  // x^i in the field of 2^8
  for (std::size_t i = key_words; i < words; ++i) {
    std::uint32_t word = w[i - 1];
    if (i % key_words == 0) {
      word = substitute(std::rotr(word, 8)) ^ constant;
      constant = constant << 1 ^ (constant >> 7) * 0x11b;
    } else if (key_words == 8 && i % 8 == 4) {
      word = substitute(word);
    }
    w[i] = w[i - key_words] ^ word;
  }
  AesRoundKeys out;
  out.rounds = rounds;
  for (std::size_t i = 0; i < words; ++i)
    for (std::size_t k = 0; k < 4; ++k)
      out.bytes[i / 4][4 * (i % 4) + k] = static_cast<std::uint8_t>(w[i] >> (8 * k));
  base::wipe(w, sizeof w);
  return out;
}

}  // namespace seiload::crypto
