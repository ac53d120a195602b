#pragma once
// Pays the accounts of a run again while it lasts (funding.topUpBelowWei): a thread with connections of its
// own reads the balances at intervals, and brings accounts that fell below the threshold, or rest because
// they are out of money, back to the target from the root key's account. What fails is logged once and tried
// again at the next interval: the run goes on whatever the root key has. Thread rule: made, started and
// destroyed by the run's thread.

#include <optional>

#include "eth/address.h"
#include "load/resting_accounts.h"
#include "profile/profile.h"
#include "rpc/endpoint.h"
#include "run/environment.h"
#include "run/root_funding.h"
#include "sys/thread.h"
#include "workload/accounts.h"

namespace seiload::run {

// Whether the run does so.
bool tops_up(const profile::Profile& profile);

class TopUp {
 public:
  static constexpr sys::Duration kInterval = std::chrono::seconds(1);

  // Requires tops_up(); `contract` unless the method is transfer. All outlives it.
  TopUp(const profile::Profile& profile, const Environment& environment, const rpc::Endpoint& endpoint,
        std::uint64_t chain_id, std::uint64_t max_fee, const workload::Accounts& accounts,
        const std::optional<eth::Address>& contract, load::RestingAccounts& resting);
  ~TopUp();
  TopUp(const TopUp&) = delete;
  TopUp& operator=(const TopUp&) = delete;

  base::Status start();
  // Once the stop is requested: waits for the thread, and logs what was paid in all.
  void finish();

 private:
  void run();
  base::Status look();

  const profile::Funding& terms_;
  const Environment& environment_;
  const Payer payer_;
  const workload::Accounts& accounts_;
  const std::optional<eth::Address> contract_;
  load::RestingAccounts& resting_;

  // The thread's, until it has ended.
  std::vector<std::uint32_t> waiting_;  // accounts that rest
  std::uint64_t payments_ = 0, transactions_ = 0;
  base::Uint256 paid_;  // wei
  bool is_failing_ = false;

  sys::Thread thread_;  // last: it uses all of the above
};

}  // namespace seiload::run
