// Sessions that are resumed, in both versions.
#include <gtest/gtest.h>

#include "support/tls_pair.h"
#include "tls/wire.h"

namespace seiload {
namespace {

using State = tls::Client::State;
using base::Bytes;
using test::TlsPair;
using test::TlsServerOptions;

TlsServerOptions tls12() {
  TlsServerOptions options;
  options.version = tls::kTls12;
  options.suite = 0xc02b;
  return options;
}

void expect_traffic(TlsPair& pair) {
  ASSERT_EQ(pair.client.state(), State::open) << pair.client.failure();
  ASSERT_TRUE(pair.server.is_open()) << pair.server.trouble();
  pair.client.write("question");
  pair.exchange();
  EXPECT_EQ(pair.server.received(), "question");
  pair.server.send("answer");
  pair.exchange();
  EXPECT_EQ(pair.received, "answer");
}

TEST(TlsResumption, ResumesASession) {
  TlsServerOptions options;
  options.new_tickets = 2;
  tls::Config config = test::make_tls_config();
  config.sessions = std::make_shared<tls::SessionCache>();
  TlsPair first(options, config);
  first.connect();
  expect_traffic(first);
  EXPECT_EQ(config.sessions->size(), 2U);

  options.resumes = true;
  options.new_tickets = 0;
  for (const std::uint16_t group : {tls::kX25519, tls::kP256}) {
    options.group = group;
    TlsPair again(options, config);
    again.connect();
    expect_traffic(again);
    EXPECT_TRUE(again.client.negotiated().resumed);
    EXPECT_TRUE(again.server.has_resumed());
    EXPECT_EQ(again.client.negotiated().signature, 0);
  }
}

TEST(TlsResumption, MakesAFullHandshakeWhereTheServerDoesNotResume) {
  TlsServerOptions options;
  options.new_tickets = 1;
  tls::Config config = test::make_tls_config();
  config.sessions = std::make_shared<tls::SessionCache>();
  TlsPair(options, config).connect();
  ASSERT_EQ(config.sessions->size(), 1U);
  options.new_tickets = 0;
  for (const std::uint16_t suite : {std::uint16_t{0x1301}, std::uint16_t{0x1302}}) {  // of another hash, too
    options.suite = suite;
    TlsPair pair(options, config);
    pair.connect();
    expect_traffic(pair);
    EXPECT_FALSE(pair.client.negotiated().resumed);
    EXPECT_EQ(config.sessions->size(), 0U);  // it is of no use
  }
}

TEST(TlsResumption, KeepsNoTicketTooLongToBeSentBack) {
  tls::Config config = test::make_tls_config();
  config.sessions = std::make_shared<tls::SessionCache>();
  TlsPair pair(TlsServerOptions(), config);
  pair.connect();
  for (const std::size_t size : {tls::kMaxTicket, tls::kMaxTicket + 1}) {
    Bytes message = tls::open_message(tls::MessageType::new_session_ticket);
    tls::Writer out(message);
    out.number(3600, 4);
    out.number(0, 4);
    out.vector(1, Bytes{0});
    out.vector(2, Bytes(size));
    out.u16(0);
    tls::close_message(message);
    pair.server.send_message(message);
    pair.exchange();
    EXPECT_EQ(config.sessions->size(), 1U);
  }
  expect_traffic(pair);
}

TEST(TlsResumption, ForgetsASessionThatEndedInAFailure) {
  TlsServerOptions options;
  options.new_tickets = 1;
  tls::Config config = test::make_tls_config();
  config.sessions = std::make_shared<tls::SessionCache>();
  TlsPair(options, config).connect();
  options.edit = [](const std::string& step, base::Bytes& message) {
    if (step == "hello") message[5] ^= 1;
  };
  TlsPair pair(options, config);
  pair.connect();
  EXPECT_EQ(pair.client.state(), State::failed);
  EXPECT_EQ(config.sessions->size(), 0U);
}

// Each handshake of TLS 1.2 brings another ticket.
TEST(TlsResumption12, ResumesASession) {
  TlsServerOptions options = tls12();
  options.new_tickets = 1;
  options.resumes = true;
  tls::Config config = test::make_tls_config();
  config.sessions = std::make_shared<tls::SessionCache>();
  for (int i = 0; i < 3; ++i) {
    TlsPair pair(options, config);
    pair.connect();
    expect_traffic(pair);
    EXPECT_EQ(pair.client.negotiated().resumed, i > 0);
    EXPECT_EQ(pair.server.has_resumed(), i > 0);
    EXPECT_EQ(config.sessions->size(), 1U);
  }
  options.new_tickets = 0;
  TlsPair last(options, config);
  last.connect();
  expect_traffic(last);
  EXPECT_TRUE(last.client.negotiated().resumed);

  options.resumes = false;
  TlsPair full(options, config);
  full.connect();
  expect_traffic(full);
  EXPECT_FALSE(full.client.negotiated().resumed);
  EXPECT_EQ(config.sessions->size(), 0U);
}

TEST(TlsResumption12, TheOrderAndTheRestCount) {
  const struct {
    const char* failure;
    std::vector<std::string> script;
    const char* step;
    std::function<void(Bytes& message)> edit;
  } kCases[] = {
      {"the server sent ChangeCipherSpec out of order", {"hello", "ccs", "finished"}, "", {}},
      {"the server sent Finished out of order", {"hello", "ticket12", "finished"}, "", {}},
      {"the server sent Certificate out of order", {"hello", "certificate"}, "", {}},
      {"the server sent NewSessionTicket out of order", {"hello", "ticket12", "ticket12"}, "", {}},
      {"the server's Finished is wrong: the handshake was altered",
       {},
       "finished",
       [](Bytes& m) { m.back() ^= 1; }},
      {"malformed NewSessionTicket", {}, "ticket12", [](Bytes& m) { m[9] = 5; }},
      {"the server resumes a session by another cipher suite", {}, "hello", [](Bytes& m) { m[72] = 0x2c; }},
      {"the server speaks TLS 1.2 without the extended master secret (RFC 7627)",
       {},
       "hello",
       [](Bytes& m) {
         m.erase(m.begin() + 76, m.begin() + 80);
         m[75] = static_cast<std::uint8_t>(m[75] - 4);
         m[3] = static_cast<std::uint8_t>(m[3] - 4);
       }},
  };
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.failure);
    TlsServerOptions options = tls12();
    options.new_tickets = 1;
    tls::Config config = test::make_tls_config();
    config.sessions = std::make_shared<tls::SessionCache>();
    TlsPair(options, config).connect();
    ASSERT_EQ(config.sessions->size(), 1U);
    options.resumes = true;
    options.script = one.script;
    options.edit = [&](const std::string& step, Bytes& message) {
      if (step == one.step) one.edit(message);
    };
    TlsPair pair(options, config);
    pair.connect();
    EXPECT_EQ(pair.client.failure(), one.failure);
    EXPECT_EQ(config.sessions->size(), 0U);
  }
}

}  // namespace
}  // namespace seiload
