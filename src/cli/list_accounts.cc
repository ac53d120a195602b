#include "cli/list_accounts.h"

#include <optional>
#include <vector>

#include "base/hex.h"
#include "base/text.h"
#include "base/uint256.h"
#include "chain/deploy.h"
#include "cli/genesis.h"
#include "run/deploy_contracts.h"
#include "workload/workload.h"

namespace seiload::cli {

namespace {

// Of an account that deploys: nothing where nobody does, or nobody is known who would.
std::optional<eth::Address> deployer_of(const profile::Profile& profile, const run::KeyMaterial& keys) {
  if (!run::needs_deployer(profile)) return std::nullopt;
  if (keys.root) return keys.root_address;
  if (!profile.seed) return std::nullopt;
  return eth::address_of_key(chain::deployer_key(*profile.seed));
}

workload::Accounts& make_accounts(const profile::Profile& profile, const run::KeyMaterial& keys,
                                  std::optional<workload::Accounts>& accounts) {
  const std::vector<std::uint64_t> sizes = workload::Workload::pool_sizes(profile);
  return keys.pool.empty() ? accounts.emplace(*profile.seed, sizes) : accounts.emplace(keys.pool, sizes);
}

}  // namespace

base::Status list_accounts(const profile::Profile& profile, const run::KeyMaterial& keys, bool with_keys,
                           const std::function<base::Status(std::string_view)>& write) {
  constexpr std::size_t kPiece = 64 << 10;
  std::optional<workload::Accounts> accounts;
  make_accounts(profile, keys, accounts);
  std::string text;
  for (std::size_t i = 0; i < accounts->size(); ++i) {
    text += eth::to_checksum(accounts->addresses()[i]);
    if (with_keys) text += ' ' + base::to_hex(accounts->keys()[i]);
    text += '\n';
    if (text.size() < kPiece) continue;
    if (auto written = write(text); !written) return written;
    text.clear();
  }
  if (const auto deployer = deployer_of(profile, keys)) {
    text += eth::to_checksum(*deployer);
    if (with_keys && !keys.root) text += ' ' + base::to_hex(chain::deployer_key(*profile.seed));
    text += '\n';
  }
  return write(text);
}

base::Status list_genesis(const profile::Profile& profile, const run::KeyMaterial& keys,
                          std::string_view kind, const std::function<base::Status(std::string_view)>& write) {
  std::optional<workload::Accounts> accounts;
  const auto addresses = make_accounts(profile, keys, accounts).addresses();
  std::vector<eth::Address> all(addresses.begin(), addresses.end());
  if (const auto deployer = deployer_of(profile, keys)) all.push_back(*deployer);
  const auto balance = base::Uint256::from_decimal("1000000000000000000000000");
  return write_genesis(kind, all, *balance, write);
}

std::string deployer_note(const profile::Profile& profile, const run::KeyMaterial& keys) {
  const auto deployer = deployer_of(profile, keys);
  if (!deployer) return {};
  return base::cat("the last address, ", eth::to_checksum(*deployer),
                   run::deploys(profile) ? ", deploys the contracts" : ", makes the calls of setup",
                   ": it needs funds, too");
}

}  // namespace seiload::cli
