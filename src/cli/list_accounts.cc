#include "cli/list_accounts.h"

#include "base/hex.h"
#include "base/text.h"
#include "chain/deploy.h"
#include "run/deploy_contracts.h"
#include "workload/workload.h"

namespace seiload::cli {

base::Status list_accounts(const profile::Profile& profile, bool with_keys,
                           const std::function<base::Status(std::string_view)>& write) {
  constexpr std::size_t kPiece = 64 << 10;
  const workload::Accounts accounts(*profile.seed, workload::Workload::pool_sizes(profile));
  std::string text;
  const auto add = [&](const eth::Address& address, const base::Bytes32& key) {
    text += eth::to_checksum(address);
    if (with_keys) text += ' ' + base::to_hex(key);
    text += '\n';
  };
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    add(accounts.addresses()[i], accounts.keys()[i]);
    if (text.size() < kPiece) continue;
    if (auto written = write(text); !written) return written;
    text.clear();
  }
  if (run::needs_deployer(profile)) {
    const base::Bytes32 key = chain::deployer_key(*profile.seed);
    add(eth::address_of_key(key), key);
  }
  return write(text);
}

std::string deployer_note(const profile::Profile& profile) {
  if (!run::needs_deployer(profile)) return {};
  const eth::Address deployer = eth::address_of_key(chain::deployer_key(*profile.seed));
  return base::cat("the last address, ", eth::to_checksum(deployer),
                   run::deploys(profile) ? ", deploys the contracts" : ", makes the calls of setup",
                   ": it needs funds, too");
}

}  // namespace seiload::cli
