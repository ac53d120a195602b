#include "chain/block_feed.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "rpc/body_text.h"
#include "sys/clock.h"
#include "sys/thread.h"

namespace seiload::chain {
namespace {

constexpr sys::Duration kFirstPause = std::chrono::milliseconds(100);
constexpr sys::Duration kCheck =
    std::chrono::milliseconds(500);        // whether there is what no subscription told of
constexpr std::uint64_t kPaceBlocks = 10;  // looked back over for the chain's pace
constexpr std::size_t kMostKnown = 1024;   // how deep a reorganisation can be followed
constexpr std::size_t kMostStamps = 4096;
constexpr std::uint64_t kFetchedAtOnce = 32;  // blocks in one request
// A chain is reported as standing still after so many block times without a block, and not sooner than after
// the least.
constexpr int kSilentBlocks = 4;
constexpr sys::Duration kLeastSilence = std::chrono::seconds(2), kUnknownSilence = std::chrono::seconds(10);

std::string quantity(std::uint64_t value) { return base::Uint256(value).to_quantity(); }

std::string block_params(std::uint64_t number) { return base::cat("[\"", quantity(number), "\",false]"); }

base::Result<Block> newest_block(rpc::Client& client, const sys::Event& stop) {
  auto text = client.call_one("eth_getBlockByNumber", R"(["latest",false])", stop);
  if (!text) return std::move(text).error();
  auto block = read_block(*text);
  if (!block) return std::move(block).error().with("eth_getBlockByNumber");
  if (!*block) return base::Error{base::Code::protocol, "eth_getBlockByNumber: the node has no latest block"};
  return **std::move(block);
}

}  // namespace

BlockFeed::BlockFeed(const std::vector<rpc::Endpoint>& endpoints, const FeedLimits& limits,
                     const sys::Clock& clock, sys::Log& log, std::vector<BlockListener*> listeners)
    : endpoints_(endpoints),
      limits_(limits),
      clock_(clock),
      log_(log),
      listeners_(std::move(listeners)),
      heads_(endpoints, {.http = limits.http, .most_pause = limits.most_pause}, clock, log,
             [this](const base::Error* error, const std::string& endpoint) {
               set_result(kHeads, error, endpoint);
             }) {
  client_ = std::make_unique<rpc::Client>(endpoints_[0], rpc::Client::Options{.http = limits_.http}, clock_);
}

base::Status BlockFeed::start(const sys::Event& stop, sys::TimePoint deadline) {
  const auto subscribe = [&]() -> base::Status {
    auto status = heads_.start(stop);
    if (status || status.error().code == base::Code::stopped) return status;
    return std::move(status).error().with("block feed");
  };
  // A subscription that must work is not waited for; one that may be there comes after the node itself, which
  // is.
  if (heads_.must_subscribe())
    if (auto status = subscribe(); !status) return status;
  while (true) {
    auto status = begin(stop);
    if (status) break;
    base::Error& error = status.error();
    if (error.code == base::Code::stopped) return status;
    const sys::TimePoint retry_at = clock_.now() + kFirstPause;
    if (error.code == base::Code::remote || error.code == base::Code::protocol || retry_at >= deadline)
      return std::move(error).with(base::cat("block feed: endpoint ", client_->name()));
    if (clock_.wait_for(stop, retry_at)) return sys::stopped_error();
  }
  heads_.set_pace(state_.block_time);
  if (!heads_.must_subscribe())
    if (auto status = subscribe(); !status) return status;
  state_.source = heads_.describe();
  if (heads_.is_subscribed()) state_.source += base::cat(", blocks from ", client_->name());
  log_.info(base::cat(
      "block feed: ", state_.source,
      state_.block_time.count() > 0
          ? base::cat(", blocks come about every ", base::format_duration_rounded(state_.block_time))
          : ""));
  return {};
}

base::Status BlockFeed::begin(const sys::Event& stop) {
  if (auto height = client_->call_one("eth_blockNumber", "[]", stop); !height)
    return std::move(height).error();
  auto newest = newest_block(*client_, stop);
  if (!newest) return std::move(newest).error();
  if (newest->number >= kNoHeight)
    return base::Error{base::Code::protocol,
                       base::cat("eth_getBlockByNumber: ", newest->number, " is no height")};
  sys::Duration block_time{0};
  // Not the genesis: its time may be any.
  if (const std::uint64_t back = newest->number < 2 ? 0 : std::min(newest->number - 1, kPaceBlocks);
      back > 0) {
    auto older = fetch(newest->number - back, back, stop);
    if (!older && older.error().code == base::Code::stopped) return std::move(older).error();
    std::vector<std::uint64_t> timestamps;
    if (older)
      for (const Block& block : *older) timestamps.push_back(block.timestamp);
    timestamps.push_back(newest->timestamp);
    block_time = block_time_of(timestamps);
  }
  known_.assign(1, {newest->number, newest->hash});
  looked_at_ = head_ = newest->number;
  last_timestamp_ = newest->timestamp;
  quiet_since_ = clock_.now();
  const std::lock_guard lock(mutex_);
  state_.head = state_.newest = newest->number;
  state_.head_gas_used = newest->gas_used;
  state_.head_gas_limit = newest->gas_limit;
  state_.block_time = block_time;
  return {};
}

void BlockFeed::run(const sys::Event& stop) {
  auto heads = sys::Thread::start(
      "heads", [&] { heads_.run(stop); },
      [this](const base::Error& error) {
        const std::lock_guard lock(mutex_);
        failure_ = error.message;
      });
  if (!heads) throw std::runtime_error(heads.error().message);
  follow_heads(stop);
  heads->join();
  const std::lock_guard lock(mutex_);
  if (failure_) throw std::runtime_error(*failure_);
}

bool BlockFeed::has_failed() const {
  const std::lock_guard lock(mutex_);
  return failure_.has_value();
}

void BlockFeed::follow_heads(const sys::Event& stop) {
  while (!stop.is_set() && !has_failed()) {
    const sys::TimePoint begun = clock_.now();
    if (auto status = round(stop); status) {
      pause_ = sys::Duration(0);
      set_result(kBlocks, nullptr, client_->name());
    } else {
      if (status.error().code == base::Code::stopped) return;
      on_blocks_broken(status.error());
    }
    const sys::TimePoint now = clock_.now();
    watch_silence(now);
    for (BlockListener* listener : listeners_) listener->on_time(now);
    if (wait(begun, stop)) return;
  }
}

// Until the next look is due; true for the stop.
bool BlockFeed::wait(sys::TimePoint begun, const sys::Event& stop) {
  if (pause_.count() > 0) return clock_.wait_for(stop, clock_.now() + pause_);
  if (looked_at_ && *looked_at_ != head_) return stop.is_set();  // there is news already
  const bool is_behind = !looked_at_;                            // the node does not have that block yet
  const sys::TimePoint next = begun + (is_behind ? heads_.pace() : std::max(heads_.pace(), kCheck));
  pollfd descriptors[] = {{stop.fd(), POLLIN, 0}, {heads_.fd(), POLLIN, 0}};
  if (is_behind) descriptors[1].fd = -1;
  clock_.wait(descriptors, next);
  return stop.is_set();
}

base::Status BlockFeed::round(const sys::Event& stop) {
  const std::uint64_t before = head_;
  take_heads();
  if (before == head_ && looked_at_ == head_ && heads_.is_subscribed())
    if (auto status = check_head(stop); !status) return status;
  if (looked_at_ != head_)
    if (auto status = follow(head_, stop); !status) return status;
  for (BlockListener* listener : listeners_)
    if (auto status = listener->on_round(*client_, stop, clock_.now()); !status) return status;
  return {};
}

void BlockFeed::take_heads() {
  for (const Head& head : heads_.take()) {
    // The same height once more with another hash: a reorganisation.
    if (const Known* known = known_at(head.number);
        known != nullptr && head.hash && known->hash != *head.hash)
      looked_at_.reset();
    stamp(head.number, head.arrived);
    head_ = head.number;
  }
  const std::lock_guard lock(mutex_);
  state_.newest = head_;
  state_.most_behind = std::max(state_.most_behind, state_.behind());
}

// Beside a subscription: whether there is a head that it did not tell of.
base::Status BlockFeed::check_head(const sys::Event& stop) {
  auto text = client_->call_one("eth_blockNumber", "[]", stop);
  if (!text) return std::move(text).error();
  const auto number = rpc::read_quantity(*text);
  if (!number || !number->fits_u64() || number->low_u64() >= kNoHeight)
    return base::Error{base::Code::protocol, "eth_blockNumber: the answer is no height"};
  take_heads();  // what was told meanwhile has the better stamp
  if (number->low_u64() == head_) return {};
  if (number->low_u64() > head_) heads_.on_seen_elsewhere(number->low_u64(), clock_.now());
  head_ = number->low_u64();
  stamp(head_, clock_.now());
  return {};
}

void BlockFeed::stamp(std::uint64_t number, sys::TimePoint arrived) {
  while (!stamps_.empty() && stamps_.back().number >= number) {
    if (stamps_.back().number == number) return;  // the first news counts
    stamps_.pop_back();
  }
  stamps_.push_back({number, arrived});
  if (stamps_.size() > kMostStamps) stamps_.pop_front();
}

sys::TimePoint BlockFeed::arrival_of(std::uint64_t number) const {
  const auto found =
      std::lower_bound(stamps_.begin(), stamps_.end(), number,
                       [](const Stamp& stamp, std::uint64_t wanted) { return stamp.number < wanted; });
  return found != stamps_.end() ? found->arrived : clock_.now();
}

// A chain that makes no blocks, or news of them that do not come.
void BlockFeed::watch_silence(sys::TimePoint now) {
  const sys::Duration usual = std::max(block_pace_.usual(), state_.block_time);
  const sys::Duration limit =
      usual.count() > 0 ? std::max(kLeastSilence, kSilentBlocks * usual) : kUnknownSilence;
  const sys::Duration silence = now - quiet_since_;
  if (is_silent_ || silence < limit || !state().works) return;
  is_silent_ = true;
  log_.warning(base::cat("block feed: no new block for ", base::format_duration_rounded(silence), ", height ",
                         known_.empty() ? 0 : known_.back().number,
                         usual.count() > 0 ? base::cat("; the usual time between blocks is ",
                                                       base::format_duration_rounded(usual))
                                           : ""));
  const std::lock_guard lock(mutex_);
  ++state_.stalls;
}

base::Status BlockFeed::follow(std::uint64_t head, const sys::Event& stop) {
  const std::uint64_t tip = known_.back().number;
  std::uint64_t first = std::min(head, tip + 1);
  std::uint64_t skipped = 0;
  if (head > tip && head - tip > limits_.most_fetched) {
    auto newest = fetch(head, 1, stop);  // so far ahead a height is believed only where there is its block
    if (!newest) return std::move(newest).error();
    if (newest->empty())
      return base::Error{base::Code::protocol,
                         base::cat("eth_blockNumber: the node has no block of its height ", head)};
    skipped = head - tip - limits_.most_fetched;
    first += skipped;
  }
  bool changed = false;
  looked_at_.reset();
  while (first <= head && !changed) {
    const std::uint64_t count = std::min(kFetchedAtOnce, head - first + 1);
    auto some = fetch(first, count, stop);
    if (!some) return std::move(some).error();
    first += count;
    std::vector<Block> blocks;
    for (Block& block : *some) {
      // The chain changed between two answers, or the node lacks a block that there is: what follows is
      // looked at again the next time.
      changed = changed || (!blocks.empty() && block.parent != blocks.back().hash);
      if (changed) break;
      blocks.push_back(std::move(block));
    }
    if (blocks.empty()) continue;
    if (skipped > 0) {
      known_.clear();
      after_lost_ = true;
      const std::lock_guard lock(mutex_);
      state_.lost += std::exchange(skipped, 0);
    }
    if (auto status = connect_to_known(blocks, stop); !status) return status;
    if (blocks.empty()) return {};
    const std::uint64_t reached = blocks.back().number;
    hand_on(blocks);
    if (reached == head) looked_at_ = head;
    take_heads();  // their stamps
  }
  return {};
}

// Of the blocks from `first` on those that the node has: the others are not there yet, or were left out.
base::Result<std::vector<Block>> BlockFeed::fetch(std::uint64_t first, std::uint64_t count,
                                                  const sys::Event& stop) {
  std::vector<rpc::Call> calls;
  for (std::uint64_t i = 0; i < count; ++i)
    calls.push_back({"eth_getBlockByNumber", block_params(first + i)});
  std::vector<std::optional<Block>> found(count);
  std::optional<base::Error> bad;
  auto status = client_->call(calls, stop, [&](std::size_t i, const rpc::Answer& answer) -> base::Status {
    if (answer.kind == rpc::Answer::Kind::error) {
      bad = base::Error{base::Code::remote, rpc::node_said(answer.message, &client_->secrets())};
      return {};
    }
    auto block = read_block(answer.result);
    if (!block)
      bad = std::move(block).error();
    else if (*block && (*block)->number == first + i)
      found[i] = std::move(*block);
    return {};
  });
  if (!status && status.error().code == base::Code::stopped) return std::move(status).error();
  if (!status) return std::move(status).error().with("eth_getBlockByNumber");
  if (bad) return std::move(*bad).with("eth_getBlockByNumber");
  std::vector<Block> blocks;
  for (auto& block : found)
    if (block) blocks.push_back(std::move(*block));
  return blocks;
}

// Puts in front of the blocks what is missing until the first one's parent is a known block, or older than
// any. Takes all of them away if the node does not have that yet.
base::Status BlockFeed::connect_to_known(std::vector<Block>& blocks, const sys::Event& stop) {
  std::vector<Block> older;  // newest first
  while (true) {
    const Block& lowest = older.empty() ? blocks.front() : older.back();
    if (lowest.number == 0) break;
    const Known* below = known_below(lowest.number);
    if (below == nullptr || below->hash == lowest.parent) break;
    auto one = fetch(lowest.number - 1, 1, stop);
    if (!one) return std::move(one).error();
    if (one->empty() && below->number + 1 < lowest.number) return blocks.clear(), base::Status();
    if (one->empty() || one->front().hash != lowest.parent)
      return base::Error{base::Code::protocol, "the chain changed while it was read"};
    older.push_back(std::move(one->front()));
  }
  blocks.insert(blocks.begin(), std::make_move_iterator(older.rbegin()),
                std::make_move_iterator(older.rend()));
  return {};
}

void BlockFeed::hand_on(std::vector<Block>& blocks) {
  // A node that lags behind, or is asked again, tells of blocks that are known.
  std::size_t begin = 0;
  while (begin < blocks.size()) {
    const Known* known = known_at(blocks[begin].number);
    if (known == nullptr || known->hash != blocks[begin].hash) break;
    ++begin;
  }
  if (begin == blocks.size()) return;
  const std::uint64_t first = blocks[begin].number;
  const bool any_known = !known_.empty();
  const std::uint64_t tip = any_known ? known_.back().number : 0;
  std::uint64_t orphans = 0;
  while (!known_.empty() && known_.back().number >= first) {
    for (BlockListener* listener : listeners_) listener->on_orphan(known_.back().number, known_.back().hash);
    known_.pop_back();
    ++orphans;
  }
  // Blocks that stand in for others arrived with the newest news, the first of a height with the news of that
  // height.
  std::size_t fresh = begin;
  for (; fresh < blocks.size() && any_known && blocks[fresh].number <= tip; ++fresh)
    blocks[fresh].arrived = stamps_.empty() ? clock_.now() : stamps_.back().arrived;
  for (std::size_t i = fresh; i < blocks.size(); ++i) blocks[i].arrived = arrival_of(blocks[i].number);
  std::uint64_t late = 0;  // that arrived with the one before them
  for (std::size_t i = fresh; i < blocks.size(); ++i) {
    if (newest_arrival_ == blocks[i].arrived) ++late;
    newest_arrival_ = blocks[i].arrived;
  }
  set_times(std::span(blocks).subspan(fresh));
  std::uint64_t left_out = 0;
  for (std::size_t i = begin; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    if (!known_.empty()) left_out += block.number - known_.back().number - 1;
    known_.push_back({block.number, block.hash});
    if (known_.size() > kMostKnown) known_.pop_front();
    for (BlockListener* listener : listeners_) listener->on_block(block);
  }
  quiet_since_ = std::max(quiet_since_, blocks.back().arrived);
  if (std::exchange(is_silent_, false))
    log_.info(base::cat("block feed: blocks come again, height ", blocks.back().number));
  const std::lock_guard lock(mutex_);
  state_.head = known_.back().number;
  state_.head_gas_used = blocks.back().gas_used;
  state_.head_gas_limit = blocks.back().gas_limit;
  state_.gaps += late;
  if (orphans > 0) ++state_.reorgs;
  state_.orphaned += orphans;
  state_.lost += left_out;
}

// How many heights above this one arrived with it, and are read next.
std::uint64_t BlockFeed::still_to_come(std::uint64_t number) const {
  const auto found =
      std::lower_bound(stamps_.begin(), stamps_.end(), number,
                       [](const Stamp& stamp, std::uint64_t wanted) { return stamp.number < wanted; });
  return found == stamps_.end() ? 0 : std::min(found->number - number, limits_.most_fetched);
}

// Of new blocks, in order: those with one arrival share the time since the block before them.
void BlockFeed::set_times(std::span<Block> blocks) {
  while (!blocks.empty()) {
    std::size_t count = 1;
    while (count < blocks.size() && blocks[count].arrived == blocks[0].arrived) ++count;
    const std::size_t all = count + still_to_come(blocks[count - 1].number);
    std::vector<std::uint64_t> seconds;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t time = blocks[i].timestamp;
      seconds.push_back(time > last_timestamp_ ? time - last_timestamp_ : 0);
      last_timestamp_ = time;
    }
    seconds.resize(all);
    if (last_arrival_ && !after_lost_) {
      const sys::Duration total = std::max(sys::Duration(0), blocks[0].arrived - *last_arrival_);
      const auto times = share_time(total, block_pace_.usual(), seconds);
      for (std::size_t i = 0; i < count; ++i) {
        blocks[i].time = times[i];
        *last_arrival_ += times[i];
      }
      if (all == 1) block_pace_.add(total);
    }
    if (all == count || !last_arrival_ || after_lost_) last_arrival_ = blocks[0].arrived;
    after_lost_ = false;
    blocks = blocks.subspan(count);
  }
}

