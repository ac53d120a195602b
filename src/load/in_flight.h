#pragma once
// The table of one worker's operations in flight: admitted and not yet ended. It alone changes an operation's
// state; a step that the diagram does not have is a broken invariant and ends the program.
//
//   admitted -> signing -> queued -> sent          (any of them) -> ended
//       ^-----------------'  ^------'              withdrawn; returned
//
// Places are reused, as is the room for requests: in the steady state nothing is allocated. There are as many
// places as operations were ever in flight together, but only as many requests as were ever signed together:
// after a stall the table would be three times as large with one each. Thread rule: the worker alone.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "load/queue.h"
#include "sys/clock.h"

namespace seiload::load {

struct Operation {
  enum class State : std::uint8_t {
    ended,     // its place is free
    admitted,  // waiting for its sender's turn; has no nonce
    signing,   // has its nonce, waiting for its signature
    queued,    // signed, waiting for a connection
    sent,      // handed to a connection
  };
  State state = State::ended;
  bool is_returned = false;   // was sent in a batch that was refused, and waits again
  bool fresh_sender = false;  // sent by an account of its own, not by the sender whose turn it took
  std::uint16_t instance = 0;  // of Workload::labels()
  std::uint16_t endpoint = 0;  // known once signing
  std::uint32_t sender = kNone;
  std::uint32_t next = kNone;  // in whichever queue it waits
  std::uint64_t arrival = 0;
  std::uint64_t trace = 0;  // once sent, with traces: the arrival whose trace its request bears
  std::uint64_t nonce = 0;
  sys::TimePoint due;
  sys::TimePoint free_since;  // since when neither its account nor --max-txs holds it back; not before due
  sys::TimePoint ready;       // signed
  std::string body;           // the request, once signed: see InFlight::body_of()
  base::Bytes32 hash{};       // of the transaction, once signed, where it is wanted
};

class InFlight {
 public:
  using State = Operation::State;

  std::uint32_t admit() {
    if (free_.empty()) {
      if (places_ % kChunk == 0) chunks_.push_back(std::make_unique<Operation[]>(kChunk));
      free_.push_back(places_++);
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    move((*this)[index], State::admitted);
    return index;
  }
  void begin_signing(std::uint32_t index) { move((*this)[index], State::signing); }
  void queue(std::uint32_t index, sys::TimePoint now) {
    Operation& operation = (*this)[index];
    CHECK(operation.state == State::signing);
    move(operation, State::queued);
    operation.ready = now;
  }
  void send(std::uint32_t index) { move((*this)[index], State::sent); }
  // The node refused the batch it was in without looking at it.
  void take_back(std::uint32_t index) {
    Operation& operation = (*this)[index];
    CHECK(operation.state == State::sent);
    move(operation, State::queued);
    operation.is_returned = true;
  }
  // Queued: it waits at another endpoint from now on.
  void reroute(std::uint32_t index, std::uint16_t endpoint, sys::TimePoint now) {
    Operation& operation = (*this)[index];
    CHECK(operation.state == State::queued);
    operation.endpoint = endpoint;
    operation.ready = now;
  }
  // Before it was sent: its nonce or its endpoint is no longer right.
  void withdraw(std::uint32_t index) { move((*this)[index], State::admitted); }
  void end(std::uint32_t index) {
    Operation& operation = (*this)[index];
    move(operation, State::ended);
    free_.push_back(index);
    if (is_roomy(operation.body)) bodies_.push_back(std::exchange(operation.body, {}));
  }

  // To be overwritten: it has the room of an earlier request where one is free.
  std::string& body_of(std::uint32_t index) {
    std::string& body = (*this)[index].body;
    if (!is_roomy(body) && !bodies_.empty()) {
      body = std::move(bodies_.back());
      bodies_.pop_back();
    }
    return body;
  }

  std::size_t count(State state) const { return counts_[static_cast<std::size_t>(state)]; }
  std::size_t size() const { return places_ - free_.size(); }  // in flight
  std::uint32_t places() const { return places_; }             // ever used
  Operation& operator[](std::uint32_t index) { return chunks_[index / kChunk][index % kChunk]; }

 private:
  // A power of two, and more than the three operations of a deque's chunk: finding one is no division and no
  // cache miss.
  static constexpr std::uint32_t kChunk = 64;
  static constexpr std::size_t kStates = 5;

  static constexpr unsigned bit(State state) { return 1U << static_cast<unsigned>(state); }
  static constexpr unsigned successors(State state) {
    switch (state) {
      case State::ended:
        return bit(State::admitted);
      case State::admitted:
        return bit(State::signing) | bit(State::ended);
      case State::signing:
        return bit(State::queued) | bit(State::ended);
      case State::queued:
        return bit(State::sent) | bit(State::admitted) | bit(State::ended);
      case State::sent:
        return bit(State::queued) | bit(State::ended);
    }
    return 0;
  }
  void move(Operation& operation, State to) {
    CHECK((successors(operation.state) & bit(to)) != 0);
    --counts_[static_cast<std::size_t>(operation.state)];  // of those that ended: wraps, and is not asked for
    ++counts_[static_cast<std::size_t>(to)];
    operation.state = to;
  }

  static bool is_roomy(const std::string& body) { return body.capacity() > std::string().capacity(); }

  std::vector<std::unique_ptr<Operation[]>> chunks_;
  std::uint32_t places_ = 0;
  std::array<std::size_t, kStates> counts_{};
  std::vector<std::uint32_t> free_;
  std::vector<std::string> bodies_;  // of places that are free
};

}  // namespace seiload::load
