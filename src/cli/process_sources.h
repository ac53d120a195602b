#pragma once
// What of the process's surroundings main() hands in: variables, files of secrets, the host, the terminal.

#include <cstddef>
#include <optional>
#include <string>

#include "cli/load_keys.h"

namespace seiload::cli {

std::optional<std::string> variable(const char* name);  // before any thread changes them; none does

// Files of at most that size; whoever waits for one is woken by stop_fd.
KeySources secret_sources(std::size_t max_size, int stop_fd);

std::string host_name();

// Whether standard error is a terminal that can go back in a line, so that a line can be redrawn. It has no
// colours, so NO_COLOR changes nothing.
bool has_live_terminal();

}  // namespace seiload::cli
