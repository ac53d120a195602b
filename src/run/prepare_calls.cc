#include "run/prepare_calls.h"

#include <set>

#include "base/hex.h"
#include "base/text.h"
#include "chain/node_call.h"
#include "chain/replay.h"
#include "eth/revert.h"
#include "rpc/answer.h"
#include "rpc/client.h"
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
      if (!reply) return about(std::move(reply).error());
      if (!reply->result) return about(chain::error_of("eth_getCode", *reply));
      if (*reply->result == "\"0x\"")
        return base::Error{base::Code::remote, cat(name(target.label), ": there is no code at ",
                                                   eth::to_checksum(target.address))};
    }
    return {};
  }

  base::Status estimate_gas() {
    workload::Intent intent;
    for (const std::uint16_t label : workload_.unestimated()) {
      workload_.write_example(label, unix_seconds(), intent);
      intent.set_nonce(0);
      auto reply = ask_("eth_estimateGas", params(intent));
      if (!reply) return about(std::move(reply).error());
      if (!reply->result)
        return call_would_fail(workload_.labels()[label], reply->message, reply->data, run_.profile);
      const auto gas = rpc::read_quantity(*reply->result);
      if (!gas || !gas->fits_u64() || gas->low_u64() > ~std::uint64_t{0} / 2)
        return about({base::Code::protocol,
                      cat("eth_estimateGas: expected a quantity, got ", base::quote(*reply->result))});
      const std::uint64_t limit = gas->low_u64() + gas->low_u64() / 5;
      workload_.set_gas(label, limit);
      run_.environment.log.info(cat(name(label), ": gas limit ", limit, ", 20 % above the node's estimate"));
    }
    return {};
  }

 private:
  static std::string params(const workload::Intent& intent) {
    std::string text = cat("[{\"from\":\"", eth::to_hex(intent.sender), "\",\"to\":\"",
                           eth::to_hex(*intent.to), "\",\"value\":\"", intent.value.to_quantity(), "\"");
    if (!intent.data.empty()) text += cat(",\"data\":\"", base::to_hex(intent.data), "\"");
    return text + "}]";
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
};

}  // namespace

base::Error call_would_fail(const Workload::Label& label, std::string_view message, std::string_view data,
                            const profile::Profile& profile) {
  const base::Bytes bytes = chain::revert_data(data);
  const std::string why =
      bytes.empty() ? base::quote(message) : eth::describe_revert(bytes, workload::known_errors(profile));
  return {base::Code::remote,
          cat("scenario ", label.scenario, ", ", label.operation, ": the call would fail: ", why)};
}

base::Status prepare_calls(const RunState& run, const Target& target, const net::ConnectionLimits& limits,
                           Workload& workload) {
  const bool is_mock = run.profile.mock_chain.has_value();
  const bool asks_for_code = !is_mock && !run.profile.mock_deploy && !workload.code_targets().empty();
  if (run.settings.dry_run || (!asks_for_code && workload.unestimated().empty())) return {};
  const rpc::Endpoint& endpoint = target.watched_endpoints.front();
  rpc::Client client(endpoint, {.http = limits}, run.environment.clock);
  const chain::NodeCall once = chain::calls_to(client, run.environment.stop);
  const chain::NodeCall ask = chain::repeated(once, run.environment.clock, run.environment.stop);
  Preparation preparation(run, endpoint, ask, workload);
  if (asks_for_code)
    if (auto status = preparation.check_code(); !status) return status;
  return preparation.estimate_gas();
}

}  // namespace seiload::run
