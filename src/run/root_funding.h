#pragma once
// The root key of a command: who it is, how it asks, and the funding of a profile with it. For a run's set-up
// and for `seiload fund`, `seiload sweep`.

#include <optional>
#include <span>
#include <string>

#include "chain/deploy.h"
#include "chain/funding.h"
#include "net/resolver.h"
#include "profile/profile.h"
#include "rpc/client.h"
#include "run/environment.h"

namespace seiload::run {

// Whether a run pays its accounts first.
bool funds(const profile::Profile& profile);

// Questions to one endpoint, and transactions of one account. Without a key it only asks.
class Payer {
 public:
  Payer(const profile::Settings& settings, const Environment& environment, const rpc::Endpoint& endpoint,
        std::uint64_t chain_id, std::uint64_t max_fee = chain::kSetUpFeeCap);
  Payer(const Payer&) = delete;
  Payer& operator=(const Payer&) = delete;

  const chain::TransactionSender& sender() const { return sender_; }
  const chain::FundingPlace& place() const { return place_; }

 private:
  rpc::Client client_;
  const chain::NodeCall ask_;
  const chain::NodeCalls ask_many_;
  const chain::Sender root_;
  const chain::TransactionSender sender_;
  const net::ResolverConfig resolver_;
  const chain::FundingPlace place_;
};

class RootFunding {
 public:
  // Requires profile.funding and a root key; all outlives it.
  RootFunding(const profile::Profile& profile, const Environment& environment, const Payer& payer,
              std::span<const eth::Address> accounts);

  // Logs who pays, and how many.
  base::Status plan();
  bool needs_contract() const { return funding_.needs_contract(); }
  chain::DeployTerms deploy_terms() const;
  base::Status pay(const std::optional<eth::Address>& contract);
  const chain::Funding& funding() const { return funding_; }

 private:
  const Environment& environment_;
  const profile::Funding& terms_;
  chain::Funding funding_;
  std::size_t accounts_;
};

// The contract that pays many at once.
chain::ContractToDeploy disperse_contract();

}  // namespace seiload::run
