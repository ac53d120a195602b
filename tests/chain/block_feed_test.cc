#include "chain/block_feed.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "mockchain/server.h"
#include "net/url.h"
#include "support/fake_node.h"
#include "support/scripted_server.h"
#include "support/wait.h"

namespace seiload::test {
namespace {

using namespace std::chrono_literals;

rpc::Endpoint endpoint_of(const FakeNode& node) {
  const auto url = net::parse_url(node.url());
  return {node.url(), net::make_target(*url, {net::Address::v4({127, 0, 0, 1}, url->port)})};
}

// Writes down what it is told: "+5" a block, "-5" an orphan.
class Recorder final : public chain::BlockListener {
 public:
  void on_block(const chain::Block& block) override {
    const std::lock_guard lock(mutex_);
    text_ += base::cat('+', block.number, ' ');
    arrived_.push_back(block.arrived);
  }
  void on_orphan(std::uint64_t number, const base::Bytes32&) override {
    const std::lock_guard lock(mutex_);
    text_ += base::cat('-', number, ' ');
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
  std::vector<sys::TimePoint> arrived_;
};

class BlockFeed : public ::testing::Test {
 protected:
  void start(FakeNode& node, chain::FeedLimits limits = {}) { start(endpoint_of(node), limits); }
  void start(rpc::Endpoint endpoint, chain::FeedLimits limits = {}) {
    endpoints_ = {std::move(endpoint)};
    feed_ = std::make_unique<chain::BlockFeed>(endpoints_, limits, clock_, log_,
                                               std::vector<chain::BlockListener*>{&recorder_});
    const auto status = feed_->start(*stop_, clock_.now() + 5s);
    ASSERT_TRUE(status) << status.error().message;
    thread_ = std::jthread([this] { feed_->run(*stop_); });
  }
  void end() {
    const auto begun = std::chrono::steady_clock::now();
    stop_->request({sys::StopReason::Kind::planned_end, 0, {}});
    if (thread_.joinable()) thread_.join();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 1s);
  }
  // Waits until the recorder has that text, or for long enough.
  void expect_told(const std::string& text) {
    for (int i = 0; i < 2000 && recorder_.text() != text; ++i) std::this_thread::sleep_for(2ms);
    EXPECT_EQ(recorder_.text(), text);
  }
  void TearDown() override { end(); }

