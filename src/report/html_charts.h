#pragma once
// The charts of the page of report/html.h: which there are, of what, and what is said of each.

#include <string>

#include "measure/summary.h"

namespace seiload::report {

// The ledger as a bar, then what happened over time, one figure after the other. Empty where nothing was
// measured.
std::string charts_html(const measure::Summary& summary);

}  // namespace seiload::report
