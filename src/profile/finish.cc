#include "profile/finish.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/ascii.h"
#include "base/host_port.h"
#include "base/redact.h"
#include "base/text.h"
#include "eth/main_networks.h"
#include "profile/check_load.h"
#include "profile/finish_money.h"
#include "profile/finish_routing.h"

namespace seiload::profile {
namespace {

using base::cat;

constexpr std::string_view kNotBuilt = "not built yet";

std::string shown(std::string_view url) { return base::quote(base::redact_url(url)); }

void finish_endpoints(Draft& draft, const EndpointCheck& check) {
  std::vector<EndpointConfig>& endpoints = draft.profile.endpoints;
  const Settings& settings = draft.profile.settings;
  if (draft.profile.mock_chain) {
    for (const SourceLocation& place : draft.endpoint_places)
      if (place.offset == SourceLocation::kCommandLine)
        draft.problems.add(place, "cannot be combined with --mock-chain, which is the target");
    endpoints.clear();
    draft.endpoint_places.clear();
    if (!draft.profile.chain_id) draft.profile.chain_id = kMockChainId;
    return;
  }
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    if (std::string why = check(endpoints[i].url); !why.empty())
      draft.problems.add(draft.endpoint_places[i], cat(shown(endpoints[i].url), ": ", why));
  }
  if (endpoints.empty() && !settings.dry_run && !draft.endpoints_unsound)
    draft.problems.add(
        {}, "no endpoint: give -e URL, or endpoints in the profile, or --mock-chain, or --dry-run");
  if (settings.nodes > 0 && settings.nodes < endpoints.size()) {
    endpoints.resize(settings.nodes);
    draft.endpoint_places.resize(settings.nodes);
  }
  if (!settings.traceparent || settings.dry_run) return;
  for (std::size_t i = 0; i < endpoints.size(); ++i)
    if (!base::to_lower(endpoints[i].url)
             .starts_with("http"))  // others have been refused, or have no headers
      draft.problems.add(
          draft.endpoint_places[i],
          cat(shown(endpoints[i].url), ": --traceparent needs http://: nothing else has headers"));
}

// A corpus is sent in place of the profile's scenarios and what they need.
void finish_replay(Draft& draft) {
  Profile& profile = draft.profile;
  if (profile.settings.replay.empty()) return;
  for (const SourceLocation& place : draft.scenario_places)
    if (place.offset == SourceLocation::kCommandLine)
      draft.problems.add(place, place.given()
                                    ? "not together with --replay, which says what is sent"
                                    : "--to, --deploy and --call: not together with --replay, which "
                                      "says what is sent");
  profile.scenarios.clear();
  draft.scenario_places.clear();
  draft.scenarios_unsound = true;  // there are to be none
  profile.contracts.clear();
  profile.setup.clear();
  const Settings& settings = profile.settings;
  const auto refuse = [&](std::string_view name, bool is_wrong, std::string_view why) {
    for (std::size_t i = 0; i < setting_options().size() && is_wrong; ++i)
      if (setting_options()[i].name == name) draft.problems.add(draft.setting_places[i], std::string(why));
  };
  refuse("arrival-model", settings.is_open_loop(),
         "an open loop is not for --replay: what it drops would leave gaps in the nonces");
  refuse("workers", settings.workers > 1, "a replay has one worker: it signs nothing");
  refuse("txs-dir", !settings.txs_dir.empty(), "not together with --replay");
  refuse("all-addresses", settings.all_addresses, "not together with --replay, not built yet");
  refuse("start-without", settings.start_without > 0, "not together with --replay, not built yet");
}

void drop_weightless(Draft& draft) {
  std::vector<ScenarioConfig>& scenarios = draft.profile.scenarios;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    if (scenarios[i].weight == 0) {
      const SourceLocation& place =
          draft.scenario_places[i];  // of the command line, it does not name the scenario
      draft.problems.note(place,
                          cat(place.inside.empty() ? scenarios[i].name + ": " : "", "weight 0: skipped"));
      continue;
    }
    if (kept != i) {
      scenarios[kept] = std::move(scenarios[i]);
      draft.scenario_places[kept] = std::move(draft.scenario_places[i]);
    }
    ++kept;
  }
  scenarios.resize(kept);
  draft.scenario_places.resize(kept);
}

void label(std::vector<ScenarioConfig>& scenarios) {
  std::map<std::string, std::size_t> total, so_far;
  for (const ScenarioConfig& scenario : scenarios) ++total[scenario.name];
  for (ScenarioConfig& scenario : scenarios) {
    scenario.label = scenario.name;
    if (total[scenario.name] > 1) scenario.label += cat('_', so_far[scenario.name]++);
  }
}

