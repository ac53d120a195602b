#include "workload/accounts.h"

#include <algorithm>
#include <vector>

#include "crypto/ecdsa.h"
#include "eth/account.h"

namespace seiload::workload {
namespace {

// Fresh accounts live in a pool number that no profile can reach, two to an arrival. The one above it is the
// deployer's (chain/deploy.h).
constexpr std::uint64_t kFreshPool = ~std::uint64_t{0} - 1;

}  // namespace

Accounts::Accounts(std::uint64_t seed, std::span<const std::uint64_t> pool_sizes,
                   const std::stop_token& stop) {
  make(
      pool_sizes,
      [seed](std::size_t pool, std::size_t first, std::span<base::Bytes32> out) {
        eth::pool_keys(seed, pool, first, out);
      },
      stop);
}

Accounts::Accounts(std::span<const base::Bytes32> keys, std::span<const std::uint64_t> pool_sizes,
                   const std::stop_token& stop) {
  make(
      pool_sizes,
      [this, keys](std::size_t pool, std::size_t first, std::span<base::Bytes32> out) {
        const auto given = keys.subspan(pools_[pool].first + first, out.size());
        std::copy(given.begin(), given.end(), out.begin());
      },
      stop);
}

Accounts::~Accounts() { base::wipe(keys_.data(), keys_.size() * sizeof(base::Bytes32)); }

void Accounts::make(std::span<const std::uint64_t> pool_sizes, const MakeKeys& make_keys,
                    const std::stop_token& stop) {
  std::size_t total = 0;
  for (const std::uint64_t size : pool_sizes) {
    pools_.push_back({total, static_cast<std::size_t>(size)});
    total += static_cast<std::size_t>(size);
  }
  keys_.reserve(total);  // and filled batch by batch: ten million take seconds to be zeroed, too
  addresses_.reserve(total);
  constexpr std::size_t kBatch = 256;
  std::vector<crypto::PublicKey> public_keys(kBatch);
  crypto::Workspace workspace;
  for (std::size_t pool = 0; pool < pools_.size(); ++pool) {
    const PoolRange& range = pools_[pool];
    for (std::size_t done = 0; done < range.count && !stop.stop_requested(); done += kBatch) {
      const std::size_t count = std::min(kBatch, range.count - done);
      keys_.resize(range.first + done + count);
      addresses_.resize(keys_.size());
      const auto keys = std::span(keys_).subspan(range.first + done, count);
      make_keys(pool, done, keys);
      crypto::derive_public_keys(keys, std::span(public_keys).first(count), workspace);
      eth::addresses_of(std::span(public_keys).first(count),
                        std::span(addresses_).subspan(range.first + done, count));
    }
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

}  // namespace seiload::workload
