#pragma once
// The trace of a transaction's request, and the last traced observation of each bucket of a latency
// histogram.

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time_point.h"

namespace seiload::measure {

struct TraceId {
  std::uint64_t high = 0, low = 0;  // not both 0

  std::string to_hex() const;
  bool operator==(const TraceId&) const = default;
};

// What a bucket's exemplar is made of.
struct Traced {
  TraceId id;
  std::uint64_t value = 0;  // ns
  base::TimePoint ended;
};
using TracedBuckets = std::vector<std::optional<Traced>>;  // one a bucket, or empty

void merge_newest(TracedBuckets& into, const TracedBuckets& from);

// Thread rule: one thread sets, any thread reads; a reader that is overtaken again and again gets nothing.
class TracedCell {
 public:
  void set(const Traced& traced) noexcept;
  std::optional<Traced> get() const noexcept;

 private:
  std::atomic<std::uint32_t> version_{0};  // odd while being set; 0: never set
  std::atomic<std::uint64_t> high_{0}, low_{0}, value_{0};
  std::atomic<std::int64_t> ended_{0};
};

}  // namespace seiload::measure
