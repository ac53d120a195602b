#pragma once
// Randomness that nobody can guess: seeds that were not given, DNS query ids.

#include <cstdint>
#include <span>

namespace seiload::sys {

void fill_random(std::span<std::uint8_t> out);
std::uint64_t random_u64();

}  // namespace seiload::sys
