#include "crypto/aes_gcm.h"

#include <cstring>

#include "crypto/stream_aead.h"

namespace seiload::crypto {
namespace {

base::Bytes32 hash_key_of(const AesBitsliced& aes) {
  std::uint8_t blocks[AesBitsliced::kBlocks][16] = {};
  aes.encrypt(blocks, blocks);
  base::Bytes32 out{};
  std::memcpy(out.data(), blocks[0], 16);
  return out;
}

class Cipher {
 public:
  static constexpr std::size_t kBatch = 16 * AesBitsliced::kBlocks, kReserved = 16;

  Cipher(const AesBitsliced& aes, const GhashKey& key, const std::uint8_t* nonce) : aes_(aes), key_(key) {
    std::memcpy(nonce_, nonce, sizeof nonce_);
  }

  void next(std::uint8_t* out) {
    std::uint8_t blocks[AesBitsliced::kBlocks][16];
    for (auto& block : blocks) {
      ++counter_;
      std::memcpy(block, nonce_, sizeof nonce_);
      for (std::size_t i = 0; i < 4; ++i) block[12 + i] = static_cast<std::uint8_t>(counter_ >> (24 - 8 * i));
    }
    aes_.encrypt(blocks, blocks);
    std::memcpy(out, blocks, sizeof blocks);
  }
  void start(const std::uint8_t* first) { std::memcpy(mask_, first, sizeof mask_); }
  void absorb(const std::uint8_t* data, std::size_t size) { hash_.absorb(key_, data, size); }
  void finish(std::uint64_t aad_size, std::uint64_t text_size, std::uint8_t* tag) {
    std::uint8_t sizes[16];
    base::store_be64(sizes, 8 * aad_size);
    base::store_be64(sizes + 8, 8 * text_size);
    absorb(sizes, sizeof sizes);
    base::store_be64(tag, hash_.high ^ base::load_be64(mask_));
    base::store_be64(tag + 8, hash_.low ^ base::load_be64(mask_ + 8));
  }

 private:
  const AesBitsliced& aes_;
  const GhashKey& key_;
  std::uint8_t nonce_[12], mask_[16] = {};
  std::uint32_t counter_ = 0;
  Ghash hash_;
};

}  // namespace

AesGcm::AesGcm(base::ByteSpan key) : aes_(key), ghash_(hash_key_of(aes_).data()) {}

void AesGcm::apply(bool seal, const AeadCall& call) const {
  stream_aead(Cipher(aes_, ghash_, call.nonce), seal, call);
}

#if defined(__x86_64__)

AesNiGcm::AesNiGcm(base::ByteSpan key) {
  const AesRoundKeys round_keys = expand_aes_key(key, kernels::aes_ni_substitute);
  kernels::aes_ni_prepare(round_keys, key_);
}

#endif

}  // namespace seiload::crypto
