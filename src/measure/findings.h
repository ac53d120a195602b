#pragma once
// Whether the generator, not the target, set the limit of a run: judged from what the workers measured of
// themselves.

#include <string>
#include <vector>

#include "measure/summary.h"

namespace seiload::measure {

// Open loop: more than one request in a hundred went out this late although nothing but the generator held it
// back.
inline constexpr base::Duration kMaxLag = std::chrono::milliseconds(10);
inline constexpr std::uint64_t kMinRequests = 100;  // fewer say nothing about one in a hundred
// Either model: in so great a share of the load's seconds the workers had no time left, and the rate was not
// reached.
inline constexpr double kBusyShare = 0.1;

// Either model: of so great a share of the latencies a part is the generator's own.
inline constexpr double kDoubtShare = 0.1;

// A line for people each; none if the generator kept up.
std::vector<std::string> generator_warnings(const Summary& summary);

// Of these the first by which the generator set the limit; empty if it did not.
std::string generator_limit_text(const Summary& summary);

// How long the worker threads were kept from running, in one line for people.
std::string held_up_text(const GeneratorReport& generator);

// "asked 1,000 a second, 956.12 were scheduled, because ..."; empty where the rate asked for was
// reached.
std::string shortfall_text(const Summary& summary);

// Of merged reports: by how much their starts differ, by the clocks of their machines.
base::Duration started_apart(const Summary& summary);

// Why a run ended with nothing accepted; empty if something was.
std::string nothing_accepted_text(const Summary& summary);

}  // namespace seiload::measure
