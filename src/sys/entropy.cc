#include "sys/entropy.h"

#include <unistd.h>

#include <algorithm>

#include "base/check.h"

namespace seiload::sys {

void fill_random(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const std::size_t piece = std::min<std::size_t>(out.size(), 256);  // getentropy's bound
    CHECK(::getentropy(out.data(), piece) == 0);
    out = out.subspan(piece);
  }
}

std::uint64_t random_u64() {
  std::uint64_t value = 0;
  fill_random({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
  return value;
}

}  // namespace seiload::sys
