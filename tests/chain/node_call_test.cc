#include "chain/node_call.h"

#include <gtest/gtest.h>

#include <deque>

#include "base/text.h"
#include "support/jumping_clock.h"
#include "sys/event.h"

namespace seiload::chain {
namespace {

using namespace std::chrono_literals;

struct World {
  // What the node gives, in order; the last one again and again.
  explicit World(std::deque<base::Result<NodeReply>> replies) : given(std::move(replies)) {}

  std::string ask() {
    const NodeCall once = [this](std::string_view method, const std::string& params) {
      log += base::cat(method, params, ' ');
      auto reply = given.front();
      if (given.size() > 1) given.pop_front();
      return reply;
    };
    const auto reply = repeated(once, clock, stop)("eth_getCode", "[1]");
    if (!reply) return reply.error().message;
    return reply->result ? *reply->result : "node: " + reply->message;
  }

  std::deque<base::Result<NodeReply>> given;
  std::string log;
  test::JumpingClock clock;
  sys::Event stop;
};

const base::Result<NodeReply> kLost = base::Error{base::Code::io, "closed before the answer"};

NodeReply refused(std::int64_t code, std::string message) {
  return {.result = {}, .code = code, .message = std::move(message), .data = {}};
}
NodeReply result(std::string text) { return {.result = std::move(text), .message = {}, .data = {}}; }

TEST(NodeCall, IsRepeatedWhileWhatCameMayPass) {
  World world({kLost, refused(-32005, "limit exceeded"), kLost, result("\"0x\"")});
  EXPECT_EQ(world.ask(), "\"0x\"");
  EXPECT_EQ(world.log, "eth_getCode[1] eth_getCode[1] eth_getCode[1] eth_getCode[1] ");
  EXPECT_EQ(world.clock.now() - sys::TimePoint(), 750ms);
}

TEST(NodeCall, ADefiniteAnswerIsNotAskedAgain) {
  World world({refused(3, "execution reverted"), result("1")});
  EXPECT_EQ(world.ask(), "node: execution reverted");
  World stopped({sys::stopped_error(), result("1")});
  EXPECT_EQ(stopped.ask(), sys::stopped_error().message);
}

TEST(NodeCall, ThePatienceEnds) {
  World lost({kLost});
  EXPECT_EQ(lost.ask(), "closed before the answer");
  EXPECT_EQ(lost.clock.now() - sys::TimePoint(), 30s);
  World busy({refused(-32005, "limit exceeded")});
  EXPECT_EQ(busy.ask(), "node: limit exceeded");
}

}  // namespace
}  // namespace seiload::chain
