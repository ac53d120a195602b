#include "chain/block_times.h"

#include <algorithm>
#include <vector>

namespace seiload::chain {
namespace {

constexpr std::size_t kMaxStamps = 4096;

}  // namespace

void BlockTimes::on_head(std::uint64_t number, sys::TimePoint arrived) {
  while (!stamps_.empty() && stamps_.back().number >= number) {
    if (stamps_.back().number == number) return;  // the first news counts
    stamps_.pop_back();
  }
  stamps_.push_back({number, arrived});
  if (stamps_.size() > kMaxStamps) stamps_.pop_front();
}

// Null: no news told of that height.
const BlockTimes::Stamp* BlockTimes::stamp_of(std::uint64_t number) const {
  const auto found =
      std::lower_bound(stamps_.begin(), stamps_.end(), number,
                       [](const Stamp& stamp, std::uint64_t wanted) { return stamp.number < wanted; });
  return found == stamps_.end() ? nullptr : &*found;
}

// How many heights above this one arrived with it, and are read next.
std::uint64_t BlockTimes::still_to_come(std::uint64_t number) const {
  const Stamp* stamp = stamp_of(number);
  return stamp == nullptr ? 0 : std::min(stamp->number - number, most_together_);
}

std::uint64_t BlockTimes::set(std::span<Block> blocks, std::size_t replacing, sys::TimePoint now) {
  for (Block& block : blocks.first(replacing)) block.arrived = stamps_.empty() ? now : stamps_.back().arrived;
  const std::span<Block> fresh = blocks.subspan(replacing);
  std::uint64_t late = 0;
  for (Block& block : fresh) {
    const Stamp* stamp = stamp_of(block.number);
    block.arrived = stamp == nullptr ? now : stamp->arrived;
    if (newest_arrival_ == block.arrived) ++late;
    newest_arrival_ = block.arrived;
  }
  share(fresh);
  return late;
}

// Of new blocks, in order: those with one arrival share the time since the block before them.
void BlockTimes::share(std::span<Block> blocks) {
  while (!blocks.empty()) {
    std::size_t count = 1;
    while (count < blocks.size() && blocks[count].arrived == blocks[0].arrived) ++count;
    const std::size_t all = count + still_to_come(blocks[count - 1].number);
    std::vector<std::uint64_t> seconds;
    for (const Block& block : blocks.first(count)) {
      seconds.push_back(block.timestamp > last_timestamp_ ? block.timestamp - last_timestamp_ : 0);
      last_timestamp_ = block.timestamp;
    }
    seconds.resize(all);
    if (last_arrival_ && !after_lost_) {
      const sys::Duration total = std::max(sys::Duration(0), blocks[0].arrived - *last_arrival_);
      const auto times = share_time(total, pace_.usual(), seconds);
      for (std::size_t i = 0; i < count; ++i) {
        blocks[i].time = times[i];
        *last_arrival_ += times[i];
      }
      if (all == 1) pace_.add(total);
    }
    if (all == count || !last_arrival_ || after_lost_) last_arrival_ = blocks[0].arrived;
    after_lost_ = false;
    blocks = blocks.subspan(count);
  }
}

}  // namespace seiload::chain
