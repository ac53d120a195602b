#pragma once
// Who may send and receive: the keys and addresses of every account pool of a run. Keys come from the seed
// alone (eth/account.h), so a later run with the same seed reuses the same accounts and their balances; or
// they were given.
// Thread rule: constant once built, read by all workers.

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "base/bytes.h"
#include "eth/address.h"

namespace seiload::workload {

// One pool's place in the table of all accounts.
struct PoolRange {
  std::size_t first = 0;
  std::size_t count = 0;
};

class Accounts {
 public:
  // Pool p holds pool_sizes[p] accounts. A million take seconds: when a stop is requested meanwhile, the rest
  // does not exist, nor its memory, and nothing but throwing it all away makes sense.
  Accounts(std::uint64_t seed, std::span<const std::uint64_t> pool_sizes, const std::stop_token& stop = {});
  // Of keys that were given, as many as the pools hold and in their order; valid ones.
  Accounts(std::span<const base::Bytes32> keys, std::span<const std::uint64_t> pool_sizes,
           const std::stop_token& stop = {});
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;
  ~Accounts();  // overwrites the keys

  std::size_t size() const { return pools_.empty() ? 0 : pools_.back().first + pools_.back().count; }
  std::span<const PoolRange> pools() const { return pools_; }
  std::span<const base::Bytes32> keys() const { return keys_; }
  std::span<const eth::Address> addresses() const { return addresses_; }

 private:
  using MakeKeys = std::function<void(std::size_t pool, std::size_t first, std::span<base::Bytes32> out)>;
  void make(std::span<const std::uint64_t> pool_sizes, const MakeKeys& make_keys,
            const std::stop_token& stop);

  std::vector<PoolRange> pools_;
  std::vector<base::Bytes32> keys_;
  std::vector<eth::Address> addresses_;
};

// Fresh accounts (newAccountRate): each is used once, for the sender's or the receiver's part of one arrival.
struct FreshAccount {
  base::Bytes32 key;
  eth::Address address;
};
enum class Part : std::uint8_t { sender, receiver };
FreshAccount fresh_account(std::uint64_t seed, std::uint64_t arrival, Part part);

}  // namespace seiload::workload
