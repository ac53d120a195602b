#include "load/presign.h"

namespace seiload::load {

std::uint32_t PresignCache::add(std::uint32_t sender) {
  if (count(sender) == kDepth) return kNone;
  if (free_.empty()) {
    if (entries_.size() >= kMost) return kNone;
    entries_.emplace_back();
    free_.push_back(static_cast<std::uint32_t>(entries_.size() - 1));
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  auto& queue = of_[sender];
  entries_[place].number = queue.empty() ? 0 : entries_[queue.back()].number + 1;
  queue.push(entries_, place);
  return place;
}

PresignCache::Signed* PresignCache::take(std::uint32_t sender, std::uint64_t arrival, std::uint64_t nonce,
                                         std::int64_t unix_seconds) {
  if (of_[sender].empty()) return nullptr;
  Signed& first = entries_[pop(sender)];
  if (first.arrival == arrival && first.nonce == nonce && first.unix_seconds == unix_seconds) return &first;
  while (!of_[sender].empty()) pop(sender);
  return nullptr;
}

std::uint32_t PresignCache::pop(std::uint32_t sender) {
  const std::uint32_t place = of_[sender].pop(entries_);
  free_.push_back(place);
  return place;
}

}  // namespace seiload::load
