#include "crypto/sha256.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace seiload::crypto {
namespace {

using sha256_constants::kRound;
using State = std::array<std::uint32_t, 8>;

std::uint32_t load_be32(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 |
         std::uint32_t{p[3]};
}

// Everything of a round that does not move the variables along; the caller renames them instead.
inline void half_round(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t& d, std::uint32_t e,
                       std::uint32_t f, std::uint32_t g, std::uint32_t& h, std::uint32_t added) {
  h += added + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + (g ^ (e & (f ^ g)));
  d += h;
  h += (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) | (c & (a | b)));
}

void compress(State& state, const std::uint8_t* block) {
  std::array<std::uint32_t, 64> w;
  for (std::size_t i = 0; i < 16; ++i) w[i] = load_be32(block + 4 * i);
  for (std::size_t i = 16; i < 64; ++i) {
    const std::uint32_t x = w[i - 15], y = w[i - 2];
    w[i] = w[i - 16] + w[i - 7] + (std::rotr(x, 7) ^ std::rotr(x, 18) ^ x >> 3) +
           (std::rotr(y, 17) ^ std::rotr(y, 19) ^ y >> 10);
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t i = 0; i < 64; i += 8) {
    half_round(a, b, c, d, e, f, g, h, kRound[i] + w[i]);
    half_round(h, a, b, c, d, e, f, g, kRound[i + 1] + w[i + 1]);
    half_round(g, h, a, b, c, d, e, f, kRound[i + 2] + w[i + 2]);
    half_round(f, g, h, a, b, c, d, e, kRound[i + 3] + w[i + 3]);
    half_round(e, f, g, h, a, b, c, d, kRound[i + 4] + w[i + 4]);
    half_round(d, e, f, g, h, a, b, c, kRound[i + 5] + w[i + 5]);
    half_round(c, d, e, f, g, h, a, b, kRound[i + 6] + w[i + 6]);
    half_round(b, c, d, e, f, g, h, a, kRound[i + 7] + w[i + 7]);
  }
  const State added = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < 8; ++i) state[i] += added[i];
}

}  // namespace

Sha256& Sha256::update(base::ByteSpan piece) {
  if (piece.empty()) return *this;
  const std::size_t waiting = length_ % 64;
  length_ += piece.size();
  if (waiting + piece.size() < 64) {
    std::memcpy(block_.data() + waiting, piece.data(), piece.size());
    return *this;
  }
  std::size_t taken = 0;
  if (waiting != 0) {
    taken = 64 - waiting;
    std::memcpy(block_.data() + waiting, piece.data(), taken);
    compress(state_, block_.data());
  }
  for (; piece.size() - taken >= 64; taken += 64) compress(state_, piece.data() + taken);
  if (taken < piece.size()) std::memcpy(block_.data(), piece.data() + taken, piece.size() - taken);
  return *this;
}

base::Bytes32 Sha256::finish() {
  std::size_t waiting = length_ % 64;
  block_[waiting++] = 0x80;
  if (waiting > 56) {
    std::memset(block_.data() + waiting, 0, 64 - waiting);
    compress(state_, block_.data());
    waiting = 0;
  }
  std::memset(block_.data() + waiting, 0, 56 - waiting);
  base::store_be64(block_.data() + 56, length_ * 8);
  compress(state_, block_.data());
  base::Bytes32 digest;
  for (std::size_t i = 0; i < 4; ++i)
    base::store_be64(digest.data() + 8 * i, std::uint64_t{state_[2 * i]} << 32 | state_[2 * i + 1]);
  return digest;
}

base::Bytes32 sha256(base::ByteSpan input) { return Sha256().update(input).finish(); }

HmacSha256::HmacSha256(base::ByteSpan key) {
  std::array<std::uint8_t, 64> pad{};
  if (key.size() > pad.size()) {
    const base::Bytes32 shorter = sha256(key);
    std::copy(shorter.begin(), shorter.end(), pad.begin());
  } else {
    std::copy(key.begin(), key.end(), pad.begin());
  }
  for (auto& byte : pad) byte ^= 0x36;
  inner_.update(pad);
  for (auto& byte : pad) byte ^= 0x36 ^ 0x5c;
  outer_.update(pad);
}

base::Bytes32 HmacSha256::mac(base::ByteSpan message) const {
  const base::Bytes32 inside = Sha256(inner_).update(message).finish();
  return Sha256(outer_).update(inside).finish();
}

}  // namespace seiload::crypto
