#pragma once
// The sections about the chain of the report for people; each begins with an empty line.

#include <string>

#include "report/watched.h"

namespace seiload::report {

std::string to_text(const Watched& watched);

}  // namespace seiload::report
