#include "crypto/aead.h"

#include "base/check.h"
#include "crypto/constant_time.h"
#include "crypto/cpu.h"
#include "crypto/stream_aead.h"

namespace seiload::crypto {

Aead::Aead(AeadAlgorithm algorithm, base::ByteSpan key) : cipher_(ChaCha20Poly1305(base::Bytes32{})) {
  CHECK(key.size() == key_size(algorithm));
  if (algorithm == AeadAlgorithm::chacha20_poly1305)
    cipher_.emplace<ChaCha20Poly1305>(key);
#if defined(__x86_64__)
  else if (use_aes_instructions())
    cipher_.emplace<AesNiGcm>(key);
#endif
  else
    cipher_.emplace<AesGcm>(key);
}

void Aead::seal(Nonce nonce, base::ByteSpan aad, base::ByteSpan plain, std::uint8_t* out) const {
  std::uint8_t* const tag = out + plain.size();
  const AeadCall call = {nonce.data(), aad.data(), aad.size(), plain.data(), plain.size(), out, tag};
  std::visit([&](const auto& cipher) { cipher.apply(true, call); }, cipher_);
}

bool Aead::open(Nonce nonce, base::ByteSpan aad, base::ByteSpan sealed, std::uint8_t* out) const {
  if (sealed.size() < kAeadTagSize) return false;
  const base::ByteSpan text = sealed.first(sealed.size() - kAeadTagSize);
  const base::ByteSpan expected = sealed.last(kAeadTagSize);
  std::uint8_t tag[kAeadTagSize];
  const AeadCall call = {nonce.data(), aad.data(), aad.size(), text.data(), text.size(), out, tag};
  std::visit([&](const auto& cipher) { cipher.apply(false, call); }, cipher_);
  if (equal_constant_time(tag, expected)) return true;
  base::wipe(out, text.size());
  return false;
}

}  // namespace seiload::crypto
