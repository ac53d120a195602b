#include "track/hash_index.h"

#include <utility>

#include "sys/entropy.h"

namespace seiload::track {
namespace {

constexpr std::size_t kFirstSlots = 1024;
constexpr std::uint32_t kUsed = std::uint32_t{1} << 31;

}  // namespace

HashIndex::HashIndex() : slots_(kFirstSlots) {
  for (std::uint64_t& key : keys_) key = sys::random_u64();
}

std::uint32_t HashIndex::tag_of(const base::Bytes32& hash) const {
  std::uint64_t sum = keys_[8];
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint64_t word = base::load_be64(&hash[8 * i]);
    sum += keys_[2 * i] * (word >> 32) + keys_[2 * i + 1] * (word & 0xffff'ffff);
  }
  return static_cast<std::uint32_t>(sum >> 32) | kUsed;
}

void HashIndex::put(Slot slot) {
  std::size_t at = home(slot.tag);
  while (slots_[at].tag != kFree) at = next(at);
  slots_[at] = slot;
}

void HashIndex::insert(const base::Bytes32& hash, std::uint32_t place) {
  if (4 * (size_ + 1) > 3 * slots_.size()) {
    const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
    for (const Slot& slot : old)
      if (slot.tag != kFree) put(slot);
  }
  put({tag_of(hash), place});
  ++size_;
}

void HashIndex::erase(const base::Bytes32& hash, std::uint32_t place) {
  const std::uint32_t tag = tag_of(hash);
  std::size_t hole = home(tag);
  while (slots_[hole].tag != kFree && (slots_[hole].tag != tag || slots_[hole].place != place))
    hole = next(hole);
  if (slots_[hole].tag == kFree) return;
  --size_;
  // What comes behind moves up, unless its home lies behind the hole.
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = next(hole); slots_[at].tag != kFree; at = next(at)) {
    const std::size_t from_home = (at - home(slots_[at].tag)) & mask, from_hole = (at - hole) & mask;
    if (from_home < from_hole) continue;
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = {};
}

}  // namespace seiload::track