  sys::SystemClock clock_;
  sys::Log log_{-1, clock_, sys::Level::error};
  std::unique_ptr<sys::Stop> stop_ = std::make_unique<sys::Stop>();
  std::vector<rpc::Endpoint> endpoints_;
  Recorder recorder_;
  std::unique_ptr<chain::BlockFeed> feed_;
  std::jthread thread_;
};

TEST_F(BlockFeed, TellsBlocksInOrderOnce) {
  FakeNode node;
  start(node);
  EXPECT_EQ(feed_->state().source, "polling " + node.url() + " every 100ms");
  node.mine();
  expect_told("+2 ");
  node.mine();
  expect_told("+2 +3 ");
  end();
  EXPECT_EQ(feed_->state().head, 3U);
  EXPECT_EQ(feed_->state().gaps, 0U);
  EXPECT_EQ(feed_->state().errors, 0U);
}

TEST_F(BlockFeed, FetchesWhatItMissed) {
  for (const bool takes_batches : {true, false}) {
    SCOPED_TRACE(takes_batches);
    FakeNode::Options options;
    options.takes_batches = takes_batches;
    FakeNode node(options);
    node.mine(70);
    Recorder recorder;
    endpoints_ = {endpoint_of(node)};
    chain::BlockFeed feed(endpoints_, {}, clock_, log_, {&recorder});
    auto stop = std::make_unique<sys::Stop>();
    ASSERT_TRUE(feed.start(*stop, clock_.now() + 5s));
    node.mine(40);
    std::string want;
    for (int i = 72; i <= 111; ++i) want += base::cat('+', i, ' ');
    std::jthread thread([&] { feed.run(*stop); });
    for (int i = 0; i < 2000 && recorder.text() != want; ++i) std::this_thread::sleep_for(2ms);
    EXPECT_EQ(recorder.text(), want);
    stop->request({sys::StopReason::Kind::planned_end, 0, {}});
    thread.join();
    EXPECT_EQ(feed.state().gaps, 39U);
  }
}

TEST_F(BlockFeed, LosesOnlyWhatIsTooMuch) {
  FakeNode node;
  chain::FeedLimits limits;
  limits.most_fetched = 3;
  start(node, limits);
  node.mine();
  expect_told("+2 ");
  node.cut(true);
  wait_for([&] { return !feed_->state().works; });
  node.mine(10);
  node.cut(false);
  expect_told("+2 +10 +11 +12 ");
  EXPECT_EQ(feed_->state().lost, 7U);
}

// A chain whose heights go up by two.
TEST_F(BlockFeed, PassesOverHeightsThatAreLeftOut) {
  mockchain::Server::Options options;
  options.config.block_time = 10ms;
  options.faults = {*mockchain::parse_fault("skip")};
  const auto server =
      std::move(*mockchain::Server::start(net::Address::v4({127, 0, 0, 1}, 0), options, clock_));
  start({"mock", {server->address().to_text(), "/", {}, {server->address()}}});
  const std::uint64_t first = feed_->state().head;
  wait_for([&] { return feed_->state().head >= first + 20; });
  end();
  std::string want;
  for (std::uint64_t number = first + 2; number <= feed_->state().head; number += 2)
    want += base::cat('+', number, ' ');
  EXPECT_EQ(recorder_.text(), want);
  EXPECT_EQ(feed_->state().lost, (feed_->state().head - first) / 2);
  EXPECT_EQ(feed_->state().errors, 0U);
}

TEST_F(BlockFeed, GoesOnAfterACut) {
  FakeNode node;
  start(node);
  node.mine();
  expect_told("+2 ");
  node.cut(true);
  wait_for([&] { return feed_->state().errors >= 2; });
  EXPECT_FALSE(feed_->state().works);
  node.mine(3);
  node.cut(false);
  expect_told("+2 +3 +4 +5 ");
  wait_for([&] { return feed_->state().works; });
  EXPECT_EQ(feed_->state().breaks, 1U);
}

TEST_F(BlockFeed, FollowsAReorganisation) {
  FakeNode node;
  start(node);
  node.mine();
  expect_told("+2 ");
  node.mine();
  node.mine();
  for (int i = 0; i < 2000 && feed_->state().head != 4; ++i) std::this_thread::sleep_for(2ms);
  EXPECT_EQ(recorder_.text(), "+2 +3 +4 ");
  node.rewind(2, false);
  node.mine(3);
  expect_told("+2 +3 +4 -4 -3 +3 +4 +5 ");
  wait_for([&] { return feed_->state().reorgs > 0; });
  EXPECT_EQ(feed_->state().orphaned, 2U);
  // Shorter than before, and of other blocks.
  node.rewind(3, false);
  node.mine();
  expect_told("+2 +3 +4 -4 -3 +3 +4 +5 -5 -4 -3 +3 ");
}

// From a chain of height 45 to another one of height 3: nothing is lost, and nothing is counted backwards.
TEST_F(BlockFeed, FollowsAChainThatTookTheOthersPlace) {
  FakeNode::Options options;
  options.first_height = 1;
  FakeNode node(options);
  node.mine(44);
  start(node);
  node.mine();
  expect_told("+46 ");
  node.rewind(46, false);
  node.mine(3);
  expect_told("+46 -46 -45 +3 ");
  wait_for([&] { return feed_->state().reorgs == 1; });
  EXPECT_EQ(feed_->state().head, 3U);
  EXPECT_EQ(feed_->state().lost, 0U);
  EXPECT_EQ(feed_->state().behind(), 0U);
}

TEST_F(BlockFeed, AGenesisWithoutATimeTellsNoPace) {
  FakeNode::Options options;
  options.first_height = 0;
  FakeNode node(options);
  node.mine(3);
  node.set_timestamp(0, 0);
  start(node);
  EXPECT_EQ(feed_->state().block_time, 0s);
}

TEST_F(BlockFeed, ReportsAChainThatStandsStill) {
  FakeNode node;
  start(node);
  for (int i = 0; i < 4; ++i) {
    node.mine();
    wait_for([&] { return feed_->state().head == static_cast<std::uint64_t>(2 + i); });
  }
  wait_for([&] { return feed_->state().stalls == 1; });  // about two seconds
  node.mine();
  wait_for([&] { return feed_->state().head == 6; });
  EXPECT_EQ(feed_->state().breaks, 0U);
}

TEST_F(BlockFeed, SaysWhyItCannotStart) {
  FakeNode::Options options;
  options.first_height = 5;
  FakeNode node(options);
  endpoints_ = {endpoint_of(node)};
  RefusingPort refusing;
  endpoints_[0].target.addresses = {refusing.address()};
  feed_ = std::make_unique<chain::BlockFeed>(endpoints_, chain::FeedLimits(), clock_, log_,
                                             std::vector<chain::BlockListener*>{});
  const auto status = feed_->start(*stop_, clock_.now() + 50ms);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "block feed: endpoint " + node.url() + ": eth_blockNumber: connect " +
                                        refusing.address().to_text() + ": Connection refused");
}

}  // namespace
}  // namespace seiload::test
