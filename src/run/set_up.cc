#include "run/set_up.h"

#include <algorithm>

#include "base/text.h"
#include "chain/start.h"
#include "net/resolver.h"
#include "profile/finish.h"
#include "run/check_pool.h"
#include "run/deploy_contracts.h"
#include "run/prepare_calls.h"
#include "run/prewarm.h"
#include "run/request_limits.h"
#include "run/root_funding.h"
#include "run/setup_calls.h"
#include "run/top_up.h"
#include "run/worst_case.h"
#include "sys/entropy.h"

namespace seiload::run {
namespace {

constexpr sys::Duration kGuessTimeout = std::chrono::seconds(2);  // for the name of a subscription's host

class SetUp {
 public:
  SetUp(RunState& run, Prepared& prepared)
      : run_(run),
        settings_(run.settings),
        environment_(run.environment),
        prepared_(prepared),
        deadline_(run.started + settings_.startup_timeout) {}

  base::Status run() {
    if (auto status = make_accounts(); !status) return status;
    if (settings_.dry_run) {
      pretend_chain();
    } else {
      if (auto status = find_target(run_, deadline_, prepared_.target); !status) return status;
      const std::uint64_t chain_id = prepared_.target.chain.chain_id;
      if (std::string why = profile::refuse_main_network(chain_id, settings_); !why.empty()) {
        run_.is_refused = true;
        return base::invalid_input(std::move(why));
      }
    }
    run_.facts.chain_id = prepared_.target.chain.chain_id;
    if (environment_.corpus != nullptr) {
      if (auto status = make_replay(); !status) return status;
      return environment_.stop.requested() ? sys::stopped_error() : watch_chain();
    }
    if (auto status = make_workload(); !status) return status;
    if (settings_.prewarm && !settings_.dry_run) {
      if (auto status = prewarm_accounts(); !status) return status;
    }
    if (!settings_.dry_run) {  // what the workload needs on the chain may have moved nonces
      if (auto status = read_nonces(); !status) return status;
      if (!run_.profile.mock_chain)
        check_pool(run_, prepared_.target, *prepared_.accounts, *prepared_.workload);
    }
    if (environment_.stop.requested()) return sys::stopped_error();
    return watch_chain();
  }

 private:
  base::Status make_accounts() {
    std::uint64_t& seed = run_.facts.seed;
    if (environment_.corpus != nullptr) {  // its accounts are known once it is read
      seed = environment_.corpus->seed().value_or(0);
      prepared_.accounts.emplace(seed, std::vector<std::uint64_t>{0});
      return {};
    }
    seed = run_.profile.seed ? *run_.profile.seed : sys::random_u64();
    if (!run_.profile.seed)
      environment_.log.info(base::cat("seed ", seed, " (random; use --seed to reproduce this run)"));
    const std::vector<std::uint64_t> sizes = workload::Workload::pool_sizes(run_.profile);
    const KeyMaterial* keys = environment_.keys;
    if (keys != nullptr && !keys->pool.empty())
      prepared_.accounts.emplace(keys->pool, sizes, environment_.stop.token());
    else
      prepared_.accounts.emplace(seed, sizes, environment_.stop.token());
    run_.facts.accounts = prepared_.accounts->size();
    if (environment_.stop.requested()) return sys::stopped_error();  // they may not all be there
    return {};
  }

  base::Status make_replay() {
    const std::uint64_t chain_id = prepared_.target.chain.chain_id;
    const workload::CorpusReader& corpus = *environment_.corpus;
    if (corpus.chain_id() != chain_id)
      return base::Error{base::Code::remote,
                         base::cat(corpus.name(), ": its transactions are for chain id ", *corpus.chain_id(),
                                   ", but the endpoints are on ", chain_id)};
    prepared_.workload.emplace(workload::Workload::Label{"replay", "transaction"}, *prepared_.accounts);
    if (run_.spending.limit() && !settings_.dry_run)
      environment_.log.info(base::cat("worst case: not known before the corpus is read; the replay ends ",
                                      "before it costs more than ", settings_.max_spend));
    return {};
  }

  base::Status make_workload() {
    const workload::Accounts& accounts = *prepared_.accounts;
    const net::ConnectionLimits limits = limits_now().http;
    std::optional<Payer> payer;
    std::optional<RootFunding> funding;
    if (auto status = limit_fees(run_, prepared_.target); !status) return status;
    if (funds(run_.profile)) {
      payer.emplace(settings_, environment_, prepared_.target.watched_endpoints.front(),
                    *run_.facts.chain_id, run_.spending.max_fee());
      funding.emplace(run_.profile, environment_, *payer, accounts.addresses());
      if (auto status = funding->plan(); !status) return status;
    } else if (auto status = check_setup_balances(run_, prepared_.target, accounts, limits); !status) {
      return status;
    }
    chain::DeployTerms terms = funding ? funding->deploy_terms() : chain::DeployTerms();
    bool is_approved = false;
    terms.approve = [&](const base::Uint256& deployment) {
      is_approved = true;
      return approve_worst_case(run_, prepared_.target, accounts, funding ? &*funding : nullptr, deployment);
    };
    const bool needs_disperse = (funding && funding->needs_contract()) ||
                                (tops_up(run_.profile) && !run_.profile.funding->by_transfer);
    auto deployed = deploy_contracts(run_, prepared_.target, accounts, limits, needs_disperse, terms);
    if (!deployed) return std::move(deployed).error();
    prepared_.disperse = deployed->disperse;
    if (!is_approved)  // there is nothing to deploy
      if (auto status = terms.approve({}); !status) return status;
    if (funding) {
      if (auto status = funding->pay(deployed->disperse); !status) return status;
      auto status = check_setup_balances(run_, prepared_.target, accounts, limits);
      if (!status) return status;
    }
    auto nonces = make_setup_calls(run_, prepared_.target, accounts, deployed->environment, limits);
    if (!nonces) return std::move(nonces).error();
    least_nonces_ = *std::move(nonces);
    prepared_.workload.emplace(run_.profile, run_.facts.seed, accounts, deployed->environment);
    // Blocks were waited for: what follows has the time of a start for itself.
    if (!settings_.dry_run && (deploys(run_.profile) || has_setup_calls(run_) || funding))
      deadline_ = sys::saturating_add(environment_.clock.now(), settings_.startup_timeout);
    auto status = prepare_calls(run_, prepared_.target, limits_now().http, *prepared_.workload);
    return status ? approve_load(run_, *prepared_.workload) : std::move(status);
  }

