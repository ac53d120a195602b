#include "measure/trace.h"

#include <algorithm>

#include "base/hex.h"

namespace seiload::measure {

std::string TraceId::to_hex() const {
  char text[32];
  return {text, base::write_hex_u64(base::write_hex_u64(text, high), low)};
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
                        base::TimePoint(base::Duration(ended_.load(std::memory_order_acquire)))};
    if (before % 2 == 0 && version_.load(std::memory_order_relaxed) == before) return traced;
  }
  return std::nullopt;
}

}  // namespace seiload::measure
