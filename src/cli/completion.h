#pragma once
// `seiload completion bash|zsh|fish`: a script with which the shell completes commands, options and the
// values that are known, from the tables that parsing and --help read.

#include "cli/tools.h"

namespace seiload::cli {

ToolOutput run_completion(const CommandWords& words, const ReadFile& read_file);

}  // namespace seiload::cli
