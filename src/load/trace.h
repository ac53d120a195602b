#pragma once
// The trace of a transaction's request: W3C Trace Context's traceparent header (w3.org/TR/trace-context-1,
// section 3.2), and the last traced observation of each bucket of a latency histogram.
//
// Ids follow from the run's two random numbers and the arrival's, so that nothing needs to be kept of them.

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "sys/clock.h"

namespace seiload::load {

struct TraceId {
  std::uint64_t high = 0, low = 0;  // not both 0

  std::string to_hex() const;
  bool operator==(const TraceId&) const = default;
};

class TraceIds {
 public:
  // "traceparent: 00-" trace id "-" parent id "-01" CRLF; flag 01: sampled.
  static constexpr std::size_t kHeaderSize = 70;
  using Header = std::array<char, kHeaderSize>;

  TraceIds(std::uint64_t random, std::uint64_t another) : keys_{random, another} {}

  TraceId of(std::uint64_t arrival) const;
  // Writes the header line and returns it; valid as long as `out`.
  std::string_view write_header(std::uint64_t arrival, Header& out) const;

 private:
  std::array<std::uint64_t, 2> keys_;
};

// What a bucket's exemplar is made of.
struct Traced {
  TraceId id;
  std::uint64_t value = 0;  // ns
  sys::TimePoint ended;
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

}  // namespace seiload::load
