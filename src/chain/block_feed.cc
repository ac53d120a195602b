#include "chain/block_feed.h"

#include <algorithm>

#include "base/text.h"
#include "sys/poll.h"

namespace seiload::chain {
namespace {

constexpr sys::Duration kFirstPause = std::chrono::milliseconds(100);
constexpr sys::Duration kLeastPace = std::chrono::milliseconds(50);
constexpr sys::Duration kMostPace = std::chrono::milliseconds(500);
constexpr sys::Duration kUnknownPace = std::chrono::milliseconds(100);
constexpr sys::Duration kSlowPace = std::chrono::milliseconds(500);  // beside a subscription
constexpr sys::Duration kSubscribeTimeout = std::chrono::seconds(2);
constexpr std::uint64_t kPaceBlocks = 10;     // looked back over for the chain's pace
constexpr std::size_t kMostKnown = 1024;      // how deep a reorganisation can be followed
constexpr std::uint64_t kFetchedAtOnce = 32;  // blocks in one request

std::string quantity(std::uint64_t value) { return base::Uint256(value).to_quantity(); }

std::string block_params(std::uint64_t number) { return base::cat("[\"", quantity(number), "\",false]"); }

base::Result<Block> newest_block(Node& node, const sys::Stop& stop) {
  auto text = ask_one(node, "eth_getBlockByNumber", R"(["latest",false])", stop);
  if (!text) return std::move(text).error();
  auto block = read_block(*text);
  if (!block) return std::move(block).error().with("eth_getBlockByNumber");
  if (!*block) return base::Error{base::Code::protocol, "eth_getBlockByNumber: the node has no latest block"};
  return **std::move(block);
}

// Ten looks a block find a new one within a tenth of its time.
sys::Duration pace_for(sys::Duration block_time) {
  return block_time.count() > 0 ? std::clamp(block_time / 10, kLeastPace, kMostPace) : kUnknownPace;
}

}  // namespace

BlockFeed::BlockFeed(const std::vector<rpc::Endpoint>& endpoints, const FeedLimits& limits, const sys::Clock& clock,
                     sys::Log& log, std::vector<BlockListener*> listeners)
    : endpoints_(endpoints), limits_(limits), clock_(clock), log_(log), listeners_(std::move(listeners)) {
  CHECK(!endpoints.empty());
  node_ = std::make_unique<Node>(endpoints_[0], limits_.http, clock_);
}

base::Status BlockFeed::start(const sys::Stop& stop, sys::TimePoint deadline) {
  while (true) {
    auto status = begin(stop);
    if (status) break;
    base::Error& error = status.error();
    if (error.code == base::Code::stopped) return status;
    const sys::TimePoint retry_at = clock_.now() + kFirstPause;
    if (error.code == base::Code::remote || error.code == base::Code::protocol || retry_at >= deadline)
      return std::move(error).with(base::cat("block feed: endpoint ", node_->name()));
    if (sys::wait_for_stop(retry_at, stop)) return sys::stopped_error();
  }
  if (auto status = subscribe(stop); !status) return status;
  log_.info(base::cat("block feed: ", state_.source,
                      state_.block_time.count() > 0
                          ? base::cat(", blocks come about every ", base::format_duration_rounded(state_.block_time))
                          : ""));
  return {};
}

base::Status BlockFeed::begin(const sys::Stop& stop) {
  if (auto height = ask_one(*node_, "eth_blockNumber", "[]", stop); !height) return std::move(height).error();
  auto newest = newest_block(*node_, stop);
  if (!newest) return std::move(newest).error();
  sys::Duration block_time{0};
  if (const std::uint64_t back = std::min(newest->number, kPaceBlocks); back > 0) {
    auto older = fetch(newest->number - back, 1, stop);
    if (!older && older.error().code == base::Code::stopped) return std::move(older).error();
    if (older && !older->empty() && older->front().timestamp < newest->timestamp) {
      const std::uint64_t seconds = std::min<std::uint64_t>(newest->timestamp - older->front().timestamp, 86'400);
      block_time = std::chrono::seconds(seconds) / static_cast<std::int64_t>(back);
    }
  }
  known_.assign(1, {newest->number, newest->hash});
  looked_at_ = newest->number;
  pace_ = pace_for(block_time);
  const std::lock_guard lock(mutex_);
  state_.head = newest->number;
  state_.head_gas_used = newest->gas_used;
  state_.head_gas_limit = newest->gas_limit;
  state_.block_time = block_time;
  state_.source = base::cat("polling ", node_->name(), " every ", base::format_duration_rounded(pace_));
  return {};
}

void BlockFeed::subscribe_to(std::vector<rpc::Endpoint> endpoints, bool must) {
  head_endpoints_ = std::move(endpoints);
  must_subscribe_ = must;
}

base::Status BlockFeed::subscribe(const sys::Stop& stop) {
  if (head_endpoints_.empty()) return {};
  net::HttpLimits limits = limits_.http;
  limits.connect_timeout = std::min(limits.connect_timeout, kSubscribeTimeout);
  limits.request_timeout = std::min(limits.request_timeout, kSubscribeTimeout);
  heads_ = std::make_unique<Heads>(head_endpoints_, limits, clock_, log_);
  auto status = heads_->start(stop);
  if (!status) {
    heads_.reset();
    if (status.error().code == base::Code::stopped) return status;
    if (must_subscribe_) return std::move(status).error().with("block feed");
    log_.info(base::cat("block feed: no subscription to new heads: ", status.error().message));
    return {};
  }
  const std::lock_guard lock(mutex_);
  state_.source = base::cat("new heads of ", heads_->name(), ", blocks from ", node_->name());
  return {};
}

// Until the next look is due; true for the stop.
bool BlockFeed::wait(sys::TimePoint begun, const sys::Stop& stop) {
  if (pause_.count() > 0) return sys::wait_for_stop(clock_.now() + pause_, stop);
  if (!heads_) return sys::wait_for_stop(begun + pace_, stop);
  // With a subscription a look now and then still is made: for receipts that are late, and for what it failed to tell.
  const bool stopped = heads_->wait(begun + (heads_->works() ? std::max(pace_, kSlowPace) : pace_), stop);
  const std::lock_guard lock(mutex_);
  state_.breaks += heads_->breaks() - heads_breaks_;
  heads_breaks_ = heads_->breaks();
  return stopped;
}

void BlockFeed::run(const sys::Stop& stop) {
  while (!stop.requested()) {
    const sys::TimePoint begun = clock_.now();
    if (auto status = round(stop); status) {
      on_works(clock_.now());
    } else {
      if (status.error().code == base::Code::stopped) return;
      on_broken(status.error());
    }
    if (wait(begun, stop)) return;
  }
}

base::Status BlockFeed::round(const sys::Stop& stop) {
  std::uint64_t head = 0;
  sys::TimePoint arrived;
  if (const auto told = heads_ ? heads_->take() : std::nullopt) {
    head = told->number;
    arrived = told->arrived;
    // The same height once more with another hash: a reorganisation.
    if (const Known* known = known_at(head); known != nullptr && known->hash != told->hash) looked_at_.reset();
  } else {
    auto text = ask_one(*node_, "eth_blockNumber", "[]", stop);
    if (!text) return std::move(text).error();
    const auto number = rpc::read_quantity(*text);
    if (!number || !number->fits_u64())
      return base::Error{base::Code::protocol, "eth_blockNumber: the answer is not a number"};
    head = number->low_u64();
    arrived = clock_.now();
  }
  if (looked_at_ != head)
    if (auto status = follow(head, arrived, stop); !status) return status;
  for (BlockListener* listener : listeners_)
    if (auto status = listener->on_round(*node_, stop, clock_.now()); !status) return status;
  return {};
}

base::Status BlockFeed::follow(std::uint64_t head, sys::TimePoint arrived, const sys::Stop& stop) {
  const std::uint64_t tip = known_.back().number;
  std::uint64_t first = std::min(head, tip + 1);
  std::uint64_t skipped = 0;
  if (head > tip && head - tip > limits_.most_fetched) {
    skipped = head - tip - limits_.most_fetched;
    first += skipped;
  }
  std::vector<Block> blocks;
  while (first <= head) {
    auto some = fetch(first, std::min(kFetchedAtOnce, head - first + 1), stop);
    if (!some) return std::move(some).error();
    bool changed = false;
    for (Block& block : *some) {
      // The chain changed between two answers, or the node lacks a block that there is: what follows is looked at again
      // the next time.
      changed = changed || (!blocks.empty() && block.parent != blocks.back().hash);
      if (changed) break;
      blocks.push_back(std::move(block));
    }
    first += kFetchedAtOnce;
    if (changed) break;
  }
  if (!blocks.empty()) {
    if (skipped > 0) {
      known_.clear();
      const std::lock_guard lock(mutex_);
      state_.lost += skipped;
    }
    if (auto status = connect_to_known(blocks, stop); !status) return status;
    hand_on(blocks, arrived);
  }
  const bool reached = !blocks.empty() && blocks.back().number == head;
  looked_at_ = reached ? std::optional(head) : std::nullopt;
  return {};
}

// Of the blocks from `first` on those that the node has: the others are not there yet, or were left out.
base::Result<std::vector<Block>> BlockFeed::fetch(std::uint64_t first, std::uint64_t count, const sys::Stop& stop) {
  std::vector<Question> questions;
  for (std::uint64_t i = 0; i < count; ++i) questions.push_back({"eth_getBlockByNumber", block_params(first + i)});
  std::vector<std::optional<Block>> found(count);
  std::optional<base::Error> bad;
  auto status = node_->ask(questions, stop, [&](std::size_t i, const rpc::Answer& answer) {
    if (answer.kind == rpc::Answer::Kind::error) {
      bad = base::Error{base::Code::remote, base::cat("the node answered: ", answer.message)};
      return;
    }
    auto block = read_block(answer.result);
    if (!block)
      bad = std::move(block).error();
    else if (*block && (*block)->number == first + i)
      found[i] = std::move(*block);
  });
  if (!status && status.error().code == base::Code::stopped) return std::move(status).error();
  if (!status) return std::move(status).error().with("eth_getBlockByNumber");
  if (bad) return std::move(*bad).with("eth_getBlockByNumber");
  std::vector<Block> blocks;
  for (auto& block : found)
    if (block) blocks.push_back(std::move(*block));
  return blocks;
}

// Puts in front of the blocks what is missing until the first one's parent is a known block, or older than any. Takes all
// of them away if the node does not have that yet.
base::Status BlockFeed::connect_to_known(std::vector<Block>& blocks, const sys::Stop& stop) {
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
  blocks.insert(blocks.begin(), std::make_move_iterator(older.rbegin()), std::make_move_iterator(older.rend()));
  return {};
}

void BlockFeed::hand_on(std::vector<Block>& blocks, sys::TimePoint arrived) {
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
  const auto is_new = [&](const Block& block) { return !any_known || block.number > tip; };
  const auto fresh = std::count_if(blocks.begin() + static_cast<std::ptrdiff_t>(begin), blocks.end(), is_new);
  std::uint64_t left_out = 0;
  for (std::size_t i = begin; i < blocks.size(); ++i) {
    Block& block = blocks[i];
    if (!known_.empty()) left_out += block.number - known_.back().number - 1;
    block.arrived = arrived;
    if (is_new(block) && last_arrival_) block.time = (arrived - *last_arrival_) / fresh;
    known_.push_back({block.number, block.hash});
    if (known_.size() > kMostKnown) known_.pop_front();
    for (BlockListener* listener : listeners_) listener->on_block(block);
  }
  if (fresh > 0) last_arrival_ = arrived;
  const std::lock_guard lock(mutex_);
  state_.head = known_.back().number;
  state_.head_gas_used = blocks.back().gas_used;
  state_.head_gas_limit = blocks.back().gas_limit;
  if (fresh > 1) state_.gaps += static_cast<std::uint64_t>(fresh) - 1;
  if (orphans > 0) ++state_.reorgs;
  state_.orphaned += orphans;
  state_.lost += left_out;
}

const BlockFeed::Known* BlockFeed::known_below(std::uint64_t number) const {
  const auto found = std::lower_bound(known_.begin(), known_.end(), number,
                                      [](const Known& known, std::uint64_t wanted) { return known.number < wanted; });
  return found == known_.begin() ? nullptr : &*std::prev(found);
}

const BlockFeed::Known* BlockFeed::known_at(std::uint64_t number) const {
  const Known* known = known_below(number + 1);
  return known != nullptr && known->number == number ? known : nullptr;
}

void BlockFeed::on_broken(const base::Error& error) {
  const bool first = pause_.count() == 0;
  if (first) {
    broken_since_ = clock_.now();
    log_.warning(base::cat("block feed: endpoint ", node_->name(), ": ", error.message, "; the load goes on, trying again"));
  }
  pause_ = first ? kFirstPause : std::min(2 * pause_, limits_.most_pause);
  looked_at_.reset();
  if (endpoints_.size() > 1) {
    endpoint_ = (endpoint_ + 1) % endpoints_.size();
    node_ = std::make_unique<Node>(endpoints_[endpoint_], limits_.http, clock_);
  }
  const std::lock_guard lock(mutex_);
  ++state_.errors;
  if (first) ++state_.breaks;
  state_.works = false;
}

void BlockFeed::on_works(sys::TimePoint now) {
  if (pause_.count() == 0) return;
  log_.info(base::cat("block feed: works again after ", base::format_duration_rounded(now - broken_since_), ", at height ",
                      known_.empty() ? 0 : known_.back().number));
  pause_ = sys::Duration(0);
  const std::lock_guard lock(mutex_);
  state_.works = true;
}

FeedState BlockFeed::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace seiload::chain
