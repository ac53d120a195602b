#include "profile/decode_contracts.h"

#include <limits>

#include "base/hex.h"
#include "base/text.h"
#include "eth/amount.h"

namespace seiload::profile {
namespace {

using base::cat;
using json::Value;

constexpr std::uint64_t kMaxGas = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view kArgument = "a text, a number, true, false or an array";

std::optional<Argument> decode_argument(Fields& fields, const Value& value, const SourceLocation& place) {
  Argument argument;
  argument.offset = value.offset;
  if (const std::string* text = value.string()) {
    argument.text = *text;
  } else if (const json::Number* number = value.number()) {
    argument.kind = Argument::Kind::number;
    argument.text = number->text;
  } else if (const bool* boolean = value.boolean()) {
    argument.kind = Argument::Kind::boolean;
    argument.text = *boolean ? "true" : "false";
  } else if (value.array() != nullptr) {
    argument.kind = Argument::Kind::list;
    argument.items = decode_arguments(fields, value, place);
  } else {
    fields.wrong(place, kArgument, value);
    return std::nullopt;
  }
  return argument;
}

Text text_of(Fields& fields, const Value& value, const SourceLocation& place) {
  return {fields.string(value, place).value_or(""), value.offset};
}

void check_amount(Fields& fields, const Text& amount, const SourceLocation& place) {
  if (amount.text.empty()) return;
  if (auto parsed = eth::parse_amount(amount.text); !parsed)
    fields.add(place, std::move(parsed).error().message);
}

// {"types": "(address,uint256)", "args": [...]}, or the arguments alone where the ABI has the types.
void decode_constructor(Fields& fields, const Value& value, const SourceLocation& place,
                        ContractConfig& contract) {
  if (value.array() != nullptr) {
    contract.constructor_args = decode_arguments(fields, value, place);
    return;
  }
  if (value.object() == nullptr)
    return fields.wrong(place, "an array, or an object with types and args", value);
  fields.object(
      value, place,
      {{"types",
        [&](const Value& v, const SourceLocation& p) { contract.constructor_types = text_of(fields, v, p); }},
       {"args", [&](const Value& v, const SourceLocation& p) {
          contract.constructor_args = decode_arguments(fields, v, p);
        }}});
}

// Where a contract's code comes from: exactly one of four keys.
struct Sources {
  SourceLocation address, artifact, bytecode, bytecode_file;

