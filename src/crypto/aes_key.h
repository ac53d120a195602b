#pragma once
// AES's key expansion (FIPS 197, section 5.2), for both ways of the cipher. Pure; any thread.

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace seiload::crypto {

inline constexpr std::size_t kMaxAesRounds = 14;

// 16 bytes a round key, in the order in which they are added to the state.
struct AesRoundKeys {
  std::uint8_t bytes[kMaxAesRounds + 1][16];
  std::size_t rounds;

  AesRoundKeys() = default;
  AesRoundKeys(const AesRoundKeys&) = default;
  AesRoundKeys& operator=(const AesRoundKeys&) = default;
  ~AesRoundKeys() { base::wipe(this, sizeof *this); }
};

// `substitute` applies the S-box to each byte of a word. Requires a key of 16 or 32 bytes.
AesRoundKeys expand_aes_key(base::ByteSpan key, std::uint32_t (*substitute)(std::uint32_t));

}  // namespace seiload::crypto
