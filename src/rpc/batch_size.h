#pragma once
// How many calls one request to a node may have: starts at the most, and is halved where the node refuses a
// batch. Pure. Thread rule: one owner.

#include <algorithm>
#include <cstddef>
#include <utility>

namespace seiload::rpc {

class BatchSize {
 public:
  explicit BatchSize(std::size_t most) : size_(std::max<std::size_t>(1, most)) {}

  std::size_t get() const { return size_; }

  // A request of `count` calls was answered, at least in part: that size does not end the connection, and if
  // it is the smaller one that was tried since, the larger one did.
  void on_answered(std::size_t count) {
    if (count > 1) largest_answered_ = std::max(largest_answered_, count);
    if (count <= size_) before_doubt_ = 0;
  }
  bool was_batch_answered() const { return largest_answered_ > 0; }

  // A batch was refused, for its size or for being one: for good.
  void on_refused(std::size_t count) {
    size_ = std::min(size_, std::max<std::size_t>(1, count / 2));
    before_doubt_ = std::min(before_doubt_, size_);
  }

  // A batch had no answer, perhaps for its size. True: none of that size was ever answered, and its calls are
  // worth asking again at once, in smaller ones.
  bool on_batch_failed(std::size_t count) {
    if (count <= largest_answered_) return false;
    before_doubt_ = std::max(before_doubt_, size_);
    size_ = std::min(size_, std::max<std::size_t>(1, count / 2));
    return true;
  }

  // A single call had no answer either: it was not the size, and that of before counts again.
  void on_single_failed() { size_ = std::max(size_, std::exchange(before_doubt_, 0)); }

  // From now on one call a request.
  void allow_single_only() { on_refused(1); }

 private:
  std::size_t size_;
  std::size_t before_doubt_ = 0;      // 0: there is no doubt
  std::size_t largest_answered_ = 0;  // of the batches
};

}  // namespace seiload::rpc
