#pragma once
// AES in constant time on any processor: eight blocks at a time, as bits side by side (bit b of all bytes of
// all blocks in one vector), so that the S-box is a circuit and not a table. Pure; any thread.

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/aes_key.h"

namespace seiload::crypto {

class AesBitsliced {
 public:
  static constexpr std::size_t kBlocks = 8;

  explicit AesBitsliced(base::ByteSpan key);  // requires 16 or 32 bytes
  AesBitsliced(const AesBitsliced&) = default;
  AesBitsliced& operator=(const AesBitsliced&) = default;
  ~AesBitsliced() { base::wipe(keys_, sizeof keys_); }

  void encrypt(const std::uint8_t (*in)[16], std::uint8_t (*out)[16]) const;  // kBlocks of them; may be equal

 private:
  std::uint64_t keys_[kMaxAesRounds + 1][8];  // bit by bit, for four blocks
  std::size_t rounds_;
};

}  // namespace seiload::crypto
