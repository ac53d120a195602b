#pragma once
// The sections about the chain of the report for people; each begins with an empty line.

#include <string>

#include "measure/chain_report.h"

namespace seiload::report {

std::string to_text(const measure::ChainReport& chain);

}  // namespace seiload::report
