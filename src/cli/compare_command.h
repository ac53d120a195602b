#pragma once
// `seiload compare`.

#include "cli/tools.h"

namespace seiload::cli {

ToolOutput run_compare(const CommandWords& words, const ReadFile& read_file);

}  // namespace seiload::cli