  void check(Fields& fields, const SourceLocation& place, const SourceLocation& created) const {
    const SourceLocation* first = nullptr;
    for (const SourceLocation* one : {&address, &artifact, &bytecode, &bytecode_file}) {
      if (!one->given()) continue;
      if (first != nullptr)
        return fields.add(*one, "give one of address, artifact, bytecode and bytecodeFile");
      first = one;
    }
    if (first == nullptr)
      fields.add(place, "needs one of address, artifact, bytecode and bytecodeFile");
    else if (first == &address && created.given())
      fields.add(created, "of a contract that is created, not of one that has an address");
  }
};

ContractConfig decode_contract(Fields& fields, const json::Member& member, const SourceLocation& place) {
  ContractConfig contract;
  contract.name = member.key;
  contract.offset = member.value.offset;
  Sources sources;
  SourceLocation created, abi;
  fields.object(
      member.value, place,
      {{"address",
        [&](const Value& v, const SourceLocation& p) {
          sources.address = p;
          const auto text = fields.string(v, p);
          if (!text) return;
          contract.address = eth::parse_address(*text);
          if (!contract.address) fields.wrong(p, "an address, 0x and 40 hex digits", v);
        }},
       {"artifact",
        [&](const Value& v, const SourceLocation& p) {
          contract.artifact = text_of(fields, v, sources.artifact = p);
        }},
       {"abi", [&](const Value& v, const SourceLocation& p) { contract.abi = text_of(fields, v, abi = p); }},
       {"bytecode",
        [&](const Value& v, const SourceLocation& p) {
          sources.bytecode = p;
          const auto text = fields.string(v, p);
          if (!text) return;
          const auto code = base::decode_hex(*text);
          if (!code || code->empty()) return fields.wrong(p, "hex bytes, 0x...", v);
          contract.code = *code;
        }},
       {"bytecodeFile",
        [&](const Value& v, const SourceLocation& p) {
          contract.bytecode_file = text_of(fields, v, sources.bytecode_file = p);
        }},
       {"constructor",
        [&](const Value& v, const SourceLocation& p) {
          decode_constructor(fields, v, created = p, contract);
        }},
       {"create",
        [&](const Value& v, const SourceLocation& p) {
          contract.create = fields.boolean(v, created = p).value_or(false);
        }},
       {"value",
        [&](const Value& v, const SourceLocation& p) {
          contract.value = decode_text_or_number(fields, v, created = p);
          check_amount(fields, contract.value, p);
        }},
       {"gas", [&](const Value& v, const SourceLocation& p) {
          contract.gas = fields.whole(v, created = p, 1, kMaxGas);
        }}});
  if (member.value.object() != nullptr) sources.check(fields, place, created);
  if (abi.given() && sources.artifact.given())
    fields.add(abi, "cannot be combined with 'artifact', which has the ABI");
  return contract;
}

}  // namespace

std::vector<Argument> decode_arguments(Fields& fields, const Value& value, const SourceLocation& place) {
  std::vector<Argument> arguments;
  fields.array(value, place, [&](const Value& v, const SourceLocation& p) {
    if (auto argument = decode_argument(fields, v, p)) arguments.push_back(*std::move(argument));
  });
  return arguments;
}

Text decode_text_or_number(Fields& fields, const Value& value, const SourceLocation& place) {
  if (const json::Number* number = value.number()) return {number->text, value.offset};
  return text_of(fields, value, place);
}

base::Result<Argument> parse_argument(std::string_view text) {
  if (!text.starts_with('[')) return Argument::of(std::string(text));
  const auto value = json::parse(text);
  if (!value) return base::Error(value.error());
  Diagnostics problems;
  Fields fields(problems);
  auto argument = decode_argument(fields, *value, {});
  if (!problems.empty())
    return base::invalid_input(cat("within ", base::quote(text), ": ", problems.lines()[0]));
  const std::function<void(Argument&)> forget = [&](Argument& one) {  // they are no places in a profile
    one.offset = kNoOffset;
    for (Argument& item : one.items) forget(item);
  };
  forget(*argument);
  return *std::move(argument);
}

bool is_contract_name(std::string_view text) {
  return !text.empty() && text.find_first_of("{}|:") == std::string_view::npos && !text.starts_with("0x");
}

std::vector<ContractConfig> decode_contracts(Fields& fields, const Value& value,
                                             const SourceLocation& place) {
  std::vector<ContractConfig> contracts;
  fields.members(value, place, [&](const json::Member& member, const SourceLocation& p) {
    if (!is_contract_name(member.key))
      return fields.add(
          {place.path, member.key_offset},
          cat("a contract's name is no address and has none of {}|:, got ", base::quote(member.key)));
    contracts.push_back(decode_contract(fields, member, p));
  });
  return contracts;
}

std::vector<SetupCall> decode_setup(Fields& fields, const Value& value, const SourceLocation& place) {
  std::vector<SetupCall> calls;
  fields.array(value, place, [&](const Value& v, const SourceLocation& p) {
    SetupCall one;
    one.offset = v.offset;
    CallConfig& call = one.call;
    fields.object(
        v, p,
        {{"contract",
          [&](const Value& x, const SourceLocation& at) { call.contract = text_of(fields, x, at); }},
         {"function",
          [&](const Value& x, const SourceLocation& at) { call.function = text_of(fields, x, at); }},
         {"args",
          [&](const Value& x, const SourceLocation& at) {
            call.args = decode_arguments(fields, x, at);
            call.args_offset = x.offset;
          }},
         {"value", [&](const Value& x,
                       const SourceLocation& at) { call.value = decode_text_or_number(fields, x, at); }},
         {"gas",
          [&](const Value& x, const SourceLocation& at) { call.gas = decode_text_or_number(fields, x, at); }},
         {"each", [&](const Value& x, const SourceLocation& at) {
            if (x.string() == nullptr || (*x.string() != "once" && *x.string() != "account"))
              return fields.wrong(at, "\"once\" or \"account\"", x);
            one.each_account = *x.string() == "account";
          }}});
    calls.push_back(std::move(one));
  });
  return calls;
}

}  // namespace seiload::profile
