#pragma once
// What AES-GCM and ChaCha20-Poly1305 have in common: the first block of a key stream keys or masks the MAC,
// the rest is xored to the text, and the MAC takes the associated data, the ciphertext and both lengths, each
// filled up with zeros to 16 bytes. One pass over the text. Instantiated in files with flags of their own too
// (kernels.h): in an anonymous namespace.
//
// Cipher: kBatch and kReserved, bytes of key stream a call and of its first block; next(out), a batch of it;
// start(first), once, with the first block; absorb(data, size), filled up; finish(aad_size, text_size, tag).

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace seiload::crypto {

struct AeadCall {
  const std::uint8_t *nonce, *aad;
  std::size_t aad_size;
  const std::uint8_t* in;
  std::size_t size;
  std::uint8_t *out, *tag;
};

namespace {

// The text from call.in to call.out, which may be the same, and its tag; `seal`: the text is the plain one.
template <class Cipher>
[[gnu::always_inline]] inline void stream_aead(Cipher cipher, bool seal, const AeadCall& call) {
  alignas(64) std::uint8_t stream[Cipher::kBatch];
  cipher.next(stream);
  cipher.start(stream);
  cipher.absorb(call.aad, call.aad_size);
  std::size_t used = Cipher::kReserved;
  const std::size_t size = call.size;
  for (std::size_t done = 0; done < size;) {
    const std::uint8_t* const in = call.in + done;
    std::uint8_t* const out = call.out + done;
    if (used == Cipher::kBatch) {
      cipher.next(stream);
      used = 0;
    }
    const std::size_t count = size - done < Cipher::kBatch - used ? size - done : Cipher::kBatch - used;
    if (!seal) cipher.absorb(in, count);
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16) {
      std::uint64_t text[2], key[2];
      std::memcpy(text, in + i, 16);
      std::memcpy(key, stream + used + i, 16);
      text[0] ^= key[0];
      text[1] ^= key[1];
      std::memcpy(out + i, text, 16);
    }
    for (; i < count; ++i) out[i] = static_cast<std::uint8_t>(in[i] ^ stream[used + i]);
    if (seal) cipher.absorb(out, count);
    done += count;
    used += count;
  }
  cipher.finish(call.aad_size, size, call.tag);
  base::wipe(stream, sizeof stream);
}

}  // namespace
}  // namespace seiload::crypto
