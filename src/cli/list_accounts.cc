#include "cli/list_accounts.h"

#include "base/hex.h"
#include "workload/workload.h"

namespace seiload::cli {

base::Status list_accounts(const profile::Profile& profile, bool with_keys,
                           const std::function<base::Status(std::string_view)>& write) {
  constexpr std::size_t kPiece = 64 << 10;
  const workload::Accounts accounts(*profile.seed, workload::Workload::pool_sizes(profile));
  std::string text;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    text += eth::to_checksum(accounts.addresses()[i]);
    if (with_keys) text += ' ' + base::to_hex(accounts.keys()[i]);
    text += '\n';
    if (text.size() < kPiece && i + 1 < accounts.size()) continue;
    if (auto written = write(text); !written) return written;
    text.clear();
  }
  return {};
}

}  // namespace seiload::cli
