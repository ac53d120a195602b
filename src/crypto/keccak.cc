#include "crypto/keccak.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"
#include "crypto/cpu.h"
#include "crypto/kernels.h"

namespace seiload::crypto {
namespace {

using State = std::array<std::uint64_t, 25>;

// Keccak reference (keccak.team), "Specifications summary": iota's constants and rho's offsets.
constexpr std::array<std::uint64_t, 24> kRoundConstants = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

// One output row of chi from five lanes that rho and pi brought together.
inline void chi(std::uint64_t* row, std::uint64_t b0, std::uint64_t b1, std::uint64_t b2, std::uint64_t b3,
                std::uint64_t b4) {
  row[0] = b0 ^ (~b1 & b2);
  row[1] = b1 ^ (~b2 & b3);
  row[2] = b2 ^ (~b3 & b4);
  row[3] = b3 ^ (~b4 & b0);
  row[4] = b4 ^ (~b0 & b1);
}

// One round from `a` into `e`. Reading and writing different arrays saves the copies an in-place round needs.
inline void round(const State& a, State& e, std::uint64_t constant) {
  const std::uint64_t c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
  const std::uint64_t c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
  const std::uint64_t c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
  const std::uint64_t c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
  const std::uint64_t c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
  const std::uint64_t d0 = c4 ^ std::rotl(c1, 1);
  const std::uint64_t d1 = c0 ^ std::rotl(c2, 1);
  const std::uint64_t d2 = c1 ^ std::rotl(c3, 1);
  const std::uint64_t d3 = c2 ^ std::rotl(c4, 1);
  const std::uint64_t d4 = c3 ^ std::rotl(c0, 1);
  chi(&e[0], a[0] ^ d0, std::rotl(a[6] ^ d1, 44), std::rotl(a[12] ^ d2, 43), std::rotl(a[18] ^ d3, 21),
      std::rotl(a[24] ^ d4, 14));
  e[0] ^= constant;
  chi(&e[5], std::rotl(a[3] ^ d3, 28), std::rotl(a[9] ^ d4, 20), std::rotl(a[10] ^ d0, 3),
      std::rotl(a[16] ^ d1, 45), std::rotl(a[22] ^ d2, 61));
  chi(&e[10], std::rotl(a[1] ^ d1, 1), std::rotl(a[7] ^ d2, 6), std::rotl(a[13] ^ d3, 25),
      std::rotl(a[19] ^ d4, 8), std::rotl(a[20] ^ d0, 18));
  chi(&e[15], std::rotl(a[4] ^ d4, 27), std::rotl(a[5] ^ d0, 36), std::rotl(a[11] ^ d1, 10),
      std::rotl(a[17] ^ d2, 15), std::rotl(a[23] ^ d3, 56));
  chi(&e[20], std::rotl(a[2] ^ d2, 62), std::rotl(a[8] ^ d3, 55), std::rotl(a[14] ^ d4, 39),
      std::rotl(a[15] ^ d0, 41), std::rotl(a[21] ^ d1, 2));
}

void permute(State& state) {
  State other;
  for (std::size_t i = 0; i < kRoundConstants.size(); i += 2) {
    round(state, other, kRoundConstants[i]);
    round(other, state, kRoundConstants[i + 1]);
  }
}

// Lanes are little-endian (FIPS 202, appendix B.1).
std::uint64_t load_le64(const std::uint8_t* p) {
  if constexpr (std::endian::native ==
                std::endian::little) {  // g++ 12 leaves the loop below as one over bytes
    std::uint64_t value;
    std::memcpy(&value, p, sizeof value);
    return value;
  }
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | p[i];
  return value;
}

void store_le64(std::uint8_t* p, std::uint64_t value) {
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(p, &value, sizeof value);
    return;
  }
  for (int i = 0; i < 8; ++i) p[i] = static_cast<std::uint8_t>(value >> 8 * i);
}

}  // namespace

Keccak256& Keccak256::update(base::ByteSpan piece) {
  const auto add_byte = [this](std::uint8_t byte) {
    state_[filled_ / 8] ^= std::uint64_t{byte} << 8 * (filled_ % 8);
    if (++filled_ == kRate) {
      permute(state_);
      filled_ = 0;
    }
  };
  std::size_t i = 0;
  while (i < piece.size() && filled_ % 8 != 0) add_byte(piece[i++]);
  for (; piece.size() - i >= 8; i += 8) {
    state_[filled_ / 8] ^= load_le64(&piece[i]);
    filled_ += 8;
    if (filled_ == kRate) {
      permute(state_);
      filled_ = 0;
    }
  }
  while (i < piece.size()) add_byte(piece[i++]);
  return *this;
}

