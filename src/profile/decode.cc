#include "profile/decode.h"

#include <algorithm>
#include <limits>

#include "base/duration.h"
#include "base/text.h"
#include "profile/decode_contracts.h"
#include "profile/decode_endpoint.h"
#include "profile/decode_scenario.h"
#include "profile/fields.h"
#include "profile/json_hint.h"

namespace seiload::profile {
namespace {

using base::cat;
using json::Value;

constexpr base::Duration kMinBlockTime = std::chrono::milliseconds(1), kMaxBlockTime = std::chrono::hours(1);
constexpr std::uint64_t kMaxU64 = std::numeric_limits<std::uint64_t>::max();

// A number of wei, as a JSON number or, since many readers keep only 53 bits of one, a string.
std::optional<base::Uint256> wei_of(const Value& value) {
  const std::string* digits = value.number() != nullptr ? &value.number()->text : value.string();
  return digits != nullptr ? base::Uint256::from_decimal(*digits) : std::nullopt;
}

// The value as the command line would have it, if it has the JSON type that goes with the option.
std::optional<std::string> as_argument(const Option& option, const Value& value) {
  if (is_json_string(option))
    return value.string() != nullptr ? std::optional(*value.string()) : std::nullopt;
  if (is_flag(option)) {
    if (value.boolean() == nullptr) return std::nullopt;
    return *value.boolean() ? "true" : "false";
  }
  return value.number() != nullptr ? std::optional(value.number()->text) : std::nullopt;
}

// But for settings itself and reportPath, which is a setting, too.
constexpr std::string_view kTopKeys[] = {"chainId",   "seiChainID", "endpoints", "accounts",
                                         "scenarios", "mockDeploy", "mockChain", "funding",
                                         "seed",      "contracts",  "setup"};

class Decoder {
 public:
  Decoder(Draft& draft, Catalogue catalogue)
      : draft_(draft), catalogue_(catalogue), fields_(draft.problems) {}

  void decode(const Value& root) {
    Profile& profile = draft_.profile;
    fields_.object(
        root, {{}, root.offset},
        {{"chainId",
          [&](const Value& v, const SourceLocation& p) {
            profile.chain_id = fields_.whole(v, p, 1, kMaxChainId);
          }},
         {"seiChainID",
          [&](const Value& v, const SourceLocation& p) {
            profile.sei_chain_id = fields_.string(v, p).value_or("");
          }},
         {"endpoints", [&](const Value& v, const SourceLocation& p) { endpoints(v, p); }},
         {"accounts",
          [&](const Value& v, const SourceLocation& p) { profile.accounts = decode_pool(fields_, v, p); }},
         {"scenarios", [&](const Value& v, const SourceLocation& p) { scenarios(v, p); }},
         {"mockDeploy",
          [&](const Value& v, const SourceLocation& p) {
            profile.mock_deploy = fields_.boolean(v, p).value_or(false);
          }},
         {"mockChain", [&](const Value& v, const SourceLocation& p) { mock_chain(v, p); }},
         {"contracts", [&](const Value& v,
                           const SourceLocation& p) { profile.contracts = decode_contracts(fields_, v, p); }},
         {"setup",
          [&](const Value& v, const SourceLocation& p) { profile.setup = decode_setup(fields_, v, p); }},
         {"settings", [&](const Value& v, const SourceLocation& p) { settings(v, p); }},
         {"funding", [&](const Value& v, const SourceLocation& p) { funding(v, p); }},
         {"reportPath", [&](const Value& v, const SourceLocation& p) { report_path(v, p); }},
         {"seed",
          [&](const Value& v, const SourceLocation& p) { profile.seed = fields_.whole(v, p, 0, kMaxU64); }}},
        [](std::string_view key) {
          for (const Option& option : setting_options())
            if (base::equals_ignoring_case(option.key, key)) return std::string("; it belongs in 'settings'");
          return std::string();
        });
    if (top_report_path_ && draft_.profile.settings.report_path.empty()) {
      draft_.profile.settings.report_path = *top_report_path_;
    } else if (top_report_path_ && *top_report_path_ != draft_.profile.settings.report_path) {
      fields_.add(top_report_place_, "settings.reportPath says otherwise; give one of them");
    }
  }

 private:
  void endpoints(const Value& value, const SourceLocation& place) {
    const std::size_t before = draft_.problems.size();
    fields_.array(value, place, [&](const Value& v, const SourceLocation& p) {
      auto endpoint = decode_endpoint(fields_, v, p);
      if (!endpoint) return;
      draft_.profile.endpoints.push_back(*std::move(endpoint));
      draft_.endpoint_places.push_back(p);
    });
    draft_.endpoints_unsound = draft_.problems.size() > before;
  }

