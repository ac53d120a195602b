#include "sys/signals.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>

#include "sys/error.h"
#include "sys/poll.h"

namespace seiload::sys {
namespace {

// What the handler may touch: the pipe to write to, and how many signals came so far.
std::atomic<int> g_signal_pipe{-1};
std::atomic<int> g_signals_seen{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void on_signal(int signal) {
  const int saved_errno = errno;
  if (g_signals_seen.fetch_add(1) > 0) ::_exit(128 + signal);
  const auto byte = static_cast<unsigned char>(signal);
  const int fd = g_signal_pipe.load();
  if (fd < 0 || ::write(fd, &byte, 1) != 1) ::_exit(128 + signal);  // nobody listens any more
  errno = saved_errno;
}

void block_signals(int how) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  ::pthread_sigmask(how, &set, nullptr);
}

}  // namespace

base::Result<std::unique_ptr<SignalWatcher>> SignalWatcher::start(Stop& stop) {
  auto signals = make_pipe();
  if (!signals) return std::move(signals).error();
  g_signal_pipe = signals->write_end.get();
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM})
    if (::sigaction(signal, &action, nullptr) != 0) return errno_error("sigaction", errno);
  ::signal(SIGPIPE, SIG_IGN);
  auto quit = make_pipe();
  if (!quit) return std::move(quit).error();
  std::unique_ptr<SignalWatcher> watcher(new SignalWatcher(std::move(*signals), stop));
  watcher->quit_ = std::move(*quit);
  watcher->thread_ = std::jthread([&stop, fd = watcher->signals_.read_end.get(),
                                   quit_fd = watcher->quit_.read_end.get()] {
    block_signals(SIG_BLOCK);  // delivered to another thread: this one only reads the pipe
    while (true) {
      pollfd descriptors[] = {{fd, POLLIN, 0}, {quit_fd, POLLIN, 0}};
      poll(descriptors, kNever);
      unsigned char signal = 0;
      if (descriptors[0].revents != 0 && ::read(fd, &signal, 1) == 1)
        if (!stop.request({StopReason::Kind::signal, signal, {}})) stop.hurry();
      if (descriptors[1].revents != 0) return;
    }
  });
  return watcher;
}

SignalWatcher::SignalWatcher(Pipe signals, Stop&) : signals_(std::move(signals)) {}

SignalWatcher::~SignalWatcher() {
  quit_.write_end.reset();
  if (thread_.joinable()) thread_.join();
  g_signal_pipe = -1;
}

// Those that a user or a system sends; sigabbrev_np(3) is glibc's alone.
std::string signal_name(int signal) {
  switch (signal) {
    case SIGHUP: return "SIGHUP";
    case SIGINT: return "SIGINT";
    case SIGQUIT: return "SIGQUIT";
    case SIGTERM: return "SIGTERM";
    case SIGUSR1: return "SIGUSR1";
    case SIGUSR2: return "SIGUSR2";
    case SIGXCPU: return "SIGXCPU";
    case SIGXFSZ: return "SIGXFSZ";
    default: return "signal " + std::to_string(signal);
  }
}

}  // namespace seiload::sys
