#include "run/deploy_contracts.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "chain/deploy.h"
#include "chain/node_call.h"
#include "chain/transaction_sender.h"
#include "eth/abi_type.h"
#include "eth/amount.h"
#include "rpc/client.h"
#include "run/root_funding.h"
#include "workload/call.h"
#include "workload/call_check.h"
#include "workload/contract_use.h"
#include "workload/contracts/contracts.h"

namespace seiload::run {
namespace {

using base::cat;

// Those that the scenarios of the profile call, each once.
std::vector<const workload::Contract*> built_in_contracts(const profile::Profile& profile) {
  std::vector<const workload::Contract*> found;
  for (const profile::ScenarioConfig& scenario : profile.scenarios) {
    if (scenario.call) continue;  // it names the profile's
    for (const workload::CallPlan& plan : workload::plan_calls(scenario)) {
      const workload::Contract* contract = workload::find_contract(plan.call.contract.text);
      if (contract != nullptr && std::find(found.begin(), found.end(), contract) == found.end())
        found.push_back(contract);
    }
  }
  return found;
}

// The profile's contracts in an order in which none comes before one that its constructor names.
class InOrder {
 public:
  explicit InOrder(const std::vector<profile::ContractConfig>& contracts)
      : contracts_(contracts), states_(contracts.size(), State::unseen) {}

  base::Result<std::vector<const profile::ContractConfig*>> sort() {
    for (std::size_t i = 0; i < contracts_.size(); ++i)
      if (auto status = add(i); !status) return std::move(status).error();
    return std::move(order_);
  }

 private:
  enum class State : std::uint8_t { unseen, waiting, done };

  base::Status add(std::size_t i) {
    if (states_[i] == State::done) return {};
    if (states_[i] == State::waiting)
      return base::invalid_input(cat("contract ", base::quote(contracts_[i].name),
                                     ": its constructor needs, by way of others, its own address"));
    states_[i] = State::waiting;
    for (const profile::Argument& argument : contracts_[i].constructor_args)
      if (auto status = add_named_in(argument); !status) return status;
    states_[i] = State::done;
    order_.push_back(&contracts_[i]);
    return {};
  }

  base::Status add_named_in(const profile::Argument& argument) {
    for (const profile::Argument& item : argument.items)
      if (auto status = add_named_in(item); !status) return status;
    for (std::size_t i = 0; i < contracts_.size(); ++i) {
      if (argument.text.find(cat("{contract:", contracts_[i].name, '}')) == std::string::npos) continue;
      if (auto status = add(i); !status) return status;
    }
    return {};
  }

  const std::vector<profile::ContractConfig>& contracts_;
  std::vector<State> states_;
  std::vector<const profile::ContractConfig*> order_;
};

class Deployer {
 public:
  Deployer(const RunState& run, std::uint64_t chain_id, const workload::Accounts& accounts,
           const chain::TransactionSender& sender, bool needs_disperse, const chain::DeployTerms& terms)
      : run_(run), accounts_(accounts), sender_(sender), needs_disperse_(needs_disperse), terms_(terms) {
    environment_.chain_id = chain_id;
  }

  base::Result<Deployed> run() {
    for (const workload::Contract* contract : built_in_contracts(run_.profile)) {
      names_.emplace_back(contract->name);
      contracts_.push_back(
          {std::string(contract->name), [code = workload::init_code_of(*contract)](auto) { return code; }});
    }
    auto order = InOrder(run_.profile.contracts).sort();
    if (!order) return std::move(order).error();
    for (const profile::ContractConfig* contract : *order)
      if (auto status = add(*contract); !status) return std::move(status).error();
    const base::Bytes factory = workload::init_code_of(*workload::find_contract("Factory"));
    if (needs_disperse_) contracts_.push_back(disperse_contract());
    auto addresses =
        chain::deploy(contracts_, run_.facts.seed, factory, sender_, run_.environment.log, terms_);
    if (!addresses) return std::move(addresses).error();
    Deployed deployed;
    if (needs_disperse_) {
      deployed.disperse = addresses->back();
      addresses->pop_back();
    }
    deployed.environment = environment_with(*addresses);
    return deployed;
  }

