#pragma once
// The accounts that one worker owns: their next nonces, what they have in flight, what waits for them.
// Account g of the run belongs to worker g mod W, so no two workers ever touch one account. 32 bytes an
// account. Thread rule: the worker alone.

#include <cstdint>
#include <vector>

#include "load/in_flight.h"

namespace seiload::load {

struct Sender {
  std::uint64_t next_nonce = 0;
  std::uint32_t turns = 0;      // closed loop: how many of its arrivals it has taken
  std::uint32_t next = kNone;   // in whichever queue it stands
  Queue<InFlight> pending;      // open loop: arrivals that wait for it
  std::uint16_t in_flight = 0;  // signed or sent
  std::uint16_t endpoint = 0;
  std::uint16_t restart_epoch = 0;  // of its endpoint when its nonce was read
  bool queued : 1 = false;          // stands in a queue of senders
  bool resting : 1 = false;         // out of money: nothing goes out before it is topped up
  bool must_read = false;  // its nonce is read again once nothing of it is in flight; nothing goes out before
};
static_assert(sizeof(Sender) <= 32);

// Where an account index of the run is to be found.
struct Partition {
  std::uint32_t workers = 1;

  std::uint32_t worker_of(std::size_t account) const { return static_cast<std::uint32_t>(account % workers); }
  std::uint32_t local(std::size_t account) const { return static_cast<std::uint32_t>(account / workers); }
  // Of the first `accounts` of the table: this worker's.
  std::size_t count(std::size_t accounts, std::uint32_t worker) const {
    return accounts / workers + (worker < accounts % workers ? 1 : 0);
  }
  std::size_t global(std::uint32_t worker, std::uint32_t local) const {
    return std::size_t{local} * workers + worker;
  }
};

}  // namespace seiload::load
