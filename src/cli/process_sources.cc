#include "cli/process_sources.h"

#include <unistd.h>

#include <cstdlib>

namespace seiload::cli {

std::optional<std::string> variable(const char* name) {
  const char* value =
      std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread changes it; none does
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

KeySources secret_sources(std::size_t max_size, int stop_fd) {
  return {[=](const std::string& path) { return sys::read_secret_file(path, max_size, stop_fd); },
          [](const std::string& name) { return sys::take_secret_variable(name); }};
}

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

bool has_live_terminal() {
  const std::string terminal = variable("TERM").value_or("");
  return ::isatty(STDERR_FILENO) == 1 && !terminal.empty() && terminal != "dumb";
}

}  // namespace seiload::cli
