#pragma once
// A corpus on its way to the worker that sends it: read, checked and made into requests by a thread of its
// own, ahead of time and no further ahead than kMostBatches, so that the worker finds what to send next and
// neither reads nor signs. Batches go round, and with them the room of their requests. Thread rule: take()
// and ended() are the worker's; the reader is the thread's from start() to the end.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "eth/address.h"
#include "sys/stop.h"
#include "sys/thread.h"
#include "workload/corpus_reader.h"

namespace seiload::load {

class CorpusFeed {
 public:
  static constexpr std::size_t kBatch = 1024;  // transactions
  static constexpr std::size_t kMostBatches = 8;

  struct Recorded {
    std::uint32_t sender = 0;  // numbered by first appearance
    std::uint64_t nonce = 0;
    base::Bytes32 hash{};
    base::Uint256 cost = {};  // wei, at most
    std::string body;  // the request
  };
  struct Batch {
    std::vector<Recorded> recorded;  // its first `count` count; the others are room
    std::size_t count = 0;
    std::vector<eth::Address> new_senders;
  };

  // A read that fails requests the stop. All outlive it.
  CorpusFeed(workload::CorpusReader& reader, sys::Stop& stop) : reader_(reader), stop_(stop) {}
  ~CorpusFeed();
  CorpusFeed(const CorpusFeed&) = delete;
  CorpusFeed& operator=(const CorpusFeed&) = delete;

  // Starts the thread. Without it take() reads.
  base::Status start();

  // Gives the batch back and takes the next one in its place. False, and the batch empty, if none is ready,
  // or at the end.
  bool take(Batch& batch);
  // Nothing comes any more, and all has been taken.
  bool ended();

 private:
  bool read(Batch& batch);  // false: there is no more
  void run();

  workload::CorpusReader& reader_;
  sys::Stop& stop_;
  workload::CorpusBatch raw_;  // whoever reads

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::deque<Batch> ready_;
  std::vector<Batch> used_;
  bool read_all_ = false, closed_ = false;

  bool started_ = false;
  sys::Thread thread_;  // last: joined before anything else goes
};

}  // namespace seiload::load
