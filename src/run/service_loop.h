#pragma once
// One thread and one loop for everything that serves a run in the background. A service says what it waits
// for and never waits itself, so that none keeps another from its turn: a scrape is answered while a
// collector is silent or a name server does not answer. The thread begins with the first service.

#include <poll.h>

#include <mutex>
#include <span>
#include <vector>

#include "base/result.h"
#include "sys/clock.h"
#include "sys/stop.h"
#include "sys/thread.h"

namespace seiload::run {

// Thread rule: on the loop's thread, but for what says otherwise.
class Service {
 public:
  virtual ~Service() = default;
  // Appends the descriptors that it waits for; returns when on_poll() is due though none of them is ready.
  virtual sys::TimePoint add_polls(std::vector<pollfd>& descriptors) = 0;
  // Those descriptors, polled; it may have none, and nothing may have happened to it.
  virtual void on_poll(std::span<const pollfd> descriptors, sys::TimePoint now) = 0;
  // The loop has ended, perhaps by an exception: neither of these is called again. Any thread.
  virtual void on_loop_end() noexcept {}
};

class ServiceLoop {
 public:
  // Both outlive it. An exception in a service requests the stop as a failure, and ends the loop.
  ServiceLoop(const sys::Clock& clock, sys::Stop& stop) : clock_(clock), stop_(stop) {}
  ~ServiceLoop();
  ServiceLoop(const ServiceLoop&) = delete;
  ServiceLoop& operator=(const ServiceLoop&) = delete;

  // By one thread. The service outlives the loop. An Error where there is no thread to be had.
  base::Status add(Service& service);

 private:
  struct Entry {
    Service* service;
    std::size_t begin = 0, end = 0;  // of its descriptors
  };

  void run();
  void turn_until_end();
  void take_added();

  const sys::Clock& clock_;
  sys::Stop& stop_;
  const sys::Event end_;
  const sys::Event changed_;  // added_ has something
  std::mutex mutex_;
  // Guarded by mutex_.
  std::vector<Service*> added_;
  bool has_ended_ = false;

  // The thread's own.
  std::vector<Entry> entries_;
  std::vector<pollfd> descriptors_;

  sys::Thread thread_;  // last: it uses all of the above
};

}  // namespace seiload::run
