#pragma once
// Poly1305 (RFC 8439, section 2.5) of data filled up with zeros to blocks, as ChaCha20-Poly1305 has it. One
// key for one tag. No branch or index depends on key or data, only on lengths. Any thread.

#include <cstddef>
#include <cstdint>

namespace seiload::crypto {

class Poly1305 {
 public:
  void start(const std::uint8_t* key);                            // of 32 bytes
  void absorb(const std::uint8_t* data, std::size_t size);        // its last block filled up with zeros
  void finish(std::uint8_t* tag);                                 // of 16 bytes; wipes the key
 private:
  void absorb_block(std::uint64_t low, std::uint64_t high);

  // The sum is h0 + h1 * 2^64 + h2 * 2^128, below 2^130 and a little.
  std::uint64_t h0_, h1_, h2_, r0_, r1_, s0_, s1_;
};

}  // namespace seiload::crypto
