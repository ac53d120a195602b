#include "base/bytes.h"

#include <cstring>

namespace seiload::base {

void wipe(void* data, std::size_t size) noexcept {
  if (size == 0) return;
  std::memset(data, 0, size);
  asm volatile("" : : "r"(data) : "memory");  // the zeros may be read, says this: so they are written
}

}  // namespace seiload::base