void finish_pools(Draft& draft) {
  Profile& profile = draft.profile;
  bool shared = profile.scenarios.empty(), fresh = false;
  std::uint64_t own = 0;  // no overflow: kMaxScenarios * kMaxAccounts
  for (const ScenarioConfig& scenario : profile.scenarios) {
    shared = shared || !scenario.accounts;
    if (!scenario.accounts) continue;
    fresh = fresh || scenario.accounts->new_account_rate > 0;
    own += scenario.accounts->count;
  }
  if (shared && !profile.accounts) {
    profile.accounts = AccountPool{kDefaultAccounts, 0};
    profile.has_default_pool = true;
  }
  fresh = fresh || (shared && profile.accounts->new_account_rate > 0);
  if (own + (shared ? profile.accounts->count : 0) > kMaxAccounts)
    draft.problems.add({}, cat("the pools hold more than ", kMaxAccounts, " accounts together"));
  if (profile.funding && fresh)
    draft.problems.add(draft.funding_place,
                       "fresh accounts cannot be funded: newAccountRate must be 0 everywhere");
}

void finish_keys(Draft& draft) {
  const Settings& settings = draft.profile.settings;
  if (settings.keys.empty() || settings.mnemonic_file.empty()) return;
  draft.problems.add(place_of_setting(draft, "mnemonic-file"), "cannot be combined with --keys");
}

void check_number(Draft& draft) {
  if (draft.profile.scenarios.size() <= kMaxScenarios) return;
  draft.problems.add({}, cat("more than ", kMaxScenarios, " scenarios"));
  draft.profile.scenarios.resize(kMaxScenarios);
}

void finish_scenarios(Draft& draft, Catalogue catalogue) {
  Profile& profile = draft.profile;
  const bool any = !profile.scenarios.empty();
  drop_weightless(draft);
  if (profile.scenarios.empty() && !draft.scenarios_unsound) {
    draft.problems.add({}, any ? "every scenario has weight 0"
                               : "no scenario: give --scenario NAME, or scenarios in the profile");
  }
  check_number(draft);
  std::uint64_t room = kMaxTotalWeight;
  for (std::size_t i = 0; i < profile.scenarios.size(); ++i) {
    const ScenarioConfig& scenario = profile.scenarios[i];
    const ScenarioInfo* info = find_scenario(catalogue, scenario.name);
    if (info != nullptr && !info->built)
      draft.problems.add(draft.scenario_places[i],
                         cat("scenario ", info->name, " is known, but ", kNotBuilt));
    if (scenario.weight > room) {
      draft.problems.add(draft.scenario_places[i],
                         cat("the scenarios' weights add up to more than ", kMaxTotalWeight));
      break;
    }
    room -= scenario.weight;
  }
  label(profile.scenarios);
}

// Options of the command line that mean nothing without another.
void finish_required(Draft& draft) {
  const auto is_missing = [&](std::string_view name) {
    return std::any_of(setting_options().begin(), setting_options().end(), [&](const Option& option) {
      return option.name == name && is_unset(draft.profile.settings, option);
    });
  };
  for (std::size_t i = 0; i < setting_options().size(); ++i) {
    const Option& option = setting_options()[i];
    const SourceLocation& place = draft.setting_places[i];
    const bool is_option = place.given() && place.offset == SourceLocation::kCommandLine;
    if (is_option && !option.requires_option.empty() && is_missing(option.requires_option))
      draft.problems.add(place, cat("needs --", option.requires_option));
  }
}

// What is given on purpose is no mistake.
void check_main_network(Draft& draft) {
  const Settings& settings = draft.profile.settings;
  if (!settings.allow_mainnet.empty()) {
    bool is_known = false;
    std::vector<std::string_view> names;
    for (const eth::MainNetwork& one : eth::main_networks()) {
      names.push_back(one.name);
      is_known = is_known || base::equals_ignoring_case(one.name, settings.allow_mainnet);
    }
    if (!is_known)
      draft.problems.add(place_of_setting(draft, "allow-mainnet"),
                         cat("no main network ", base::quote(settings.allow_mainnet), " is known",
                             base::did_you_mean(settings.allow_mainnet, names)));
  }
  if (!draft.profile.chain_id || settings.dry_run || draft.profile.mock_chain) return;
  if (const std::string why = refuse_main_network(*draft.profile.chain_id, settings); !why.empty())
    draft.problems.add({}, why);
}

