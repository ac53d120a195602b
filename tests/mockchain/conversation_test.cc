#include "mockchain/conversation.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "json/value.h"
#include "support/signed_tx.h"

namespace seiload::mockchain {
namespace {

using base::cat;
using net::WsOpcode;
using std::chrono::seconds;

constexpr net::WsMask kMask{1, 2, 3, 4};
constexpr sys::TimePoint kStart{seconds(1000)};

class Talk {
 public:
  explicit Talk(const std::vector<const char*>& faults = {})
      : faults_(parse(faults), 1), conversation_(chain, methods_, faults_, kStart) {}

  // The times at which the answers may go out, in their order; milliseconds from now.
  std::vector<std::int64_t> dues() {
    std::vector<std::int64_t> out;
    for (; !conversation_.empty(); conversation_.pop())
      out.push_back(
          std::chrono::duration_cast<std::chrono::milliseconds>(conversation_.front().due - kStart).count());
    return out;
  }
  // What goes out for these bytes, at once or later.
  std::string say(std::string_view bytes, std::size_t piece = 1 << 20) {
    while (!bytes.empty() && conversation_.reads()) {
      conversation_.take(bytes.substr(0, piece), kStart);
      bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    return rest();
  }
  std::string rest() {
    std::string out;
    for (; !conversation_.empty(); conversation_.pop()) out += conversation_.front().text;
    return out;
  }
  Conversation& operator*() { return conversation_; }
  Conversation* operator->() { return &conversation_; }

  Chain chain{Config(), 0};

 private:
  static std::vector<Fault> parse(const std::vector<const char*>& texts) {
    std::vector<Fault> out;
    for (const char* text : texts) out.push_back(*parse_fault(text));
    return out;
  }

  Faults faults_;
  Methods methods_{chain, &faults_, kStart};
  Conversation conversation_;
};

constexpr std::string_view kHandshake =
    "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
constexpr std::string_view kWelcome =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
constexpr std::string_view kAsk = R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]})";
constexpr std::string_view kAnswer = R"({"jsonrpc":"2.0","id":1,"result":"0x539"})";

std::string http_post(std::string_view body) {
  return cat("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ", body.size(), "\r\n\r\n", body);
}

std::string in(WsOpcode opcode, std::string_view payload, bool fin = true) {
  std::string out;
  net::append_ws_frame(out, fin, opcode, kMask, payload);
  return out;
}
std::string in(std::string_view text) { return in(WsOpcode::text, text); }
std::string out(WsOpcode opcode, std::string_view payload) {
  std::string frame;
  net::append_ws_frame(frame, opcode, payload);
  return frame;
}
std::string out(std::string_view text) { return out(WsOpcode::text, text); }

TEST(MockConversation, HttpFirstAndThenWebSocketWhereverItIsCut) {
  const std::string batch =
      R"([{"id":2,"method":"net_version"},{"id":"x","method":"eth_syncing"},{"method":"eth_syncing"}])";
  const std::string input =
      cat("POST / HTTP/1.1\r\nContent-Length: ", kAsk.size(), "\r\n\r\n", kAsk, kHandshake, in(kAsk),
          in(WsOpcode::binary, kAsk.substr(0, 7), false), in(WsOpcode::ping, "are you there?"),
          in(WsOpcode::continuation, kAsk.substr(7)), in(batch), in("no JSON"),
          in(R"({"method":"eth_chainId"})"), in(WsOpcode::pong, "?"),
          in(WsOpcode::close,
             "\x03\xe8"
             "bye"),
          in(kAsk));
  const std::string want =
      cat("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ", kAnswer.size(), "\r\n\r\n",
          kAnswer, kWelcome, out(kAnswer), out(WsOpcode::pong, "are you there?"), out(kAnswer),
          out(R"([{"jsonrpc":"2.0","id":2,"result":"1337"},{"jsonrpc":"2.0","id":"x","result":false}])"),
          out(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}})"),
          out(WsOpcode::close, "\x03\xe8"));
  for (std::size_t piece = 1; piece < 200; ++piece) {
    Talk talk;
    EXPECT_EQ(talk.say(input, piece), want) << piece;
    EXPECT_FALSE(talk->reads());
  }
}

