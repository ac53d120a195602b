#pragma once
// The keys of account pools, derived from the run's seed, so that a later run with the same seed finds the
// same accounts and what they still own.

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace seiload::eth {

// The private key of account `index` of pool `pool`. A promise, for as long as the program lives: users fund
// the addresses. The key is the first of
//   keccak256("seiload pool key 1" || seed || pool || index || attempt),   attempt = 0, 1, 2, ...
// that is a valid secp256k1 key (attempt 0, but for one in 2^128). The text is 18 bytes of ASCII; the four
// numbers are 8 bytes each, big-endian. For load only: who knows the seed has the keys.
//   pool_key(7, 0, 0) = 0x43b33cc23cc1800d0cec590615b62abab7685620eb523e6115a69464a97ca944
base::Bytes32 pool_key(std::uint64_t seed, std::uint64_t pool, std::uint64_t index);

// out[i] = pool_key(seed, pool, first + i), hashed side by side.
void pool_keys(std::uint64_t seed, std::uint64_t pool, std::uint64_t first, std::span<base::Bytes32> out);

}  // namespace seiload::eth
