#include "crypto/sha2.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "crypto/cpu.h"
#include "crypto/kernels.h"
#include "crypto/sha256_constants.h"

namespace seiload::crypto {
namespace {

// FIPS 180-4, sections 4.1, 4.2 and 5.3.
struct Rounds256 {
  static constexpr auto& kRound = sha256_constants::kRound;
  static constexpr int kSum0[3] = {2, 13, 22}, kSum1[3] = {6, 11, 25};      // rotations
  static constexpr int kMixed0[3] = {7, 18, 3}, kMixed1[3] = {17, 19, 10};  // two rotations and a shift
};

struct Rounds512 {
  static constexpr std::uint64_t kRound[80] = {
      0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
      0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
      0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
      0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
      0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
      0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
      0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
      0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
      0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
      0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
      0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
      0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
      0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
      0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
      0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
      0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};
  static constexpr int kSum0[3] = {28, 34, 39}, kSum1[3] = {14, 18, 41};
  static constexpr int kMixed0[3] = {1, 8, 7}, kMixed1[3] = {19, 61, 6};
};

template <class Kind>
constexpr std::array<typename Kind::Word, 8> kInitial{};
template <>
constexpr auto kInitial<Sha256Kind> = std::to_array(sha256_constants::kInitial);
template <>
constexpr std::array<std::uint64_t, 8> kInitial<Sha384Kind> = {
    0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
    0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4};
template <>
constexpr std::array<std::uint64_t, 8> kInitial<Sha512Kind> = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

template <class Word>
Word load_be(const std::uint8_t* p) {
  if constexpr (sizeof(Word) == 8)
    return base::load_be64(p);
  else
    return Word{p[0]} << 24 | Word{p[1]} << 16 | Word{p[2]} << 8 | Word{p[3]};
}

template <class Word>
Word rotated(Word x, const int (&by)[3]) {
  return std::rotr(x, by[0]) ^ std::rotr(x, by[1]) ^ std::rotr(x, by[2]);
}

template <class Word>
Word mixed(Word x, const int (&by)[3]) {
  return std::rotr(x, by[0]) ^ std::rotr(x, by[1]) ^ x >> by[2];
}

// Everything of a round that does not move the variables along; the caller renames them instead.
template <class Rounds, class Word>
inline void half_round(Word a, Word b, Word c, Word& d, Word e, Word f, Word g, Word& h, Word added) {
  h += added + rotated(e, Rounds::kSum1) + (g ^ (e & (f ^ g)));
  d += h;
  h += rotated(a, Rounds::kSum0) + ((a & b) | (c & (a | b)));
}

template <class Rounds, bool kWiped, class Word>
void compress(std::array<Word, 8>& state, const std::uint8_t* block) {
  constexpr std::size_t kRounds = std::size(Rounds::kRound);
  std::array<Word, kRounds> w;
  for (std::size_t i = 0; i < 16; ++i) w[i] = load_be<Word>(block + sizeof(Word) * i);
  for (std::size_t i = 16; i < kRounds; ++i)
    w[i] = w[i - 16] + w[i - 7] + mixed(w[i - 15], Rounds::kMixed0) + mixed(w[i - 2], Rounds::kMixed1);
  auto [a, b, c, d, e, f, g, h] = state;
  constexpr auto& kRound = Rounds::kRound;
  for (std::size_t i = 0; i < kRounds; i += 8) {
    half_round<Rounds>(a, b, c, d, e, f, g, h, kRound[i] + w[i]);
    half_round<Rounds>(h, a, b, c, d, e, f, g, kRound[i + 1] + w[i + 1]);
    half_round<Rounds>(g, h, a, b, c, d, e, f, kRound[i + 2] + w[i + 2]);
    half_round<Rounds>(f, g, h, a, b, c, d, e, kRound[i + 3] + w[i + 3]);
    half_round<Rounds>(e, f, g, h, a, b, c, d, kRound[i + 4] + w[i + 4]);
    half_round<Rounds>(d, e, f, g, h, a, b, c, kRound[i + 5] + w[i + 5]);
    half_round<Rounds>(c, d, e, f, g, h, a, b, kRound[i + 6] + w[i + 6]);
    half_round<Rounds>(b, c, d, e, f, g, h, a, kRound[i + 7] + w[i + 7]);
  }
  const std::array<Word, 8> added = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < 8; ++i) state[i] += added[i];
  if constexpr (kWiped) base::wipe(w.data(), sizeof w);
}

// Blocks one after another.
void compress(std::array<std::uint32_t, 8>& state, const std::uint8_t* blocks, std::size_t count = 1) {
#if defined(__x86_64__)
  if (current_path() != CpuPath::portable) {
    __asm__ volatile("vzeroupper" ::: "memory");  // see kernels.h
    return kernels::compress_sha256(state.data(), blocks, count);
  }
#endif
  for (; count > 0; --count, blocks += 64) compress<Rounds256, false>(state, blocks);
}
void compress(std::array<std::uint64_t, 8>& state, const std::uint8_t* blocks, std::size_t count = 1) {
  for (; count > 0; --count, blocks += 128) compress<Rounds512, true>(state, blocks);
}

}  // namespace

