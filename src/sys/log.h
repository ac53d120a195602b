#pragma once
// The log: one event a line on stderr, "2026-11-23T09:30:00.125Z info: text". Thread rule: any thread; lines never mix.

#include <mutex>
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

  bool enabled(Level level) const { return level >= lowest_; }

 private:
  const int fd_;
  const Clock& clock_;
  const Level lowest_;
  std::mutex mutex_;
};

}  // namespace seiload::sys
