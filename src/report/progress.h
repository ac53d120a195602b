#pragma once
// The progress line.

#include <string>

#include "measure/progress.h"

namespace seiload::report {

std::string to_text(const measure::Progress& progress);

// The same for the one line on a terminal that is redrawn in place: the most telling first, since its end may
// be cut.
std::string to_live_text(const measure::Progress& progress);

}  // namespace seiload::report
