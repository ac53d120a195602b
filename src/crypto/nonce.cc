#include "crypto/nonce.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "crypto/cpu.h"
#include "crypto/kernels.h"

namespace seiload::crypto {
namespace {

constexpr base::Bytes32 kZeros{};
constexpr base::Bytes32 kOnes = [] {
  base::Bytes32 ones{};
  ones.fill(0x01);
  return ones;
}();

// The K of steps d and f: HMAC_K(V || tag || int2octets(key) || bits2octets(digest)).
HmacSha256 seeded_key(const HmacSha256& k, const base::Bytes32& v, std::uint8_t tag, const base::Bytes32& key,
                      const base::Bytes32& reduced_digest) {
  std::array<std::uint8_t, 97> message;
  auto at = std::copy(v.begin(), v.end(), message.begin());
  *at++ = tag;
  at = std::copy(key.begin(), key.end(), at);
  std::copy(reduced_digest.begin(), reduced_digest.end(), at);
  return HmacSha256(k.mac(message));
}

#if defined(__x86_64__)

std::uint32_t word_at(const Words& number, std::size_t i) {  // of eight, the most significant first
  return static_cast<std::uint32_t>(number[3 - i / 2] >> (i % 2 == 0 ? 32 : 0));
}

Scalar usable_or_next(const SignJob& job, const Words& candidate) {
  const bool usable = scalar::is_reduced(candidate) && !scalar::is_zero({candidate});
  return usable ? Scalar{candidate} : derive_nonce(*job.key, job.digest);
}

// The SHA extensions' old encoding must not find upper halves in use (kernels.h). Here nobody has values in
// them.
void first_candidates_sha_cleared(const std::uint32_t (*tail)[kernels::kShaLanes],
                                  std::uint32_t (*out)[kernels::kShaLanes]) {
  __asm__ volatile("vzeroupper" ::: "memory");
  kernels::first_candidates_sha(tail, out);
}

// Free lanes repeat the last job.
void derive_two(std::span<const SignJob> jobs, std::span<Scalar> out) {
  std::uint32_t tail[kernels::kTailWords][kernels::kShaLanes], candidate[8][kernels::kShaLanes];
  for (std::size_t lane = 0; lane < kernels::kShaLanes; ++lane) {
    const SignJob& job = jobs[std::min(lane, jobs.size() - 1)];
    const Words key = load_words(*job.key), digest = scalar::reduce(load_words(job.digest)).word;
    std::uint64_t waiting = 0;  // its low byte goes in front of the next word
    for (std::size_t i = 0; i < 16; ++i) {
      waiting = waiting << 32 | (i < 8 ? word_at(key, i) : word_at(digest, i - 8));
      tail[i][lane] = static_cast<std::uint32_t>(waiting >> 8);
    }
    tail[16][lane] = static_cast<std::uint32_t>(waiting << 24) | 0x800000;
  }
  first_candidates_sha_cleared(tail, candidate);
  for (std::size_t lane = 0; lane < jobs.size(); ++lane) {
    Words words;
    for (std::size_t i = 0; i < 4; ++i)
      words[3 - i] = std::uint64_t{candidate[2 * i][lane]} << 32 | candidate[2 * i + 1][lane];
    out[lane] = usable_or_next(jobs[lane], words);
  }
}

void derive_sixteen(std::span<const SignJob> jobs, std::span<Scalar> out) {
  const std::uint8_t *keys[kernels::kWideLanes], *digests[kernels::kWideLanes];
  base::Bytes32 reduced[kernels::kWideLanes];
  std::uint64_t candidate[kernels::kWideLanes][4];
  for (std::size_t lane = 0; lane < kernels::kWideLanes; ++lane) {
    const SignJob& job = jobs[std::min(lane, jobs.size() - 1)];
    const Words digest = load_words(job.digest);
    keys[lane] = job.key->data();
    digests[lane] = job.digest.data();
    if (scalar::is_reduced(digest)) continue;
    reduced[lane] = store_words(scalar::reduce(digest).word);
    digests[lane] = reduced[lane].data();
  }
  kernels::first_candidates_avx512(keys, digests, candidate);
  for (std::size_t lane = 0; lane < jobs.size(); ++lane) {
    const auto& words = candidate[lane];
    out[lane] = usable_or_next(jobs[lane], {words[0], words[1], words[2], words[3]});
  }
}

#endif

}  // namespace

void derive_nonces(std::span<const SignJob> jobs, std::span<Scalar> out) {
  CHECK(jobs.size() == out.size());
  std::size_t i = 0;
#if defined(__x86_64__)
  const auto take = [&](std::size_t lanes, const auto& derive) {
    const std::size_t count = std::min(lanes, jobs.size() - i);
    derive(jobs.subspan(i, count), out.subspan(i, count));
    i += count;
  };
  // Sixteen lanes take as long as eight pairs.
  if (current_path() == CpuPath::avx512)
    while (jobs.size() - i > 10) take(kernels::kWideLanes, derive_sixteen);
  if (current_path() != CpuPath::portable)
    while (i < jobs.size()) take(kernels::kShaLanes, derive_two);
#endif
  for (; i < jobs.size(); ++i) out[i] = derive_nonce(*jobs[i].key, jobs[i].digest);
}

NonceStream::NonceStream(const base::Bytes32& key, const base::Bytes32& reduced_digest)
    : v_(kOnes), k_([] {
        static const HmacSha256 kZeroKey(kZeros);  // step c's K, the same for everyone
        return kZeroKey;
      }()) {
  for (const std::uint8_t tag : {std::uint8_t{0x00}, std::uint8_t{0x01}}) {
    k_ = seeded_key(k_, v_, tag, key, reduced_digest);
    v_ = k_.mac(v_);
  }
}

base::Bytes32 NonceStream::next() {
  if (used_) {
    std::array<std::uint8_t, 33> message{};  // V || 0x00
    std::copy(v_.begin(), v_.end(), message.begin());
    k_ = HmacSha256(k_.mac(message));
    v_ = k_.mac(v_);
  }
  used_ = true;
  v_ = k_.mac(v_);
  return v_;
}

Scalar derive_nonce(const base::Bytes32& key, const base::Bytes32& digest) {
  NonceStream stream(key, store_words(scalar::reduce(load_words(digest)).word));
  for (;;) {
    const Words candidate = load_words(stream.next());
    if (scalar::is_reduced(candidate) && !scalar::is_zero({candidate})) return {candidate};
  }
}

}  // namespace seiload::crypto
