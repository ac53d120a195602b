#pragma once
// What comes back to a worker from its endpoints, in the order in which it happened. Endpoint queues and
// their parts append; the worker handles all of it in one place (load/completion.h) before it does anything
// else. Nothing that an event was made of is referred to. Thread rule: the worker alone.

#include <cstdint>
#include <string>
#include <vector>

#include "measure/outcome.h"
#include "sys/clock.h"

namespace seiload::load {

// How an operation ended.
struct Ending {
  measure::Outcome outcome = measure::Outcome::accepted;
  bool delivered = false;  // the node has it, or may have it
  bool resent = false;
  sys::TimePoint written;  // only if an answer came
  sys::TimePoint now;
};

struct Event {
  enum class Kind : std::uint8_t {
    sent,               // operation; `room_since` says since when its endpoint had had room for it
    ended,              // operation; `ending` says how
    returned,           // operation: the node refused its batch as such, and it is queued again, in front
    withdrawn,          // operation: its nonce turned out to be wrong before it was sent
    nonce_read,         // sender; `number` is its next nonce
    nonce_failed,       // sender: no usable answer, as `detail` says
    nonce_unreachable,  // sender: the endpoint could not be reached to ask, as `ending` says
    pipelining_off,     // the first of all workers to find that this endpoint does not take it
    batch_limited,      // the same of batches; `number` is the largest from now on
  };
  Kind kind = Kind::ended;
  std::uint16_t endpoint = 0;
  std::uint32_t subject = 0;  // the operation or the sender
  std::uint64_t number = 0;
  Ending ending;
  sys::TimePoint room_since;
  std::string detail;  // empty where nobody wants it
};

using Events = std::vector<Event>;

}  // namespace seiload::load
