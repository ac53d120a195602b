#include "run/embedded_chain.h"

#include "base/text.h"
#include "sys/entropy.h"
#include "sys/process.h"
#include "sys/scheduling.h"

namespace seiload::run {
namespace {

mockchain::Server::Options options_of(const profile::Profile& profile) {
  const profile::MockChain& asked = *profile.mock_chain;
  mockchain::Server::Options options{.config = {.chain_id = profile.chain_id.value_or(profile::kMockChainId),
                                                .gas_limit = asked.gas_limit,
                                                .max_pool = asked.max_pool,
                                                .pool_overflow = *mockchain::overflow_of(asked.pool_overflow),
                                                .pool_ttl = asked.pool_ttl,
                                                .pool_ttl_blocks = asked.pool_ttl_blocks,
                                                .balance = asked.balance,
                                                .block_time = asked.block_time,
                                                .capacity = asked.capacity,
                                                .strict = asked.strict},
                                     .faults = {},
                                     .seed = profile.seed ? *profile.seed : sys::random_u64(),
                                     .threads = sys::usable_cpus()};
  for (const std::string& fault : asked.faults) options.faults.push_back(*mockchain::parse_fault(fault));
  return options;
}

}  // namespace

base::Result<std::unique_ptr<mockchain::Server>> start_embedded_chain(const profile::Profile& profile,
                                                                      const Environment& environment) {
  auto server = mockchain::Server::start(
      net::Address::v4({127, 0, 0, 1}, 0), options_of(profile), environment.clock,
      [&environment](base::Error error) { environment.stop.request_failure(std::move(error)); });
  if (!server) return server;
  if (auto reachable = (*server)->check_reachable(); !reachable)
    return base::Error{reachable.error().code,
                       base::cat("the embedded chain cannot be reached: ", reachable.error().message,
                                 " (is the loopback interface up? ip link set lo up)")};
  return server;
}

}  // namespace seiload::run
