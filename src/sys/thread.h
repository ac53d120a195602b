#pragma once
// A thread that cannot fail unseen. Where the system has none to give, start() is an Error; where the body
// ends by an exception, the owner's handler gets an Error instead of std::terminate. The stack has a fixed
// size, whatever `ulimit -s` or the C library's default says.

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sys/stop.h"

namespace seiload::sys {

// What gives the threads in the system's place: a simulation, in which they take turns by its clock.
class ThreadHost {
 public:
  virtual ~ThreadHost() = default;
  virtual std::size_t start(std::function<void()> body) = 0;
  virtual void join(std::size_t thread) noexcept = 0;

  // From here to its end all threads come from the host. Requires that no thread is there yet.
  class Override {
   public:
    explicit Override(ThreadHost& host);
    ~Override();
    Override(const Override&) = delete;
    Override& operator=(const Override&) = delete;
  };
};

class Thread {
 public:
  using OnFailure = std::function<void(base::Error)>;

  Thread() = default;  // none
  Thread(Thread&& other) noexcept;
  Thread& operator=(Thread&& other) noexcept;  // joins the one before
  ~Thread() { join(); }

  // `name` is for messages: "cannot start a NAME thread: CAUSE", "NAME thread: CAUSE". The handler is called
  // on the new thread, at most once, as the last thing; without one an exception ends the process.
  static base::Result<Thread> start(std::string_view name, std::function<void()> body, OnFailure on_failure);
  // The usual handler: the failure requests the stop.
  static base::Result<Thread> start(std::string_view name, std::function<void()> body, Stop& stop);

  bool joinable() const { return running_; }
  void join() noexcept;  // at once where there is none

 private:
  bool running_ = false;
  pthread_t id_{};
  ThreadHost* host_ = nullptr;  // null: the system
  std::size_t hosted_ = 0;      // the host's number of it
};

// The exception that is being handled as an Error, inside a catch block: its what(), and a sentence for want
// of memory.
base::Error current_exception_error();

// "out of memory: ", with the limit on the address space where there is one.
std::string out_of_memory_text();

}  // namespace seiload::sys
