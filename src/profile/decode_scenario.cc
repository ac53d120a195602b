#include "profile/decode_scenario.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "profile/decode_access_list.h"
#include "profile/decode_contracts.h"

namespace seiload::profile {
namespace {

using base::cat;
using json::Value;

constexpr std::uint64_t kMaxU64 = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMaxPick = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kMaxRecords = 10'000'000;
constexpr std::uint64_t kMaxPad = 131'072;  // bytes

// Reads a picker or a distribution: {"Name": one of two, ...}; `second` tells which of the two it is.
std::optional<bool> choose(Fields& fields, const Value& value, const SourceLocation& place,
                           std::string_view first, std::string_view second) {
  if (const std::string* text = value.string()) {
    if (base::equals_ignoring_case(*text, first)) return false;
    if (base::equals_ignoring_case(*text, second)) return true;
  }
  fields.wrong(place, cat(first, " or ", second), value);
  return std::nullopt;
}

std::optional<Picker> decode_picker(Fields& fields, const Value& value, const SourceLocation& place,
                                    std::uint64_t least) {
  std::optional<bool> random;
  std::optional<std::uint64_t> gas, low, high;
  bool sound = value.object() != nullptr;
  SourceLocation name_place, gas_place, low_place, high_place;
  const auto number = [&](std::optional<std::uint64_t>& out, SourceLocation& where) {
    return [&](const Value& v, const SourceLocation& p) {
      where = p;
      out = fields.whole(v, p, least, kMaxPick);
      sound = sound && out.has_value();
    };
  };
  fields.object(value, place,
                {{"Name",
                  [&](const Value& v, const SourceLocation& p) {
                    name_place = p;
                    random = choose(fields, v, p, "fixed", "random");
                  }},
                 {"Gas", number(gas, gas_place)},
                 {"Min", number(low, low_place)},
                 {"Max", number(high, high_place)}});
  if (!sound) return std::nullopt;
  if (!random) {
    if (!name_place.given()) fields.add(place, "key 'Name' is missing: fixed or random");
    return std::nullopt;
  }
  const std::string_view kind = *random ? "random" : "fixed";
  for (const SourceLocation* extra : {*random ? &gas_place : &low_place, *random ? &gas_place : &high_place})
    if (extra->given()) {
      fields.add(*extra, cat("a ", kind,
                             " picker has no such key: ", *random ? "it takes Min and Max" : "it takes Gas"));
      return std::nullopt;
    }
  if (*random ? !low || !high : !gas) {
    fields.add(place, cat("a ", kind, " picker needs ", *random ? "Min and Max" : "Gas"));
    return std::nullopt;
  }
  if (!*random) return Picker{Picker::Kind::fixed, *gas, *gas};
  if (*low >= *high) {
    fields.add(low_place, cat("expected less than Max, ", *high, ", got ", *low));
    return std::nullopt;
  }
  return Picker{Picker::Kind::random, *low, *high};
}

std::optional<Distribution> decode_distribution(Fields& fields, const Value& value,
                                                const SourceLocation& place) {
  std::optional<bool> zipfian;
  std::optional<double> theta;
  SourceLocation name_place, theta_place;
  fields.object(value, place,
                {{"Name",
                  [&](const Value& v, const SourceLocation& p) {
                    name_place = p;
                    zipfian = choose(fields, v, p, "uniform", "zipfian");
                  }},
                 {"theta", [&](const Value& v, const SourceLocation& p) {
                    theta_place = p;
                    theta = fields.fraction(v, p, 1, true);
                  }}});
  if (value.object() == nullptr || (theta_place.given() && !theta)) return std::nullopt;
  if (!zipfian) {
    if (!name_place.given()) fields.add(place, "key 'Name' is missing: uniform or zipfian");
    return std::nullopt;
  }
  if (*zipfian && !theta) fields.add(place, "a zipfian distribution needs theta");
  if (!*zipfian && theta) fields.add(theta_place, "a uniform distribution has no such key");
  return Distribution{*zipfian ? Distribution::Kind::zipfian : Distribution::Kind::uniform,
                      theta.value_or(0)};
}

std::vector<OperationWeight> decode_operations(Fields& fields, const Value& value,
                                               const SourceLocation& place, const ScenarioInfo* info) {
  std::vector<OperationWeight> operations;
  std::uint64_t sum = 0;
  bool overflow = false, sound = true;
  fields.members(value, place, [&](const json::Member& member, const SourceLocation& p) {
    const auto weight = fields.whole(member.value, p, 0, kMaxU64);
    sound = sound && weight.has_value();
    std::string name = member.key;
    if (info != nullptr) {
      const std::string_view* known = nullptr;
      for (const std::string_view& operation : info->operations)
        if (base::equals_ignoring_case(operation, member.key)) known = &operation;
      if (known == nullptr) {
        fields.add({place.path, member.key_offset, place.inside},
                   cat(info->name, " has no operation ", base::quote(member.key),
                       base::did_you_mean(member.key, info->operations)));
        return;
      }
      name = *known;
    }
    overflow = overflow || sum + weight.value_or(0) < sum;
    sum += weight.value_or(0);
    operations.push_back({std::move(name), weight.value_or(0)});
  });
  if (!sound) return operations;
  if (overflow) {
    fields.add(place, "the weights add up to 2^64 or more");
  } else if (sum == 0 && !operations.empty()) {
    fields.add(place, "every weight is 0");
  }
  return operations;
}

// The keys of single scenarios: those of a call, and parameters. Which scenario takes which is in the
// catalogue; in another one they are unknown keys.
class OwnKeys {
 public:
  OwnKeys(Fields& fields, ScenarioConfig& scenario, const ScenarioInfo* info)
      : fields_(fields), scenario_(scenario), info_(info) {
    if (info != nullptr && info->call) scenario.call.emplace().creates = info->creates;
  }

