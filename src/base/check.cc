#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace seiload::base {

void check_failed(const char* file, int line, const char* condition) noexcept {
  std::fprintf(stderr, "seiload: bug: %s:%d: CHECK(%s) failed\n", file, line, condition);
  std::abort();
}

}  // namespace seiload::base
