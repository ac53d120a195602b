#include "workload/call.h"

#include <algorithm>

#include "base/number.h"
#include "base/text.h"
#include "eth/gas.h"
#include "workload/call_row.h"
#include "workload/purpose.h"

namespace seiload::workload {
namespace {

using base::cat;
using eth::abi::Type;
using profile::CallConfig;

constexpr std::uint64_t kGwei = 1'000'000'000;
constexpr std::uint64_t kDefaultTipCap = 2 * kGwei, kDefaultFeeCap = 20 * kGwei;
constexpr std::string_view kEstimate = "estimate";
constexpr std::string_view kFloor = "floor";  // of a row without a limit

Type address_type() { return {Type::Kind::address, 0, {}}; }
Type amount_type() { return {Type::Kind::unsigned_number, 256, {}}; }

CallPlan plan_of(const CallRow& row, const profile::ScenarioConfig& scenario) {
  CallPlan plan{.operation = std::string(row.operation), .call = {}};
  CallConfig& call = plan.call;
  call.contract.text = row.contract;
  call.to.text = row.to;
  call.function.text = row.function;
  if (row.arguments != nullptr) call.args = row.arguments(scenario);
  if (row.data != nullptr) call.data.text = row.data(scenario);
  call.value.text = row.value;
  const std::uint64_t gas = row.gas_of != nullptr ? row.gas_of(scenario) : row.gas;
  call.gas.text = gas > 0 ? std::to_string(gas) : std::string(kFloor);
  plan.gas_per_sized_byte = row.gas_per_sized_byte;
  plan.tip_cap = row.tip_cap;
  plan.fee_cap = row.fee_cap;
  return plan;
}

std::string label_of(const CallConfig& call) {
  if (!call.label.text.empty()) return call.label.text;
  if (call.creates) return "deploy";
  if (!call.function.text.empty()) return call.function.text.substr(0, call.function.text.find('('));
  return call.data.text.empty() ? "transfer" : "call";
}

std::uint64_t weight_of(std::string_view operation, const profile::ScenarioConfig& scenario, bool is_first) {
  if (scenario.operations.empty()) return is_first ? 1 : 0;
  for (const profile::OperationWeight& one : scenario.operations)
    if (one.name == operation) return one.weight;
  return 0;
}

// The init code: what creates the contract, and the arguments of its constructor.
std::optional<CallTemplate> compile_init_code(CallCompiler& compiler, const CallConfig& call,
                                              CallProblem& problem) {
  const auto types = parse_constructor_types(call.constructor_types);
  if (!types) return problem = {"contract", call.contract.offset, types.error().message}, std::nullopt;
  const bool has_args = call.args_offset != profile::kNoOffset;
  auto data =
      compiler.call(call.code, *types, call.args, has_args ? call.args_offset : call.contract.offset, "args");
  if (!data) return problem = compiler.problem(), std::nullopt;
  if (data->max_size() <= eth::kMaxInitCodeSize) return data;
  problem = {"contract", call.contract.offset,
             cat("its init code has ", data->max_size(), " bytes, and no chain takes more than ",
                 eth::kMaxInitCodeSize, " (EIP-3860)")};
  return std::nullopt;
}

// The data of the call: nothing, bytes as they are, or a function with its arguments.
std::optional<CallTemplate> compile_data(CallCompiler& compiler, const CallConfig& call,
                                         CallProblem& problem) {
  std::optional<CallTemplate> data;
  if (call.creates) return compile_init_code(compiler, call, problem);
  if (!call.data.text.empty()) {
    data = compiler.data(call.data, "data");
  } else if (call.function.text.empty()) {
    data = CallTemplate();
  } else {
    const auto signature = eth::abi::parse_signature(call.function.text);
    if (!signature) {
      problem = {"function", call.function.offset, signature.error().message};
      return std::nullopt;
    }
    const bool has_args = call.args_offset != profile::kNoOffset;
    data = compiler.call(signature->selector(), signature->parameters, call.args,
                         has_args ? call.args_offset : call.function.offset, "args");
  }
  if (!data) problem = compiler.problem();
  return data;
}

// Where the call goes.
std::optional<CompiledWord> compile_target(CallCompiler& compiler, const CallConfig& call) {
  if (call.contract.text.empty()) return compiler.word(address_type(), call.to, "to");
  profile::Text target = call.contract;
  if (!target.text.starts_with("0x")) target.text = cat("{contract:", target.text, '}');
  return compiler.word(address_type(), target, "contract");
}

}  // namespace

std::vector<CallPlan> plan_calls(const profile::ScenarioConfig& scenario) {
  std::vector<CallPlan> plans;
  if (scenario.call) {
    plans.push_back({.operation = label_of(*scenario.call), .call = *scenario.call});
    plans.back().tip_cap = kDefaultTipCap;
    plans.back().fee_cap = kDefaultFeeCap;
    return plans;
  }
  const std::span<const CallRow> rows = rows_of(scenario.name);
  for (const CallRow& row : rows) {
    CallPlan plan = plan_of(row, scenario);
    plan.weight = weight_of(row.operation, scenario, &row == &rows.front());
    if (plan.weight > 0) plans.push_back(std::move(plan));
  }
  return plans;
}

std::optional<Call> Call::make(const CallPlan& plan, const CompileContext& context, CallProblem& problem) {
  Call made;
  CallCompiler words(context);
  made.creates_ = plan.call.creates;
  if (!made.creates_) {
    const auto to = compile_target(words, plan.call);
    if (!to) return problem = words.problem(), std::nullopt;
    made.to_ = *to;
  }
  if (!plan.call.value.text.empty()) {
    const auto value = words.word(amount_type(), plan.call.value, "value");
    if (!value) return problem = words.problem(), std::nullopt;
    if (value->source && value->source->kind == WordSource::Kind::key)
      return problem = {"value", plan.call.value.offset, "{key} is for arguments"}, std::nullopt;
    made.value_ = *value;
  }
  CallCompiler compiler(context);
  auto data = compile_data(compiler, plan.call, problem);
  if (!data) return std::nullopt;
  made.data_ = *std::move(data);
  const auto is_receiver = [](const CompiledWord& word) {
    return word.source && word.source->kind == WordSource::Kind::receiver;
  };
  made.needs_receiver_ = is_receiver(made.to_) || made.data_.needs_receiver();
  made.calls_function_ = !plan.call.function.text.empty() || !plan.call.contract.text.empty();
  made.gas_per_sized_byte_ = plan.gas_per_sized_byte;
  made.tip_cap_ = plan.tip_cap;
  made.fee_cap_ = plan.fee_cap;
  if (!made.set_gas(plan, context, problem)) return std::nullopt;
  return made;
}

bool Call::set_gas(const CallPlan& plan, const CompileContext& context, CallProblem& problem) {
  const profile::Text& gas = plan.call.gas;
  if (context.scenario.access_list) list_gas_ = eth::access_list_gas(context.scenario.access_list->entries);
  const std::uint64_t bound = gas_bound();
  const std::string floor = cat(" is under the ", bound,
                                creates_ ? " that the init code may cost (EIP-3860, EIP-7623)"
                                         : " that the call's data may cost (EIP-7623)",
                                list_gas_ > 0 ? ", access list included" : "");
  if (context.scenario.gas && context.scenario.gas->least < bound) {
    problem = {"gasPicker", gas.offset, cat(context.scenario.gas->least, floor)};
    return false;
  }
  estimated_ = gas.text.empty() || gas.text == kEstimate;
  gas_ = data_.gas_bound(creates_);
  if (estimated_ || (gas.text == kFloor && !context.scenario.call)) return true;
  const auto limit = base::parse_u64(gas.text);
  if (!limit || *limit == 0) {
    problem = {"gas", gas.offset,
               cat("expected a number of gas or \"estimate\", got ", base::quote(gas.text))};
    return false;
  }
  gas_ = *limit;
  given_gas_ = context.scenario.call.has_value();
  // What sized bytes cost comes on top.
  if (gas_ >= bound || !given_gas_) return true;
  problem = {"gas", gas.offset, cat(gas_, floor)};
  return false;
}

bool Call::uses_nonce() const {
  return (value_.source && value_.source->kind == WordSource::Kind::nonce) || data_.uses_nonce();
}

// Data alone may go to an account, too.
std::optional<eth::Address> Call::code_at() const {
  if (creates_ || to_.source || !calls_function_) return std::nullopt;
  eth::Address address;
  std::copy(to_.constant.end() - 20, to_.constant.end(), address.bytes.begin());
  return address;
}

Call::Most Call::most() const {
  return {value_.most(), gas_ + gas_per_sized_byte_ * data_.sized_bytes(data_.max_size()), fee_cap_};
}

void Call::write(const Operation& operation, Intent& intent) const {
  intent.to.reset();
  if (!creates_) {
    const base::Bytes32 to = to_.draw(operation, kCallTo, nullptr);
    eth::Address& target = intent.to.emplace();
    std::copy(to.end() - 20, to.end(), target.bytes.begin());
  }
  intent.value = base::Uint256::from_be_bytes(value_.draw(operation, kCallValue, nullptr));
  intent.nonce_is_value = value_.source && value_.source->kind == WordSource::Kind::nonce;
  data_.write(operation, intent);
  intent.gas_limit = gas_ + gas_per_sized_byte_ * data_.sized_bytes(intent.data.size());
  intent.tip_cap = tip_cap_;
  intent.fee_cap = fee_cap_;
}

}  // namespace seiload::workload
