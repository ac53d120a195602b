#include "crypto/chacha20_poly1305.h"

#include "base/check.h"
#include "crypto/chacha20_lanes.h"
#include "crypto/cpu.h"
#include "crypto/kernels.h"
#include "crypto/poly1305.h"
#include "crypto/stream_aead.h"

namespace seiload::crypto {
namespace {

std::uint32_t load_le32(const std::uint8_t* p) {
  return std::uint32_t{p[0]} | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16 |
         std::uint32_t{p[3]} << 24;
}

constexpr std::size_t kPortable = 4;
struct Four {
  using Lanes [[gnu::vector_size(4 * kPortable)]] = std::uint32_t;
};
void chacha20_portable(const std::uint32_t* state, std::uint8_t* out) {
  kernels::ChaChaLanes<Four>::keystream(state, out);
}

template <std::size_t kLanes, void (*keystream)(const std::uint32_t*, std::uint8_t*)>
class Cipher {
 public:
  static constexpr std::size_t kBatch = 64 * kLanes, kReserved = 64;

  Cipher(const std::uint32_t* key, const std::uint8_t* nonce)
      : state_{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574} {
    for (std::size_t i = 0; i < 8; ++i) state_[4 + i] = key[i];
    for (std::size_t i = 0; i < 3; ++i) state_[13 + i] = load_le32(nonce + 4 * i);
  }
  Cipher(const Cipher&) = default;
  Cipher& operator=(const Cipher&) = default;
  ~Cipher() { base::wipe(state_, sizeof state_); }

  void next(std::uint8_t* out) {
    keystream(state_, out);
    state_[12] += kLanes;
  }
  void start(const std::uint8_t* first) { mac_.start(first); }
  void absorb(const std::uint8_t* data, std::size_t size) { mac_.absorb(data, size); }
  void finish(std::uint64_t aad_size, std::uint64_t text_size, std::uint8_t* tag) {
    std::uint8_t sizes[16];
    base::store_be64(sizes, __builtin_bswap64(aad_size));
    base::store_be64(sizes + 8, __builtin_bswap64(text_size));
    mac_.absorb(sizes, sizeof sizes);
    mac_.finish(tag);
  }

 private:
  std::uint32_t state_[16];
  Poly1305 mac_{};
};

}  // namespace

ChaCha20Poly1305::ChaCha20Poly1305(base::ByteSpan key) {
  CHECK(key.size() == 32);
  for (std::size_t i = 0; i < 8; ++i) key_[i] = load_le32(key.data() + 4 * i);
}

void ChaCha20Poly1305::apply(bool seal, const AeadCall& call) const {
  const auto run = [&](const auto& cipher) { stream_aead(cipher, seal, call); };
#if defined(__x86_64__)
  if (current_path() == CpuPath::avx512)
    return run(Cipher<kernels::kChaChaAvx512, kernels::chacha20_avx512>(key_, call.nonce));
  if (current_path() == CpuPath::x86)
    return run(Cipher<kernels::kChaChaAvx2, kernels::chacha20_avx2>(key_, call.nonce));
#endif
  run(Cipher<kPortable, chacha20_portable>(key_, call.nonce));
}

}  // namespace seiload::crypto