TEST(MockConversation, EndsWhatIsNoWebSocket) {
  const struct {
    std::string input, want;
  } cases[] = {
      {std::string("\x81\x02{}"), out(WsOpcode::close,
                                      "\x03\xea"
                                      "a frame is not masked")},
      {in(WsOpcode::continuation, "x"), out(WsOpcode::close,
                                            "\x03\xea"
                                            "a fragment continues no message")},
      {in("\xff"), out(WsOpcode::close,
                       "\x03\xef"
                       "a text is not UTF-8")},
      {std::string("\x82\xff\0\0\0\0\x01\0\0\x01\1\2\3\4", 14), out(WsOpcode::close,
                                                                    "\x03\xf1"
                                                                    "a message is too large")},
      {in(WsOpcode::close, ""), out(WsOpcode::close, "")},
  };
  for (const auto& c : cases) {
    Talk talk;
    EXPECT_EQ(talk.say(cat(kHandshake, c.input)), cat(kWelcome, c.want));
    EXPECT_FALSE(talk->reads());
  }
  Talk huge;  // 16 MB are taken
  const std::string blanks(net::kMaxWsMessage - kAsk.size(), ' ');
  EXPECT_EQ(huge.say(cat(kHandshake, in(blanks + std::string(kAsk)))), cat(kWelcome, out(kAnswer)));
}

TEST(MockConversation, RefusesHandshakes) {
  const auto refusal = [](std::string_view status, std::string_view more, std::string_view body) {
    return cat("HTTP/1.1 ", status, "\r\nContent-Type: text/plain\r\nContent-Length: ", body.size(), "\r\n",
               more, "Connection: close\r\n\r\n", body);
  };
  std::string text(kHandshake);
  text.replace(text.find("13"), 2, "12");
  EXPECT_EQ(Talk().say(text),
            refusal("426 Upgrade Required", "Sec-WebSocket-Version: 13\r\n", "Upgrade Required\n"));
  text = kHandshake;
  text.replace(text.find("dGhl"), 4, "====");
  EXPECT_EQ(Talk().say(text), refusal("400 Bad Request", "", "Bad Request\n"));
  EXPECT_EQ(Talk({"http:status=503"}).say(kHandshake),
            refusal("503 Service Unavailable", "", "Service Unavailable\n"));
}

std::string head(std::string_view id, std::uint64_t number) {
  return cat(R"({"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":")", id,
             R"(","result":{"number":")", base::Uint256(number).to_quantity(), '"');
}

TEST(MockConversation, TellsNewHeads) {
  Talk talk;
  talk.chain.make_block(1);
  const std::string subscribe = R"({"id":1,"method":"eth_subscribe","params":["newHeads"]})";
  EXPECT_EQ(talk.say(cat(kHandshake, in(subscribe), in(subscribe))),
            cat(kWelcome, out(R"({"jsonrpc":"2.0","id":1,"result":"0x1"})"),
                out(R"({"jsonrpc":"2.0","id":1,"result":"0x2"})")));
  EXPECT_TRUE(talk->subscribed());
  EXPECT_TRUE(talk->tell_heads(kStart));
  EXPECT_EQ(talk.rest(), "");
  talk.chain.make_block(2);
  talk.chain.make_block(3, 5);
  EXPECT_TRUE(talk->tell_heads(kStart));
  const std::string heads = talk.rest();
  for (const std::string& want : {head("0x1", 2), head("0x2", 2), head("0x1", 8), head("0x2", 8)})
    EXPECT_NE(heads.find(want), std::string::npos) << want;
  EXPECT_EQ(heads.find(head("0x1", 1)), std::string::npos);

  EXPECT_EQ(talk.say(in(R"([{"id":1,"method":"eth_unsubscribe","params":["0x1"]},)"
                        R"({"id":2,"method":"eth_unsubscribe","params":["0x1"]}])")),
            out(R"([{"jsonrpc":"2.0","id":1,"result":true},)"
                R"({"jsonrpc":"2.0","id":2,"error":{"code":-32000,"message":"subscription not found"}}])"));
  talk.chain.make_block(4);
  EXPECT_TRUE(talk->tell_heads(kStart));
  const std::string last = talk.rest();
  EXPECT_EQ(last.find(head("0x1", 9)), std::string::npos);
  EXPECT_NE(last.find(head("0x2", 9)), std::string::npos);
  EXPECT_EQ(talk.say(in(R"({"id":1,"method":"eth_subscribe","params":["logs"]})")),
            out(R"({"jsonrpc":"2.0","id":1,)"
                R"("error":{"code":-32601,"message":"no 'logs' subscription in eth namespace"}})"));
}

TEST(MockConversation, NoSubscriptionOverHttp) {
  const std::string_view body = R"({"id":1,"method":"eth_subscribe","params":["newHeads"]})";
  const std::string got =
      Talk().say(cat("POST / HTTP/1.1\r\nContent-Length: ", body.size(), "\r\n\r\n", body));
  EXPECT_NE(
      got.find(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"notifications not supported"}})"),
      std::string::npos)
      << got;
}

