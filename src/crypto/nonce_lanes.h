#pragma once
// RFC 6979, section 3.2, for many jobs side by side: the steps of nonce.h with a number's words instead of
// bytes, each word standing for as many as an engine E holds. 16 compressions a job: those that hash only
// what is known beforehand are constants.
//
// E gives Word; set1(value), the same for every job; mix(a, b), exclusive or; and compress(state, block),
// SHA-256's. In files compiled with flags of their own, E belongs to an anonymous namespace, so that nothing
// here is shared.

#include <cstddef>
#include <cstdint>

#include "crypto/sha256_constants.h"

namespace seiload::crypto::kernels {
namespace {

using sha256_constants::kInitial;
using sha256_constants::kRound;

// The states after HMAC's first blocks for the key of step c, all zeros.
constexpr std::uint32_t kZeroKeyInner[8] = {0xf454dead, 0x9725214f, 0x90daf2a0, 0xdf1228ea,
                                            0x64e5750f, 0xa3924181, 0x824a932b, 0xf8e04e32};
constexpr std::uint32_t kZeroKeyOuter[8] = {0xd385480f, 0x7abb6477, 0x37c9c538, 0x5dd82467,
                                            0x8e043a72, 0x753434b0, 0xdeb82818, 0x361d45a6};

template <class E>
struct NonceLanes {
  using Word = typename E::Word;

  struct Number {
    Word word[8];  // big-endian: the most significant first
  };

  struct Keyed {  // HMAC with its key taken in
    Number inner, outer;
  };

  static Number constant(const std::uint32_t* words) {
    Number out;
    for (std::size_t i = 0; i < 8; ++i) out.word[i] = E::set1(words[i]);
    return out;
  }

  static Number after_pad(const Number& key, std::uint32_t pad) {
    Word block[16];
    for (std::size_t i = 0; i < 8; ++i) block[i] = E::mix(key.word[i], E::set1(pad));
    for (std::size_t i = 8; i < 16; ++i) block[i] = E::set1(pad);
    Number state = constant(kInitial);
    E::compress(state.word, block);
    return state;
  }

  static Keyed keyed(const Number& key) { return {after_pad(key, 0x36363636), after_pad(key, 0x5c5c5c5c)}; }

  // Ends a hash whose block so far was the pad and whose rest is this number.
  static Number finish(Number state, const Number& message) {
    Word block[16];
    for (std::size_t i = 0; i < 8; ++i) block[i] = message.word[i];
    block[8] = E::set1(0x80000000);
    for (std::size_t i = 9; i < 15; ++i) block[i] = E::set1(0);
    block[15] = E::set1((64 + 32) * 8);
    E::compress(state.word, block);
    return state;
  }

  static Number mac(const Keyed& k, const Number& message) {
    return finish(k.outer, finish(k.inner, message));
  }

  // Of V || tag || key || digest: 97 bytes, of which `tail` holds all but V.
  static Number seeded(const Keyed& k, const Number& v, std::uint32_t tag, const Word* tail) {
    Number state = k.inner;
    Word block[16];
    for (std::size_t i = 0; i < 8; ++i) block[i] = v.word[i];
    for (std::size_t i = 0; i < 8; ++i) block[8 + i] = tail[i];
    block[8] = E::mix(block[8], E::set1(tag << 24));
    E::compress(state.word, block);
    for (std::size_t i = 0; i < 9; ++i) block[i] = tail[8 + i];
    for (std::size_t i = 9; i < 15; ++i) block[i] = E::set1(0);
    block[15] = E::set1((64 + 97) * 8);
    E::compress(state.word, block);
    return finish(k.outer, state);
  }

  static Number first_candidate(const Word* tail) {
    constexpr std::uint32_t kOnes[8] = {0x01010101, 0x01010101, 0x01010101, 0x01010101,
                                        0x01010101, 0x01010101, 0x01010101, 0x01010101};
    Keyed k{constant(kZeroKeyInner), constant(kZeroKeyOuter)};
    Number v = constant(kOnes);
    for (std::uint32_t tag = 0; tag < 2; ++tag) {
      k = keyed(seeded(k, v, tag, tail));
      v = mac(k, v);
    }
    return mac(k, v);
  }
};

}  // namespace
}  // namespace seiload::crypto::kernels
