#pragma once
// What a profile's contracts and calls need beyond decoding: their files, and the check of every call
// (workload/call_check.h), with the places of problems.

#include <string>

#include "cli/resolve.h"
#include "profile/decode.h"

namespace seiload::cli {

// Reads artifacts and files of code; paths of a profile are relative to `folder`, which is empty or ends in a
// slash, those of the command line to the current folder.
void load_contracts(profile::Draft& draft, const std::string& folder, const ReadFile& read_file);

// Once the draft is finished: does nothing if its scenarios or contracts have problems.
void check_calls(profile::Draft& draft);

}  // namespace seiload::cli