TEST(MockConversation, CutsOffASubscriberWhoDoesNotRead) {
  Talk talk;
  talk.say(cat(kHandshake, in(R"({"id":1,"method":"eth_subscribe","params":["newHeads"]})")));
  for (std::size_t told = 0; told < kMaxWaitingHeads; told += 64) {
    EXPECT_TRUE(talk->tell_heads(kStart)) << told;
    for (int i = 0; i < 64; ++i) talk.chain.make_block(1);
  }
  EXPECT_TRUE(talk->tell_heads(kStart));
  talk.chain.make_block(1);
  EXPECT_FALSE(talk->tell_heads(kStart));
}

TEST(MockConversation, DoesNotReadFromWhoDoesNotRead) {
  Talk talk;
  talk->take(kHandshake, kStart);
  std::string pings;
  for (int i = 0; i < 10'000; ++i) pings += in(WsOpcode::ping, "");
  for (int i = 0; i < 200 && talk->reads(); ++i) talk->take(pings, kStart);
  EXPECT_FALSE(talk->reads());
  EXPECT_TRUE(talk->has_unread());
  talk->pop();
  talk->pop();
  EXPECT_TRUE(talk->reads());
  EXPECT_TRUE(talk->take({}, kStart));
}

TEST(MockConversation, FaultsOfMessages) {
  const struct {
    const char* fault;
    std::string want;
  } cases[] = {
      {"garble", out("<html>not what you asked for</html>")},
      {"truncate", out(kAnswer.substr(0, kAnswer.size() / 2))},
      {"wrong-id", out(R"({"jsonrpc":"2.0","id":991,"result":"0x539"})")},
      {"bytes", out(kAnswer)},
      {"batch-order", out(kAnswer)},
  };
  for (const auto& c : cases) {
    Talk talk({c.fault});
    EXPECT_EQ(talk.say(kHandshake), kWelcome) << c.fault;
    EXPECT_EQ(talk.say(in(kAsk)), c.want) << c.fault;
  }
  const std::string batch = in(R"([{"id":1,"method":"net_version"},{"id":2,"method":"net_version"}])");
  const std::string_view first = R"({"jsonrpc":"2.0","id":1,"result":"1337"})",
                         second = R"({"jsonrpc":"2.0","id":2,"result":"1337"})";
  Talk disordered({"batch-order"}), partial({"batch-partial"});
  EXPECT_EQ(disordered.say(cat(kHandshake, batch)), cat(kWelcome, out(cat('[', second, ',', first, ']'))));
  const std::string got = partial.say(cat(kHandshake, batch));
  EXPECT_TRUE(got == cat(kWelcome, out(cat('[', first, ']'))) ||
              got == cat(kWelcome, out(cat('[', second, ']'))))
      << got;
  EXPECT_EQ(Talk({"batch-partial"}).say(cat(kHandshake, in(R"([{"id":1,"method":"net_version"}])"))),
            cat(kWelcome, out("[]")));
  Talk talk({"stall:for=2s:every=5s"});
  talk.say(kHandshake);
  talk->take(in(kAsk) + in(WsOpcode::ping, ""), kStart + seconds(4));
  for (int i = 0; i < 2; ++i, talk->pop()) EXPECT_EQ(talk->front().due, kStart + seconds(5));
}

// What a node takes for receipts holds up what was asked after them on the connection; on a WebSocket nothing
// at all.
TEST(Conversation, SlowReceipts) {
  const std::string receipts = R"({"id":1,"method":"eth_getBlockReceipts","params":["latest"]})";
  const auto with_a_transaction = [](Talk& talk) {
    talk.chain.submit(*Transaction::decode(test::sign(test::transfer())));
    talk.chain.make_block(1);
  };
  Talk http({"receipts-cost:each=2s"});
  with_a_transaction(http);
  http->take(cat(http_post(receipts), http_post(receipts), http_post(kAsk)), kStart);
  EXPECT_EQ(http.dues(), std::vector<std::int64_t>({2000, 4000, 0})) << "in the order of the requests";

  Talk socket({"receipts-cost:each=2s"});
  with_a_transaction(socket);
  socket.say(kHandshake);
  socket.say(in(R"({"id":1,"method":"eth_subscribe","params":["newHeads"]})"));
  socket->take(cat(in(receipts), in(kAsk), in(receipts)), kStart);
  socket.chain.make_block(2);
  EXPECT_TRUE(socket->tell_heads(kStart + seconds(1)));
  EXPECT_EQ(socket.dues(), std::vector<std::int64_t>({0, 1000, 2000, 2000}));
}

}  // namespace
}  // namespace seiload::mockchain
