#pragma once
// SIGINT and SIGTERM by the self-pipe trick: the handler only writes a byte; a thread of ours turns it into a stop. A
// second signal ends the process at once, from the handler, with the conventional status 128 + N (also as PID 1,
// where a default disposition would be ignored). SIGPIPE is ignored.

#include <memory>
#include <stop_token>
#include <thread>

#include "sys/stop.h"

namespace seiload::sys {

class SignalWatcher {
 public:
  // Installs the handlers and starts the thread. Call before anything else that waits, once in a process. `stop` must
  // outlive the watcher.
  static base::Result<std::unique_ptr<SignalWatcher>> start(Stop& stop);
  ~SignalWatcher();  // joins the thread; the handlers stay, so that a late signal still is no accident

  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

 private:
  SignalWatcher(Pipe signals, Stop& stop);

  const Pipe signals_;
  Pipe quit_;  // its write end closes to end the thread
  std::jthread thread_;
};

std::string signal_name(int signal);  // "SIGTERM"

}  // namespace seiload::sys
