#pragma once
// The transactions a worker has let in and not yet ended, each in a slot that is used again, as is the room
// for its request: in the steady state nothing is allocated. There are as many slots as were ever let in
// together, but only as many requests as were ever signed together: after a stall the slots would be three
// times as large with one each. Thread rule: the worker alone.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "sys/clock.h"

namespace seiload::load {

inline constexpr std::uint32_t kNone = ~std::uint32_t{0};  // no slot, no sender

struct Slot {
  enum class State : std::uint8_t {
    free,
    waiting,  // for its sender's turn; not signed
    ready,    // built, waiting for its signature or a connection
    sent,     // handed to a connection
  };
  State state = State::free;
  bool is_returned = false;   // had gone out in a batch that was refused, and waits again
  bool fresh_sender = false;  // sent by an account of its own, not by the sender whose turn it took
  std::uint16_t instance = 0;
  std::uint16_t lane = 0;  // known once signed
  std::uint32_t sender = kNone;
  std::uint32_t next = kNone;  // in whichever list it waits
  std::uint64_t arrival = 0;
  std::uint64_t trace = 0;  // once sent, with traces: the arrival whose trace its request bears
  std::uint64_t nonce = 0;
  sys::TimePoint due;
  sys::TimePoint free_since;  // since when neither its account nor --max-txs holds it back; not before due
  sys::TimePoint ready;       // signed
  std::string body;           // the request, once signed: see Slots::body_of()
  base::Bytes32 hash{};       // of the transaction, once signed, where somebody wants it
};

class Slots {
 public:
  std::uint32_t take() {
    if (free_.empty()) {
      if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Slot[]>(kChunk));
      free_.push_back(size_++);
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    (*this)[index].state = Slot::State::waiting;
    return index;
  }

  void give_back(std::uint32_t index) {
    Slot& slot = (*this)[index];
    CHECK(slot.state != Slot::State::free);
    slot.state = Slot::State::free;
    free_.push_back(index);
    if (is_roomy(slot.body)) bodies_.push_back(std::exchange(slot.body, {}));
  }

  // To be written over: it has the room of an earlier request where one is free.
  std::string& body_of(std::uint32_t index) {
    std::string& body = (*this)[index].body;
    if (!is_roomy(body) && !bodies_.empty()) {
      body = std::move(bodies_.back());
      bodies_.pop_back();
    }
    return body;
  }

  std::uint32_t size() const { return size_; }  // ever used
  Slot& operator[](std::uint32_t index) { return chunks_[index / kChunk][index % kChunk]; }

 private:
  // A power of two, and more than the three slots of a deque's piece: finding one is no division and no miss.
  static constexpr std::uint32_t kChunk = 64;

  static bool is_roomy(const std::string& body) { return body.capacity() > std::string().capacity(); }

  std::vector<std::unique_ptr<Slot[]>> chunks_;
  std::uint32_t size_ = 0;
  std::vector<std::uint32_t> free_;
  std::vector<std::string> bodies_;  // of slots that are free
};

// First in, first out, through the `next` member of what is queued.
template <class Store>
class Queue {
 public:
  bool empty() const { return head_ == kNone; }
  std::uint32_t front() const { return head_; }  // requires !empty()
  std::uint32_t back() const { return tail_; }   // requires !empty()
  void push(Store& store, std::uint32_t index) {
    store[index].next = kNone;
    (head_ == kNone ? head_ : store[tail_].next) = index;
    tail_ = index;
  }
  void push_front(Store& store, std::uint32_t index) {
    store[index].next = head_;
    if (head_ == kNone) tail_ = index;
    head_ = index;
  }
  std::uint32_t pop(Store& store) {
    const std::uint32_t index = head_;
    CHECK(index != kNone);
    head_ = store[index].next;
    if (head_ != kNone) __builtin_prefetch(&store[head_]);  // soon asked for, and seldom at hand
    return index;
  }

 private:
  std::uint32_t head_ = kNone;
  std::uint32_t tail_ = kNone;
};

}  // namespace seiload::load
