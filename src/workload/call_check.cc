#include "workload/call_check.h"

#include <algorithm>

#include "base/text.h"
#include "eth/gas.h"
#include "workload/call.h"
#include "workload/call_row.h"
#include "workload/catalogue.h"
#include "workload/contract_use.h"
#include "workload/workload.h"

namespace seiload::workload {
namespace {

using base::cat;
using base::quote;
using profile::CallConfig;
using profile::ContractConfig;

std::string_view name_of(std::string_view signature) { return signature.substr(0, signature.find('(')); }

// The signature of the contract's function of this name or signature, which has an ABI.
std::optional<std::string> find_function(const ContractConfig& contract, const std::string& text,
                                         std::string& why) {
  std::vector<std::string_view> candidates, names;
  for (const std::string& function : contract.functions) {
    if (function == text) return text;
    names.push_back(name_of(function));
    if (name_of(function) == name_of(text)) candidates.emplace_back(function);
  }
  const bool is_name = text.find('(') == std::string::npos;
  if (is_name && candidates.size() == 1) return std::string(candidates[0]);
  std::string listed;
  for (const std::string_view one : candidates) listed += cat(listed.empty() ? "" : ", ", one);
  if (candidates.empty()) {
    why = cat("contract ", quote(contract.name), " has no function ", quote(text),
              base::did_you_mean(name_of(text), names));
  } else if (is_name) {
    why = cat(quote(text), " is ambiguous in contract ", quote(contract.name), ": ", listed);
  } else {
    why = cat("contract ", quote(contract.name), " has no function ", quote(text), "; it has ", listed);
  }
  return std::nullopt;
}

class Checker {
 public:
  Checker(profile::Profile& profile, const TakeProblem& take) : profile_(profile), take_(take) {
    for (const ContractConfig& contract : profile.contracts) names_.emplace_back(contract.name);
    for (const std::uint64_t size : Workload::pool_sizes(profile)) accounts_ += size;
  }

  void check() {
    for (std::size_t i = 0; i < profile_.contracts.size(); ++i) check_contract(i);
    for (std::size_t i = 0; i < profile_.setup.size(); ++i) check_setup(i);
    for (std::size_t i = 0; i < profile_.scenarios.size(); ++i) check_scenario(i);
  }

 private:
  CompileContext context(const profile::ScenarioConfig& scenario) const {
    return {scenario, environment_, {}, accounts_, names_, true};
  }

  void check_contract(std::size_t index) {
    const ContractConfig& contract = profile_.contracts[index];
    CallProblem problem;
    if (is_deployed(profile_, contract) && !init_code(contract, context(nothing_), problem))
      take_(CallList::contracts, index, problem);
  }

  void check_setup(std::size_t index) {
    CallConfig& call = profile_.setup[index].call;
    CallProblem problem;
    CallPlan plan;
    if (complete(call, problem)) {
      plan.call = call;
      const auto made = Call::make(plan, context(nothing_), problem);
      if (made && !made->uses_nonce()) return;
      if (made)
        problem = {"args", call.args_offset, "{nonce} is for the load's calls, not for those of setup"};
    }
    take_(CallList::setup, index, problem);
  }

  void check_scenario(std::size_t index) {
    profile::ScenarioConfig& scenario = profile_.scenarios[index];
    CallProblem problem;
    if (scenario.call && !complete(*scenario.call, problem))
      return take_(CallList::scenarios, index, problem);
    CompileContext at = context(scenario);
    at.knows_contracts = scenario.call.has_value();  // the built-in ones are none of the profile's
    if (find_scenario(scenario.name) != nullptr && !check_transfer(scenario, problem))
      return take_(CallList::scenarios, index, problem);
    for (const CallPlan& plan : plan_calls(scenario))
      if (!Call::make(plan, at, problem)) return take_(CallList::scenarios, index, problem);
  }

  // Calls check theirs themselves.
  static bool check_transfer(const profile::ScenarioConfig& scenario, CallProblem& problem) {
    std::uint64_t least = eth::kTransactionGas;
    if (scenario.access_list) least += eth::access_list_gas(scenario.access_list->entries);
    if (!scenario.gas || scenario.gas->least >= least) return true;
    problem = {"gasPicker", profile::kNoOffset,
               cat(scenario.gas->least, " is under the ", least, " that a transfer costs")};
    return false;
  }