const BlockFeed::Known* BlockFeed::known_below(std::uint64_t number) const {
  const auto found =
      std::lower_bound(known_.begin(), known_.end(), number,
                       [](const Known& known, std::uint64_t wanted) { return known.number < wanted; });
  return found == known_.begin() ? nullptr : &*std::prev(found);
}

const BlockFeed::Known* BlockFeed::known_at(std::uint64_t number) const {
  const Known* known = known_below(number + 1);
  return known != nullptr && known->number == number ? known : nullptr;
}

void BlockFeed::on_blocks_broken(const base::Error& error) {
  set_result(kBlocks, &error, client_->name());
  pause_ = pause_.count() == 0 ? kFirstPause : std::min(2 * pause_, limits_.most_pause);
  if (client_->was_rate_limited()) pause_ = std::max(pause_, 2 * heads_.pace());
  looked_at_.reset();
  if (endpoints_.size() < 2) return;
  endpoint_ = (endpoint_ + 1) % endpoints_.size();
  client_ = std::make_unique<rpc::Client>(endpoints_[endpoint_], rpc::Client::Options{.http = limits_.http},
                                          clock_);
}

void BlockFeed::set_result(Part part, const base::Error* error, const std::string& endpoint) {
  std::string text;
  {
    const std::lock_guard lock(mutex_);
    const bool worked = state_.works;
    broken_[part] = error != nullptr;
    if (error != nullptr) ++state_.errors;
    state_.works = std::find(broken_.begin(), broken_.end(), true) == broken_.end();
    if (worked == state_.works) return;
    if (worked) {
      broken_since_ = clock_.now();
      ++state_.breaks;
      text = base::cat("block feed: endpoint ", endpoint, ": ", error->message, "; retrying, load continues");
    } else {
      text =
          base::cat("block feed: works again after ",
                    base::format_duration_rounded(clock_.now() - broken_since_), ", at height ", state_.head);
    }
  }
  error != nullptr ? log_.warning(text) : log_.info(text);
}

FeedState BlockFeed::state() const {
  const std::lock_guard lock(mutex_);
  FeedState state = state_;
  state.newest = std::max(state.newest, heads_.newest());
  state.breaks += heads_.breaks();
  return state;
}

}  // namespace seiload::chain
