#include "cli/resolve.h"

#include <limits>

#include "base/text.h"
#include "cli/call_options.h"
#include "cli/call_profile.h"
#include "cli/conditions.h"
#include "cli/genesis.h"
#include "cli/rate_file.h"
#include "cli/sign_profile.h"
#include "eth/address.h"
#include "mockchain/fault.h"

namespace seiload::cli {
namespace {

using base::cat;
using profile::Draft;
using profile::SourceLocation;

// Far from 2^64 - 1, which no nonce may be (EIP-2681).
constexpr std::uint64_t kMaxFirstNonce = std::uint64_t{1} << 62;

class Resolver {
 public:
  Resolver(const ReadFile& read_file, profile::Catalogue catalogue)
      : read_file_(read_file), catalogue_(catalogue) {}

  Draft resolve(const std::vector<Given>& given) {
    load(given);
    for (const Given& one : given) apply(one);
    finish_calls();
    if (accounts_place_.given()) note_useless_accounts();
    finish_mock_chain();
    conditions_.finish(draft_);
    cron_.finish(draft_);
    read_rate_file();
    return std::move(draft_);
  }

  // The folder that the profile's paths are relative to; empty: the current one.
  std::string folder() const { return folder_; }
  Conditions& conditions() { return conditions_; }
  const CronOptions& cron() const { return cron_.options(); }
  const run::SignOptions& sign() const { return sign_; }

 private:
  void load(const std::vector<Given>& given) {
    const Given* config = nullptr;
    for (const Given& one : given)
      if (one.option == &kConfig) config = &one;
    if (config == nullptr) return;
    auto text = config->text.find("://") == std::string::npos
                    ? read_file_(config->text)
                    : base::invalid_input(cat("expected a file, got the URL ", base::quote(config->text),
                                              "; endpoints are given with -e"));
    if (text) {
      const std::size_t slash = config->text.rfind('/');
      if (slash != std::string::npos) folder_ = config->text.substr(0, slash + 1);
      draft_ = profile::decode(*text, config->text == kStandardInput ? "standard input" : config->text,
                               catalogue_);
    } else {
      problem(*config, std::move(text).error().message);
      draft_.endpoints_unsound = draft_.scenarios_unsound = true;
    }
  }

  void problem(const Given& given, std::string message) {
    draft_.problems.add({given.spelt}, std::move(message));
  }

  void apply(const Given& given) {
    profile::Profile& profile = draft_.profile;
    if (given.option == &kConfig || calls_.take(given)) return;
    if (conditions_.take(given, draft_) || cron_.take(given, draft_)) return;
    if (given.option == &kEndpoint) {
      replace(endpoints_replaced_, profile.endpoints, draft_.endpoint_places);
      profile.endpoints.push_back({given.text});
      draft_.endpoint_places.push_back({given.spelt});
    } else if (given.option == &kScenario) {
      replace(scenarios_replaced_, profile.scenarios, draft_.scenario_places);
      scenario(given);
    } else if (given.option == &kAccounts) {
      accounts_place_ = {given.spelt};
      if (const auto count = whole(given, 1, profile::kMaxAccounts)) {
        if (!profile.accounts) profile.accounts.emplace();
        profile.accounts->count = *count;
      }
    } else if (given.option == &kReplayLoop) {
      problem(given, "a corpus cannot be sent twice, since each nonce counts once: sign a longer one");
    } else if (given.option == &kFirstNonce) {
      sign_.first_nonce = whole(given, 0, kMaxFirstNonce);
    } else if (given.option == &kShard) {
      if (auto shard = parse_shard(given.text))
        sign_.shard = *shard;
      else
        problem(given, std::move(shard).error().message);
    } else if (given.option == &kRootKeyFile || given.option == &kRootKeyEnv) {
      root_key(given);
    } else if (given.option == &kChainId) {
      profile.chain_id = whole(given, 1, profile::kMaxChainId);
    } else if (given.option == &kMockChain) {
      mock_chain(given);
    } else if (given.option == &kFault) {
      replace(faults_replaced_, faults_, draft_.fault_places);
      faults_.push_back(given.text);
      draft_.fault_places.push_back({given.spelt});
    } else if (given.option == &kCapacity) {
      capacity_place_ = {given.spelt};
      capacity_ = whole(given, 0, profile::kMaxCapacity);
    } else if (given.option == &kSeed) {
      profile.seed = whole(given, 0, std::numeric_limits<std::uint64_t>::max());
    } else {
      setting(given);
    }
  }

