#include "sys/log.h"

#include <unistd.h>

#include <string>

#include "base/text.h"
#include "sys/file.h"

namespace seiload::sys {
namespace {

constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};

}  // namespace

void Log::write(Level level, std::string_view text) {
  if (!enabled(level)) return;
  std::string line = base::cat(format_utc(clock_.wall_now()), ' ', kNames[static_cast<int>(level)], ": ", text);
  for (char& c : line)
    if (c == '\n' || c == '\r') c = ' ';  // one event, one line, whatever a peer's message holds
  line += '\n';
  const std::lock_guard lock(mutex_);
  static_cast<void>(write_all(fd_, line));  // where the log itself fails there is nowhere left to tell
}

}  // namespace seiload::sys