  void scenarios(const Value& value, const SourceLocation& place) {
    const std::size_t before = draft_.problems.size();
    fields_.array(value, place, [&](const Value& v, const SourceLocation& p) {
      SourceLocation named = p;
      ScenarioConfig scenario = decode_scenario(fields_, v, named, catalogue_);
      if (v.object() == nullptr) return;
      draft_.profile.scenarios.push_back(std::move(scenario));
      draft_.scenario_places.push_back(std::move(named));
    });
    draft_.scenarios_unsound = draft_.problems.size() > before;
  }

  void settings(const Value& value, const SourceLocation& place) {
    std::vector<std::string_view> names;
    for (const Option& option : setting_options()) names.push_back(option.key);
    fields_.members(value, place, [&](const json::Member& member, const SourceLocation&) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (!base::equals_ignoring_case(names[i], member.key)) continue;
        if (!member.value.is_null()) setting(i, member.value, child(place, names[i], member.value));
        return;
      }
      const std::string hint = belongs_at_top(member.key)
                                   ? "; it belongs at the top of the profile, next to 'settings'"
                               : draft_.problems.full() ? std::string()
                                                        : base::did_you_mean(member.key, names);
      fields_.add({place.path, member.key_offset}, cat("unknown key ", base::quote(member.key), hint));
    });
  }

  static bool belongs_at_top(std::string_view key) {
    return std::any_of(std::begin(kTopKeys), std::end(kTopKeys),
                       [&](std::string_view one) { return base::equals_ignoring_case(one, key); });
  }

  void setting(std::size_t index, const Value& value, const SourceLocation& place) {
    const Option& option = setting_options()[index];
    if (is_list(option)) return list(index, value, place);
    const auto argument = as_argument(option, value);
    if (!argument) return fields_.wrong(place, expected(option), value);
    if (auto done = assign(draft_.profile.settings, option, *argument); !done)
      return fields_.add(place, std::move(done).error().message);
    draft_.setting_places[index] = place;
  }

  void list(std::size_t index, const Value& value, const SourceLocation& place) {
    const Option& option = setting_options()[index];
    draft_.setting_places[index] = place;
    if (option.name == kHeader) {
      for (const net::HeaderField& field : decode_headers(fields_, value, place))
        draft_.profile.settings.headers.push_back(cat(field.name, ": ", field.value));
      return;
    }
    const auto add = [&](const Value& v, const SourceLocation& p) {
      const auto text = fields_.string(v, p);
      if (!text) return;
      if (auto done = assign(draft_.profile.settings, option, *text); !done)
        fields_.add(p, std::move(done).error().message);
    };
    if (value.string() != nullptr) return add(value, place);  // the only one
    fields_.array(value, place, add);
  }

  // true, or an object of what differs from the defaults.
  void mock_chain(const Value& value, const SourceLocation& place) {
    if (value.boolean() != nullptr) {
      if (*value.boolean()) draft_.profile.mock_chain.emplace();
      return;
    }
    MockChain& chain = draft_.profile.mock_chain.emplace();
    if (value.object() == nullptr) return fields_.wrong(place, "true, false or an object", value);
    fields_.object(
        value, place,
        {{"blockTime",
          [&](const Value& v, const SourceLocation& p) {
            const auto time = v.string() != nullptr ? base::parse_duration(*v.string()) : std::nullopt;
            if (!time || *time < kMinBlockTime || *time > kMaxBlockTime)
              return fields_.wrong(p, "a duration such as 400ms, from 1ms to 1h", v);
            chain.block_time = *time;
          }},
         {"gasLimit",
          [&](const Value& v, const SourceLocation& p) {
            chain.gas_limit = fields_.whole(v, p, 21000, kMaxU64).value_or(chain.gas_limit);
          }},
         {"maxPool",
          [&](const Value& v, const SourceLocation& p) {
            chain.max_pool = fields_.whole(v, p, 1, 10'000'000).value_or(chain.max_pool);
          }},
         {"poolOverflow",
          [&](const Value& v, const SourceLocation& p) {
            if (v.string() == nullptr || (*v.string() != "refuse" && *v.string() != "drop"))
              return fields_.wrong(p, "\"refuse\" or \"drop\"", v);
            chain.pool_overflow = *v.string();
          }},
         {"poolTtl",
          [&](const Value& v, const SourceLocation& p) {
            const auto time = v.string() != nullptr ? base::parse_duration(*v.string()) : std::nullopt;
            if (!time) return fields_.wrong(p, "a duration such as 5s", v);
            chain.pool_ttl = *time;
          }},
         {"poolTtlBlocks",
          [&](const Value& v, const SourceLocation& p) {
            chain.pool_ttl_blocks = fields_.whole(v, p, 0, kMaxU64).value_or(0);
          }},
         {"capacity",
          [&](const Value& v, const SourceLocation& p) {
            chain.capacity = fields_.whole(v, p, 0, kMaxCapacity).value_or(0);
          }},
         {"balance",
          [&](const Value& v, const SourceLocation& p) {
            const std::string* digits = v.number() != nullptr ? &v.number()->text : v.string();
            const auto amount = digits != nullptr ? base::Uint256::from_decimal(*digits) : std::nullopt;
            if (!amount) return fields_.wrong(p, "an amount of wei", v);
            chain.balance = *amount;
          }},
         {"strict", [&](const Value& v,
                        const SourceLocation& p) { chain.strict = fields_.boolean(v, p).value_or(true); }},
         {"faults", [&](const Value& v, const SourceLocation& p) {
            fields_.array(v, p, [&](const Value& one, const SourceLocation& at) {
              const auto fault = fields_.string(one, at);
              if (!fault) return;
              chain.faults.push_back(*fault);
              draft_.fault_places.push_back(at);
            });
          }}});
  }

