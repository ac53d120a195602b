#pragma once
// The log: one event a line on stderr, "2026-11-23T09:30:00.125Z info: text". On a terminal there may be one
// live line below, redrawn in place. Thread rule: any thread; lines never mix.

#include <mutex>
#include <string>
#include <string_view>

#include "sys/clock.h"
#include "sys/stop.h"

namespace seiload::sys {

enum class Level { debug, info, warning, error };

class Log {
 public:
  // Writes to `fd`, which the caller keeps open; drops what is below `lowest`. With `stop`, a reader that
  // takes nothing is not waited for any longer than a signal allows (sys/file.h); what it does not take then
  // is lost.
  Log(int fd, const Clock& clock, Level lowest, const Stop* stop = nullptr)
      : fd_(fd), clock_(clock), lowest_(lowest), stop_(stop) {}

  void write(Level level, std::string_view text);
  void debug(std::string_view text) { write(Level::debug, text); }
  void info(std::string_view text) { write(Level::info, text); }
  void warning(std::string_view text) { write(Level::warning, text); }
  void error(std::string_view text) { write(Level::error, text); }

  // Draws the live line, cut to the terminal's width, in place of the one before; empty takes it away. Log
  // lines go above it. For a terminal only: it is moved about with control sequences.
  void live(std::string_view text);

  // Whole lines as they are, whatever the lowest level. Waits neither for another thread that is writing nor,
  // for long, for a reader that takes nothing.
  void print(std::string_view lines);

  bool enabled(Level level) const { return level >= lowest_; }

 private:
  const int fd_;
  const Clock& clock_;
  const Level lowest_;
  const Stop* const stop_;  // may be null

  void put(std::string_view text);  // mutex_ is held

  std::mutex mutex_;
  bool stalled_ = false;  // guarded by mutex_; the reader once took nothing until the time was up
  std::string live_;      // guarded by mutex_; what is drawn
};

}  // namespace seiload::sys