  void read_rate_file() {
    profile::Settings& settings = draft_.profile.settings;
    // A URL is refused with the other paths.
    if (settings.rate_file.empty() || settings.rate_file.find("://") != std::string::npos) return;
    const SourceLocation place = place_of("rate-file");
    auto text = read_file_(settings.rate_file);
    if (!text) return draft_.problems.add(place, std::move(text).error().message);
    auto points = parse_rate_file(*text);
    if (!points)
      return draft_.problems.add(place, std::move(points).error().with(settings.rate_file).message);
    settings.rate_points = std::move(*points);
  }

  SourceLocation place_of(std::string_view name) const {
    for (std::size_t i = 0; i < profile::setting_options().size(); ++i)
      if (profile::setting_options()[i].name == name) return draft_.setting_places[i];
    return {};
  }

  void root_key(const Given& given) {
    if (given.text.empty()) return problem(given, "expected a name, got ''");
    if (!draft_.profile.funding) draft_.profile.funding.emplace();
    draft_.funding_place = {given.spelt};
    profile::Funding& funding = *draft_.profile.funding;
    (given.option == &kRootKeyFile ? funding.root_key_file : funding.root_key_env) = given.text;
  }

  void mock_chain(const Given& given) {
    std::optional<profile::MockChain>& chain = draft_.profile.mock_chain;
    mock_chain_given_ = true;
    const auto wanted = profile::parse_flag(given.text);
    if (!wanted) {
      draft_.endpoints_unsound = true;  // that there is none is the same mistake
      return problem(given, wanted.error().message);
    }
    if (!*wanted)
      chain.reset();
    else if (!chain)
      chain.emplace();
  }

  // Together they are one scenario, which replaces those of the profile.
  void finish_calls() {
    auto scenario = calls_.finish(draft_);
    if (!scenario) return;
    replace(scenarios_replaced_, draft_.profile.scenarios, draft_.scenario_places);
    draft_.profile.scenarios.push_back(*std::move(scenario));
    draft_.scenario_places.emplace_back();
  }

  // Whatever the order of the options.
  void finish_mock_chain() {
    std::optional<profile::MockChain>& chain = draft_.profile.mock_chain;
    if (endpoints_replaced_ && !mock_chain_given_)
      chain.reset();  // the command line's endpoints win over the profile
    if (!faults_.empty() && !chain) return draft_.problems.add(draft_.fault_places[0], "needs --mock-chain");
    if (capacity_place_.given() && !chain) return draft_.problems.add(capacity_place_, "needs --mock-chain");
    if (!chain) return;
    if (capacity_) chain->capacity = *capacity_;
    if (!faults_.empty()) chain->faults = std::move(faults_);
    for (std::size_t i = 0; i < chain->faults.size(); ++i)
      if (auto fault = mockchain::parse_fault(chain->faults[i]); !fault)
        draft_.problems.add(draft_.fault_places[i], std::move(fault).error().message);
  }

  // What the command line gives stands in place of the profile's, not beside it.
  template <class Items>
  static void replace(bool& replaced, Items& items, std::vector<SourceLocation>& places) {
    if (replaced) return;
    replaced = true;
    items.clear();
    places.clear();
  }

  std::optional<std::uint64_t> whole(const Given& given, std::uint64_t least, std::uint64_t most) {
    auto value = profile::parse_whole(given.text, least, most);
    if (value) return *value;
    problem(given, std::move(value).error().message);
    return std::nullopt;
  }

  void scenario(const Given& given) {
    profile::ScenarioConfig config;
    const std::size_t equals = given.text.find('=');
    const std::string name = given.text.substr(0, equals);
    const profile::ScenarioInfo* info = profile::find_scenario(catalogue_, name);
    if (info == nullptr) problem(given, profile::unknown_scenario(catalogue_, name));
    config.name = info != nullptr ? std::string(info->name) : name;
    if (info != nullptr && info->creates) {
      config.call.emplace().creates = true;  // cli/call_options.h completes it
    } else if (info != nullptr && info->call) {
      problem(given, cat("scenario ", info->name, " is what --to, --deploy and --call make: give those"));
    }
    if (equals != std::string::npos) {
      const auto weight = profile::parse_whole(given.text.substr(equals + 1), 0, profile::kMaxTotalWeight);
      if (weight)
        config.weight = *weight;
      else
        problem(given, cat("weight of ", base::quote(name), ": ", weight.error().message));
    }
    draft_.profile.scenarios.push_back(std::move(config));
    draft_.scenario_places.push_back({given.spelt});
  }

