#include "run/money_commands.h"

#include <functional>
#include <vector>

#include "base/text.h"
#include "chain/account_state.h"
#include "chain/start.h"
#include "chain/sweep.h"
#include "profile/finish.h"
#include "run/deploy_contracts.h"
#include "run/execute.h"
#include "run/request_limits.h"
#include "run/root_funding.h"
#include "sys/output.h"
#include "workload/contracts/contracts.h"
#include "workload/workload.h"

namespace seiload::run {
namespace {

using base::cat;
using base::Uint256;

// The pools of a profile, an endpoint and the chain behind it.
class Command {
 public:
  Command(const profile::Profile& profile, const Environment& environment)
      : profile_(profile), environment_(environment) {
    const std::vector<std::uint64_t> sizes = workload::Workload::pool_sizes(profile);
    if (!environment.keys->pool.empty())
      accounts_.emplace(environment.keys->pool, sizes, environment.stop.token());
    else
      accounts_.emplace(*profile.seed, sizes, environment.stop.token());
  }

  base::Status connect() {
    if (environment_.stop.requested()) return sys::stopped_error();
    const net::ResolverConfig resolver = net::load_resolver_config();
    const chain::StartLimits limits = start_limits(profile_.settings, environment_.clock);
    const chain::SetupContext at = setup_context(resolver, limits, environment_);
    auto endpoints = chain::find_endpoints(profile_.endpoints, at);
    if (!endpoints) return std::move(endpoints).error();
    endpoints_ = *std::move(endpoints);
    chain::Missing missing;
    auto facts = chain::probe(endpoints_, profile_.chain_id, at, missing);
    if (!facts) return std::move(facts).error();
    if (std::string why = profile::refuse_main_network(facts->chain_id, profile_.settings); !why.empty())
      return base::invalid_input(std::move(why));
    payer_.emplace(profile_.settings, environment_, endpoints_.front(), facts->chain_id);
    chain_id_ = facts->chain_id;
    return {};
  }

  const workload::Accounts& accounts() const { return *accounts_; }
  const Payer& payer() const { return *payer_; }
  std::uint64_t chain_id() const { return chain_id_; }

  base::Status write(std::string_view text) const { return sys::write_all(environment_.stdout_fd, text); }

