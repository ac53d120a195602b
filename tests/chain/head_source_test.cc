#include "chain/head_source.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "support/chain_peer.h"
#include "support/message_peer.h"
#include "support/wait.h"

namespace seiload::test {
namespace {

using base::cat;
using namespace std::chrono_literals;

class HeadSource : public ::testing::Test {
 protected:
  void begin(std::vector<rpc::Endpoint> polled) {
    endpoints_ = std::move(polled);
    source_ = std::make_unique<chain::HeadSource>(endpoints_, chain::HeadSource::Limits{}, clock_, log_,
                                                  [this](const base::Error* error, const std::string&) {
                                                    const std::lock_guard lock(mutex_);
                                                    if (error != nullptr) errors_ += error->message + '\n';
                                                  });
  }
  void run() {
    thread_ = std::jthread([this] { source_->run(*stop_); });
  }
  std::string errors() const {
    const std::lock_guard lock(mutex_);
    return errors_;
  }
  // Waits for a head, and says how many came until then.
  std::size_t expect_head(std::uint64_t number) {
    std::size_t count = 0;
    wait_for([&] {
      for (const chain::Head& head : source_->take()) {
        ++count;
        EXPECT_LE(head.arrived, clock_.now());
        if (head.number == number) return true;
      }
      return false;
    });
    EXPECT_EQ(source_->newest(), number);
    return count;
  }
  void TearDown() override {
    stop_->request({sys::StopReason::Kind::planned_end, 0, {}});
    if (thread_.joinable()) thread_.join();
  }

  sys::SystemClock clock_;
  sys::Log log_{-1, clock_, sys::Level::error};
  std::unique_ptr<sys::Stop> stop_ = std::make_unique<sys::Stop>();
  std::vector<rpc::Endpoint> endpoints_;
  mutable std::mutex mutex_;
  std::string errors_;
  std::unique_ptr<chain::HeadSource> source_;
  std::jthread thread_;
};

TEST_F(HeadSource, PollsWhereThereIsNoSubscription) {
  std::atomic<std::uint64_t> height{7};
  ChainPeer peer([&](const std::string&, const std::string&) {
    return cat('"', base::Uint256(height).to_quantity(), '"');
  });
  begin({peer.endpoint()});
  ASSERT_TRUE(source_->start(*stop_));
  EXPECT_FALSE(source_->is_subscribed());
  EXPECT_EQ(source_->describe(), "polling node every 100ms");
  source_->set_pace(1s);
  EXPECT_EQ(source_->pace(), 100ms);
  source_->set_pace(10ms);
  EXPECT_EQ(source_->pace(), 50ms);
  run();
  EXPECT_EQ(expect_head(7), 1U);
  height = 9;
  EXPECT_EQ(expect_head(9), 1U);
  EXPECT_EQ(errors(), "");
}

TEST_F(HeadSource, BelievesNoHeightThatIsNone) {
  std::atomic<std::uint64_t> height{~std::uint64_t{0}};
  ChainPeer peer([&](const std::string&, const std::string&) {
    return cat('"', base::Uint256(height).to_quantity(), '"');
  });
  begin({peer.endpoint()});
  run();
  wait_for([&] { return !errors().empty(); });
  EXPECT_EQ(errors().substr(0, errors().find('\n')), "eth_blockNumber: 0xffffffffffffffff is not a height");
  EXPECT_TRUE(source_->take().empty());
  height = 3;
  expect_head(3);
}

TEST_F(HeadSource, SlowsDownWhereTheNodeLimitsTheRate) {
  ScriptedServer server({[](Peer& peer) {
    while (!peer.read_request().empty())
      peer.write("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 4\r\n\r\nslow");
  }});
  begin({{"node", server.target()}});
  run();
  wait_for([&] { return source_->pace() >= 400ms; });
  EXPECT_NE(errors().find("429"), std::string::npos) << errors();
}

// Takes the subscription, and has news for another one.
ScriptedServer::Script foreign() {
  return [](Peer& peer) {
    if (!accept_websocket(peer)) return;
    peer.write(server_frame(1, answer_to(read_frame(peer).payload, "\"0x1\"")));
    for (int i = 0; i < 3; ++i)
      peer.write(server_frame(
          1, cat(R"({"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x2",)",
                 R"("result":{"number":"0x8","hash":"0x)", std::string(64, 'a'), R"("}}})")));
    peer.wait_for_close();
  };
}

TEST_F(HeadSource, PollsWhereTheSubscriptionDeliversNothing) {
  ChainPeer peer([](const std::string&, const std::string&) { return std::string("\"0x9\""); });
  ScriptedServer heads({foreign()});
  begin({peer.endpoint()});
  source_->subscribe_to({{"ws://heads", target_at({heads.address()}), rpc::Transport::websocket}}, true);
  ASSERT_TRUE(source_->start(*stop_));
  EXPECT_EQ(source_->describe(), "new heads of ws://heads");
  run();
  EXPECT_TRUE(source_->is_subscribed());
  source_->on_seen_elsewhere(8, clock_.now());
  EXPECT_TRUE(source_->is_subscribed());
  source_->on_seen_elsewhere(9, clock_.now());
  EXPECT_FALSE(source_->is_subscribed());
  expect_head(9);
}

}  // namespace
}  // namespace seiload::test