  void setting(const Given& given) {
    const auto index = static_cast<std::size_t>(given.option - profile::setting_options().data());
    if (profile::is_list(*given.option) && !lists_replaced_[index]) {
      lists_replaced_[index] = true;
      profile::clear_list(draft_.profile.settings, *given.option);
      draft_.setting_places[index] = {given.spelt};
    }
    if (auto done = profile::assign(draft_.profile.settings, *given.option, given.text); !done)
      return problem(given, std::move(done).error().message);
    draft_.setting_places[index] = {given.spelt};
  }

  void note_useless_accounts() {
    for (const profile::ScenarioConfig& one : draft_.profile.scenarios)
      if (!one.accounts) return;
    if (!draft_.profile.scenarios.empty())
      draft_.problems.note(accounts_place_,
                           "has no effect: every scenario of the profile has accounts of its own");
  }

  const ReadFile& read_file_;
  profile::Catalogue catalogue_;
  Draft draft_;
  bool endpoints_replaced_ = false, scenarios_replaced_ = false, faults_replaced_ = false,
       mock_chain_given_ = false;
  std::vector<bool> lists_replaced_ = std::vector<bool>(profile::setting_options().size());
  std::vector<std::string> faults_;  // of the command line
  std::optional<std::uint64_t> capacity_;
  SourceLocation capacity_place_;
  Conditions conditions_;
  Cron cron_;
  run::SignOptions sign_;
  SourceLocation accounts_place_;
  CallOptions calls_;
  std::string folder_;
};

// Where nobody would use them.
void check_given_keys(Draft& draft, bool is_sign) {
  const profile::Settings& settings = draft.profile.settings;
  if (!is_sign && settings.replay.empty()) return;
  const std::string_view where = is_sign ? "'seiload sign'" : "--replay";
  if (!settings.keys.empty() || !settings.mnemonic_file.empty())
    draft.problems.add({}, cat("keys that are given are not built yet with ", where));
  if (draft.profile.funding && !settings.dry_run && !draft.profile.mock_deploy)
    draft.problems.add(draft.funding_place, cat("not built yet with ", where, ": fund the accounts before"));
  if (settings.prewarm) draft.problems.add({}, cat("prewarm is not built yet with ", where));
}

void check_money(const ParsedCommand& command, Draft& draft) {
  if (!draft.problems.empty()) return;
  if (command.sweep_to && !eth::parse_address(*command.sweep_to))
    draft.problems.add(
        {"--to"}, cat("expected an address, 0x and 40 hex digits, got ", base::quote(*command.sweep_to)));
  if (draft.profile.funding || (command.action == Action::sweep && command.sweep_to)) return;
  draft.problems.add(
      {}, command.action == Action::fund
              ? "no root key to pay from: give --root-key-file, or funding in the profile"
              : "no address to sweep to: give --to, or --root-key-file, or funding in the profile");
}

}  // namespace

Resolution resolve(const ParsedCommand& command, const ReadFile& read_file, profile::Catalogue catalogue,
                   const profile::EndpointCheck& check_endpoint) {
  Resolver resolver(read_file, catalogue);
  Draft draft = resolver.resolve(command.given);
  if (!command.problems.empty()) draft.endpoints_unsound = draft.scenarios_unsound = true;
  const bool is_money = command.action == Action::fund || command.action == Action::sweep;
  if (is_money || (command.action == Action::accounts && command.balances)) {
    profile::finish_money(draft, check_endpoint);
    if (is_money) check_money(command, draft);
  } else if (command.action == Action::accounts) {
    profile::finish_accounts(draft);
    if (command.genesis)
      if (const std::string why = check_genesis_kind(*command.genesis); !why.empty())
        draft.problems.add({"--genesis"}, why);
  } else {
    const bool is_sign = command.action == Action::sign;
    if (is_sign) prepare_for_sign(draft, resolver.sign());
    check_given_keys(draft, is_sign);
    load_contracts(draft, resolver.folder(), read_file);
    profile::finish(draft, catalogue, check_endpoint);
    check_calls(draft);
    if (is_sign) check_sign(draft);
  }
  Resolution resolution;
  resolution.problems = command.problems;
  for (std::string& line : draft.problems.lines()) resolution.problems.push_back(std::move(line));
  resolution.notes = draft.problems.notes();
  resolution.profile = std::move(draft.profile);
  resolution.fail_if = std::move(resolver.conditions().fail_if);
  resolution.slo = std::move(resolver.conditions().slo);
  resolution.abort_if = std::move(resolver.conditions().abort_if);
  resolution.cron = resolver.cron();
  resolution.sign = resolver.sign();
  return resolution;
}

}  // namespace seiload::cli
