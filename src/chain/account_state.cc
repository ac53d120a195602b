#include "chain/account_state.h"

#include <algorithm>

#include "base/text.h"
#include "rpc/call_many.h"

namespace seiload::chain {
namespace {

using base::cat;

base::Status read(const rpc::Endpoint& endpoint, std::span<const eth::Address> accounts,
                  std::string_view method, std::string_view block, const SetupContext& at,
                  const std::function<bool(std::size_t i, const base::Uint256& value)>& take) {
  rpc::CallLimits limits;
  limits.http = at.limits.http;
  limits.deadline = at.limits.deadline;
  if (at.log != nullptr)
    limits.on_waiting = [&at, &endpoint](const std::string& cause) {
      at.log->warning(cat("waiting for ", endpoint.name, ": ", cause));
    };
  auto status = rpc::call_many(
      endpoint,
      {.method = method,
       .count = accounts.size(),
       .params = [&](std::size_t i) { return cat("[\"", eth::to_hex(accounts[i]), "\",\"", block, "\"]"); },
       .take = [&](std::size_t i, const json::Value& result) -> base::Status {
         const auto value = result.string() != nullptr ? base::Uint256::from_quantity(*result.string())
                                                       : std::optional<base::Uint256>();
         if (value && take(i, *value)) return {};
         return base::Error{base::Code::protocol, "the result is no quantity in range"};
       }},
      limits, at.clock, at.stop);
  if (status || status.error().code == base::Code::stopped) return status;
  return std::move(status).error().with(cat("endpoint ", endpoint.name));
}

}  // namespace

base::Result<std::vector<base::Uint256>> read_balances(const rpc::Endpoint& endpoint,
                                                       std::span<const eth::Address> accounts,
                                                       const SetupContext& at) {
  std::vector<base::Uint256> balances(accounts.size());
  auto status = read(endpoint, accounts, "eth_getBalance", "latest", at,
                     [&](std::size_t i, const base::Uint256& value) { return balances[i] = value, true; });
  if (!status) return std::move(status).error();
  return balances;
}

base::Result<std::vector<std::uint64_t>> read_counts(const rpc::Endpoint& endpoint,
                                                     std::span<const eth::Address> accounts,
                                                     std::string_view block, const SetupContext& at) {
  std::vector<std::uint64_t> counts(accounts.size());
  auto status = read(endpoint, accounts, "eth_getTransactionCount", block, at,
                     [&](std::size_t i, const base::Uint256& value) {
                       counts[i] = value.low_u64();
                       return value.fits_u64();
                     });
  if (!status) return std::move(status).error();
  return counts;
}

base::Result<std::vector<std::uint64_t>> settle(const rpc::Endpoint& endpoint,
                                                std::span<const eth::Address> accounts,
                                                sys::Duration patience, const SetupContext& at,
                                                std::vector<std::uint64_t>& waiting) {
  constexpr sys::Duration kPause = std::chrono::milliseconds(500);
  const sys::TimePoint end = sys::saturating_add(at.clock.now(), patience);
  bool is_told = false;
  while (true) {
    // In this order: what gets into a block in between counts as waiting, and is looked at again.
    auto in_blocks = read_counts(endpoint, accounts, "latest", at);
    if (!in_blocks) return in_blocks;
    auto all = read_counts(endpoint, accounts, "pending", at);
    if (!all) return all;
    waiting.assign(accounts.size(), 0);
    bool any = false;
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      if ((*all)[i] <= (*in_blocks)[i]) continue;
      waiting[i] = (*all)[i] - (*in_blocks)[i];
      any = true;
    }
    if (!any || at.clock.now() >= end) return in_blocks;
    if (!is_told && at.log != nullptr) at.log->info("waiting for earlier transactions to get into blocks");
    is_told = true;
    if (at.clock.wait_for(at.stop, at.clock.now() + kPause)) return sys::stopped_error();
  }
}

}  // namespace seiload::chain
