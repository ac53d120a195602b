#pragma once
// AES-GCM (FIPS 197, NIST SP 800-38D) with keys of 128 and 256 bits, behind crypto/aead.h: AesGcm for any
// processor (bitsliced, GHASH by multiplications; no table), AesNiGcm with AES and carry-less multiplication
// instructions. No branch or index depends on key or text. Any thread.

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/aes_bitsliced.h"
#include "crypto/ghash.h"
#include "crypto/kernels.h"

namespace seiload::crypto {

struct AeadCall;

class AesGcm {
 public:
  explicit AesGcm(base::ByteSpan key);  // requires 16 or 32 bytes

  // See stream_aead.h.
  void apply(bool seal, const AeadCall& call) const;

 private:
  AesBitsliced aes_;
  GhashKey ghash_;
};

#if defined(__x86_64__)

// Requires use_aes_instructions() of cpu.h.
class AesNiGcm {
 public:
  explicit AesNiGcm(base::ByteSpan key);  // requires 16 or 32 bytes
  AesNiGcm(const AesNiGcm&) = default;
  AesNiGcm& operator=(const AesNiGcm&) = default;
  ~AesNiGcm() { base::wipe(&key_, sizeof key_); }

  void apply(bool seal, const AeadCall& call) const {
    (seal ? kernels::aes_ni_seal : kernels::aes_ni_open)(key_, call);
  }

 private:
  kernels::AesNiKey key_;
};

#endif

}  // namespace seiload::crypto
