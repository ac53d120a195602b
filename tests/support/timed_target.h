#pragma once
// A node whose answers to transactions take as long as a test says, and which knows how long each really
// took: from the last byte of the request read to the answer written. One thread, HTTP with keep-alive, no
// batches, no pipelining.

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/address.h"
#include "sys/clock.h"
#include "sys/fd.h"

namespace seiload::test {

class TimedTarget {
 public:
  struct Answer {
    sys::Duration after{0};
    bool accepted = true;  // else an error: the pool is full
  };
  // Of the i-th transaction, which came so long after the first one.
  using Plan = std::function<Answer(std::size_t i, sys::Duration since_first)>;

  explicit TimedTarget(Plan plan);
  ~TimedTarget();
  TimedTarget(const TimedTarget&) = delete;
  TimedTarget& operator=(const TimedTarget&) = delete;

  std::string url() const { return "http://" + address_.to_text(); }
  // How long answers really took, in rising order.
  std::vector<sys::Duration> times(bool accepted) const;

 private:
  struct Client {
    sys::Fd fd;
    std::string unread;
  };
  struct Due {
    int fd;
    sys::TimePoint read;
    Answer answer;
    std::string text;
  };

  void run();
  void accept_all();
  bool read(Client& client);
  void take(int fd, const std::string& body, sys::TimePoint now);
  void answer_due(sys::TimePoint now);
  void write(int fd, const std::string& body);

  const Plan plan_;
  net::Address address_;
  sys::Fd listener_;
  sys::Pipe quit_;
  std::map<int, Client> clients_;
  std::multimap<sys::TimePoint, Due> due_;
  std::size_t seen_ = 0;
  sys::TimePoint first_;
  mutable std::mutex mutex_;
  std::vector<sys::Duration> accepted_, refused_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace seiload::test