  base::Status prewarm_accounts() {
    const Payer payer(settings_, environment_, prepared_.target.watched_endpoints.front(),
                      *run_.facts.chain_id, run_.spending.max_fee());
    const auto approve = [&](std::uint64_t gas) {
      const chain::Fees fees{.fee_cap = run_.spending.max_fee()};
      const base::Uint256 each = chain::cost_bound(fees, gas, {});
      return approve_part(run_, Spending::Part::prewarm,
                          base::Uint256::saturating_multiply(each, prepared_.accounts->size()));
    };
    auto row = prewarm(environment_, payer, *prepared_.accounts, *run_.facts.chain_id, approve);
    if (!row) return std::move(row).error();
    run_.facts.prewarm = *row;
    deadline_ = sys::saturating_add(environment_.clock.now(), settings_.startup_timeout);
    return {};
  }

  void pretend_chain() {
    const auto of_corpus = environment_.corpus != nullptr ? environment_.corpus->chain_id() : std::nullopt;
    prepared_.target.chain = {run_.profile.chain_id.value_or(of_corpus.value_or(1)), true};
    prepared_.nonces.resize(prepared_.accounts->size());
  }

  base::Status read_nonces() {
    const net::ResolverConfig resolver = net::load_resolver_config();
    const chain::StartLimits limits = limits_now();
    const Target& target = prepared_.target;
    auto read = chain::read_nonces(
        target.list.endpoints, *target.assignment->first(), prepared_.accounts->addresses(),
        {resolver, limits, environment_.clock, environment_.stop, &environment_.log});
    if (!read) return std::move(read).error();
    prepared_.nonces = std::move(*read);
    for (std::size_t i = 0; i < least_nonces_.size(); ++i)
      prepared_.nonces[i] = std::max(prepared_.nonces[i], least_nonces_[i]);
    return {};
  }

  base::Status watch_chain() {
    if (!ChainWatch::wanted(settings_) || settings_.dry_run || !settings_.txs_dir.empty()) return {};
    auto heads = find_subscriptions();
    if (!heads) return std::move(heads).error();
    const bool is_given = !settings_.ws_endpoint.empty();
    std::vector<rpc::Endpoint>& watched = prepared_.block_endpoints;
    if (is_given) watched = *heads;  // blocks are read there, too
    const std::vector<rpc::Endpoint>& reached = prepared_.target.watched_endpoints;
    watched.insert(watched.end(), reached.begin(), reached.end());
    // 200 KB: too large for a small stack.
    prepared_.watch = std::make_unique<ChainWatch>(settings_, watched, environment_.clock, environment_.log);
    prepared_.watch->subscribe_to(std::move(*heads), is_given);
    return prepared_.watch->start(environment_.stop, deadline_);
  }

  // Where new heads may be subscribed to: where the user says, else where the first endpoint may have them.
  base::Result<std::vector<rpc::Endpoint>> find_subscriptions() {
    const net::ResolverConfig resolver = net::load_resolver_config();
    chain::StartLimits limits{.http = {}, .deadline = deadline_, .timeout = settings_.startup_timeout};
    const chain::SetupContext at = setup_context(resolver, limits, environment_, &run_.tls);
    base::Result<std::vector<rpc::Endpoint>> found = std::vector<rpc::Endpoint>();
    if (settings_.ws_endpoint.empty()) {
      const Target& target = prepared_.target;
      limits.deadline = std::min(deadline_, environment_.clock.now() + kGuessTimeout);
      found = chain::head_endpoints(target.watched, target.watched_endpoints.front(), at);
    } else {
      found = chain::find_endpoints({{settings_.ws_endpoint}}, at);
    }
    if (!found) return found;
    if (auto status = run_.services.watch_names(*found); !status) return std::move(status).error();
    return found;
  }

  // Of requests to the target, within what is left of the start.
  chain::StartLimits limits_now() const {
    return start_limits(settings_, deadline_);
  }

  RunState& run_;
  const profile::Settings& settings_;
  const Environment& environment_;
  Prepared& prepared_;
  sys::TimePoint deadline_;  // of the whole start
  // After set-up calls, which the node of an account may not have seen yet; empty: there were none.
  std::vector<std::uint64_t> least_nonces_;
};

}  // namespace

base::Status set_up(RunState& run, Prepared& prepared) { return SetUp(run, prepared).run(); }

}  // namespace seiload::run
