#include "crypto/overwrite_stack.h"

#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace seiload::crypto {

[[gnu::noinline]] void overwrite_stack() {
  std::array<std::uint8_t, 16 * 1024> space;
  base::wipe(space.data(), space.size());
}

}  // namespace seiload::crypto
