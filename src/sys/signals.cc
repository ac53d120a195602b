#include "sys/signals.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <exception>
#include <string>

#include "sys/error.h"
#include "sys/poll.h"

namespace seiload::sys {
namespace {

// What the handlers may touch: the pipe to write to, and when the first signal came (0: none has).
constexpr int kNotYet = -1, kOver = -2;
std::atomic<int> g_signal_pipe{kNotYet};
std::atomic<std::int64_t> g_first_signal_ns{0};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free);

std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);  // async-signal-safe
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

// True if the watcher gets it, or has ended: then the process is about to end by itself.
bool write_byte(int signal) {
  const auto byte = static_cast<unsigned char>(signal);
  const int fd = g_signal_pipe.load();
  return fd == kOver || (fd >= 0 && ::write(fd, &byte, 1) == 1);
}

extern "C" void on_stop_signal(int signal) {
  const int saved_errno = errno;
  const std::int64_t now = monotonic_ns();
  std::int64_t first = 0;
  if (g_first_signal_ns.compare_exchange_strong(first, now)) {
    if (!write_byte(signal)) ::_exit(128 + signal);  // nobody listens any more
  } else if (now - first >= SignalWatcher::kSecondAfter.count()) {
    ::_exit(128 + signal);
  }
  errno = saved_errno;
}

extern "C" void on_snapshot_signal(int signal) {
  const int saved_errno = errno;
  static_cast<void>(write_byte(signal));
  errno = saved_errno;
}

base::Status install(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  if (::sigaction(signal, &action, nullptr) != 0) return errno_error("sigaction", errno);
  return {};
}

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

// They are delivered to another thread: the watcher's own only reads the pipe.
void block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) sigaddset(&set, signal);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void watch(int fd, int quit_fd, Stop& stop, SnapshotHook& snapshots) {
  block_signals();
  while (true) {
    pollfd descriptors[] = {{fd, POLLIN, 0}, {quit_fd, POLLIN, 0}};
    poll(descriptors, kNever);
    if (descriptors[1].revents != 0) return;
    unsigned char signal = 0;
    if (descriptors[0].revents == 0 || ::read(fd, &signal, 1) != 1) continue;
    if (signal == SIGUSR1)
      snapshots.call();
    else
      stop.on_signal(signal, std::chrono::steady_clock::now());
  }
}

}  // namespace

void SnapshotHook::set(std::function<void()> report) {
  const std::lock_guard lock(mutex_);
  report_ = std::move(report);
}

void SnapshotHook::call() {
  const std::lock_guard lock(mutex_);
  try {
    if (report_) report_();
  } catch (const std::exception&) {  // no memory for it: there is none this time
  }
}

base::Result<std::unique_ptr<SignalWatcher>> SignalWatcher::start(Stop& stop, SnapshotHook& snapshots) {
  auto signals = make_pipe();
  if (!signals) return std::move(signals).error();
  std::unique_ptr<SignalWatcher> watcher(new SignalWatcher(std::move(*signals)));
  g_signal_pipe = watcher->signals_.write_end.get();
  ::signal(SIGPIPE, SIG_IGN);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (signal == SIGHUP && is_ignored(signal)) continue;
    if (auto status = install(signal, on_stop_signal); !status) return std::move(status).error();
  }
  if (auto status = install(SIGUSR1, on_snapshot_signal); !status) return std::move(status).error();
  const int fd = watcher->signals_.read_end.get(), quit_fd = watcher->quit_.fd();
  auto thread = Thread::start(
      "signal", [=, &stop, &snapshots] { watch(fd, quit_fd, stop, snapshots); }, stop);
  if (!thread) return std::move(thread).error();
  watcher->thread_ = std::move(*thread);
  return watcher;
}

SignalWatcher::~SignalWatcher() {
  quit_.set();
  thread_.join();
  g_signal_pipe = kOver;
}

void ignore_harmless_signals() {
  for (const int signal : {SIGUSR1, SIGXFSZ}) ::signal(signal, SIG_IGN);
}

void end_by_closed_pipe() { ::signal(SIGPIPE, SIG_DFL); }

// Those that a user or a system sends; sigabbrev_np(3) is glibc's alone.
std::string signal_name(int signal) {
  switch (signal) {
    case SIGHUP:
      return "SIGHUP";
    case SIGINT:
      return "SIGINT";
    case SIGQUIT:
      return "SIGQUIT";
    case SIGTERM:
      return "SIGTERM";
    case SIGUSR1:
      return "SIGUSR1";
    case SIGUSR2:
      return "SIGUSR2";
    case SIGXCPU:
      return "SIGXCPU";
    case SIGXFSZ:
      return "SIGXFSZ";
    default:
      return "signal " + std::to_string(signal);
  }
}

}  // namespace seiload::sys
