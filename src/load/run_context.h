#pragma once
// What all workers of a run share.

#include <cstdint>
#include <deque>
#include <vector>

#include "chain/accepted.h"
#include "chain/assignment.h"
#include "chain/nonce_feedback.h"
#include "eth/transaction.h"
#include "load/first_errors.h"
#include "load/pipelining.h"
#include "load/quota.h"
#include "load/rate_control.h"
#include "load/senders.h"
#include "load/spend_limit.h"
#include "load/trace.h"
#include "profile/settings.h"
#include "rpc/endpoint.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/stop.h"
#include "workload/workload.h"

namespace seiload::load {

class Replay;
class RestingAccounts;

// Constant, or safe from any thread. Outlives the workers.
struct RunContext {
  const profile::Settings& settings;
  const workload::Workload& workload;
  const workload::Accounts& accounts;
  const std::vector<std::uint64_t>& first_nonces;  // one an account
  const std::vector<rpc::Endpoint>& endpoints;     // none: a dry run
  std::uint64_t chain_id;
  eth::TxType default_type;
  Partition partition;
  std::size_t connections;    // an endpoint and worker
  sys::TimePoint start, end;  // arrivals are due from start on and before end; kNever: no such end
  // What is due before or from then on, the warm-up and the cool-down, counts apart.
  sys::TimePoint measured_from{}, measured_to = sys::kNever;
  const sys::Clock& clock;
  sys::Stop& stop;
  sys::Log& log;
  Quota& quota;
  std::deque<Pipelining>& pipelining;             // one an endpoint
  FirstErrors* first_errors = nullptr;            // null: the first of each kind is not logged apart
  std::uint64_t seed = 0;                         // for messages
  const TraceIds* traces = nullptr;               // null: requests are not traced
  const chain::Assignment* assignment = nullptr;  // null: all endpoints take load, for the whole run
  const RateControl* rates = nullptr;             // null: no limit (closed loop only)
  chain::AcceptedSink* accepted = nullptr;        // null: nobody wants them
  Replay* replay = nullptr;  // a corpus is sent, by one worker, to which it belongs; null: what workload says
  SpendLimit* spend_limit = nullptr;  // null: none, or a replay has its own
  RestingAccounts* resting = nullptr;  // null: accounts out of money try again
  chain::NonceFeedback* doubtful = nullptr;  // accounts whose nonce is to be read again; null: nobody tells
};

}  // namespace seiload::load
