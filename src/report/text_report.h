#pragma once
// The final report for people.

#include <string>

#include "report/summary.h"

namespace seiload::report {

std::string to_text(const Summary& summary);

}  // namespace seiload::report