  Fields::Key text(std::string_view name, Text CallConfig::*member, bool or_number = false) {
    return {name, [this, name, member, or_number](const Value& v, const SourceLocation& p) {
              if (!takes(name, v, p)) return;
              scenario_.call.value().*member = or_number ? decode_text_or_number(fields_, v, p)
                                                         : Text{fields_.string(v, p).value_or(""), v.offset};
            }};
  }

  Fields::Key args() {
    return {"args", [this](const Value& v, const SourceLocation& p) {
              if (!takes("args", v, p)) return;
              scenario_.call->args = decode_arguments(fields_, v, p);
              scenario_.call->args_offset = v.offset;
            }};
  }

  Fields::Key number(std::string_view name, std::optional<std::uint64_t> Parameters::*member,
                     std::uint64_t most) {
    return {name, [this, name, member, most](const Value& v, const SourceLocation& p) {
              if (takes(name, v, p)) scenario_.parameters.*member = fields_.whole(v, p, 1, most);
            }};
  }

  // A number of gas: a call's, or how much a scenario burns.
  Fields::Key gas() {
    return {"gas", [this](const Value& v, const SourceLocation& p) {
              if (!takes("gas", v, p)) return;
              if (scenario_.call)
                scenario_.call->gas = decode_text_or_number(fields_, v, p);
              else
                scenario_.parameters.gas = fields_.whole(v, p, 1, kMaxPick);
            }};
  }

  Fields::Key zero() {
    return {"zero", [this](const Value& v, const SourceLocation& p) {
              if (takes("zero", v, p)) scenario_.parameters.zero = fields_.fraction(v, p, 1, false);
            }};
  }

  Fields::Key cost() {
    return {"cost", [this](const Value& v, const SourceLocation& p) {
              if (!takes("cost", v, p)) return;
              if (v.string() == nullptr || (*v.string() != "cheap" && *v.string() != "expensive"))
                return fields_.wrong(p, "\"cheap\" or \"expensive\"", v);
              scenario_.parameters.cost = *v.string();
            }};
  }

 private:
  // Whether the scenario has this key; else that is a problem, unless the scenario itself is unknown.
  bool takes(std::string_view name, const Value&, const SourceLocation& place) {
    if (info_ == nullptr) return false;
    const std::span<const std::string_view> call_keys =
        info_->creates ? std::span(kCallKeys).first(5) : kCallKeys;
    const bool is_call_key =
        info_->call && std::find(call_keys.begin(), call_keys.end(), name) != call_keys.end();
    const auto& parameters = info_->parameters;
    if (is_call_key || std::find(parameters.begin(), parameters.end(), name) != parameters.end()) return true;
    fields_.add(place, cat("scenario ", info_->name, " has no such key"));
    return false;
  }

