#include "sys/log.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include <string>

#include "base/text.h"
#include "sys/file.h"

namespace seiload::sys {
namespace {

constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};

constexpr std::string_view kClearLine = "\r\x1b[K";

std::size_t terminal_width(int fd) {
  winsize size{};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

void Log::write(Level level, std::string_view text) {
  if (!enabled(level)) return;
  std::string line = base::cat(format_utc(clock_.wall_now()), ' ', kNames[static_cast<int>(level)], ": ", text);
  for (char& c : line)
    if (c == '\n' || c == '\r') c = ' ';  // one event, one line, whatever a peer's message holds
  line += '\n';
  const std::lock_guard lock(mutex_);
  if (!live_.empty()) line = base::cat(kClearLine, line, live_);
  static_cast<void>(write_all(fd_, line));  // where the log itself fails there is nowhere left to tell
}

void Log::live(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (text.empty() && live_.empty()) return;
  // The last column stays free: some terminals go to the next line once it is written.
  live_ = text.substr(0, std::max<std::size_t>(1, terminal_width(fd_) - 1));
  static_cast<void>(write_all(fd_, base::cat(kClearLine, live_)));
}

}  // namespace seiload::sys
