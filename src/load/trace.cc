#include "load/trace.h"

#include <algorithm>

#include "base/hex.h"

namespace seiload::load {
namespace {

enum Purpose : std::uint64_t { kHigh, kLow, kParent };

char* write_u64(char* out, std::uint64_t value) {
  std::array<std::uint8_t, 8> bytes;
  for (int i = 7; i >= 0; --i, value >>= 8)
    bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(value);
  return base::write_hex(out, bytes);
}

char* write(char* out, std::string_view text) { return std::copy(text.begin(), text.end(), out); }

}  // namespace

std::string TraceId::to_hex() const {
  char text[32];
  return {text, write_u64(write_u64(text, high), low)};
}

TraceId TraceIds::of(std::uint64_t arrival) const {
  // A zero id would be invalid; the low half is never zero.
  return {base::Random(keys_[0], kHigh, arrival).next(), base::Random(keys_[1], kLow, arrival).next() | 1};
}

std::string_view TraceIds::write_header(std::uint64_t arrival, Header& out) const {
  const TraceId id = of(arrival);
  char* end = write(out.data(), "traceparent: 00-");
  end = write_u64(write_u64(end, id.high), id.low);
  end = write(end, "-");
  end = write_u64(end, base::Random(keys_[0], kParent, arrival).next() | 1);
  end = write(end, "-01\r\n");
  return {out.data(), end};
}

void merge_newest(TracedBuckets& into, const TracedBuckets& from) {
  into.resize(std::max(into.size(), from.size()));
  for (std::size_t i = 0; i < from.size(); ++i)
    if (from[i] && (!into[i] || into[i]->ended < from[i]->ended)) into[i] = from[i];
}

// Each store releases and each load acquires, so that whoever sees a new value also sees that the version has
// changed: no fence, which the thread sanitizer would not understand, and on x86 no locked instruction.
void TracedCell::set(const Traced& traced) noexcept {
  const std::uint32_t version = version_.load(std::memory_order_relaxed);
  version_.store(version + 1, std::memory_order_relaxed);
  high_.store(traced.id.high, std::memory_order_release);
  low_.store(traced.id.low, std::memory_order_release);
  value_.store(traced.value, std::memory_order_release);
  ended_.store(traced.ended.time_since_epoch().count(), std::memory_order_release);
  version_.store(version + 2, std::memory_order_release);
}

std::optional<Traced> TracedCell::get() const noexcept {
  for (int attempt = 0; attempt < 16; ++attempt) {
    const std::uint32_t before = version_.load(std::memory_order_acquire);
    if (before == 0) return std::nullopt;
    const Traced traced{{high_.load(std::memory_order_acquire), low_.load(std::memory_order_acquire)},
                        value_.load(std::memory_order_acquire),
                        sys::TimePoint(sys::Duration(ended_.load(std::memory_order_acquire)))};
    if (before % 2 == 0 && version_.load(std::memory_order_relaxed) == before) return traced;
  }
  return std::nullopt;
}

}  // namespace seiload::load
