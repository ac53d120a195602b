#pragma once
// Byte strings and the few helpers every room needs for them.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace seiload::base {

using Bytes = std::vector<std::uint8_t>;
using ByteSpan = std::span<const std::uint8_t>;
using Bytes32 = std::array<std::uint8_t, 32>;  // digests, hashes, keys: big-endian where they are numbers

inline ByteSpan as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline void append(Bytes& out, ByteSpan bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

// One instruction or two: g++ 12 leaves a loop over the bytes as it is.
inline std::uint64_t swap_if_little(std::uint64_t word) {
  return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
}

inline std::uint64_t load_be64(const std::uint8_t* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return swap_if_little(word);
}

inline void store_be64(std::uint8_t* p, std::uint64_t value) {
  const std::uint64_t word = swap_if_little(value);
  std::memcpy(p, &word, sizeof word);
}

// For tables of hashes, which are as random as any hash of them.
struct HashOfBytes32 {
  std::size_t operator()(const Bytes32& hash) const noexcept { return load_be64(hash.data()); }
};

// Overwrites with zeros in a way the optimiser may not leave out: for secrets that are no longer needed.
void wipe(void* data, std::size_t size) noexcept;

}  // namespace seiload::base
