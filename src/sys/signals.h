#pragma once
// Signals by the self-pipe trick: the handlers only write a byte; a thread of ours acts on it.
//   SIGINT, SIGTERM, SIGHUP  a stop (sys/stop.h); SIGHUP only where it was not ignored at the start, as under
//   nohup. A
//            second one, kSecondAfter or more after the first, ends the process from the handler with the
//            conventional status 128 + N (also as PID 1, where a default disposition would be ignored). What
//            comes sooner is a copy of the first: timeout(1) signals its child and then the child's group.
//   SIGUSR1  a snapshot
//   SIGPIPE  ignored

#include <functional>
#include <memory>
#include <mutex>

#include "sys/stop.h"
#include "sys/thread.h"

namespace seiload::sys {

// What SIGUSR1 is answered with. Thread rule: any thread.
class SnapshotHook {
 public:
  // Called on the watcher's thread; empty: nothing to tell. Returns once a call of the one before has ended.
  void set(std::function<void()> report);
  void call();

 private:
  std::mutex mutex_;
  std::function<void()> report_;  // guarded by mutex_
};

class SignalWatcher {
 public:
  static constexpr Duration kSecondAfter = std::chrono::milliseconds(500);

  // Installs the handlers and starts the thread. Call before anything else that waits, once in a process.
  // `stop` and `snapshots` outlive the watcher.
  static base::Result<std::unique_ptr<SignalWatcher>> start(Stop& stop, SnapshotHook& snapshots);
  ~SignalWatcher();  // joins the thread; the handlers stay, so that a late signal still is no accident

  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

 private:
  explicit SignalWatcher(Pipe signals) : signals_(std::move(signals)) {}

  const Pipe signals_;
  const Event quit_;  // ends the thread
  Thread thread_;
};

// Of every command, first of all: SIGUSR1 never ends the process, and beyond a file size limit (ulimit -f) a
// write fails instead of raising SIGXFSZ.
void ignore_harmless_signals();

// After SignalWatcher::start(): a write to a pipe that nobody reads ends the process, as it does by default.
void end_by_closed_pipe();

std::string signal_name(int signal);  // "SIGTERM"

}  // namespace seiload::sys
