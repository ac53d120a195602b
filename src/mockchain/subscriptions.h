#pragma once
// What one connection has subscribed to: new heads, any number of times up to a bound. Belongs to its
// connection's thread.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace seiload::mockchain {

class Subscriptions {
 public:
  static constexpr std::size_t kMost = 100;

  // The id of a new one, to be told of the heads after that height; nothing if there are too many.
  std::optional<std::string> add(std::uint64_t head) {
    if (ids_.size() >= kMost) return std::nullopt;
    if (ids_.empty()) told_ = head;
    ids_.push_back(base::cat("0x", ++count_));
    return ids_.back();
  }
  bool remove(std::string_view id) { return std::erase(ids_, id) > 0; }

  const std::vector<std::string>& ids() const { return ids_; }
  std::uint64_t told() const { return told_; }  // the height of the last head that was told
  void tell(std::uint64_t head) { told_ = head; }

 private:
  std::vector<std::string> ids_;
  std::uint64_t count_ = 0, told_ = 0;
};

}  // namespace seiload::mockchain
