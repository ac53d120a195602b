#include "chain/sweep.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "chain/account_state.h"
#include "chain/send_many.h"

namespace seiload::chain {
namespace {

using base::cat;
using base::Uint256;

constexpr std::size_t kInFlight = 200;
constexpr sys::Duration kPatience = std::chrono::seconds(60);


class Sweep {
 public:
  Sweep(std::span<const eth::Address> accounts, std::span<const base::Bytes32> keys, const eth::Address& to,
        std::uint64_t chain_id, const FundingPlace& place)
      : accounts_(accounts), keys_(keys), to_(to), chain_id_(chain_id), place_(place) {}

  base::Result<SweepResult> run() {
    if (auto status = look(); !status) return std::move(status).error();
    if (!rich_.empty()) {
      if (auto status = send(); !status) return std::move(status).error();
      if (auto status = look_again(); !status) return std::move(status).error();
    }
    return std::move(result_);
  }

 private:
  struct Rich {
    std::size_t place;
    std::uint64_t nonce;
  };

  // Who has something, and nothing on its way that may take it.
  base::Status look() {
    StartLimits limits = place_.limits();
    auto balances = read_balances(place_.endpoint, accounts_, place_.context(limits));
    if (!balances) return std::move(balances).error();
    std::vector<std::size_t> owners;
    std::vector<eth::Address> addresses;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const Uint256& balance = (*balances)[i];
      result_.accounts.push_back({accounts_[i], balance, balance, {}, false});
      if (balance == Uint256()) continue;
      if (accounts_[i] == to_) {
        result_.accounts.back().why = "everything goes here";
        continue;
      }
      owners.push_back(i);
      addresses.push_back(accounts_[i]);
    }
    if (owners.empty()) return {};
    limits = place_.limits();
    limits.deadline = sys::saturating_add(limits.deadline, kPatience);
    std::vector<std::uint64_t> waiting;
    auto nonces = settle(place_.endpoint, addresses, kPatience, place_.context(limits), waiting);
    if (!nonces) return std::move(nonces).error();
    limits = place_.limits();
    auto now = read_balances(place_.endpoint, addresses, place_.context(limits));
    if (!now) return std::move(now).error();
    if (auto status = ask_costs(addresses[0]); !status) return status;
    for (std::size_t k = 0; k < owners.size(); ++k) {
      SweptAccount& account = result_.accounts[owners[k]];
      account.before = account.after = (*now)[k];
      if (account.before == Uint256()) continue;
      if (waiting[k] > 0)
        leave(account, cat(waiting[k], " transactions of it still wait to get into a block"));
      else if (account.before <= cost_)
        account.why = cat("dust: a transfer costs ", show_ether(cost_));
      else
        rich_.push_back({owners[k], (*nonces)[k]});
    }
    return {};
  }

  base::Status ask_costs(const eth::Address& from) {
    auto fees = place_.root.ask_fees();
    if (!fees) return std::move(fees).error();
    fees_ = *fees;
    if (fees_.type == eth::TxType::dynamic_fee) fees_.tip_cap = fees_.fee_cap;
    auto gas = transfer_gas(place_.root, from, to_);
    if (!gas) return std::move(gas).error();
    gas_ = *gas;
    cost_ = cost_bound(fees_, gas_, Uint256());
    return {};
  }

  static void leave(SweptAccount& account, std::string why) {
    account.why = std::move(why);
    account.failed = true;
  }

  base::Status send() {
    return send_many({.count = rich_.size(),
                      .in_flight = kInFlight,
                      .at = [&](std::size_t k) { return job_of(rich_[k]); },
                      .on_end = [&](std::size_t k, const SetUpJob& job,
                                    base::Result<SetUpReceipt> receipt) -> base::Status {
                        SweptAccount& account = result_.accounts[rich_[k].place];
                        if (!receipt && receipt.error().code == base::Code::stopped)
                          return std::move(receipt).error();
                        if (receipt) ++result_.transfers;
                        if (!receipt)
                          leave(account, receipt.error().message);
                        else if (!receipt->succeeded)
                          leave(account, revert_error(job.transaction, *receipt).message);
                        return {};
                      }},
                     place_.ask_many, place_.clock, place_.stop);
  }

  SetUpJob job_of(const Rich& rich) const {
    SetUpJob job;
    job.transaction.what = "sweeping";
    job.transaction.to = to_;
    job.transaction.gas_limit = gas_;
    job.transaction.nonce = rich.nonce;
    job.transaction.fees = fees_;
    job.transaction.total = result_.accounts[rich.place].before;
    job.sender = {accounts_[rich.place], &keys_[rich.place], chain_id_};
    return job;
  }

  // Until the node has the last block, or for a while.
  base::Status look_again() {
    constexpr int kTries = 20;
    std::vector<eth::Address> addresses;
    for (const Rich& rich : rich_) addresses.push_back(accounts_[rich.place]);
    for (int tries = 0; tries < kTries; ++tries) {
      const StartLimits limits = place_.limits();
      auto balances = read_balances(place_.endpoint, addresses, place_.context(limits));
      if (!balances) return std::move(balances).error();
      bool all = true;
      for (std::size_t k = 0; k < rich_.size(); ++k) {
        SweptAccount& account = result_.accounts[rich_[k].place];
        account.after = (*balances)[k];
        if (!account.failed && account.after == account.before) all = false;
      }
      if (all) break;
      if (auto status = place_.root.pause(); !status) return status;
    }
    for (const Rich& rich : rich_) {
      SweptAccount& account = result_.accounts[rich.place];
      if (account.after == Uint256()) {  // also where its transfer was given up, and came in all the same
        account.failed = false;
        account.why.clear();
      } else if (!account.failed && account.after <= cost_) {
        account.why = "dust: the node took a lower fee than was offered";
      } else if (!account.failed) {
        leave(account, "it has received something meanwhile: sweep again");
      }
      const Uint256 gone = Uint256::subtract(account.before, account.after).value_or(Uint256());
      if (gone == Uint256()) continue;
      const Uint256 fee = std::min(cost_, gone);
      result_.fees = Uint256::saturating_add(result_.fees, fee);
      result_.swept = Uint256::saturating_add(result_.swept, *Uint256::subtract(gone, fee));
    }
    return {};
  }

  const std::span<const eth::Address> accounts_;
  const std::span<const base::Bytes32> keys_;
  const eth::Address to_;
  const std::uint64_t chain_id_;
  const FundingPlace& place_;
  SweepResult result_;
  std::vector<Rich> rich_;
  Fees fees_;
  std::uint64_t gas_ = 0;
  Uint256 cost_;  // of one transfer
};

}  // namespace

base::Result<SweepResult> sweep(std::span<const eth::Address> accounts, std::span<const base::Bytes32> keys,
                                const eth::Address& to, std::uint64_t chain_id, const FundingPlace& place) {
  return Sweep(accounts, keys, to, chain_id, place).run();
}

}  // namespace seiload::chain
