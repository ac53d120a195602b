#include "scenario/accounts.h"

#include <algorithm>
#include <array>

#include "crypto/ecdsa.h"
#include "eth/account.h"

namespace seiload::scenario {
namespace {

// Fresh accounts live in a pool number that no profile can reach, two to an arrival.
constexpr std::uint64_t kFreshPool = ~std::uint64_t{0};

}  // namespace

Accounts::Accounts(std::uint64_t seed, std::span<const std::uint64_t> pool_sizes) {
  for (std::size_t pool = 0; pool < pool_sizes.size(); ++pool) {
    pools_.push_back({keys_.size(), static_cast<std::size_t>(pool_sizes[pool])});
    for (std::uint64_t i = 0; i < pool_sizes[pool]; ++i) keys_.push_back(eth::pool_key(seed, pool, i));
  }
  addresses_.resize(keys_.size());
  constexpr std::size_t kBatch = 256;
  std::array<crypto::PublicKey, kBatch> public_keys;
  for (std::size_t first = 0; first < keys_.size(); first += kBatch) {
    const std::size_t count = std::min(kBatch, keys_.size() - first);
    crypto::derive_public_keys(std::span(keys_).subspan(first, count), std::span(public_keys).first(count));
    for (std::size_t i = 0; i < count; ++i) addresses_[first + i] = eth::address_of(public_keys[i]);
  }
}

FreshAccount fresh_account(std::uint64_t seed, std::uint64_t arrival, Part part) {
  FreshAccount fresh;
  fresh.key = eth::pool_key(seed, kFreshPool, 2 * arrival + static_cast<std::uint64_t>(part));
  crypto::PublicKey public_key;
  crypto::derive_public_keys({&fresh.key, 1}, {&public_key, 1});
  fresh.address = eth::address_of(public_key);
  return fresh;
}

}  // namespace seiload::scenario
