#pragma once
// The endpoints of a run: found by their names, asked for the chain they are on, and told apart from those
// that may be missing at the start. The first conversation of set-up.

#include <optional>
#include <string>
#include <vector>

#include "chain/assignment.h"
#include "chain/start.h"
#include "run/endpoint_watch.h"
#include "run/run_state.h"

namespace seiload::run {

struct Target {
  chain::ChainFacts chain;
  EndpointList list;
  std::optional<chain::Assignment> assignment;   // of accounts to endpoints; nothing before find_target()
  std::vector<rpc::Endpoint> watched_endpoints;  // blocks are read there
  profile::EndpointConfig watched;               // the first, as it was given

  // Whether endpoints may come and go during the load.
  bool follows_endpoints(const profile::Settings& settings) const {
    return assignment && (settings.all_addresses || settings.start_without > 0);
  }
};

// `deadline`, of the whole set-up, moves where time was spent on endpoints that may be missing.
base::Status find_target(RunState& run, sys::TimePoint& deadline, Target& target);

}  // namespace seiload::run