  void funding(const Value& value, const SourceLocation& place) {
    draft_.funding_place = place;
    Funding& funding = draft_.profile.funding.emplace();
    fields_.object(value, place,
                   {{"rootKeyFile",
                     [&](const Value& v, const SourceLocation& p) {
                       funding.root_key_file = fields_.string(v, p).value_or("");
                     }},
                    {"rootKeyEnv",
                     [&](const Value& v, const SourceLocation& p) {
                       funding.root_key_env = fields_.string(v, p).value_or("");
                     }},
                    {"fundAmountWei",
                     [&](const Value& v, const SourceLocation& p) {
                       const auto amount = wei_of(v);
                       if (!amount || *amount == base::Uint256())
                         return fields_.wrong(p, "an amount of wei above 0", v);
                       funding.fund_amount_wei = *amount;
                     }},
                    {"method",
                     [&](const Value& v, const SourceLocation& p) {
                       if (v.string() == nullptr || (*v.string() != "disperse" && *v.string() != "transfer"))
                         return fields_.wrong(p, "\"disperse\" or \"transfer\"", v);
                       funding.by_transfer = *v.string() == "transfer";
                     }},
                    {"topUpBelowWei",
                     [&](const Value& v, const SourceLocation& p) {
                       const auto amount = wei_of(v);
                       if (!amount) return fields_.wrong(p, "an amount of wei", v);
                       funding.top_up_below_wei = *amount;
                     }},
                    {"batchSize", [&](const Value& v, const SourceLocation& p) {
                       funding.batch_size = fields_.whole(v, p, 1, 10'000).value_or(funding.batch_size);
                     }}});
  }

  void report_path(const Value& value, const SourceLocation& place) {
    top_report_path_ = fields_.string(value, place);
    top_report_place_ = place;
  }

  Draft& draft_;
  Catalogue catalogue_;
  Fields fields_;
  std::optional<std::string> top_report_path_;
  SourceLocation top_report_place_;
};

}  // namespace

const ScenarioInfo* find_scenario(Catalogue catalogue, std::string_view name) {
  for (const ScenarioInfo& info : catalogue)
    if (base::equals_ignoring_case(info.name, name)) return &info;
  return nullptr;
}

std::string unknown_scenario(Catalogue catalogue, std::string_view name) {
  std::vector<std::string_view> names;
  for (const ScenarioInfo& info : catalogue) names.push_back(info.name);
  return cat("unknown scenario ", base::quote(name), base::did_you_mean(name, names));
}

Draft decode(std::string_view text, std::string_view file, Catalogue catalogue) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark))
    text.remove_prefix(kByteOrderMark.size());  // RFC 8259 8.1 lets a reader skip it
  Draft draft;
  // The text is kept for positions, but of one that is no profile only as far as its error.
  const auto refuse = [&](std::size_t offset, std::string why) {
    draft.problems = Diagnostics(std::string(file), std::string(text.substr(0, offset)));
    draft.problems.add({{}, offset}, std::move(why));
    draft.endpoints_unsound = draft.scenarios_unsound = true;
  };
  if (text.size() > kMaxProfileSize) {
    refuse(0, cat("larger than ", kMaxProfileSize, " bytes: not a profile"));
  } else if (const auto root = json::parse(text)) {
    if (root->object() == nullptr) draft.endpoints_unsound = draft.scenarios_unsound = true;
    draft.problems = Diagnostics(std::string(file), std::string(text));
    Decoder(draft, catalogue).decode(*root);
  } else {
    json::Reader reader(text);
    while (reader.next() != json::Token::error) {
    }
    refuse(reader.error_offset(), reader.complaint() + json_hint(text, reader.error_offset()));
  }
  return draft;
}

}  // namespace seiload::profile
