#include "sys/thread.h"

#include <sys/resource.h>

#include <exception>
#include <memory>
#include <new>
#include <utility>

#include "base/text.h"
#include "sys/error.h"

namespace seiload::sys {
namespace {

// No frame of the program is larger than 16 KiB, and none recurses deeply; sanitizers multiply frames.
constexpr std::size_t kStackSize = 1 << 20;

struct Start {
  std::string name;
  std::function<void()> body;
  Thread::OnFailure on_failure;
};

ThreadHost* g_host = nullptr;

void run_body(const Start& start) {
  try {
    start.body();
  } catch (...) {
    if (!start.on_failure) throw;
    start.on_failure(current_exception_error().with(base::cat(start.name, " thread")));
  }
}

void* run(void* argument) {
  run_body(*std::unique_ptr<Start>(static_cast<Start*>(argument)));
  return nullptr;
}

}  // namespace

ThreadHost::Override::Override(ThreadHost& host) { g_host = &host; }
ThreadHost::Override::~Override() { g_host = nullptr; }

Thread::Thread(Thread&& other) noexcept
    : running_(std::exchange(other.running_, false)),
      id_(other.id_),
      host_(other.host_),
      hosted_(other.hosted_) {}

Thread& Thread::operator=(Thread&& other) noexcept {
  if (this == &other) return *this;
  join();
  running_ = std::exchange(other.running_, false);
  id_ = other.id_;
  host_ = other.host_;
  hosted_ = other.hosted_;
  return *this;
}

base::Result<Thread> Thread::start(std::string_view name, std::function<void()> body, OnFailure on_failure) {
  auto start = std::make_unique<Start>(Start{std::string(name), std::move(body), std::move(on_failure)});
  Thread thread;
  if (g_host != nullptr) {
    thread.host_ = g_host;
    thread.hosted_ = g_host->start([start = std::shared_ptr<Start>(std::move(start))] { run_body(*start); });
    thread.running_ = true;
    return thread;
  }
  pthread_attr_t attributes;
  int error = ::pthread_attr_init(&attributes);
  if (error == 0) {
    ::pthread_attr_setstacksize(&attributes, kStackSize);
    error = ::pthread_create(&thread.id_, &attributes, run, start.get());
    ::pthread_attr_destroy(&attributes);
  }
  if (error != 0) return errno_error(base::cat("cannot start a ", name, " thread"), error);
  static_cast<void>(start.release());  // the thread's now
  thread.running_ = true;
  return thread;
}

base::Result<Thread> Thread::start(std::string_view name, std::function<void()> body, Stop& stop) {
  return start(name, std::move(body), [&stop](base::Error error) { stop.request_failure(std::move(error)); });
}

void Thread::join() noexcept {
  if (!std::exchange(running_, false)) return;
  if (host_ != nullptr)
    host_->join(hosted_);
  else
    ::pthread_join(id_, nullptr);
}

base::Error current_exception_error() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return {base::Code::io, out_of_memory_text()};
  } catch (const std::exception& exception) {
    return {base::Code::io, exception.what()};
  } catch (...) {
    return {base::Code::io, "an unknown exception"};
  }
}

std::string out_of_memory_text() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    return base::cat("out of memory: the limit on the address space (ulimit -v) is ", limit.rlim_cur >> 20,
                     " MiB");
  return "out of memory: the system gives this process no more";
}

}  // namespace seiload::sys
