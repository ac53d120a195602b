#pragma once
// AEAD_CHACHA20_POLY1305 (RFC 8439, section 2.8), behind crypto/aead.h. No branch or index depends on key or
// text. Any thread.

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace seiload::crypto {

struct AeadCall;

class ChaCha20Poly1305 {
 public:
  explicit ChaCha20Poly1305(base::ByteSpan key);  // requires 32 bytes
  ChaCha20Poly1305(const ChaCha20Poly1305&) = default;
  ChaCha20Poly1305& operator=(const ChaCha20Poly1305&) = default;
  ~ChaCha20Poly1305() { base::wipe(key_, sizeof key_); }

  // See stream_aead.h; below 2^38 bytes.
  void apply(bool seal, const AeadCall& call) const;

 private:
  std::uint32_t key_[8];
};

}  // namespace seiload::crypto
