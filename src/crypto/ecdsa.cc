#include "crypto/ecdsa.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "crypto/cpu.h"
#include "crypto/generator.h"
#include "crypto/group.h"
#include "crypto/kernels.h"
#include "crypto/nonce.h"
#include "crypto/overwrite_stack.h"
#include "crypto/scalar.h"

namespace seiload::crypto {
namespace {

using comb::kChunk;  // jobs whose inversions are shared

// From as many on the lanes of AVX-512 take less time than one by one.
constexpr std::size_t kWorthLanes = 4;

// So many are computed on the stack, in 9 KB.
constexpr std::size_t kFew = 3;
static_assert(kFew < comb::kFewest);

Scalar parse_key(const base::Bytes32& key) {
  const Words words = load_words(key);
  CHECK(scalar::is_reduced(words) && !scalar::is_zero({words}));
  return {words};
}

Scalar parse_digest(const base::Bytes32& digest) { return scalar::reduce(load_words(digest)); }

// SEC 1, section 4.1.3, from the nonce's inverse and point on. A zero r or s would ask for another nonce; no
// digest that leads there is known or can be found.
Signature finish(const Scalar& key, const Scalar& digest, const Scalar& nonce_inverse, const Words& x,
                 const Words& y) {
  const Scalar r = scalar::reduce(x);
  Scalar s = scalar::mul(nonce_inverse, scalar::add(digest, scalar::mul(r, key)));
  CHECK(!scalar::is_zero(r) && !scalar::is_zero(s));
  const std::uint64_t high = scalar::is_high(s) ? 1 : 0, overflow = scalar::is_reduced(x) ? 0 : 2;
  s = scalar::negate_if(s, 0 - high);
  return {store_words(r.word), store_words(s.word),
          static_cast<std::uint8_t>(((y[0] & 1) ^ high) | overflow)};
}

void sign_chunk(std::span<SignJob> jobs, const WorkView& work) {
  const std::size_t count = jobs.size();
  const std::span nonces(work.scalars, count), scratch(work.scratch, count);
  const std::span points(work.points, count);
  derive_nonces(jobs, nonces);
  generator::mul_all_var(nonces, points, work);
#if defined(__x86_64__)
  if (count >= kWorthLanes && current_path() == CpuPath::avx512) {
    CHECK(kernels::finish_all_avx512(nonces.data(), points.data(), jobs.data(), count));
    return;
  }
#endif
  const std::span<Scalar> inverses = nonces;
  scalar::invert_all_var(inverses, scratch);
  for (std::size_t i = 0; i < count; ++i)
    jobs[i].signature =
        finish(parse_key(*jobs[i].key), parse_digest(jobs[i].digest), inverses[i], points[i].x, points[i].y);
}

void sign_in(std::span<SignJob> jobs, const WorkView& work) {
  for (std::size_t i = 0; i < jobs.size(); i += work.count)
    sign_chunk(jobs.subspan(i, std::min(work.count, jobs.size() - i)), work);
}

void derive_in(std::span<const base::Bytes32> keys, std::span<PublicKey> out, const WorkView& work) {
  CHECK(keys.size() == out.size());
  for (std::size_t i = 0; i < keys.size(); i += work.count) {
    const std::size_t count = std::min(work.count, keys.size() - i);
    for (std::size_t j = 0; j < count; ++j) work.scalars[j] = parse_key(keys[i + j]);
    generator::mul_all_var(std::span<const Scalar>(work.scalars, count), std::span(work.points, count), work);
    for (std::size_t j = 0; j < count; ++j)
      out[i + j] = {store_words(work.points[j].x), store_words(work.points[j].y)};
  }
}

// Not inlined, so that all of its frame lies where overwrite_stack comes to write.
[[gnu::noinline]] void sign_secret(const base::Bytes32& key, const base::Bytes32& digest, Signature& out) {
  const Scalar nonce = derive_nonce(key, digest);
  const Affine point = group::to_affine(generator::mul(nonce));
  out = finish(parse_key(key), parse_digest(digest), scalar::inverse(nonce), field::to_words(point.x),
               field::to_words(point.y));
}

[[gnu::noinline]] void derive_secret(const base::Bytes32& key, PublicKey& out) {
  const Affine point = group::to_affine(generator::mul(parse_key(key)));
  out = {store_words(field::to_words(point.x)), store_words(field::to_words(point.y))};
}

}  // namespace

bool has_low_s(const Signature& signature) { return !scalar::is_high({load_words(signature.s)}); }

void prepare() { generator::prepare(); }

bool is_valid_key(const base::Bytes32& key) {
  const Words words = load_words(key);
  return scalar::is_reduced(words) && !scalar::is_zero({words});
}

Workspace::Workspace() : area_(std::make_unique_for_overwrite<WorkArea<kChunk>>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

void sign(std::span<SignJob> jobs, Workspace& workspace) { sign_in(jobs, WorkView(*workspace.area_)); }

void sign(std::span<SignJob> jobs) {
  if (jobs.size() > kFew) {
    Workspace workspace;
    return sign(jobs, workspace);
  }
  WorkArea<kFew> area;
  sign_in(jobs, WorkView(area));
}

Signature sign_constant_time(const base::Bytes32& key, const base::Bytes32& digest) {
  prepare();  // the table's building goes deeper than signing
  Signature signature;
  sign_secret(key, digest, signature);
  overwrite_stack();
  return signature;
}

PublicKey public_key_constant_time(const base::Bytes32& key) {
  prepare();
  PublicKey public_key;
  derive_secret(key, public_key);
  overwrite_stack();
  return public_key;
}

bool add_keys(base::Bytes32& key, const base::Bytes32& other) {
  const Words words = load_words(key);
  if (!scalar::is_reduced(words)) return false;
  const Scalar sum = scalar::add({words}, parse_key(other));
  if (scalar::is_zero(sum)) return false;
  key = store_words(sum.word);
  return true;
}

void derive_public_keys(std::span<const base::Bytes32> keys, std::span<PublicKey> out, Workspace& workspace) {
  derive_in(keys, out, WorkView(*workspace.area_));
}

void derive_public_keys(std::span<const base::Bytes32> keys, std::span<PublicKey> out) {
  if (keys.size() > kFew) {
    Workspace workspace;
    return derive_public_keys(keys, out, workspace);
  }
  WorkArea<kFew> area;
  derive_in(keys, out, WorkView(area));
}

std::optional<PublicKey> recover(const base::Bytes32& digest, const Signature& signature) {
  const Words r_words = load_words(signature.r);
  const Scalar r{r_words}, s{load_words(signature.s)};
  if (!scalar::is_reduced(r.word) || !scalar::is_reduced(s.word) || scalar::is_zero(r) ||
      scalar::is_zero(s) || signature.recid > 3)
    return std::nullopt;
  Field x = field::from_words(r_words);
  if ((signature.recid & 2) != 0) {
    // r + n must be under p, so r under p - n, which has 129 bits: its top two words are 0 and 1.
    constexpr std::array<std::uint64_t, 3> kRoom = {0x402da1722fc9baee, 0x4551231950b75fc4, 1};
    const std::array<std::uint64_t, 3> low = {r_words[0], r_words[1], r_words[2]};
    if (r_words[3] != 0 ||
        !std::lexicographical_compare(low.rbegin(), low.rend(), kRoom.rbegin(), kRoom.rend()))
      return std::nullopt;
    x = field::tighten(field::add(x, field::from_words(scalar::kOrder)));
  }
  const auto point = group::lift_x(x, (signature.recid & 1) != 0);
  if (!point) return std::nullopt;
  const Scalar r_inverse = scalar::inverse_var(r);
  const Scalar g_times = scalar::negate(scalar::mul(parse_digest(digest), r_inverse));
  const Scalar point_times = scalar::mul(s, r_inverse);
  const auto key = generator::mul_add_var(g_times, point_times, *point);
  if (!key) return std::nullopt;
  return PublicKey{store_words(key->x), store_words(key->y)};
}

}  // namespace seiload::crypto
