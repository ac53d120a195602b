#include "chain/block_pace.h"

#include <algorithm>
#include <numeric>

namespace seiload::chain {
namespace {

constexpr std::uint64_t kMaxSeconds = 86'400;  // between two blocks; more tells nothing
constexpr std::uint64_t kOutlier = 10;         // times the others together: a pause, not the pace

}  // namespace

sys::Duration block_time_of(std::span<const std::uint64_t> timestamps) {
  std::vector<std::uint64_t> steps;
  for (std::size_t i = 1; i < timestamps.size(); ++i) {
    if (timestamps[i - 1] == 0 || timestamps[i] < timestamps[i - 1]) continue;
    steps.push_back(std::min(kMaxSeconds, timestamps[i] - timestamps[i - 1]));
  }
  if (steps.empty()) return sys::Duration(0);
  std::uint64_t sum = std::accumulate(steps.begin(), steps.end(), std::uint64_t{0});
  auto count = static_cast<std::int64_t>(steps.size());
  const std::uint64_t largest = *std::max_element(steps.begin(), steps.end());
  if (count > 1 && largest > kOutlier * std::max<std::uint64_t>(1, sum - largest)) {
    sum -= largest;
    --count;
  }
  return sys::Duration(std::chrono::seconds(sum)) / count;
}

std::vector<sys::Duration> share_time(sys::Duration total, sys::Duration usual,
                                      std::span<const std::uint64_t> seconds) {
  const auto count = static_cast<std::int64_t>(seconds.size());
  if (count == 0) return {};
  const sys::Duration each = usual.count() > 0 ? std::min(usual, total / count) : total / count;
  std::vector<sys::Duration> times(seconds.size(), each);
  const auto late =
      static_cast<std::size_t>(std::max_element(seconds.begin(), seconds.end()) - seconds.begin());
  times[late] += total - each * count;
  return times;
}

void BlockPace::add(sys::Duration time) {
  times_.push_back(time);
  if (times_.size() > kMost) times_.pop_front();
}

sys::Duration BlockPace::usual() const {
  if (times_.empty()) return sys::Duration(0);
  std::vector<sys::Duration> sorted(times_.begin(), times_.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

}  // namespace seiload::chain
