// Eight blocks of ChaCha20's key stream at a time. Built with flags of its own: see kernels.h.
#if defined(__x86_64__)

#include "crypto/chacha20_lanes.h"
#include "crypto/kernels.h"

namespace seiload::crypto::kernels {
namespace {

struct Eight {
  using Lanes [[gnu::vector_size(32)]] = std::uint32_t;
};
static_assert(sizeof(Eight::Lanes) == 4 * kChaChaAvx2);

}  // namespace

void chacha20_avx2(const std::uint32_t* state, std::uint8_t* out) {
  ChaChaLanes<Eight>::keystream(state, out);
}

}  // namespace seiload::crypto::kernels

#endif