base::Bytes32 Keccak256::finish() {
  state_[filled_ / 8] ^= std::uint64_t{0x01} << 8 * (filled_ % 8);
  state_[kRate / 8 - 1] ^= std::uint64_t{0x80} << 56;
  permute(state_);
  base::Bytes32 digest;
  for (std::size_t i = 0; i < digest.size() / 8; ++i) store_le64(&digest[8 * i], state_[i]);
  return digest;
}

base::Bytes32 keccak256(base::ByteSpan input) { return Keccak256().update(input).finish(); }

#if defined(__x86_64__)
namespace {

// The bytes behind the last whole word.
std::uint64_t last_word(base::ByteSpan bytes) {
  const std::size_t left = bytes.size() % 8;
  std::uint8_t word[8] = {};
  std::copy(bytes.end() - static_cast<std::ptrdiff_t>(left), bytes.end(), word);
  return load_le64(word);
}

// Takes up to `Lanes` inputs side by side. Each is absorbed block by block; one that is shorter than others
// is done earlier, and its lane runs on with what nobody reads.
template <std::size_t Lanes, class Permute>
void hash_side_by_side(std::span<const base::ByteSpan> inputs, std::span<base::Bytes32> outputs,
                       const Permute& permute_all) {
  constexpr std::size_t kRate = 136;
  alignas(64) std::uint64_t state[25][Lanes] = {};
  std::size_t blocks = 0;
  for (const auto& input : inputs) blocks = std::max(blocks, input.size() / kRate + 1);
  for (std::size_t block = 0; block < blocks; ++block) {
    for (std::size_t lane = 0; lane < inputs.size(); ++lane) {
      const base::ByteSpan input = inputs[lane];
      const std::size_t last = input.size() / kRate;
      if (block > last) continue;
      const base::ByteSpan rest = input.subspan(block * kRate);
      if (block < last) {
        for (std::size_t i = 0; i < kRate / 8; ++i) state[i][lane] ^= load_le64(&rest[8 * i]);
        continue;
      }
      const std::size_t words = rest.size() / 8;
      for (std::size_t i = 0; i < words; ++i) state[i][lane] ^= load_le64(&rest[8 * i]);
      state[words][lane] ^= last_word(rest) | std::uint64_t{0x01} << 8 * (rest.size() % 8);
      state[kRate / 8 - 1][lane] ^= std::uint64_t{0x80} << 56;
    }
    permute_all(state);
    for (std::size_t lane = 0; lane < inputs.size(); ++lane) {
      if (inputs[lane].size() / kRate != block) continue;
      for (std::size_t i = 0; i < outputs[lane].size() / 8; ++i)
        store_le64(&outputs[lane][8 * i], state[i][lane]);
    }
  }
}

}  // namespace
#endif

void keccak256_many(std::span<const base::ByteSpan> inputs, std::span<base::Bytes32> outputs) {
  CHECK(inputs.size() == outputs.size());
  std::size_t i = 0;
#if defined(__x86_64__)
  // A batch in lanes takes as long as one or two hashes alone.
  if (current_path() == CpuPath::avx512) {
    for (std::size_t count; inputs.size() - i > 2; i += count) {
      count = std::min(kernels::kKeccakAvx512, inputs.size() - i);
      hash_side_by_side<kernels::kKeccakAvx512>(inputs.subspan(i, count), outputs.subspan(i, count),
                                                kernels::keccak_f_avx512);
    }
  } else if (current_path() == CpuPath::x86) {
    for (std::size_t count; inputs.size() - i > 1; i += count) {
      count = std::min(kernels::kKeccakAvx2, inputs.size() - i);
      hash_side_by_side<kernels::kKeccakAvx2>(inputs.subspan(i, count), outputs.subspan(i, count),
                                              kernels::keccak_f_avx2);
    }
  }
#endif
  for (; i < inputs.size(); ++i) outputs[i] = keccak256(inputs[i]);
}

}  // namespace seiload::crypto