 private:
  const profile::Profile& profile_;
  const Environment& environment_;
  std::optional<workload::Accounts> accounts_;
  std::vector<rpc::Endpoint> endpoints_;
  std::optional<Payer> payer_;
  std::uint64_t chain_id_ = 0;
};

int end(const base::Status& status, bool all_as_asked, const Environment& environment) {
  if (status) return all_as_asked ? kExitOk : kExitFailure;
  if (status.error().code == base::Code::stopped)
    environment.log.warning("stopped before the end; start it again to go on");
  else
    environment.log.error(status.error().message);
  return status.error().code == base::Code::invalid_input ? kExitUsage : kExitFailure;
}

// The table in pieces, with a first line that names its columns.
base::Status write_table(const Command& command, std::string_view columns, std::size_t rows,
                         const std::function<std::string(std::size_t)>& row) {
  constexpr std::size_t kPiece = 64 << 10;
  std::string text = cat("# ", columns, '\n');
  for (std::size_t i = 0; i < rows; ++i) {
    text += row(i) += '\n';
    if (text.size() < kPiece) continue;
    if (auto status = command.write(text); !status) return std::move(status).error().with("standard output");
    text.clear();
  }
  if (auto status = command.write(text); !status) return std::move(status).error().with("standard output");
  return {};
}

base::Result<std::optional<eth::Address>> find_disperse(const profile::Profile& profile,
                                                        const RootFunding& funding, const Command& command,
                                                        sys::Log& log) {
  if (!funding.needs_contract()) return std::optional<eth::Address>();
  const base::Bytes factory = workload::init_code_of(*workload::find_contract("Factory"));
  const chain::ContractToDeploy contract = disperse_contract();
  auto addresses = chain::deploy({&contract, 1}, *profile.seed, factory, command.payer().sender(), log,
                                 funding.deploy_terms());
  if (!addresses) return std::move(addresses).error();
  return std::optional<eth::Address>(addresses->front());
}

}  // namespace

int fund(const profile::Profile& profile, const Environment& environment) {
  Command command(profile, environment);
  if (auto status = command.connect(); !status) return end(status, false, environment);
  RootFunding root(profile, environment, command.payer(), command.accounts().addresses());
  auto status = root.plan();
  if (status) {
    auto disperse = find_disperse(profile, root, command, environment.log);
    status = disperse ? root.pay(*disperse) : base::Status(std::move(disperse).error());
  }
  const chain::Funding& funding = root.funding();
  if (funding.before().empty()) return end(status, false, environment);
  const Uint256& target = profile.funding->fund_amount_wei;
  bool all = true;
  auto written =
      write_table(command, "account before funded after state", funding.before().size(), [&](std::size_t i) {
        const Uint256 before = funding.before()[i], after = funding.after()[i];
        const bool is_short = after < target;
        if (is_short) all = false;
        return cat(eth::to_checksum(command.accounts().addresses()[i]), ' ', before.to_decimal(), ' ',
                   Uint256::subtract(after, before).value_or(Uint256()).to_decimal(), ' ', after.to_decimal(),
                   ' ',
                   is_short          ? "short"
                   : before < target ? "funded"
                                     : "ok");
      });
  if (status && !written) status = std::move(written);
  return end(status, all, environment);
}

int sweep(const profile::Profile& profile, const Environment& environment,
          const std::optional<eth::Address>& to) {
  Command command(profile, environment);
  if (auto status = command.connect(); !status) return end(status, false, environment);
  const eth::Address destination = to ? *to : environment.keys->root_address;
  std::vector<eth::Address> addresses(command.accounts().addresses().begin(),
                                      command.accounts().addresses().end());
  std::vector<base::Bytes32> keys(command.accounts().keys().begin(), command.accounts().keys().end());
  if (profile.seed && !environment.keys->root && deploys(profile)) {
    keys.push_back(chain::deployer_key(*profile.seed));
    addresses.push_back(eth::address_of_key(keys.back()));
  }
  auto swept = chain::sweep(addresses, keys, destination, command.chain_id(), command.payer().place());
  base::wipe(keys.data(), keys.size() * sizeof(base::Bytes32));
  if (!swept) return end(std::move(swept).error(), false, environment);
  std::size_t left = 0, dust = 0;
  auto written =
      write_table(command, "account before swept left state", swept->accounts.size(), [&](std::size_t i) {
        const chain::SweptAccount& one = swept->accounts[i];
        const bool has_rest = one.after != Uint256();
        if (one.failed) ++left;
        if (!one.failed && has_rest) ++dust;
        return cat(eth::to_checksum(one.address), ' ', one.before.to_decimal(), ' ',
                   Uint256::subtract(one.before, one.after).value_or(Uint256()).to_decimal(), ' ',
                   one.after.to_decimal(), ' ',
                   one.failed                ? "left"
                   : has_rest                ? "dust"
                   : one.before == Uint256() ? "empty"
                                             : "swept");
      });
  constexpr std::size_t kShown = 10;
  std::size_t shown = 0;
  for (const chain::SweptAccount& one : swept->accounts)
    if (one.failed && shown++ < kShown)
      environment.log.error(
          cat(eth::to_checksum(one.address), ": ", chain::show_ether(one.after), " left: ", one.why));
  if (left > kShown) environment.log.error(cat("and ", left - kShown, " more accounts, see the table"));
  environment.log.info(cat("swept ", chain::show_ether(swept->swept), " in ", swept->transfers,
                           swept->transfers == 1 ? " transfer to " : " transfers to ",
                           eth::to_checksum(destination), ", fees ", chain::show_ether(swept->fees), ", ",
                           dust, " left with dust, ", left, " with more"));
  return end(written, left == 0, environment);
}

int show_balances(const profile::Profile& profile, const Environment& environment) {
  Command command(profile, environment);
  if (auto status = command.connect(); !status) return end(status, false, environment);
  const auto addresses = command.accounts().addresses();
  const chain::FundingPlace& place = command.payer().place();
  const chain::StartLimits limits = place.limits();
  auto balances = chain::read_balances(place.endpoint, addresses, place.context(limits));
  if (!balances) return end(std::move(balances).error(), false, environment);
  const Uint256 target = profile.funding ? profile.funding->fund_amount_wei : Uint256();
  bool all = true;
  auto written = write_table(command, "account balance state", addresses.size(), [&](std::size_t i) {
    const bool is_short = (*balances)[i] < target;
    if (is_short) all = false;
    return cat(eth::to_checksum(addresses[i]), ' ', (*balances)[i].to_decimal(), is_short ? " short" : " ok");
  });
  return end(written, all, environment);
}

}  // namespace seiload::run