 private:
  base::Status add(const profile::ContractConfig& contract) {
    const std::string name = cat("contract ", base::quote(contract.name));
    if (std::find(names_.begin(), names_.end(), contract.name) != names_.end())
      return base::invalid_input(
          cat(name, " has the name of the one that scenario ", contract.name, " brings"));
    if (contract.address) {
      environment_.contracts[contract.name] = *contract.address;
      auto stands = chain::has_code(sender_, *contract.address);
      if (!stands) return std::move(stands).error();
      if (*stands) return {};
      return base::Error{base::Code::remote,
                         cat(name, ": there is no code at ", eth::to_checksum(*contract.address))};
    }
    if (!workload::is_deployed(run_.profile, contract)) return {};
    chain::ContractToDeploy one{.name = contract.name, .init_code = {}};
    one.init_code = [this, &contract](std::span<const eth::Address> earlier) {
      return init_code_of(contract, environment_with(earlier));
    };
    one.create = contract.create;
    one.gas = contract.gas;
    for (const std::string& error : contract.errors)
      if (auto signature = eth::abi::parse_signature(error)) one.errors.push_back(*std::move(signature));
    if (!contract.value.text.empty()) {
      auto value = eth::parse_amount(contract.value.text);
      if (!value) return std::move(value).error().with(name);
      one.value = *value;
    }
    names_.push_back(contract.name);
    contracts_.push_back(std::move(one));
    return {};
  }

  workload::CallEnvironment environment_with(std::span<const eth::Address> addresses) const {
    workload::CallEnvironment environment = environment_;
    for (std::size_t i = 0; i < addresses.size(); ++i) environment.contracts[names_[i]] = addresses[i];
    return environment;
  }

  base::Result<base::Bytes> init_code_of(const profile::ContractConfig& contract,
                                         const workload::CallEnvironment& environment) const {
    const profile::ScenarioConfig nothing;
    workload::CallProblem problem;
    auto code = workload::init_code(
        contract, {nothing, environment, accounts_.addresses(), accounts_.size(), {}, false}, problem);
    if (!code) return base::invalid_input(cat(problem.path, ": ", problem.message));
    return *std::move(code);
  }

  const RunState& run_;
  const workload::Accounts& accounts_;
  const chain::TransactionSender& sender_;
  const bool needs_disperse_;
  const chain::DeployTerms& terms_;
  workload::CallEnvironment environment_;  // without what is deployed
  std::vector<std::string> names_;         // of what is, in that order
  std::vector<chain::ContractToDeploy> contracts_;
};

}  // namespace

bool deploys(const profile::Profile& profile) {
  if (profile.mock_deploy) return false;
  const auto is_new = [&](const profile::ContractConfig& contract) {
    return workload::is_deployed(profile, contract);
  };
  return !built_in_contracts(profile).empty() ||
         std::any_of(profile.contracts.begin(), profile.contracts.end(), is_new);
}

bool needs_deployer(const profile::Profile& profile) {
  const auto is_once = [](const profile::SetupCall& call) { return !call.each_account; };
  return deploys(profile) ||
         (!profile.mock_deploy && std::any_of(profile.setup.begin(), profile.setup.end(), is_once));
}

base::Result<Deployed> deploy_contracts(const RunState& run, const Target& target,
                                        const workload::Accounts& accounts,
                                        const net::ConnectionLimits& limits, bool needs_disperse,
                                        const chain::DeployTerms& terms) {
  const std::uint64_t chain_id = target.chain.chain_id;
  const bool needs_none = run.profile.contracts.empty() && !deploys(run.profile) && !needs_disperse;
  if (run.profile.mock_deploy || run.settings.dry_run || needs_none) {
    Deployed deployed{{chain_id, {}}, {}};
    for (const profile::ContractConfig& contract : run.profile.contracts)
      if (contract.address) deployed.environment.contracts[contract.name] = *contract.address;
    return deployed;
  }
  rpc::Client client(target.watched_endpoints.front(), {.http = limits}, run.environment.clock);
  const chain::NodeCall call = chain::calls_to(client, run.environment.stop);
  const KeyMaterial* keys = run.environment.keys;
  const bool has_root = keys != nullptr && keys->root;
  const base::Bytes32 key = has_root ? base::Bytes32{} : chain::deployer_key(run.facts.seed);
  const chain::Sender deployer{has_root ? keys->root_address : eth::address_of_key(key),
                               has_root ? &*keys->root : &key, chain_id,
                               run.spending.max_fee()};
  const chain::TransactionSender sender(call, deployer, run.environment.clock, run.environment.stop, {});
  return Deployer(run, chain_id, accounts, sender, needs_disperse, terms).run();
}

}  // namespace seiload::run
