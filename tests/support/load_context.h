#pragma once
// What the parts of a worker need to exist: a RunContext of three accounts whose operations are transfers.
// Settings, endpoints and the clock may be changed before the first part is made.

#include <deque>
#include <memory>
#include <vector>

#include "load/run_context.h"
#include "workload/workload.h"

namespace seiload::test {

inline profile::Profile three_accounts() {
  profile::Profile profile;
  profile.accounts = profile::AccountPool{3, 0};
  profile::ScenarioConfig scenario;
  scenario.name = scenario.label = "EVMTransfer";  // its value is the time's second
  scenario.weight = 1;
  profile.scenarios = {scenario};
  return profile;
}

struct LoadContext {
  explicit LoadContext(const sys::Clock& its_clock, std::size_t endpoint_count = 0)
      : clock(its_clock), endpoints(endpoint_count), pipelining(endpoint_count) {}

  const sys::Clock& clock;
  const profile::Profile profile = three_accounts();
  profile::Settings settings;
  const workload::Accounts accounts{7, workload::Workload::pool_sizes(profile)};
  const workload::Workload workload{profile, 7, accounts};
  const std::vector<std::uint64_t> first_nonces = {0, 0, 0};
  std::vector<rpc::Endpoint> endpoints;
  const std::unique_ptr<sys::Stop> stop = std::make_unique<sys::Stop>();
  sys::Log log{2, clock, sys::Level::error};
  load::Quota quota{0};
  std::deque<load::Pipelining> pipelining;
  const load::RunContext run{.settings = settings,
                             .workload = workload,
                             .accounts = accounts,
                             .first_nonces = first_nonces,
                             .endpoints = endpoints,
                             .chain_id = 1337,
                             .default_type = eth::TxType::dynamic_fee,
                             .partition = {},
                             .connections = 1,
                             .start = {},
                             .end = sys::kNever,
                             .clock = clock,
                             .stop = *stop,
                             .log = log,
                             .quota = quota,
                             .pipelining = pipelining};
};

}  // namespace seiload::test
