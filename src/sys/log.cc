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

constexpr Duration kPrintTime = std::chrono::milliseconds(200);

constexpr std::string_view kClearLine = "\r\x1b[K";

std::size_t terminal_width(int fd) {
  winsize size{};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

void Log::write(Level level, std::string_view text) {
  if (!enabled(level)) return;
  std::string line =
      base::cat(base::format_utc(clock_.wall_now()), ' ', kNames[static_cast<int>(level)], ": ", text);
  for (char& c : line)
    if (c == '\n' || c == '\r') c = ' ';  // one event, one line, whatever a peer's message holds
  line += '\n';
  const std::lock_guard lock(mutex_);
  if (!live_.empty()) line = base::cat(kClearLine, line, live_);
  put(line);
}

// Where the log itself fails there is nowhere left to tell.
void Log::put(std::string_view text) {
  const auto written = stalled_ ? write_until(fd_, text, clock_.now()) : write_all(fd_, text, stop_);
  if (!written && written.error().code == base::Code::timeout) stalled_ = true;
}

void Log::print(std::string_view lines) {
  static_cast<void>(write_until(fd_, lines, clock_.now() + kPrintTime));
}

void Log::live(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (text.empty() && live_.empty()) return;
  // The last column stays free: some terminals go to the next line once it is written.
  live_ = text.substr(0, std::max<std::size_t>(1, terminal_width(fd_) - 1));
  put(base::cat(kClearLine, live_));
}

}  // namespace seiload::sys
