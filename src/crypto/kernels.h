#pragma once
// What the files built for one kind of processor give to the others: each in a file of its own that is
// compiled with the flags it needs, and called only where cpu.h says so. Those files define nothing that
// another file could take in place of its own copy (tests/crypto/objects.sh), so the rest of the program runs
// anywhere.

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

#include "crypto/comb.h"

namespace seiload::crypto {
struct AeadCall;
struct AesRoundKeys;
struct Scalar;
struct SignJob;
namespace joint {
struct Job;
}
}  // namespace seiload::crypto

namespace seiload::crypto::kernels {

// out[i] = scalars[i] * G, for 1 to comb::kChunk of them, none zero. False, and nothing of use in `out`, if
// equal or opposite points met on the way. `sums` is room for comb::sums_size(count) bytes, aligned to 64.
bool mul_all_x86(const comb::Table& table, const comb::Recoded* scalars, std::size_t count,
                 comb::PointWords* out, std::byte* sums);
bool mul_all_avx512(const comb::Table& table, const comb::Recoded* scalars, std::size_t count,
                    comb::PointWords* out, std::byte* sums);

// points[i] += steps[i] for 1 to comb::kTogether of them; false, and nothing of use in `points`, if two are
// equal or opposite. `sums` is room for comb::kTogetherSize bytes.
bool add_each_x86(comb::PointWords* points, const comb::PointWords* steps, std::size_t count,
                  std::byte* sums);

// a * G + b * P of joint_sum.h; false if that is infinity.
bool joint_sum_x86(const comb::Table& table, const joint::Job& job, comb::PointWords* out);

// The inverses mod p of eight numbers, in place; called back by mul_all_avx512. False if one is zero.
bool invert_8_x86(std::uint64_t (*values)[4]);

// Signs 1 to comb::kChunk jobs, given their nonces, none zero, and nonces[i] * G. False, and nothing of use
// in jobs[i].signature, if a key is not in [1, n - 1], or some r or s is zero.
bool finish_all_avx512(const Scalar* nonces, const comb::PointWords* points, SignJob* jobs,
                       std::size_t count);

// The inverses mod n of eight numbers, none zero, in place; called back by finish_all_avx512.
void invert_8_mod_order(std::uint64_t (*values)[4]);

// The first nonce candidates of RFC 6979 for so many jobs side by side, word by word: tail holds the words of
// 0x00 || key || digest mod n || 0x80 0x00 0x00 (section 3.2, steps d and f) and out those of the candidates,
// big-endian numbers both. It takes SHA extensions in their old encoding: the caller clears the upper halves
// of the vector registers before, or every instruction waits for them (167 ns instead of 1 measured).
inline constexpr std::size_t kTailWords = 17, kShaLanes = 2;
void first_candidates_sha(const std::uint32_t (*tail)[kShaLanes], std::uint32_t (*out)[kShaLanes]);

// The same for sixteen jobs, from keys and digests mod n of 32 bytes to numbers of four words, the least
// significant first: laying out the words takes 4 ns a job here, 25 before.
inline constexpr std::size_t kWideLanes = 16;
void first_candidates_avx512(const std::uint8_t* const* keys, const std::uint8_t* const* digests,
                             std::uint64_t (*out)[4]);

// SHA-256 of so many blocks of 64 bytes on top of a state of eight words. The caller clears the upper halves
// of the vector registers before, too.
void compress_sha256(std::uint32_t* state, const std::uint8_t* blocks, std::size_t count);

// Keccak-f[1600] on states side by side: lane i of all states, then lane i + 1.
inline constexpr std::size_t kKeccakAvx2 = 4, kKeccakAvx512 = 8;
void keccak_f_avx2(std::uint64_t (*state)[kKeccakAvx2]);
void keccak_f_avx512(std::uint64_t (*state)[kKeccakAvx512]);

// So many blocks of ChaCha20's key stream (RFC 8439, section 2.3) one after the other: `state` is that of the
// first one.
inline constexpr std::size_t kChaChaAvx2 = 8, kChaChaAvx512 = 16;
void chacha20_avx2(const std::uint32_t* state, std::uint8_t* out);
void chacha20_avx512(const std::uint32_t* state, std::uint8_t* out);

// AES-GCM with AES and carry-less multiplication instructions: where cpu.h's use_aes_instructions() says so.
struct AesNiKey {
  alignas(16) std::uint8_t round_keys[15][16];
  std::uint8_t powers[8][16], mixed_powers[8][16];  // H^1 to H^8 times y; the sums of their halves
  std::size_t rounds;
};
std::uint32_t aes_ni_substitute(std::uint32_t word);  // the S-box, for the key expansion
void aes_ni_prepare(const AesRoundKeys& round_keys, AesNiKey& out);
void aes_ni_seal(const AesNiKey& key, const AeadCall& call);
void aes_ni_open(const AesNiKey& key, const AeadCall& call);

}  // namespace seiload::crypto::kernels

#endif
