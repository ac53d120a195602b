#pragma once
// Transactions signed before their turn. A target that answers a few at a time, or arrivals that come due one
// by one, ask for few signatures at a time, and those cost up to ten times as much each as those of a full
// batch. So whatever must be signed now takes along what is most likely to be sent next. A transaction is a
// pure function of its arrival, its nonce and the time's second; one of which any of these turned out
// otherwise is thrown away unseen. What stands here has not been let in: no count knows of it. Thread rule:
// the worker alone.

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "load/in_flight.h"

namespace seiload::load {

class PresignCache {
 public:
  // Signatures at once, on purpose. Closed loop: 128 would save 5 % more, and keep answers waiting. Open
  // loop: what comes due meanwhile goes out late.
  static constexpr std::size_t kBatch = 64, kOpenBatch = 16;
  static constexpr std::size_t kDepth = 32;   // of one account
  static constexpr std::size_t kMost = 1024;  // of all

  struct Signed {
    std::uint64_t arrival = 0, nonce = 0;
    std::int64_t unix_seconds = 0;
    std::uint32_t next = kNone;  // of the same sender
    std::uint32_t number = 0;    // of the sender's, counted up
    std::string body;            // the request
    base::Bytes32 hash{};        // where somebody wants it
  };

  explicit PresignCache(std::size_t senders) : of_(senders) {}

  // How many of the sender stand here: for its next turns and nonces, unless they will be thrown away.
  std::uint32_t count(std::uint32_t sender) const {
    const auto& queue = of_[sender];
    return queue.empty() ? 0 : entries_[queue.back()].number - entries_[queue.front()].number + 1;
  }
  // A place for another one of the sender, to be filled in; kNone if there are enough.
  std::uint32_t add(std::uint32_t sender);
  Signed& operator[](std::uint32_t place) { return entries_[place]; }

  // Takes out the sender's next one and returns it, valid until the next add(), if it is the one for these;
  // else forgets all of the sender's and returns null.
  Signed* take(std::uint32_t sender, std::uint64_t arrival, std::uint64_t nonce, std::int64_t unix_seconds);

 private:
  std::uint32_t pop(std::uint32_t sender);

  std::vector<Queue<std::vector<Signed>>> of_;  // one a sender
  std::vector<Signed> entries_;                 // used again
  std::vector<std::uint32_t> free_;
};

}  // namespace seiload::load
