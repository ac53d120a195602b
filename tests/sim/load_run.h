#pragma once
// One simulated run of the load path, from arrivals to the ledger, by one worker against the embedded chain
// behind a bad network: everything about it follows from the seed. What must hold is checked after every
// event and at the end; a Violation says what did not.

#include <cstdint>
#include <string>
#include <vector>

namespace seiload::sim {

struct RunResult {
  std::uint64_t hash = 0;  // of the trace
  std::uint64_t events = 0;
  std::uint64_t scheduled = 0, accepted = 0, unanswered = 0, resent = 0;
  std::string violation;           // empty: none
  std::string described;           // what the seed has drawn
  std::vector<std::string> trace;  // if it was asked for: the events
};

RunResult run_load(std::uint64_t seed, bool keep_trace = false);

}  // namespace seiload::sim
