#include "run/root_funding.h"

#include "base/text.h"
#include "run/request_limits.h"
#include "workload/contracts/contracts.h"

namespace seiload::run {
namespace {

using base::cat;

chain::Sender root_of(const Environment& environment, std::uint64_t chain_id, std::uint64_t max_fee) {
  const KeyMaterial* keys = environment.keys;
  if (keys == nullptr || !keys->root) return {{}, nullptr, chain_id, max_fee};
  return {keys->root_address, &*keys->root, chain_id, max_fee};
}

std::string count_of(std::size_t accounts) { return cat(accounts, accounts == 1 ? " account" : " accounts"); }

}  // namespace

bool funds(const profile::Profile& profile) {
  return profile.funding && !profile.mock_deploy && !profile.settings.dry_run;
}

Payer::Payer(const profile::Settings& settings, const Environment& environment, const rpc::Endpoint& endpoint,
             std::uint64_t chain_id, std::uint64_t max_fee)
    : client_(endpoint, {.http = connection_limits(settings)}, environment.clock),
      ask_(chain::calls_to(client_, environment.stop.event())),
      ask_many_(chain::batches_to(client_, environment.stop.event())),
      root_(root_of(environment, chain_id, max_fee)),
      sender_(ask_, root_, environment.clock, environment.stop.event()),
      resolver_(net::load_resolver_config()),
      place_{endpoint,
             ask_many_,
             sender_,
             [&settings, &environment] { return start_limits(settings, environment.clock); },
             resolver_,
             environment.clock,
             environment.stop.event(),
             environment.log} {}

RootFunding::RootFunding(const profile::Profile& profile, const Environment& environment, const Payer& payer,
                         std::span<const eth::Address> accounts)
    : environment_(environment),
      terms_(*profile.funding),
      funding_(accounts,
               {terms_.fund_amount_wei, static_cast<std::size_t>(terms_.batch_size), !terms_.by_transfer},
               payer.place()),
      accounts_(accounts.size()) {}

base::Status RootFunding::plan() {
  environment_.log.info(cat("the root key is that of ", eth::to_checksum(environment_.keys->root_address)));
  if (auto status = funding_.plan(); !status) return status;
  const std::string target = chain::show_ether(terms_.fund_amount_wei);
  if (funding_.to_pay() == 0)
    environment_.log.info(cat("funding: all ", count_of(accounts_), " have ", target, " or more"));
  else
    environment_.log.info(cat("funding ", funding_.to_pay(), " of ", count_of(accounts_), " up to ", target,
                              ", at most ", chain::show_ether(funding_.need()), " with fees"));
  return {};
}

chain::DeployTerms RootFunding::deploy_terms() const {
  chain::DeployTerms terms;
  terms.may_create = true;
  if (funding_.to_pay() == 0) return terms;
  terms.also_needed = funding_.need();
  terms.also_for = cat("to fund ", count_of(funding_.to_pay()));
  return terms;
}

base::Status RootFunding::pay(const std::optional<eth::Address>& contract) {
  if (funding_.to_pay() == 0) return {};
  if (auto status = funding_.pay(contract); !status) return status;
  environment_.log.info(cat("funded ", count_of(funding_.to_pay()), " in ", funding_.transactions(),
                            funding_.transactions() == 1 ? " transaction" : " transactions"));
  return {};
}

chain::ContractToDeploy disperse_contract() {
  const workload::Contract* contract = workload::find_contract("Disperse");
  return {.name = std::string(contract->name),
          .init_code = [code = workload::init_code_of(*contract)](auto) { return code; }};
}

}  // namespace seiload::run