void finish_settings(Draft& draft, const EndpointCheck& check) {
  Settings& settings = draft.profile.settings;
  if (!settings.ws_endpoint.empty()) {
    std::string why = check(settings.ws_endpoint);
    if (why.empty() && base::to_lower(settings.ws_endpoint).starts_with("http"))
      why = "expected a ws:// or wss:// URL or a socket's path: HTTP carries no subscriptions";
    for (std::size_t i = 0; i < setting_options().size() && !why.empty(); ++i)
      if (setting_options()[i].key == "wsEndpoint")
        draft.problems.add(draft.setting_places[i], cat(shown(settings.ws_endpoint), ": ", why));
  }
  const std::vector<EndpointConfig>& endpoints = draft.profile.endpoints;
  const bool any_http = std::any_of(endpoints.begin(), endpoints.end(), [](const EndpointConfig& one) {
    return base::to_lower(one.url.substr(0, 4)) == "http";
  });
  for (std::size_t i = 0; i < setting_options().size(); ++i) {
    const Option& option = setting_options()[i];
    const SourceLocation& place = draft.setting_places[i];
    if (option.name == kFlushDelay) settings.flush_delay_given = place.given();
    if (option.name == "metrics-listen-addr" && !is_unset(settings, option) &&
        !base::split_host_port(settings.metrics_listen_addr))
      draft.problems.add(place, cat("expected HOST:PORT, such as 127.0.0.1:9090, or empty for none, got ",
                                    base::quote(settings.metrics_listen_addr)));
    const bool is_path = option.argument == "FILE" || option.argument == "DIR";
    if (is_path && show(settings, option).find("://") != std::string::npos)
      draft.problems.add(place, cat(option.argument == "FILE" ? "expected a file" : "expected a folder",
                                    ", got the URL ", shown(show(settings, option))));
    if (option.name == "percentiles" && !base::parse_percentiles(settings.percentiles))
      draft.problems.add(
          place, cat("expected up to ", base::kMaxPercentiles,
                     " different percentiles, such as 50,95,99.9, got ", base::quote(settings.percentiles)));
    if (option.name == "find-resolution" && !is_resolution(settings.find_resolution))
      draft.problems.add(place, cat("expected a share from 0.1% to 50%, such as 5% or 0.05, got ",
                                    base::quote(settings.find_resolution)));
    if (option.name == "find-limit") check_search(draft, place);
    if (option.name == "rate-file") check_rate_file(draft, place);
    if (option.name == "warmup" || option.name == "cooldown")
      check_apart(draft, place, option.name == "warmup");
    if (option.name == "pipeline" && settings.pipeline > 1 && !endpoints.empty() && !any_http)
      draft.problems.add(
          place,
          "pipelining is HTTP's, and no endpoint is http://: WebSockets and Unix sockets carry many "
          "requests at a time anyway");
    if (option.built || !place.given() || is_unset(settings, option)) continue;
    draft.problems.add(place, std::string(kNotBuilt));
  }
  finish_funding(draft);
  finish_max_spend(draft);
  if (settings.is_open_loop() && settings.tps == 0 && !settings.ramp_up && !settings.find_limit &&
      settings.rate_file.empty() && draft.problems.empty())
    draft.problems.add(
        {}, cat("arrival model ", settings.arrival_model == ArrivalModel::poisson ? "poisson" : "open_loop",
                " needs a rate: --tps or settings.tps above 0"));
}

}  // namespace

std::string refuse_main_network(std::uint64_t chain_id, const Settings& settings) {
  const auto name = eth::main_network_name(chain_id);
  if (!name || base::equals_ignoring_case(*name, settings.allow_mainnet)) return {};
  return cat("chain id ", chain_id, " is ", *name,
             ", a public main network, where every transaction costs money: ", "refused; --allow-mainnet ",
             base::quote(*name), " lets it through");
}

void finish(Draft& draft, Catalogue catalogue, const EndpointCheck& check_endpoint) {
  finish_replay(draft);
  finish_endpoints(draft, check_endpoint);
  finish_scenarios(draft, catalogue);
  finish_pools(draft);
  finish_keys(draft);
  finish_routing(draft);
  check_main_network(draft);
  finish_settings(draft, check_endpoint);
  finish_required(draft);
}

void finish_money(Draft& draft, const EndpointCheck& check_endpoint) {
  draft.profile.settings.dry_run = draft.profile.mock_deploy = false;
  if (draft.profile.mock_chain)
    draft.problems.add({"mockChain"}, "has no accounts to pay or to sweep once this command has ended");
  finish_endpoints(draft, check_endpoint);
  finish_routing(draft);
  check_main_network(draft);
  finish_accounts(draft);
  finish_funding(draft);
}

void finish_accounts(Draft& draft) {
  drop_weightless(draft);
  check_number(draft);
  label(draft.profile.scenarios);
  finish_pools(draft);
  finish_keys(draft);
  const bool are_given =
      !draft.profile.settings.keys.empty() || !draft.profile.settings.mnemonic_file.empty();
  if (!draft.profile.seed && !are_given && !draft.profile.funding && draft.problems.empty())
    draft.problems.add({}, "no seed: give --seed N, or a seed in the profile; the accounts follow from it");
}

}  // namespace seiload::profile
