#include "crypto/aes_bitsliced.h"

#include <cstring>

namespace seiload::crypto {
namespace {

// Two times four blocks. Within a word of 64 bits, byte (row r, column c) of block k has bit 16r + 4c + k:
// what ShiftRows and MixColumns do is then to rotate groups of 16 bits.
using Lanes [[gnu::vector_size(16)]] = std::uint64_t;

// The circuit of Boyar and Peralta, "A new combinational logic minimization technique with applications to
// cryptology" (2010), figures 1 to 3, in its names: x0 and s0 are the highest bits.
[[gnu::always_inline]] inline void substitute(Lanes (&q)[8]) {
  const Lanes x0 = q[7], x1 = q[6], x2 = q[5], x3 = q[4], x4 = q[3], x5 = q[2], x6 = q[1], x7 = q[0];
  const Lanes y14 = x3 ^ x5, y13 = x0 ^ x6, y9 = x0 ^ x3, y8 = x0 ^ x5, a0 = x1 ^ x2, y1 = a0 ^ x7,
              y4 = y1 ^ x3, y12 = y13 ^ y14, y2 = y1 ^ x0, y5 = y1 ^ x6, y3 = y5 ^ y8, a1 = x4 ^ y12,
              y15 = a1 ^ x5, y20 = a1 ^ x1, y6 = y15 ^ x7, y10 = y15 ^ a0, y11 = y20 ^ y9, y7 = x7 ^ y11,
              y17 = y10 ^ y11, y19 = y10 ^ y8, y16 = a0 ^ y11, y21 = y13 ^ y16, y18 = x0 ^ y16;

  const Lanes t2 = y12 & y15, t3 = y3 & y6, t4 = t3 ^ t2, t5 = y4 & x7, t6 = t5 ^ t2, t7 = y13 & y16,
              t8 = y5 & y1, t9 = t8 ^ t7, t10 = y2 & y7, t11 = t10 ^ t7, t12 = y9 & y11, t13 = y14 & y17,
              t14 = t13 ^ t12, t15 = y8 & y10, t16 = t15 ^ t12, t17 = t4 ^ t14, t18 = t6 ^ t16,
              t19 = t9 ^ t14, t20 = t11 ^ t16, t21 = t17 ^ y20, t22 = t18 ^ y19, t23 = t19 ^ y21,
              t24 = t20 ^ y18;
  const Lanes t25 = t21 ^ t22, t26 = t21 & t23, t27 = t24 ^ t26, t28 = t25 & t27, t29 = t28 ^ t22,
              t30 = t23 ^ t24, t31 = t22 ^ t26, t32 = t31 & t30, t33 = t32 ^ t24, t34 = t23 ^ t33,
              t35 = t27 ^ t33, t36 = t24 & t35, t37 = t36 ^ t34, t38 = t27 ^ t36, t39 = t29 & t38,
              t40 = t25 ^ t39, t41 = t40 ^ t37, t42 = t29 ^ t33, t43 = t29 ^ t40, t44 = t33 ^ t37,
              t45 = t42 ^ t41;
  const Lanes z0 = t44 & y15, z1 = t37 & y6, z2 = t33 & x7, z3 = t43 & y16, z4 = t40 & y1, z5 = t29 & y7,
              z6 = t42 & y11, z7 = t45 & y17, z8 = t41 & y10, z9 = t44 & y12, z10 = t37 & y3, z11 = t33 & y4,
              z12 = t43 & y13, z13 = t40 & y5, z14 = t29 & y2, z15 = t42 & y9, z16 = t45 & y14,
              z17 = t41 & y8;

  const Lanes t46 = z15 ^ z16, t47 = z10 ^ z11, t48 = z5 ^ z13, t49 = z9 ^ z10, t50 = z2 ^ z12,
              t51 = z2 ^ z5, t52 = z7 ^ z8, t53 = z0 ^ z3, t54 = z6 ^ z7, t55 = z16 ^ z17, t56 = z12 ^ t48,
              t57 = t50 ^ t53, t58 = z4 ^ t46, t59 = z3 ^ t54, t60 = t46 ^ t57, t61 = z14 ^ t57,
              t62 = t52 ^ t58, t63 = t49 ^ t58, t64 = z4 ^ t59, t65 = t61 ^ t62, t66 = z1 ^ t63,
              t67 = t64 ^ t65, s3 = t53 ^ t66;
  q[7] = t59 ^ t63;
  q[6] = t64 ^ ~s3;
  q[5] = t55 ^ ~t67;
  q[4] = s3;
  q[3] = t51 ^ t66;
  q[2] = t47 ^ t65;
  q[1] = t56 ^ ~t62;
  q[0] = t48 ^ ~t60;
}

[[gnu::always_inline]] inline void swap_bits(Lanes& a, Lanes& b, std::uint64_t mask, int by) {
  const Lanes difference = (a >> by ^ b) & mask;
  b ^= difference;
  a ^= difference << by;
}

// From bit k of byte m of word j to bit j of byte m of word k, and back.
[[gnu::always_inline]] inline void transpose(Lanes (&q)[8]) {
  for (std::size_t i = 0; i < 8; i += 2) swap_bits(q[i], q[i + 1], 0x5555555555555555, 1);
  for (std::size_t i = 0; i < 8; i += i % 4 == 1 ? 3 : 1) swap_bits(q[i], q[i + 2], 0x3333333333333333, 2);
  for (std::size_t i = 0; i < 4; ++i) swap_bits(q[i], q[i + 4], 0x0f0f0f0f0f0f0f0f, 4);
}

// The bytes of a column with room for those of another between them.
std::uint64_t spread(const std::uint8_t* column) {
  return std::uint64_t{column[0]} | std::uint64_t{column[1]} << 16 |
         std::uint64_t{column[2]} << 32 | std::uint64_t{column[3]} << 48;
}

void gather(std::uint64_t word, std::uint8_t* column) {
  for (int i = 0; i < 4; ++i) column[i] = static_cast<std::uint8_t>(word >> (16 * i));
}

// Word 4s + k has columns s and s + 2 of block k.
void slice(const std::uint8_t (*blocks)[16], Lanes (&q)[8]) {
  for (std::size_t half = 0; half < 2; ++half)
    for (std::size_t k = 0; k < 4; ++k)
      for (std::size_t s = 0; s < 2; ++s) {
        const std::uint8_t* const block = blocks[4 * half + k];
        q[4 * s + k][half] = spread(block + 4 * s) | spread(block + 4 * s + 8) << 8;
      }
  transpose(q);
}

void unslice(Lanes (&q)[8], std::uint8_t (*blocks)[16]) {
  transpose(q);
  for (std::size_t half = 0; half < 2; ++half)
    for (std::size_t k = 0; k < 4; ++k)
      for (std::size_t s = 0; s < 2; ++s) {
        std::uint8_t* const block = blocks[4 * half + k];
        const std::uint64_t word = q[4 * s + k][half];
        gather(word, block + 4 * s);
        gather(word >> 8, block + 4 * s + 8);
      }
}

[[gnu::always_inline]] inline void add_round_key(Lanes (&q)[8], const std::uint64_t (&key)[8]) {
  for (std::size_t i = 0; i < 8; ++i) q[i] ^= key[i];
}

[[gnu::always_inline]] inline void shift_rows(Lanes (&q)[8]) {
  for (Lanes& a : q)
    a = (a & 0x000000000000ffff) | (a >> 4 & 0x000000000fff0000) | (a << 12 & 0x00000000f0000000) |
        ((a >> 8 & 0x000000ff00000000) | (a << 8 & 0x0000ff0000000000)) |
        ((a >> 12 & 0x000f000000000000) | (a << 4 & 0xfff0000000000000));
}

[[gnu::always_inline]] inline void mix_columns(Lanes (&q)[8]) {
  Lanes next[8], sum[8];  // the row below, and the sum with it
  for (std::size_t i = 0; i < 8; ++i) {
    next[i] = q[i] >> 16 | q[i] << 48;
    sum[i] = q[i] ^ next[i];
  }
  for (std::size_t i = 0; i < 8; ++i) {
    Lanes twice = sum[(i + 7) % 8];  // times x modulo x^8 + x^4 + x^3 + x + 1
    if (i == 1 || i == 3 || i == 4) twice ^= sum[7];
    q[i] = twice ^ next[i] ^ (sum[i] >> 32 | sum[i] << 32);
  }
}

std::uint32_t substitute_word(std::uint32_t word) {
  Lanes q[8] = {};
  q[0][0] = word;
  transpose(q);
  substitute(q);
  transpose(q);
  return static_cast<std::uint32_t>(q[0][0]);
}

}  // namespace

AesBitsliced::AesBitsliced(base::ByteSpan key) {
  const AesRoundKeys round_keys = expand_aes_key(key, substitute_word);
  rounds_ = round_keys.rounds;
  for (std::size_t round = 0; round <= rounds_; ++round) {
    std::uint8_t same[kBlocks][16];
    for (auto& block : same) std::memcpy(block, round_keys.bytes[round], 16);
    Lanes q[8];
    slice(same, q);
    for (std::size_t i = 0; i < 8; ++i) keys_[round][i] = q[i][0];
  }
}

void AesBitsliced::encrypt(const std::uint8_t (*in)[16], std::uint8_t (*out)[16]) const {
  Lanes q[8];
  slice(in, q);
  add_round_key(q, keys_[0]);
  for (std::size_t round = 1; round < rounds_; ++round) {
    substitute(q);
    shift_rows(q);
    mix_columns(q);
    add_round_key(q, keys_[round]);
  }
  substitute(q);
  shift_rows(q);
  add_round_key(q, keys_[rounds_]);
  unslice(q, out);
}

}  // namespace seiload::crypto
