#pragma once
// Keccak-256 as Ethereum uses it: Keccak[512] with the original padding byte 0x01, not FIPS 202's SHA3-256
// (0x06). Pure functions; any thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace seiload::crypto {

base::Bytes32 keccak256(base::ByteSpan input);

// outputs[i] = keccak256(inputs[i]). Requires equal sizes. The way for many short inputs: wide code may take
// several at once here.
void keccak256_many(std::span<const base::ByteSpan> inputs, std::span<base::Bytes32> outputs);

// The same over input that comes in pieces. finish() is called once, last.
class Keccak256 {
 public:
  Keccak256& update(base::ByteSpan piece);
  base::Bytes32 finish();

 private:
  static constexpr std::size_t kRate = 136;  // bytes a permutation takes in: 200 - 2 * 32

  std::array<std::uint64_t, 25> state_{};  // lane (x, y) at x + 5 * y
  std::size_t filled_ = 0;                 // bytes of the current block already in the state, < kRate
};

}  // namespace seiload::crypto
