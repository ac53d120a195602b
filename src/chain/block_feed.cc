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
// A chain is reported as standing still after so many block times without a block, and not sooner than after
// the least.
constexpr int kSilentBlocks = 4;
constexpr sys::Duration kMinSilence = std::chrono::seconds(2), kUnknownSilence = std::chrono::seconds(10);

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
             }),
      tracker_({.most_fetched = limits.most_fetched}),
      times_(limits.most_fetched) {
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
    if (error.code == base::Code::remote || retry_at >= deadline)
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
                       base::cat("eth_getBlockByNumber: ", newest->number, " is not a height")};
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
  tracker_.start_at({newest->number, newest->hash});
  times_.start_at(newest->timestamp);
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
  const bool is_behind = tracker_.is_behind();
  if (!is_behind && !tracker_.is_done()) return stop.is_set();  // there is news already
  const sys::TimePoint next = begun + (is_behind ? heads_.pace() : std::max(heads_.pace(), kCheck));
  pollfd descriptors[] = {{stop.fd(), POLLIN, 0}, {heads_.fd(), POLLIN, 0}};
  if (is_behind) descriptors[1].fd = -1;
  clock_.wait(descriptors, next);
  return stop.is_set();
}

base::Status BlockFeed::round(const sys::Event& stop) {
  const std::uint64_t before = tracker_.head();
  take_heads();
  if (before == tracker_.head() && tracker_.is_done() && heads_.is_subscribed())
    if (auto status = check_head(stop); !status) return status;
  if (!tracker_.is_done())
    if (auto status = look(stop); !status) return status;
  for (BlockListener* listener : listeners_)
    if (auto status = listener->on_round(*client_, stop, clock_.now()); !status) return status;
  return {};
}

void BlockFeed::take_heads() {
  for (const Head& head : heads_.take()) {
    tracker_.on_head(head.number, head.hash);
    times_.on_head(head.number, head.arrived);
  }
  const std::lock_guard lock(mutex_);
  state_.newest = tracker_.head();
  state_.most_behind = std::max(state_.most_behind, state_.behind());
}

// Beside a subscription: whether there is a head that it did not tell of.
base::Status BlockFeed::check_head(const sys::Event& stop) {
  auto text = client_->call_one("eth_blockNumber", "[]", stop);
  if (!text) return std::move(text).error();
  const auto number = rpc::read_quantity(*text);
  if (!number || !number->fits_u64() || number->low_u64() >= kNoHeight)
    return base::Error{base::Code::protocol, "eth_blockNumber: the answer is not a height"};
  take_heads();  // what was told meanwhile has the better stamp
  const std::uint64_t height = number->low_u64();
  if (height == tracker_.head()) return {};
  if (height > tracker_.head()) heads_.on_seen_elsewhere(height, clock_.now());
  tracker_.on_head(height);
  times_.on_head(height, clock_.now());
  return {};
}

// A chain that makes no blocks, or news of them that do not come.
void BlockFeed::watch_silence(sys::TimePoint now) {
  const sys::Duration usual = std::max(times_.usual(), state_.block_time);
  const sys::Duration limit =
      usual.count() > 0 ? std::max(kMinSilence, kSilentBlocks * usual) : kUnknownSilence;
  const sys::Duration silence = now - quiet_since_;
  if (is_silent_ || silence < limit || !state().works) return;
  is_silent_ = true;
  log_.warning(base::cat("block feed: no new block for ", base::format_duration_rounded(silence), ", height ",
                         tracker_.tip().number,
                         usual.count() > 0 ? base::cat("; the usual time between blocks is ",
                                                       base::format_duration_rounded(usual))
                                           : ""));
  const std::lock_guard lock(mutex_);
  ++state_.stalls;
}

// Reads the blocks up to the newest head.
base::Status BlockFeed::look(const sys::Event& stop) {
  tracker_.begin_look();
  while (const auto range = tracker_.next()) {
    auto blocks = fetch(range->first, range->count, stop);
    if (!blocks) return std::move(blocks).error();
    auto change = tracker_.take(*std::move(blocks));
    if (!change) return std::move(change).error();
    if (change->blocks.empty()) continue;
    hand_on(*change);
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

void BlockFeed::hand_on(ForkTracker::Change& change) {
  for (const ForkTracker::Known& orphan : change.orphans)
    for (BlockListener* listener : listeners_) listener->on_orphan(orphan.number, orphan.hash);
  if (change.skipped > 0) times_.on_lost();
  std::vector<Block>& blocks = change.blocks;
  const std::uint64_t late = times_.set(blocks, change.replacing, clock_.now());
  for (const Block& block : blocks)
    for (BlockListener* listener : listeners_) listener->on_block(block);
  quiet_since_ = std::max(quiet_since_, blocks.back().arrived);
  if (std::exchange(is_silent_, false))
    log_.info(base::cat("block feed: blocks arrive again, height ", blocks.back().number));
  const std::lock_guard lock(mutex_);
  state_.head = blocks.back().number;
  state_.head_gas_used = blocks.back().gas_used;
  state_.head_gas_limit = blocks.back().gas_limit;
  state_.gaps += late;
  if (!change.orphans.empty()) ++state_.reorgs;
  state_.orphaned += change.orphans.size();
  state_.lost += change.skipped + change.left_out;
}

void BlockFeed::on_blocks_broken(const base::Error& error) {
  set_result(kBlocks, &error, client_->name());
  pause_ = pause_.count() == 0 ? kFirstPause : std::min(2 * pause_, limits_.most_pause);
  if (client_->was_rate_limited()) pause_ = std::max(pause_, 2 * heads_.pace());
  tracker_.abandon_look();
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
