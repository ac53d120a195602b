#include "net/websocket_codec.h"

#include <gtest/gtest.h>

#include "net/json_splitter.h"
#include "net/websocket_handshake.h"

namespace seiload::net {
namespace {

using Event = WsParser::Event;

std::string frame(unsigned first, std::string_view payload) {
  std::string out(1, static_cast<char>(first));
  if (payload.size() < 126) {
    out += static_cast<char>(payload.size());
  } else if (payload.size() < 65536) {
    out += {126, static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size() & 0xff)};
  } else {
    out += 127;
    for (int i = 56; i >= 0; i -= 8) out += static_cast<char>(payload.size() >> i & 0xff);
  }
  return out.append(payload);
}

std::string failure(std::string_view bytes, std::size_t max = kMaxWsMessage) {
  WsParser parser(max);
  while (!bytes.empty()) {
    const Event event = parser.next(bytes);
    if (event == Event::failed) return std::to_string(parser.close_code()) + ' ' + std::string(parser.data());
  }
  return {};
}

TEST(WsParser, BoundsMessagesBeforeTheyCome) {
  EXPECT_EQ(failure(frame(0x81, std::string(100, 'x')), 100), "");
  EXPECT_EQ(failure(frame(0x81, std::string(101, 'x')).substr(0, 2), 100), "1009 a message is too large");
  EXPECT_EQ(failure(frame(0x01, std::string(60, 'x')) + frame(0x80, std::string(40, 'x')), 100), "");
  EXPECT_EQ(failure(frame(0x01, std::string(60, 'x')) + frame(0x80, std::string(41, 'x')), 100),
            "1009 a message is too large");
  EXPECT_EQ(failure(frame(0x82, std::string(kMaxWsMessage, 'x'))), "");
  EXPECT_EQ(failure(frame(0x82, std::string(kMaxWsMessage + 1, 'x')).substr(0, 10)),
            "1009 a message is too large");
}

TEST(WsParser, SaysWhatIsWrong) {
  EXPECT_EQ(failure(frame(0x80, "x")), "1002 a fragment continues no message");
  EXPECT_EQ(failure(frame(0x88, "x")), "1002 a close frame has half a code");
  EXPECT_EQ(failure(std::string("\x81\x7e\0\x05hello", 9)),
            "1002 a frame's length is not in its shortest form");
  EXPECT_EQ(failure("\x81\x81"), "1002 a frame is masked");
  EXPECT_EQ(failure("\xf1"), "1002 a frame has a reserved bit set");
  EXPECT_EQ(failure("\x83"), "1002 a frame has an unknown opcode");
  EXPECT_EQ(failure(std::string("\x09\0", 2)), "1002 a control frame is in fragments");
}

TEST(WsParser, TakesControlFramesBetweenFragmentsAndNothingAfterAClose) {
  const std::string input =
      frame(0x01, "ab") + frame(0x89, "?") + frame(0x80, "cd") + frame(0x88, "\x03\xe8") + "junk";
  std::string_view bytes = input;
  WsParser parser;
  EXPECT_EQ(parser.next(bytes), Event::ping);
  EXPECT_EQ(parser.data(), "?");
  EXPECT_EQ(parser.next(bytes), Event::text);
  EXPECT_EQ(parser.data(), "abcd");
  EXPECT_EQ(parser.next(bytes), Event::close);
  EXPECT_EQ(parser.close_code(), 1000);
  EXPECT_EQ(parser.next(bytes), Event::close);
  EXPECT_TRUE(bytes.empty());
  parser.start();
  bytes = "\x81\x01z";
  EXPECT_EQ(parser.next(bytes), Event::text);
  EXPECT_EQ(parser.data(), "z");
}

std::string events(WsParser parser, std::string_view input, std::size_t piece) {
  std::string out;
  while (!input.empty()) {
    std::string_view bytes = input.substr(0, piece);
    input.remove_prefix(bytes.size());
    while (!bytes.empty()) {
      const Event event = parser.next(bytes);
      if (event != Event::none)
        out += std::to_string(static_cast<int>(event)) + std::string(parser.data()) + '|';
      if (event == Event::failed) return out;
    }
  }
  return out;
}

TEST(WsParser, ReadsAClientsFrames) {
  std::string input;
  const WsMask mask{0x37, 0xfa, 0x21, 0x3d};
  append_ws_frame(input, true, WsOpcode::text, mask, "Hello");
  EXPECT_EQ(input, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");  // RFC 6455 section 5.7
  append_ws_frame(input, false, WsOpcode::binary, mask, std::string(200, 'a'));
  append_ws_frame(input, true, WsOpcode::ping, mask, "?");
  append_ws_frame(input, true, WsOpcode::continuation, mask, std::string(70'000, 'b'));
  append_ws_frame(input, true, WsOpcode::close, mask, ws_close_payload(1000, "bye"));
  const std::string want = "1Hello|3?|2" + std::string(200, 'a') + std::string(70'000, 'b') + "|5bye|";
  for (const std::size_t piece : {1U, 2U, 3U, 5U, 13U, 1000U, 100'000U})
    EXPECT_EQ(events(WsParser(kMaxWsMessage, WsParser::Sender::client), input, piece), want) << piece;
  EXPECT_EQ(events(WsParser(kMaxWsMessage, WsParser::Sender::client), frame(0x81, "x"), 100),
            "6a frame is not masked|");
}

TEST(WsFrame, OfAServer) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U}) {
    std::string out = "before";
    append_ws_frame(out, WsOpcode::text, std::string(size, 'x'));
    EXPECT_EQ(out, "before" + frame(0x81, std::string(size, 'x')));
  }
}

TEST(WsHandshake, TheServersSide) {
  HttpRequest good;
  good.method = "GET";
  good.wants_websocket = good.connection_upgrade = true;
  good.ws_key = "dGhlIHNhbXBsZSBub25jZQ==";
  good.ws_version = "13";
  EXPECT_EQ(judge_ws_request(good), 101);
  // RFC 6455 section 1.3
  EXPECT_EQ(server_handshake(good.ws_key),
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
  const auto judge = [&](auto change) {
    HttpRequest request = good;
    change(request);
    return judge_ws_request(request);
  };
  EXPECT_EQ(judge([](HttpRequest& it) { it.method = "POST"; }), 405);
  EXPECT_EQ(judge([](HttpRequest& it) { it.ws_version = "8"; }), 426);
  EXPECT_EQ(judge([](HttpRequest& it) { it.ws_version.clear(); }), 426);
  EXPECT_EQ(judge([](HttpRequest& it) { it.connection_upgrade = false; }), 400);
  for (const char* key : {"", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===",
                          "dGhlIHNhbXBsZSBub25jZQ=a", "dGhl=HNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQAA"})
    EXPECT_EQ(judge([&](HttpRequest& it) { it.ws_key = key; }), 400) << key;
}

TEST(WsHandshake, AsksForThePathAndHost) {
  const HttpTarget target{"node.test:8546", "/ws?k=v", "Basic eA==", {}};
  EXPECT_EQ(client_handshake(target, "KEY"),
            "GET /ws?k=v HTTP/1.1\r\nHost: node.test:8546\r\nUser-Agent: seiload/" SEILOAD_VERSION
            "\r\nAuthorization: Basic eA==\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: KEY\r\nSec-WebSocket-Version: 13\r\n\r\n");
}

std::string split(std::string_view input, std::size_t piece, std::size_t max = 1000) {
  JsonSplitter splitter(max);
  std::string out;
  while (!input.empty()) {
    std::string_view bytes = input.substr(0, piece);
    input.remove_prefix(bytes.size());
    while (!bytes.empty()) {
      const auto event = splitter.next(bytes);
      if (event == JsonSplitter::Event::failed) return out + "failed: " + std::string(splitter.data());
      if (event == JsonSplitter::Event::value) (out += splitter.data()) += '|';
    }
  }
  return out;
}

TEST(JsonSplitter, FindsValuesWhateverStandsBetweenThemAndWhereverTheyAreCut) {
  const struct {
    const char* input;
    const char* want;
  } kCases[] = {{"{}\n{}\n", "{}|{}|"},
                {"{}{}[]", "{}|{}|[]|"},
                {" \r\n\t{\"a\":[1,{}]}  [{\"b\":\"]}\"}]\n", "{\"a\":[1,{}]}|[{\"b\":\"]}\"}]|"},
                {"{\"a\":\"\\\"}\\\\\"}{\"b\":1}", "{\"a\":\"\\\"}\\\\\"}|{\"b\":1}|"},
                {"{\"a\":", ""},
                {"{]{}", "{]|{}|"},
                {"{}x", "{}|failed: the stream is not JSON objects"},
                {"HTTP/1.1 400", "failed: the stream is not JSON objects"}};
  for (const auto& c : kCases)
    for (std::size_t piece = 1; piece < 30; ++piece)
      EXPECT_EQ(split(c.input, piece), c.want) << c.input << ' ' << piece;
}

TEST(JsonSplitter, BoundsValues) {
  for (std::size_t piece = 1; piece < 12; ++piece) {
    EXPECT_EQ(split("{\"a\":12}{}", piece, 8), "{\"a\":12}|{}|");
    EXPECT_EQ(split("{\"a\":123}", piece, 8), "failed: a message is too large");
  }
}

}  // namespace
}  // namespace seiload::net
