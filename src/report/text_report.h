#pragma once
// The final report for people.

#include <string>

#include "measure/summary.h"

namespace seiload::report {

std::string to_text(const measure::Summary& summary);

// Of it the transactions, rates, latencies and what was watched, also of a run that goes on
// (measure::Summary::in_flight).
std::string main_lines(const measure::Summary& summary);

}  // namespace seiload::report
