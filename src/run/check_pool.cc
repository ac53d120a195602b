#include "run/check_pool.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "chain/transaction_fees.h"
#include "rpc/answer.h"
#include "rpc/client.h"

namespace seiload::run {
namespace {

using base::cat;
using base::Uint256;

// The least that a transaction of the load may cost, as a node checks it: gas limit * fee cap + value.
Uint256 least_cost(const RunState& run, const workload::Workload& workload) {
  const auto unix_seconds =
      std::chrono::duration_cast<std::chrono::seconds>(run.environment.clock.wall_now().time_since_epoch())
          .count();
  std::optional<Uint256> least;
  workload::Intent intent;
  for (std::size_t label = 0; label < workload.labels().size(); ++label) {
    workload.write_example(static_cast<std::uint16_t>(label), static_cast<std::uint64_t>(unix_seconds),
                           intent);
    const auto fee = Uint256::multiply(Uint256(intent.fee_cap), intent.gas_limit);
    const auto cost = fee ? Uint256::add(*fee, intent.value) : std::nullopt;
    if (cost && (!least || *cost < *least)) least = cost;
  }
  return least.value_or(Uint256());
}

}  // namespace

void check_pool(const RunState& run, const Target& target, const workload::Accounts& accounts,
                const workload::Workload& workload) {
  constexpr sys::Duration kPatience = std::chrono::seconds(5);
  const auto addresses = accounts.addresses().first(std::min(kMostChecked, accounts.size()));
  rpc::Client client(target.watched_endpoints.front(),
                     {.http = {.connect_timeout = std::min(run.settings.connect_timeout, kPatience),
                               .request_timeout = std::min(run.settings.request_timeout, kPatience)}},
                     run.environment.clock);
  const Uint256 cost = least_cost(run, workload);
  std::size_t poor = 0, first_poor = addresses.size();
  constexpr std::size_t kAtATime = 1000;
  for (std::size_t done = 0; done < addresses.size(); done += kAtATime) {
    std::vector<rpc::Call> calls;
    for (std::size_t i = done; i < std::min(done + kAtATime, addresses.size()); ++i)
      calls.push_back({"eth_getBalance", cat("[\"", eth::to_hex(addresses[i]), "\",\"latest\"]")});
    const auto take = [&](std::size_t i, const rpc::Answer& answer) -> base::Status {
      const auto balance = answer.kind == rpc::Answer::Kind::result ? rpc::read_quantity(answer.result)
                                                                    : std::optional<Uint256>();
      if (!balance) return base::Error{base::Code::protocol, "no balance"};
      if (*balance >= cost) return {};
      ++poor;
      first_poor = std::min(first_poor, done + i);
      return {};
    };
    if (!client.call(calls, run.environment.stop, take)) return;
  }
  if (poor == 0) return;
  run.environment.log.warning(cat(poor, " of ", addresses.size() < accounts.size() ? "the first " : "",
                                  addresses.size(), addresses.size() == 1 ? " account" : " accounts",
                                  " cannot pay for one transaction, ", chain::show_ether(cost),
                                  " by gas limit and fee cap; the first is ",
                                  eth::to_checksum(addresses[first_poor]),
                                  ": fund them, with --root-key-file, or by the list of 'seiload accounts'"));
}

}  // namespace seiload::run
