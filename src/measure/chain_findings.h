#pragma once
// What a reader of the report must know about the chain's side before believing it: inclusion that falls
// behind acceptance, blocks and receipts that were not read, transactions that were not followed.

#include <string>
#include <vector>

#include "measure/chain_report.h"

namespace seiload::measure {

std::vector<std::string> watch_warnings(const ChainReport& chain);

}  // namespace seiload::measure
