#pragma once
// Where what belongs to a 32-byte hash stands, among values that are kept elsewhere: 8 bytes a hash. Open
// addressing with linear probing and no tombstones (Knuth, The Art of Computer Programming 3, 6.4, algorithms
// L and R). A node may choose the hashes that it tells so that they collide; the table's own hash of them is
// therefore a strongly universal one with random keys (multilinear: Lemire and Kaser, Strongly universal
// string hashing is fast, 2014). Thread rule: one thread at a time.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace seiload::track {

class HashIndex {
 public:
  HashIndex();

  // The place of `hash`. is_it(place): what stands there belongs to this hash.
  template <typename IsIt>
  std::optional<std::uint32_t> find(const base::Bytes32& hash, IsIt is_it) const {
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = home(tag); slots_[at].tag != kFree; at = next(at))
      if (slots_[at].tag == tag && is_it(slots_[at].place)) return slots_[at].place;
    return std::nullopt;
  }

  // The hash must not be in it.
  void insert(const base::Bytes32& hash, std::uint32_t place);

  // Nothing where it has another place, or none.
  void erase(const base::Bytes32& hash, std::uint32_t place);

  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint32_t kFree = 0;
  struct Slot {
    std::uint32_t tag = kFree;
    std::uint32_t place = 0;
  };

  std::uint32_t tag_of(const base::Bytes32& hash) const;
  std::size_t home(std::uint32_t tag) const { return tag & (slots_.size() - 1); }
  std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }
  void put(Slot slot);

  std::array<std::uint64_t, 9> keys_;
  std::vector<Slot> slots_;  // a power of two, at most three quarters of them used
  std::size_t size_ = 0;
};

}  // namespace seiload::track
