#pragma once
// What a reader of the report must know about the chain's side before believing it: inclusion that falls
// behind acceptance, blocks and receipts that were not read, transactions that were not followed.

#include <string>
#include <vector>

#include "report/watched.h"

namespace seiload::report {

std::vector<std::string> watch_warnings(const Watched& watched);

}  // namespace seiload::report
