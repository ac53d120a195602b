#pragma once
// Secrets that come into the process, keys and mnemonics, and what keeps them in it: they are read into
// memory that is overwritten, gone from the environment once read, and in no core file.

#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret_text.h"

namespace seiload::sys {

struct SecretFile {
  base::SecretText text;
  bool is_open_to_others = false;  // its group or everybody may read it
};

// Like read_file().
base::Result<SecretFile> read_secret_file(const std::string& path, std::size_t limit, int stop_fd = -1);

// The variable's value, or nothing; it is overwritten where it stands, so that /proc/PID/environ shows it no
// longer, and unset. Before there is another thread.
std::optional<base::SecretText> take_secret_variable(const std::string& name);

// From now on the process leaves no core file, and others of the same user may not look into its memory
// (prctl(2), PR_SET_DUMPABLE).
void forbid_core_dumps();

}  // namespace seiload::sys
