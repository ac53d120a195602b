#include "cli/sign_profile.h"

#include "base/number.h"
#include "base/text.h"
#include "run/deploy_contracts.h"

namespace seiload::cli {
namespace {

constexpr std::uint64_t kMaxShards = 1'000'000;

}  // namespace

base::Result<workload::Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto index = base::parse_u64(text.substr(0, slash));
  const auto count = slash == std::string_view::npos ? std::nullopt : base::parse_u64(text.substr(slash + 1));
  if (index && count && *index < *count && *count <= kMaxShards) return workload::Shard{*index, *count};
  return base::invalid_input(base::cat("expected K/N, such as 0/4: K from 0 and below N, N at most ",
                                       kMaxShards, ", got ", base::quote(text)));
}

void prepare_for_sign(profile::Draft& draft, const run::SignOptions& options) {
  profile::Profile& profile = draft.profile;
  const profile::Settings given = profile.settings;
  profile::Settings& kept = profile.settings = {};
  kept.max_txs = given.max_txs;
  kept.workers = given.workers;
  kept.quiet = given.quiet;
  kept.nodes = given.nodes;
  kept.all_addresses = given.all_addresses;
  kept.start_without = given.start_without;
  kept.startup_timeout = given.startup_timeout;
  kept.connect_timeout = given.connect_timeout;
  kept.request_timeout = given.request_timeout;
  kept.headers = given.headers;
  kept.header_file = given.header_file;
  kept.bearer_token_file = given.bearer_token_file;
  kept.bearer_token_env = given.bearer_token_env;
  kept.ca_file = given.ca_file;
  kept.tls_pins = given.tls_pins;
  kept.tls_insecure = given.tls_insecure;
  kept.tls_cert = given.tls_cert;
  kept.tls_key = given.tls_key;
  kept.tls_server_name = given.tls_server_name;
  kept.resolve = given.resolve;
  kept.proxy = given.proxy;
  kept.keys = given.keys;  // which are refused, not ignored
  kept.mnemonic_file = given.mnemonic_file;
  kept.allow_mainnet = given.allow_mainnet;
  kept.metrics_listen_addr.clear();
  kept.dry_run = options.first_nonce.has_value();
  if (kept.max_txs == 0) draft.problems.add({}, "sign needs the number of transactions: give --max-txs N");
  profile.mock_chain.reset();  // it is in no other process
  if (kept.dry_run) {
    for (const profile::SourceLocation& place : draft.endpoint_places)
      if (place.offset == profile::SourceLocation::kCommandLine)
        draft.problems.add(place, "not together with --first-nonce, which asks no node");
    if (!profile.chain_id)
      draft.problems.add(
          {},
          "no chain id: give --chain-id N, or chainId in the profile; with --first-nonce no node is asked");
    profile.endpoints.clear();
    draft.endpoint_places.clear();
  } else if (profile.endpoints.empty() && !draft.endpoints_unsound) {
    draft.problems.add({}, "no endpoint to read nonces from: give -e URL, or --first-nonce N");
    draft.endpoints_unsound = true;  // and that is said
  }
}

void check_sign(profile::Draft& draft) {
  const profile::Profile& profile = draft.profile;
  if (!profile.settings.dry_run || !draft.problems.empty()) return;
  if (run::deploys(profile))
    draft.problems.add({"--first-nonce"},
                       "the contracts that are called are not known without a node: give -e URL instead, or "
                       "their addresses, or mockDeploy");
  for (std::size_t i = 0; i < profile.scenarios.size(); ++i) {
    const profile::ScenarioConfig& scenario = profile.scenarios[i];
    if (!scenario.call || scenario.gas) continue;
    if (scenario.call->gas.text.empty() || scenario.call->gas.text == "estimate")
      draft.problems.add({"--first-nonce"}, base::cat("scenario ", scenario.label,
                                                      ": no node is asked for its gas limit: give the gas"));
  }
}

}  // namespace seiload::cli