  // The function's types, where the contract's ABI has them.
  bool complete(CallConfig& call, CallProblem& problem) const {
    const auto fail = [&](std::string_view path, std::size_t offset, std::string message) {
      problem = {std::string(path), offset, std::move(message)};
      return false;
    };
    if (call.creates) {
      auto wrong = complete_creation(call);
      if (!wrong.empty()) return fail("contract", call.contract.offset, std::move(wrong));
      return true;
    }
    if (call.contract.text.empty() == call.to.text.empty())
      return fail(
          call.to.text.empty() ? "" : "to", call.to.offset,
          call.to.text.empty() ? "a call needs 'contract' or 'to'" : "cannot be combined with 'contract'");
    if (!call.data.text.empty() && !call.function.text.empty())
      return fail("data", call.data.offset, "cannot be combined with 'function'");
    if (call.function.text.empty() && !call.args.empty())
      return fail("args", call.args_offset, "requires 'function'");
    if (call.function.text.empty()) return true;
    const ContractConfig* const contract = find(call.contract.text);
    if (contract != nullptr && !contract->functions.empty()) {
      std::string why;
      auto found = find_function(*contract, call.function.text, why);
      if (!found) return fail("function", call.function.offset, std::move(why));
      call.function.text = *std::move(found);
    } else if (eth::abi::is_identifier(call.function.text)) {
      return fail("function", call.function.offset,
                  cat(quote(call.function.text), " needs its types, as in ", call.function.text,
                      "(uint256): no ABI is known"));
    }
    if (const auto signature = eth::abi::parse_signature(call.function.text))
      call.function.text = signature->text();
    return true;
  }

  // What creates the contract; what scenario Deploy does not say of it is the contract's. The problem, or
  // nothing.
  std::string complete_creation(CallConfig& call) const {
    const std::string& name = call.contract.text;
    if (name.empty()) return "scenario Deploy needs 'contract', a name of 'contracts'";
    const ContractConfig* const contract = find(name);
    if (contract == nullptr)
      return cat("no contract ", quote(name), " in 'contracts'", base::did_you_mean(name, names_));
    if (contract->address)
      return cat("contract ", quote(name), " has an address: scenario Deploy needs an artifact or bytecode");
    call.code = contract->code;
    call.constructor_types = contract->constructor_types.text;
    if (call.args_offset == profile::kNoOffset) call.args = contract->constructor_args;
    if (call.value.text.empty()) call.value = contract->value;
    if (call.gas.text.empty() && contract->gas) call.gas.text = std::to_string(*contract->gas);
    return {};
  }

  const ContractConfig* find(std::string_view name) const {
    for (const ContractConfig& contract : profile_.contracts)
      if (contract.name == name) return &contract;
    return nullptr;
  }

  profile::Profile& profile_;
  const TakeProblem& take_;
  const CallEnvironment environment_;
  const profile::ScenarioConfig nothing_;
  std::vector<std::string_view> names_;
  std::uint64_t accounts_ = 0;
};

}  // namespace

void check_calls(profile::Profile& profile, const TakeProblem& take) { Checker(profile, take).check(); }

std::optional<base::Bytes> init_code(const ContractConfig& contract, const CompileContext& context,
                                     CallProblem& problem) {
  base::Bytes code = contract.code;
  const profile::Text& text = contract.constructor_types;
  const auto types = parse_constructor_types(text.text);
  const std::size_t offset = text.text.empty() ? contract.offset : text.offset;
  if (!types) return problem = {"constructor.types", offset, types.error().message}, std::nullopt;
  CallCompiler compiler(context);
  const auto arguments = compiler.call({}, *types, contract.constructor_args, offset, "constructor.args");
  if (!arguments) return problem = compiler.problem(), std::nullopt;
  if (!arguments->is_constant()) {
    problem = {"constructor.args", offset, "only {contract:NAME}, {account:K} and {chainId} are known there"};
    return std::nullopt;
  }
  base::append(code, arguments->bytes());
  return code;
}

}  // namespace seiload::workload