template <class Kind>
Sha2<Kind>::Sha2() : state_(kInitial<Kind>) {}

template <class Kind>
Sha2<Kind>& Sha2<Kind>::update(base::ByteSpan piece) {
  if (piece.empty()) return *this;
  const std::size_t waiting = length_ % kBlockSize;
  length_ += piece.size();
  if (waiting + piece.size() < kBlockSize) {
    std::memcpy(block_.data() + waiting, piece.data(), piece.size());
    return *this;
  }
  std::size_t taken = 0;
  if (waiting != 0) {
    taken = kBlockSize - waiting;
    std::memcpy(block_.data() + waiting, piece.data(), taken);
    compress(state_, block_.data());
  }
  const std::size_t whole = (piece.size() - taken) / kBlockSize;
  compress(state_, piece.data() + taken, whole);
  taken += whole * kBlockSize;
  if (taken < piece.size()) std::memcpy(block_.data(), piece.data() + taken, piece.size() - taken);
  return *this;
}

// The length stands in the last two words; ours fits into 64 bits of them.
template <class Kind>
typename Sha2<Kind>::Digest Sha2<Kind>::finish() {
  constexpr std::size_t kBeforeLength = kBlockSize - 2 * sizeof(Word);
  std::size_t waiting = length_ % kBlockSize;
  block_[waiting++] = 0x80;
  if (waiting > kBeforeLength) {
    std::memset(block_.data() + waiting, 0, kBlockSize - waiting);
    compress(state_, block_.data());
    waiting = 0;
  }
  std::memset(block_.data() + waiting, 0, kBlockSize - 8 - waiting);
  base::store_be64(block_.data() + kBlockSize - 8, length_ * 8);
  compress(state_, block_.data());
  Digest digest;
  for (std::size_t i = 0; i < digest.size() / 8; ++i) {
    std::uint64_t word = 0;
    if constexpr (sizeof(Word) == 8)
      word = state_[i];
    else
      word = std::uint64_t{state_[2 * i]} << 32 | state_[2 * i + 1];
    base::store_be64(digest.data() + 8 * i, word);
  }
  return digest;
}

template <class Kind>
void Sha2<Kind>::wipe() {
  base::wipe(block_.data(), block_.size());
  base::wipe(state_.data(), sizeof state_);
}

template <class Hash>
Hmac<Hash>::Hmac(base::ByteSpan key) {
  std::array<std::uint8_t, Hash::kBlockSize> pad{};
  if (key.size() > pad.size()) {
    const auto shorter = Hash().update(key).finish();
    std::copy(shorter.begin(), shorter.end(), pad.begin());
  } else {
    std::copy(key.begin(), key.end(), pad.begin());
  }
  for (auto& byte : pad) byte ^= 0x36;
  inner_.update(pad);
  for (auto& byte : pad) byte ^= 0x36 ^ 0x5c;
  outer_.update(pad);
  base::wipe(pad.data(), pad.size());
}

template <class Hash>
typename Hash::Digest Hmac<Hash>::mac_pieces(std::span<const base::ByteSpan> pieces) const {
  Hash inner = inner_;
  for (const base::ByteSpan piece : pieces) inner.update(piece);
  const auto inside = inner.finish();
  return Hash(outer_).update(inside).finish();
}

template <class Hash>
void Hmac<Hash>::wipe() {
  inner_.wipe();
  outer_.wipe();
}

template class Sha2<Sha256Kind>;
template class Sha2<Sha384Kind>;
template class Sha2<Sha512Kind>;
template class Hmac<Sha256>;
template class Hmac<Sha384>;
template class Hmac<Sha512>;

}  // namespace seiload::crypto