  // The first five are those of a creation, too.
  static constexpr std::string_view kCallKeys[] = {"label", "contract", "args",     "value",
                                                   "gas",   "to",       "function", "data"};
  Fields& fields_;
  ScenarioConfig& scenario_;
  const ScenarioInfo* info_;
};

// Two keys that only make sense together.
void check_pair(Fields& fields, const SourceLocation& a, std::string_view a_name, const SourceLocation& b,
                std::string_view b_name) {
  if (a.given() && !b.given()) fields.add(a, cat("requires ", b_name));
  if (b.given() && !a.given()) fields.add(b, cat("requires ", a_name));
}

}  // namespace

std::optional<AccountPool> decode_pool(Fields& fields, const Value& value, const SourceLocation& place) {
  AccountPool pool;
  bool count_given = false;
  fields.object(value, place,
                {{"count",
                  [&](const Value& v, const SourceLocation& p) {
                    count_given = true;
                    pool.count = fields.whole(v, p, 1, kMaxAccounts).value_or(1);
                  }},
                 {"newAccountRate", [&](const Value& v, const SourceLocation& p) {
                    pool.new_account_rate = fields.fraction(v, p, 1, false).value_or(0);
                  }}});
  if (value.object() == nullptr) return std::nullopt;
  if (!count_given) fields.add(place, "key 'count' is missing");
  return pool;
}

ScenarioConfig decode_scenario(Fields& fields, const Value& value, SourceLocation& place,
                               Catalogue catalogue) {
  ScenarioConfig scenario;
  const ScenarioInfo* info = nullptr;
  // The name first, whatever its place, so that every problem can tell it.
  if (const json::Object* members = value.object()) {
    for (const json::Member& member : *members) {
      if (!base::equals_ignoring_case(member.key, "name") || member.value.string() == nullptr) continue;
      scenario.name = *member.value.string();
      info = find_scenario(catalogue, scenario.name);
      if (info != nullptr) scenario.name = info->name;
      place.inside = info != nullptr ? scenario.name : std::string();
      break;
    }
  }

  SourceLocation name_place, list_place, keys_place, records_place, sizes_place, buckets_place;
  const auto picker = [&](std::optional<Picker>& out, std::uint64_t least) {
    return [&fields, &out, least](const Value& v, const SourceLocation& p) {
      out = decode_picker(fields, v, p, least);
    };
  };
  const auto distribution = [&](std::optional<Distribution>& out, SourceLocation& where) {
    return [&](const Value& v, const SourceLocation& p) {
      where = p;
      out = decode_distribution(fields, v, p);
    };
  };
  OwnKeys own(fields, scenario, info);
  fields.object(
      value, place,
      {own.text("label", &CallConfig::label),
       own.text("contract", &CallConfig::contract),
       own.text("to", &CallConfig::to),
       own.text("function", &CallConfig::function),
       own.args(),
       own.text("data", &CallConfig::data),
       own.text("value", &CallConfig::value, true),
       own.gas(),
       own.number("bytes", &Parameters::bytes, kMaxPad),
       own.number("logs", &Parameters::logs, 10'000),
       own.number("pools", &Parameters::pools, kMaxRecords),
       own.number("slots", &Parameters::slots, 10'000),
       own.zero(),
       own.cost(),
       {"name",
        [&](const Value& v, const SourceLocation& p) {
          name_place = p;
          const auto name = fields.string(v, p);
          if (name && info == nullptr)
            fields.add(p, fields.problems().full() ? std::string() : unknown_scenario(catalogue, *name));
        }},
       {"weight",
        [&](const Value& v, const SourceLocation& p) {
          scenario.weight = fields.whole(v, p, 0, kMaxU64).value_or(1);
        }},
       {"txType",
        [&](const Value& v, const SourceLocation& p) {
          const std::string* text = v.string();
          for (const TxTypeName& known : kTxTypeNames)
            if (text != nullptr && base::equals_ignoring_case(*text, known.name))
              return static_cast<void>(scenario.tx_type = known.type);
          fields.wrong(p, "auto, legacy, accessList or dynamicFee", v);
        }},
       {"accessList",
        [&](const Value& v, const SourceLocation& p) {
          scenario.access_list = decode_access_list(fields, v, list_place = p);
        }},
       {"accounts",
        [&](const Value& v, const SourceLocation& p) { scenario.accounts = decode_pool(fields, v, p); }},
       {"gasPicker", picker(scenario.gas, 1)},
       {"gasFeeCapPicker", picker(scenario.gas_fee_cap, 0)},
       {"gasTipCapPicker", picker(scenario.gas_tip_cap, 0)},
       {"keyDistribution", distribution(scenario.key_distribution, keys_place)},
       {"recordCount",
        [&](const Value& v, const SourceLocation& p) {
          const auto count = fields.whole(v, p, 0, kMaxRecords);
          scenario.record_count = count.value_or(0);
          if (count != 0) records_place = p;
        }},
       {"sizeDistribution", distribution(scenario.size_distribution, sizes_place)},
       {"sizeBuckets",
        [&](const Value& v, const SourceLocation& p) {
          if (v.array() == nullptr || !v.array()->empty()) buckets_place = p;
          fields.array(v, p, [&](const Value& item, const SourceLocation& at) {
            scenario.size_buckets.push_back(fields.whole(item, at, 0, kMaxPad).value_or(0));
          });
        }},
       {"operations", [&](const Value& v, const SourceLocation& p) {
          scenario.operations = decode_operations(fields, v, p, info);
        }}});
  if (value.object() != nullptr && !name_place.given()) fields.add(place, "key 'name' is missing");
  if (list_place.given() && scenario.tx_type == eth::TxType::legacy)
    fields.add(list_place, "a legacy transaction has no access list: txType is accessList or dynamicFee");
  check_pair(fields, keys_place, "keyDistribution", records_place, "recordCount");
  check_pair(fields, sizes_place, "sizeDistribution", buckets_place, "sizeBuckets");
  if (info != nullptr && !info->storage)
    for (const SourceLocation& unused : {keys_place, records_place, sizes_place, buckets_place})
      if (unused.given()) fields.problems().note(unused, cat(info->name, " makes no use of this"));
  if (scenario.gas_tip_cap && scenario.gas_fee_cap &&
      scenario.gas_tip_cap->least > scenario.gas_fee_cap->most)
    fields.add(place, "gasTipCapPicker is above gasFeeCapPicker: no chain takes a tip above the fee cap");
  return scenario;
}

}  // namespace seiload::profile
