#pragma once
// The final report for people.

#include <string>

#include "report/summary.h"

namespace seiload::report {

std::string to_text(const Summary& summary);

// Of it the transactions, rates, latencies and what was watched, also of a run that goes on
// (Summary::in_flight).
std::string main_lines(const Summary& summary);

}  // namespace seiload::report
