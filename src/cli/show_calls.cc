#include "cli/show_calls.h"

#include "base/hex.h"
#include "base/number.h"
#include "base/text.h"
#include "eth/account.h"
#include "eth/address.h"
#include "eth/gas.h"
#include "workload/call.h"
#include "workload/call_check.h"
#include "workload/contract_use.h"
#include "workload/workload.h"

namespace seiload::cli {
namespace {

using base::cat;
using base::format_grouped;

constexpr std::size_t kLongestExample = 1024;  // bytes

std::string shown(base::ByteSpan data) {
  const bool is_cut = data.size() > kLongestExample;
  return base::to_hex(data.first(is_cut ? kLongestExample : data.size())) +
         (is_cut ? cat("... of ", format_grouped(data.size()), " bytes") : "");
}

class Show {
 public:
  explicit Show(const profile::Profile& profile) : profile_(profile), seed_(profile.seed.value_or(0)) {
    environment_.chain_id = profile.chain_id.value_or(1);
    for (const profile::ContractConfig& contract : profile.contracts)
      if (contract.address) environment_.contracts[contract.name] = *contract.address;
    for (const std::uint64_t size : workload::Workload::pool_sizes(profile)) accounts_ += size;
  }

  std::vector<std::string> lines() {
    for (const profile::ContractConfig& contract : profile_.contracts) add_contract(contract);
    for (std::size_t i = 0; i < profile_.setup.size(); ++i) {
      const profile::SetupCall& one = profile_.setup[i];
      workload::CallPlan plan;
      plan.call = one.call;
      add_call(cat("setup[", i, one.each_account ? "], by each account" : "], once by the deployer"), plan,
               {});
    }
    for (const profile::ScenarioConfig& scenario : profile_.scenarios)
      for (const workload::CallPlan& plan : workload::plan_calls(scenario))
        add_call(cat("scenario ", scenario.label, ", ", plan.operation), plan, scenario);
    return std::move(lines_);
  }

 private:
  workload::CompileContext context(const profile::ScenarioConfig& scenario) const {
    return {scenario, environment_, {}, accounts_, {}, false};
  }

  void add_contract(const profile::ContractConfig& contract) {
    if (contract.address) {
      lines_.push_back(cat("contract ", contract.name, ": at ", eth::to_checksum(*contract.address)));
      return;
    }
    if (!workload::is_deployed(profile_, contract)) {
      lines_.push_back(cat("contract ", contract.name, ": created by the transactions of scenario Deploy"));
      return;
    }
    workload::CallProblem problem;
    const profile::ScenarioConfig nothing;
    const auto code = workload::init_code(contract, context(nothing), problem);
    if (code)
      lines_.push_back(cat("contract ", contract.name, ": deployed by CREATE", contract.create ? "" : "2",
                           ", ", format_grouped(code->size()), " bytes of code and arguments"));
  }

  void add_call(const std::string& name, const workload::CallPlan& plan,
                const profile::ScenarioConfig& scenario) {
    workload::CallProblem problem;
    const auto call = workload::Call::make(plan, context(scenario), problem);
    if (!call) return;  // not of a checked profile
    workload::Operation operation{.number = 0, .unix_seconds = 0, .seed = seed_};
    operation.sender = eth::address_of_key(eth::pool_key(seed_, 0, 0));
    operation.receiver = eth::address_of_key(eth::pool_key(seed_, 0, 1));
    workload::Intent intent;
    call->write(operation, intent);
    intent.set_nonce(0);
    const auto& list = scenario.access_list;
    const std::uint64_t list_gas = list ? eth::access_list_gas(list->entries) : 0;
    const std::string& contract = plan.call.contract.text;
    const std::string target = contract.empty() ? plan.call.to.text : cat("contract ", contract);
    const bool has_selector = !plan.call.function.text.empty();
    std::string line = cat(name, ": ", has_selector ? cat(plan.call.function.text, ' ') : std::string(),
                           plan.call.creates ? "creates " : "to ", target);
    if (plan.call.creates) line += cat(", init code of ", format_grouped(intent.data.size()), " bytes");
    if (has_selector) line += cat(", selector ", base::to_hex(base::ByteSpan(intent.data).first(4)));
    line += call->needs_estimate()
                ? cat(", gas estimated at set-up, at least ", format_grouped(call->gas_bound()))
                : cat(", gas ", format_grouped(intent.gas_limit + (call->has_given_gas() ? 0 : list_gas)));
    if (list)
      line += list->create ? ", access list by the node" : cat(", access list of ", list->entries.size());
    if (!intent.data.empty()) line += cat(", example ", shown(intent.data));
    lines_.push_back(std::move(line));
  }

  const profile::Profile& profile_;
  const std::uint64_t seed_;
  workload::CallEnvironment environment_;
  std::uint64_t accounts_ = 0;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> show_calls(const profile::Profile& profile) { return Show(profile).lines(); }

}  // namespace seiload::cli
