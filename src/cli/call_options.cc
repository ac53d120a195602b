#include "cli/call_options.h"

#include <algorithm>

#include "base/text.h"
#include "eth/address.h"
#include "profile/decode_contracts.h"

namespace seiload::cli {
namespace {

using base::cat;
using profile::CallConfig;
using profile::ContractConfig;
using profile::Draft;

std::vector<profile::Argument> arguments_of(Draft& draft, const std::vector<Given>& given) {
  std::vector<profile::Argument> arguments;
  for (std::size_t i = 0; i < given.size(); ++i) {
    auto argument = profile::parse_argument(given[i].text);
    if (argument)
      arguments.push_back(*std::move(argument));
    else
      draft.problems.add({cat(given[i].spelt, ' ', i + 1)}, std::move(argument).error().message);
  }
  return arguments;
}

// What an address or a file stands for.
void set_source(ContractConfig& contract, const std::string& text) {
  if (text.starts_with("0x"))
    contract.address = eth::parse_address(text);
  else
    contract.artifact.text = text;
}

bool given(const Given& one) { return one.option != nullptr; }

}  // namespace

bool CallOptions::take(const Given& given) {
  const Option* const option = given.option;
  std::vector<Given>* const list = option == &kContract         ? &contracts_
                                   : option == &kArg            ? &arguments_
                                   : option == &kConstructorArg ? &constructor_arguments_
                                                                : nullptr;
  if (list != nullptr) return list->push_back(given), true;
  Given* const one = option == &kTo       ? &to_
                     : option == &kDeploy ? &deploy_
                     : option == &kCall   ? &function_
                     : option == &kData   ? &data_
                     : option == &kValue  ? &value_
                     : option == &kGas    ? &gas_
                                          : nullptr;
  if (one == nullptr) return false;
  *one = given;
  return true;
}

void CallOptions::add_contract(Draft& draft, const Given& given) {
  const std::size_t equals = given.text.find('=');
  const std::string name = given.text.substr(0, equals);
  const std::string spec = equals == std::string::npos ? std::string() : given.text.substr(equals + 1);
  if (spec.empty() || !profile::is_contract_name(name))
    return draft.problems.add({given.spelt},
                              cat("expected NAME=ADDRESS or NAME=FILE, got ", base::quote(given.text)));
  ContractConfig contract;
  contract.name = name;
  set_source(contract, spec);
  if (!contract.address && contract.artifact.text.empty())
    return draft.problems.add(
        {given.spelt}, cat("expected an address, 0x and 40 hex digits, or a file, got ", base::quote(spec)));
  auto& all = draft.profile.contracts;
  std::erase_if(all, [&](const ContractConfig& one) { return one.name == name; });
  all.push_back(std::move(contract));
}

// A contract's name stands for it in --to.
void CallOptions::add_target(Draft& draft, CallConfig& call) {
  if (given(to_) && given(deploy_))
    return draft.problems.add({deploy_.spelt}, "cannot be combined with --to");
  if (given(to_)) {
    const auto& all = draft.profile.contracts;
    const bool is_name =
        std::any_of(all.begin(), all.end(), [&](const ContractConfig& one) { return one.name == to_.text; });
    (is_name ? call.contract : call.to).text = to_.text;
    return;
  }
  if (!given(deploy_)) {
    for (const Given* one : {&function_, &data_, &value_, &gas_})
      if (given(*one)) return draft.problems.add({one->spelt}, "requires --to or --deploy");
    if (!arguments_.empty()) draft.problems.add({arguments_[0].spelt}, "requires --to or --deploy");
    return;
  }
  call.contract.text = kDeployedContract;
  add_deployed(draft);
}

void CallOptions::add_deployed(Draft& draft) {
  ContractConfig contract;
  contract.name = kDeployedContract;
  contract.artifact.text = deploy_.text;
  contract.constructor_args = arguments_of(draft, constructor_arguments_);
  draft.profile.contracts.push_back(std::move(contract));
}

// What a --scenario Deploy creates: the contract of --deploy, else the one that the profile or --contract has
// code of. False: there is no such scenario.
bool CallOptions::complete_creations(Draft& draft) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < draft.profile.scenarios.size(); ++i) {
    const auto& call = draft.profile.scenarios[i].call;
    if (call && call->creates && draft.scenario_places[i].offset == profile::SourceLocation::kCommandLine)
      places.push_back(i);
  }
  if (places.empty()) return false;
  for (const Given* one : {&to_, &function_, &data_})
    if (given(*one)) draft.problems.add({one->spelt}, "cannot be combined with --scenario Deploy");
  if (!arguments_.empty())
    draft.problems.add({arguments_[0].spelt}, "is for --call: constructors take --constructor-arg");
  std::vector<std::string> names;
  if (given(deploy_)) {
    add_deployed(draft);
    names.emplace_back(kDeployedContract);
  } else {
    for (const ContractConfig& contract : draft.profile.contracts)
      if (!contract.address) names.push_back(contract.name);
  }
  for (const std::size_t i : places) {
    CallConfig& call = *draft.profile.scenarios[i].call;
    call.value.text = value_.text;
    call.gas.text = gas_.text;
    if (names.size() == 1)
      call.contract.text = names[0];
    else
      draft.problems.add(draft.scenario_places[i],
                         cat("scenario Deploy needs --deploy FILE, or one contract with an artifact or "
                             "bytecode in the profile; there are ",
                             names.size()));
  }
  return true;
}

std::optional<profile::ScenarioConfig> CallOptions::finish(Draft& draft) {
  for (const Given& contract : contracts_) add_contract(draft, contract);
  if (!constructor_arguments_.empty() && !given(deploy_))
    draft.problems.add({constructor_arguments_[0].spelt}, "requires --deploy");
  const bool any = !arguments_.empty() || given(to_) || given(deploy_) || given(function_) || given(data_) ||
                   given(value_) || given(gas_);
  const bool creates = complete_creations(draft);
  if (!any || creates) return std::nullopt;
  for (const Given* one : {&function_, &data_, &value_, &gas_, &deploy_})
    if (given(*one) && one->text.empty())
      draft.problems.add({one->spelt}, cat("expected ", one->option->argument, ", got ''"));
  if (given(data_) && given(function_)) draft.problems.add({data_.spelt}, "cannot be combined with --call");
  const bool has_target = given(to_) || given(deploy_);
  if (has_target && !arguments_.empty() && !given(function_))
    draft.problems.add({arguments_[0].spelt}, "requires --call");
  profile::ScenarioConfig scenario;
  scenario.name = "Call";
  CallConfig& call = scenario.call.emplace();
  add_target(draft, call);
  call.function.text = function_.text;
  call.args = arguments_of(draft, arguments_);
  call.data.text = data_.text;
  call.value.text = value_.text;
  call.gas.text = gas_.text;
  return scenario;
}

std::string CallOptions::option_of(std::string_view path, bool creates) {
  static constexpr struct {
    std::string_view key, option;
  } kKeys[] = {{"contract", "--to"}, {"to", "--to"},       {"function", "--call"},
               {"data", "--data"},   {"value", "--value"}, {"gas", "--gas"}};
  if (creates && (path == "args" || path == "contract")) return "--deploy";
  if (path == "args") return "--call";
  if (path.starts_with("args[")) {
    path.remove_prefix(5);
    const std::size_t close = path.find(']');
    return cat(creates ? "--constructor-arg " : "--arg ", std::stoul(std::string(path.substr(0, close))) + 1,
               path.substr(close + 1));
  }
  for (const auto& one : kKeys)
    if (one.key == path) return std::string(one.option);
  return "--to";
}

}  // namespace seiload::cli
