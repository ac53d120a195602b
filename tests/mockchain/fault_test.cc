#include "mockchain/fault.h"

#include <gtest/gtest.h>

namespace seiload::mockchain {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = Fault::Kind;

TEST(Fault, Specifications) {
  const auto fault = [](Kind kind, auto change) {
    Fault out;
    out.kind = kind;
    change(out);
    return out;
  };
  const struct {
    const char* text;
    Fault want;
  } cases[] = {
      {"latency:min=5ms:max=50ms",
       fault(Kind::latency, [](Fault& it) { it.least = milliseconds(5), it.most = milliseconds(50); })},
      {"latency:min=5ms", fault(Kind::latency, [](Fault& it) { it.least = it.most = milliseconds(5); })},
      {"latency:max=5ms:share=0.5",
       fault(Kind::latency, [](Fault& it) { it.most = milliseconds(5), it.share = 0.5; })},
      {"stall:for=2s:every=5s",
       fault(Kind::stall, [](Fault& it) { it.length = seconds(2), it.every = seconds(5); })},
      {"halt:every=5s:for=2s",
       fault(Kind::halt, [](Fault& it) { it.length = seconds(2), it.every = seconds(5); })},
      {"http:status=503:share=1", fault(Kind::http, [](Fault& it) { it.status = 503; })},
      {"restart:at=1m", fault(Kind::restart, [](Fault& it) { it.at = seconds(60); })},
      {"stall:at=0s:for=5s",
       fault(Kind::stall, [](Fault& it) { it.at = seconds(0), it.length = seconds(5); })},
      {"restart:every=1m", fault(Kind::restart, [](Fault& it) { it.every = seconds(60); })},
      {"wrong-id", fault(Kind::wrong_id, [](Fault&) {})},
      {"batch-order", fault(Kind::batch_order, [](Fault&) {})},
      {"batch-partial", fault(Kind::batch_partial, [](Fault&) {})},
      {"refuse:for=1s:every=3s",
       fault(Kind::refuse, [](Fault& it) { it.length = seconds(1), it.every = seconds(3); })},
      {"reset:for=1s:share=0.5:every=3s",
       fault(Kind::reset, [](Fault& it) { it.length = seconds(1), it.every = seconds(3), it.share = 0.5; })},
      {"accept-and-drop:share=0.1", fault(Kind::accept_and_drop, [](Fault& it) { it.share = 0.1; })},
      {"receipts-cost:each=70us",
       fault(Kind::receipts_cost, [](Fault& it) { it.each = std::chrono::microseconds(70); })},
      {"skip:share=0.25", fault(Kind::skip, [](Fault& it) { it.share = 0.25; })},
  };
  for (const auto& c : cases) {
    const auto got = parse_fault(c.text);
    ASSERT_TRUE(got) << c.text << ": " << got.error().message;
    EXPECT_EQ(*got, c.want) << c.text;
  }
}

TEST(Fault, WrongSpecifications) {
  const struct {
    const char *text, *want;
  } cases[] = {
      {"", "unknown fault ''"},
      {"latencyy", "unknown fault 'latencyy'; did you mean 'latency'?"},
      {"latency", "latency: needs min=D or max=D"},
      {"latency:min=5ms:max=1ms", "latency: max: must not be less than min"},
      {"latency:min=5", "latency: min: expected a duration such as 2s, got '5'"},
      {"latency:min", "latency: expected KEY=VALUE, got 'min'"},
      {"reset:", "reset: expected KEY=VALUE, got ''"},
      {"reset:share=0", "reset: share: expected a number over 0 and up to 1, got '0'"},
      {"reset:share=1.1", "reset: share: expected a number over 0 and up to 1, got '1.1'"},
      {"reset:every=1s", "reset: needs for=D"},
      {"reset:for=1s", "reset: needs every=D or at=D"},
      {"reset:for=1s:every=1s", "reset: for: must be less than every"},
      {"restart", "restart: needs every=D or at=D"},
      {"reset:at=1s", "reset: needs for=D"},
      {"reset:at=1s:every=3s:for=1s", "reset: at: cannot be combined with every"},
      {"reset:min=1s", "reset: min: no such setting"},
      {"restart:every=1s:for=1ms", "restart: for: no such setting"},
      {"stall:for=1s:every=2s:share=0.5", "stall: share: no such setting"},
      {"http", "http: needs status=N"},
      {"http:status=200", "http: status: expected a number from 400 to 599, got '200'"},
      {"receipts-cost", "receipts-cost: needs each=D"},
      {"receipts-cost:each=70", "receipts-cost: each: expected a duration such as 2s, got '70'"},
      {"accept-and-drop:each=1s", "accept-and-drop: each: no such setting"},
      {"stall:every=5s", "stall: needs for=D"},
      {"stall:for=5s", "stall: needs every=D or at=D"},
      {"stall:for=5s:every=5s", "stall: for: must be less than every"},
  };
  for (const auto& c : cases) {
    const auto got = parse_fault(c.text);
    ASSERT_FALSE(got) << c.text;
    EXPECT_EQ(got.error().message, c.want);
  }
}

TEST(Fault, Windows) {
  const Fault stall = *parse_fault("stall:for=2s:every=5s");
  EXPECT_EQ(window_end(stall, milliseconds(0)), std::nullopt);
  EXPECT_EQ(window_end(stall, milliseconds(2999)), std::nullopt);
  EXPECT_EQ(window_end(stall, milliseconds(3000)), seconds(5));
  EXPECT_EQ(window_end(stall, milliseconds(4999)), seconds(5));
  EXPECT_EQ(window_end(stall, milliseconds(5000)), std::nullopt);
  EXPECT_EQ(window_end(stall, milliseconds(9000)), seconds(10));
}

TEST(Fault, Once) {
  const Fault stall = *parse_fault("stall:at=3s:for=2s");
  EXPECT_EQ(window_end(stall, milliseconds(2999)), std::nullopt);
  EXPECT_EQ(window_end(stall, milliseconds(3000)), seconds(5));
  EXPECT_EQ(window_end(stall, milliseconds(4999)), seconds(5));
  EXPECT_EQ(window_end(stall, milliseconds(5000)), std::nullopt);
  const Faults faults({*parse_fault("refuse:at=3s:for=2s"), *parse_fault("restart:at=4s")}, 1);
  EXPECT_EQ(faults.next_change({}), seconds(3));
  EXPECT_EQ(faults.next_change(seconds(3)), seconds(4));
  EXPECT_EQ(faults.next_change(seconds(4)), seconds(5));
  EXPECT_EQ(faults.next_change(seconds(5)), base::Duration::max());
  EXPECT_EQ(faults.restarts(milliseconds(3999)), 0u);
  EXPECT_EQ(faults.restarts(seconds(9)), 1u);
}

TEST(Fault, DrawsFollowFromTheSeed) {
  const std::vector<Fault> specs = {*parse_fault("latency:min=1ms:max=3ms"),
                                    *parse_fault("reset:share=0.25")};
  const Faults first(specs, 7), same(specs, 7), other(specs, 8);
  int resets = 0, different = 0;
  for (int i = 0; i < 10'000; ++i) {
    const AnswerFaults a = first.for_answer({}), b = same.for_answer({}), c = other.for_answer({});
    EXPECT_EQ(a.delay, b.delay);
    EXPECT_EQ(a.reset, b.reset);
    EXPECT_GE(a.delay, milliseconds(1));
    EXPECT_LE(a.delay, milliseconds(3));
    resets += a.reset;
    different += a.delay != c.delay;
  }
  EXPECT_NEAR(resets, 2500, 150);
  EXPECT_GT(different, 9990);
}

TEST(Fault, StallsHoldLateAnswersToo) {
  const Faults faults({*parse_fault("stall:for=2s:every=5s"), *parse_fault("latency:min=500ms")}, 1);
  EXPECT_EQ(faults.for_answer(milliseconds(1000)).delay, milliseconds(500));
  EXPECT_EQ(faults.for_answer(milliseconds(2600)).delay, milliseconds(2400));
  EXPECT_EQ(faults.for_answer(milliseconds(4700)).delay, milliseconds(500));
}

TEST(Fault, SendsBlocksAndRestarts) {
  const Faults faults({*parse_fault("nonce-error"), *parse_fault("halt:for=1s:every=4s"),
                       *parse_fault("skip"), *parse_fault("restart:every=2s")},
                      1);
  EXPECT_EQ(faults.for_send({}).refusal, "nonce too low: injected fault");
  EXPECT_FALSE(faults.halts_blocks(milliseconds(2999)));
  EXPECT_TRUE(faults.halts_blocks(milliseconds(3000)));
  EXPECT_EQ(faults.skipped_heights({}), 1u);
  EXPECT_EQ(faults.restarts(milliseconds(1999)), 0u);
  EXPECT_EQ(faults.restarts(milliseconds(4000)), 2u);
  EXPECT_EQ(faults.next_change(milliseconds(1999)), seconds(2));
  EXPECT_EQ(faults.next_change(milliseconds(2000)), seconds(4));
  EXPECT_EQ(Faults({*parse_fault("pool-full")}, 1).for_send({}).refusal, "txpool is full");
  EXPECT_EQ(Faults({}, 1).for_send({}).refusal, std::nullopt);
  EXPECT_EQ(Faults({}, 1).next_change({}), base::Duration::max());
}

TEST(Fault, SendsThatAreDropped) {
  const Faults faults({*parse_fault("accept-and-drop:share=0.25")}, 7);
  int dropped = 0;
  for (int i = 0; i < 10'000; ++i) {
    const SendFaults send = faults.for_send({});
    EXPECT_EQ(send.refusal, std::nullopt);
    dropped += send.drop;
  }
  EXPECT_NEAR(dropped, 2500, 150);
}

TEST(Fault, ReceiptsCost) {
  const Faults faults({*parse_fault("receipts-cost:each=70us")}, 1);
  EXPECT_EQ(faults.receipts_cost(441, false, {}), std::chrono::microseconds(70) * 441 * 441);
  EXPECT_EQ(faults.receipts_cost(441, true, {}), std::chrono::microseconds(70) * 441);
  EXPECT_EQ(faults.receipts_cost(0, false, {}), base::Duration(0));
  EXPECT_EQ(faults.receipts_cost(1'000'000'000, false, {}), std::chrono::hours(1)) << "no overflow";
  const Faults rare({*parse_fault("receipts-cost:each=1ms:for=1s:every=3s")}, 1);
  EXPECT_EQ(rare.receipts_cost(2, false, milliseconds(1999)), base::Duration(0));
  EXPECT_EQ(rare.receipts_cost(2, false, milliseconds(2000)), milliseconds(4));
}

TEST(Fault, OnlyInItsWindow) {
  const Faults faults({*parse_fault("reset:for=1s:every=3s"), *parse_fault("pool-full:for=1s:every=3s"),
                       *parse_fault("skip:for=1s:every=3s"), *parse_fault("refuse:for=1s:every=3s")},
                      1);
  const struct {
    milliseconds at, next_change;
    bool inside;
  } cases[] = {
      {milliseconds(0), milliseconds(2000), false},    {milliseconds(1999), milliseconds(2000), false},
      {milliseconds(2000), milliseconds(3000), true},  {milliseconds(2999), milliseconds(3000), true},
      {milliseconds(3000), milliseconds(5000), false}, {milliseconds(5500), milliseconds(6000), true}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.at.count());
    EXPECT_EQ(faults.for_answer(c.at).reset, c.inside);
    EXPECT_EQ(faults.for_send(c.at).refusal.has_value(), c.inside);
    EXPECT_EQ(faults.skipped_heights(c.at), c.inside ? 1u : 0u);
    EXPECT_EQ(faults.refuses_connections(c.at), c.inside);
    EXPECT_EQ(faults.next_change(c.at), c.next_change);
  }
}

}  // namespace
}  // namespace seiload::mockchain
