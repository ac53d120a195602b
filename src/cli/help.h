#pragma once
// The text of --help, from the table of options: grouped by topic, with defaults, at most 80 columns wide.

#include <string>

namespace seiload::cli {

std::string help_text();

// "seiload 0.1.0", then "cpu: avx512" on a line of its own: the way of crypto/cpu.h that is in use.
std::string version_text();

}  // namespace seiload::cli
