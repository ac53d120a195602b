#pragma once
// The log: one event a line on stderr, "2026-11-23T09:30:00.125Z info: text". On a terminal there may be one live line
// below, redrawn in place. Thread rule: any thread; lines never mix.

#include <mutex>
#include <string>
#include <string_view>

#include "sys/clock.h"

namespace seiload::sys {

enum class Level { debug, info, warning, error };

class Log {
 public:
  // Writes to `fd`, which the caller keeps open; drops what is below `lowest`.
  Log(int fd, const Clock& clock, Level lowest) : fd_(fd), clock_(clock), lowest_(lowest) {}

  void write(Level level, std::string_view text);
  void debug(std::string_view text) { write(Level::debug, text); }
  void info(std::string_view text) { write(Level::info, text); }
  void warning(std::string_view text) { write(Level::warning, text); }
  void error(std::string_view text) { write(Level::error, text); }

  // Draws the live line, cut to the terminal's width, in place of the one before; empty takes it away. Log lines go
  // above it. For a terminal only: it is moved about with control sequences.
  void live(std::string_view text);

  bool enabled(Level level) const { return level >= lowest_; }

 private:
  const int fd_;
  const Clock& clock_;
  const Level lowest_;
  std::mutex mutex_;
  std::string live_;  // guarded by mutex_; what is drawn
};

}  // namespace seiload::sys
