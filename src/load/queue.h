#pragma once
// First in, first out, through the `next` member of what is queued: no allocation. An element is in one queue
// at a time. Thread rule: one owner.

#include <cstdint>

#include "base/check.h"

namespace seiload::load {

inline constexpr std::uint32_t kNone = ~std::uint32_t{0};  // no operation, no sender

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
    if (head_ != kNone) __builtin_prefetch(&store[head_]);  // needed soon, and rarely in a cache
    return index;
  }

 private:
  std::uint32_t head_ = kNone;
  std::uint32_t tail_ = kNone;
};

}  // namespace seiload::load
