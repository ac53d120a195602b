#include "run/prepare_calls.h"

#include <set>

#include "base/text.h"
#include "chain/node_call.h"
#include "eth/gas.h"
#include "rpc/client.h"
#include "run/gas_estimate.h"
#include "workload/known_errors.h"

namespace seiload::run {
namespace {

using base::cat;
using workload::Workload;

class Preparation {
 public:
  Preparation(const RunState& run, const rpc::Endpoint& endpoint, const chain::NodeCall& ask,
              Workload& workload)
      : run_(run), endpoint_(endpoint), ask_(ask), workload_(workload) {}

  base::Status check_code() {
    std::set<eth::Address> seen;
    for (const Workload::CodeTarget& target : workload_.code_targets()) {
      if (!seen.insert(target.address).second) continue;
      auto reply = ask_("eth_getCode", cat("[\"", eth::to_hex(target.address), "\",\"latest\"]"));
      if (!reply) return std::move(reply).error();  // names the endpoint
      if (!reply->result) return about(chain::error_of("eth_getCode", *reply));
      if (*reply->result == "\"0x\"")
        return base::Error{base::Code::remote, cat(name(target.label), ": there is no code at ",
                                                   eth::to_checksum(target.address))};
    }
    return {};
  }

  base::Status create_access_lists() {
    workload::Intent intent;
    for (const std::uint16_t label : workload_.without_access_list()) {
      workload_.write_example(label, unix_seconds(), intent);
      intent.set_nonce(0);
      auto list = access_list_by(ask_(kCreateAccessList, estimate_params(intent)), errors_);
      if (!list && list.error().code == base::Code::stopped) return std::move(list).error();
      if (!list) return std::move(list).error().with(name(label));
      std::size_t keys = 0;
      for (const eth::AccessEntry& entry : *list) keys += entry.storage_keys.size();
      const std::string text =
          cat("an access list of ", list->size(), list->size() == 1 ? " address" : " addresses", " and ",
              keys, keys == 1 ? " storage key" : " storage keys");
      workload_.set_access_list(label, *std::move(list));
      if (auto status = check_limit(label, text); !status) return status;
      run_.environment.log.info(cat(name(label), ": ", text, ", by the node"));
    }
    return {};
  }

  base::Status estimate_gas() {
    workload::Intent intent;
    for (const std::uint16_t label : workload_.unestimated()) {
      workload_.write_example(label, unix_seconds(), intent);
      intent.set_nonce(0);
      auto limit = gas_limit_by(ask_(kEstimateGas, estimate_params(intent)), errors_);
      if (!limit && limit.error().code == base::Code::stopped) return std::move(limit).error();
      if (!limit) return std::move(limit).error().with(name(label));
      workload_.set_gas(label, *limit);
      run_.environment.log.info(cat(name(label), ": gas limit ", *limit, ", 20 % above the node's estimate"));
    }
    return {};
  }

  // Of built-in scenarios, whose limits hold where every slot is written for the first time: so the estimate
  // is for empty storage. What fails at it, as Revert does on purpose, is left as it is: the report shows
  // what becomes of it. geth's estimates are up to 1.5 % too high.
  base::Status raise_gas() {
    workload::Intent intent;
    for (const std::uint16_t label : workload_.measured()) {
      workload_.write_example(label, unix_seconds(), intent);
      intent.set_nonce(0);
      std::string params = estimate_params(intent);
      params.pop_back();
      params += cat(R"(,"latest",{")", eth::to_hex(*intent.to), R"(":{"state":{}}}])");
      const auto reply = ask_(kEstimateGas, std::move(params));
      if (!reply) return reply.error();
      const auto limit = gas_limit_by(reply, errors_);  // 20 % above the estimate
      if (!limit || *limit / 6 * 5 <= intent.gas_limit + intent.gas_limit / 32) continue;
      workload_.raise_gas(label, *limit - intent.gas_limit);
      run_.environment.log.info(cat(name(label), ": gas limit ", *limit, " instead of ", intent.gas_limit,
                                    ", 20 % above the node's estimate: this chain charges more"));
    }
    return {};
  }

 private:
  // A limit that the user gave was checked without the list.
  base::Status check_limit(std::uint16_t label, std::string_view list) {
    workload::Intent intent;
    workload_.write_example(label, unix_seconds(), intent);
    eth::Transaction tx;
    tx.to = intent.to;
    tx.data = intent.data;
    tx.access_list.assign(intent.access_list.begin(), intent.access_list.end());
    const std::uint64_t least = eth::minimum_gas_limit(tx);
    if (intent.gas_limit >= least) return {};
    return base::Error{base::Code::remote, cat(name(label), ": gas limit ", intent.gas_limit,
                                               " is under the ", least, " that it costs with ", list)};
  }

  std::uint64_t unix_seconds() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(run_.environment.clock.wall_now().time_since_epoch())
            .count());
  }

  std::string name(std::uint16_t label) const {
    const Workload::Label& one = workload_.labels()[label];
    return cat("scenario ", one.scenario, ", ", one.operation);
  }

  base::Error about(base::Error error) const {
    return std::move(error).with(cat("endpoint ", endpoint_.name));
  }

  const RunState& run_;
  const rpc::Endpoint& endpoint_;
  const chain::NodeCall& ask_;
  Workload& workload_;
  const std::vector<eth::abi::Signature> errors_ = workload::known_errors(run_.profile);
};

}  // namespace

base::Status prepare_calls(const RunState& run, const Target& target, const net::ConnectionLimits& limits,
                           Workload& workload) {
  const bool is_mock = run.profile.mock_chain.has_value();
  const bool asks_for_code = !is_mock && !run.profile.mock_deploy && !workload.code_targets().empty();
  const bool asks =
      asks_for_code || !workload.unestimated().empty() || !workload.without_access_list().empty();
  if (run.settings.dry_run || !asks) return {};
  const rpc::Endpoint& endpoint = target.watched_endpoints.front();
  rpc::Client client(endpoint, {.http = limits}, run.environment.clock);
  const chain::NodeCall once = chain::calls_to(client, run.environment.stop);
  const chain::NodeCall ask = chain::repeated(once, run.environment.clock, run.environment.stop);
  Preparation preparation(run, endpoint, ask, workload);
  if (asks_for_code)
    if (auto status = preparation.check_code(); !status) return status;
  if (auto status = preparation.create_access_lists(); !status) return status;
  if (asks_for_code)
    if (auto status = preparation.raise_gas(); !status) return status;
  return preparation.estimate_gas();
}

}  // namespace seiload::run
