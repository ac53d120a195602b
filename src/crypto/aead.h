#pragma once
// The AEADs of TLS: AES-GCM (NIST SP 800-38D) and ChaCha20-Poly1305 (RFC 8439), with nonces of 12 bytes and
// tags of 16. A key's schedule is made once and wiped at the end; nothing allocates. No branch or index
// depends on a key or a text, only on lengths, on every processor. The implementation is chosen when the key
// is made (crypto/cpu.h). The caller must never use a nonce twice with a key. Texts are below 2^36 - 32
// bytes. Thread rule: const functions from any thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "base/bytes.h"
#include "crypto/aes_gcm.h"
#include "crypto/chacha20_poly1305.h"

namespace seiload::crypto {

enum class AeadAlgorithm : std::uint8_t { aes_128_gcm, aes_256_gcm, chacha20_poly1305 };

inline constexpr std::size_t kAeadTagSize = 16, kAeadNonceSize = 12;

constexpr std::size_t key_size(AeadAlgorithm algorithm) {
  return algorithm == AeadAlgorithm::aes_128_gcm ? 16 : 32;
}

class Aead {
 public:
  using Nonce = std::span<const std::uint8_t, kAeadNonceSize>;

  Aead(AeadAlgorithm algorithm, base::ByteSpan key);  // requires key_size(algorithm) bytes

  // Writes the ciphertext and its tag, plain.size() + 16 bytes; `out` may be plain.data().
  void seal(Nonce nonce, base::ByteSpan aad, base::ByteSpan plain, std::uint8_t* out) const;

  // Writes the plain text, 16 bytes less, if the tag is right; else, or if there is none, false, and nothing
  // of the plain text stays in `out`. `out` may be sealed.data().
  bool open(Nonce nonce, base::ByteSpan aad, base::ByteSpan sealed, std::uint8_t* out) const;

 private:
#if defined(__x86_64__)
  std::variant<ChaCha20Poly1305, AesGcm, AesNiGcm> cipher_;
#else
  std::variant<ChaCha20Poly1305, AesGcm> cipher_;
#endif
};

}  // namespace seiload::crypto
