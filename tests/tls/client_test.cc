#include "tls/client.h"

#include <gtest/gtest.h>

#include "support/tls_pair.h"
#include "tls/identity.h"

namespace seiload {
namespace {

using State = tls::Client::State;
using test::TlsPair;
using test::TlsServerOptions;

std::shared_ptr<const tls::Identity> client_identity() {
  auto identity = tls::Identity::from_pem(test::tls_file("client.pem"), "client.pem",
                                          test::tls_file("client.key"), "client.key");
  EXPECT_TRUE(identity);
  return std::make_shared<const tls::Identity>(std::move(identity).value());
}

TlsServerOptions tls12() {
  TlsServerOptions options;
  options.version = tls::kTls12;
  options.suite = 0xc02b;
  return options;
}

// Both ways, more than a record each.
void expect_traffic(TlsPair& pair) {
  ASSERT_EQ(pair.client.state(), State::open) << pair.client.failure();
  ASSERT_TRUE(pair.server.is_open()) << pair.server.trouble();
  const std::string request(40'000, 'q'), response(50'000, 'r');
  pair.client.write(request);
  pair.exchange();
  EXPECT_EQ(pair.server.received(), request);
  pair.server.send(response);
  pair.exchange();
  EXPECT_EQ(pair.received, response);
}

TEST(TlsClient, SpeaksEachSuite) {
  const struct {
    std::uint16_t version, suite;
    const char* key;
    std::uint16_t scheme;
  } kCases[] = {
      {tls::kTls13, 0x1301, "ec", 0x0403},  {tls::kTls13, 0x1302, "ec", 0x0403},
      {tls::kTls13, 0x1303, "ec", 0x0403},  {tls::kTls13, 0x1301, "rsa", 0x0804},
      {tls::kTls13, 0x1302, "rsa", 0x0805}, {tls::kTls13, 0x1303, "rsa", 0x0806},
      {tls::kTls12, 0xc02b, "ec", 0x0403},  {tls::kTls12, 0xc02c, "ec", 0x0403},
      {tls::kTls12, 0xcca9, "ec", 0x0403},  {tls::kTls12, 0xc02f, "rsa", 0x0401},
      {tls::kTls12, 0xc030, "rsa", 0x0804}, {tls::kTls12, 0xcca8, "rsa", 0x0601},
  };
  for (const auto& one : kCases) {
    SCOPED_TRACE(tls::suite_name(one.suite));
    TlsServerOptions options;
    options.version = one.version;
    options.suite = one.suite;
    options.key = one.key;
    options.scheme = one.scheme;
    TlsPair pair(options);
    pair.connect();
    expect_traffic(pair);
    const tls::Negotiated& got = pair.client.negotiated();
    EXPECT_EQ(got.version, one.version);
    EXPECT_EQ(got.suite, one.suite);
    EXPECT_EQ(got.signature, one.scheme);
    EXPECT_EQ(got.group, tls::kX25519);
    EXPECT_EQ(got.protocol, "http/1.1");
    EXPECT_FALSE(got.resumed || got.retried || got.sent_certificate);
  }
}

TEST(TlsClient, TakesP256) {
  for (const std::uint16_t version : {tls::kTls13, tls::kTls12}) {
    TlsServerOptions options = version == tls::kTls12 ? tls12() : TlsServerOptions();
    options.group = tls::kP256;
    TlsPair pair(options);
    pair.connect();
    expect_traffic(pair);
    EXPECT_EQ(pair.client.negotiated().group, tls::kP256);
    EXPECT_EQ(pair.client.negotiated().retried, version == tls::kTls13);
  }
}

TEST(TlsClient, RepeatsACookie) {
  for (const std::uint16_t group : {tls::kP256, tls::kX25519}) {
    TlsServerOptions options;
    options.group = group;
    options.cookie = std::string(300, 'c');
    options.suite = 0x1302;
    TlsPair pair(options);
    pair.connect();
    expect_traffic(pair);
    EXPECT_TRUE(pair.client.negotiated().retried);
  }
}

TEST(TlsClient, TakesBytesAndRecordsOfAnySize) {
  for (const bool is_tls12 : {false, true}) {
    for (const std::size_t piece : {1U, 2U, 7U, 1000U}) {
      TlsServerOptions options = is_tls12 ? tls12() : TlsServerOptions();
      options.fragment = piece;
      TlsPair pair(options);
      pair.piece = piece;
      pair.connect();
      ASSERT_TRUE(pair.is_open()) << pair.client.failure();
      pair.server.send("0123456789", 1);
      pair.exchange();
      EXPECT_EQ(pair.received, "0123456789");
    }
  }
}

TEST(TlsClient, AsksForNoProtocolIfThereIsNone) {
  tls::Config config = test::make_tls_config();
  config.protocols.clear();
  TlsServerOptions options;
  options.protocol.clear();
  TlsPair pair(options, config);
  pair.connect();
  expect_traffic(pair);
  EXPECT_EQ(pair.client.negotiated().protocol, "");
}

TEST(TlsClient, RefusesAnotherProtocol) {
  for (const bool is_tls12 : {false, true}) {
    TlsServerOptions options = is_tls12 ? tls12() : TlsServerOptions();
    options.protocol = "h2";
    TlsPair pair(options);
    pair.connect();
    EXPECT_EQ(pair.client.state(), State::failed);
    EXPECT_EQ(pair.client.failure(), "the server chose a protocol that was not offered: 'h2'");
    EXPECT_EQ(pair.server.alert(), "fatal illegal_parameter");
  }
}

TEST(TlsClient, SendsACertificate) {
  for (const bool is_tls12 : {false, true}) {
    TlsServerOptions options = is_tls12 ? tls12() : TlsServerOptions();
    options.asks_certificate = true;
    tls::Config config = test::make_tls_config();
    TlsPair without(options, config);
    without.connect();
    expect_traffic(without);
    EXPECT_EQ(without.server.client_chain(), 0U);
    EXPECT_FALSE(without.client.negotiated().sent_certificate);

    config.identity = client_identity();
    TlsPair with(options, config);
    with.connect();
    expect_traffic(with);
    EXPECT_EQ(with.server.client_chain(), 1U);
    EXPECT_TRUE(with.client.negotiated().sent_certificate);
  }
}

TEST(TlsClient, UpdatesKeys) {
  TlsPair pair;
  pair.connect();
  pair.server.update_keys(false);
  expect_traffic(pair);
  EXPECT_EQ(pair.server.key_updates(), 0);
  pair.server.update_keys(true);
  pair.server.update_keys(true);
  pair.exchange();
  EXPECT_EQ(pair.server.key_updates(), 0);  // not before there is something to send
  pair.client.write("a");
  pair.exchange();
  EXPECT_EQ(pair.server.key_updates(), 1);
  pair.client.update_keys();
  pair.client.write("b");
  pair.exchange();
  EXPECT_EQ(pair.server.key_updates(), 2);
  EXPECT_TRUE(pair.server.received().ends_with("ab"));
}

TEST(TlsClient, ChangesItsKeyBeforeTheLimit) {
  tls::Config config = test::make_tls_config();
  config.records_per_key = 3;
  TlsPair pair({}, config);
  pair.connect();
  for (int i = 0; i < 10; ++i) pair.client.write("x");
  pair.exchange();
  EXPECT_EQ(pair.server.received(), "xxxxxxxxxx");
  EXPECT_EQ(pair.server.key_updates(), 3);
}

TEST(TlsClient, EndsOneWayAtATime) {
  for (const bool is_tls12 : {false, true}) {
    TlsPair pair(is_tls12 ? tls12() : TlsServerOptions());
    pair.connect();
    pair.server.send("last");
    pair.server.close();
    pair.exchange();
    EXPECT_EQ(pair.received, "last");
    EXPECT_EQ(pair.client.state(), State::ended);
    pair.client.write("more");
    pair.client.close_notify();
    pair.client.close_notify();
    pair.exchange();
    EXPECT_EQ(pair.server.received(), "more");
    EXPECT_TRUE(pair.server.was_closed());
    pair.client.end_of_bytes();
    EXPECT_EQ(pair.client.state(), State::ended);
    EXPECT_FALSE(pair.client.is_truncated());
  }
}

TEST(TlsClient, SeesATruncation) {
  TlsPair pair;
  pair.connect();
  pair.server.send("half");
  pair.exchange();
  pair.client.end_of_bytes();
  EXPECT_EQ(pair.client.state(), State::failed);
  EXPECT_TRUE(pair.client.is_truncated());
  EXPECT_EQ(pair.client.failure(), "the server closed the connection without TLS's close_notify");

  TlsPair early;
  early.client.start(early.now);
  early.client.end_of_bytes();
  EXPECT_EQ(early.client.state(), State::failed);
  EXPECT_FALSE(early.client.is_truncated());
  EXPECT_EQ(early.client.failure(), "the server closed the connection during the TLS handshake");
}

TEST(TlsClient, SaysWhatAnAlertMeans) {
  TlsPair pair;
  pair.client.start(pair.now);
  pair.to_client(std::string("\x15\x03\x01\x00\x02\x02\x28", 7));
  EXPECT_EQ(pair.client.failure(), "the server refused the handshake: handshake_failure (alert 40)");
  EXPECT_EQ(pair.client.state(), State::failed);

  TlsPair open;
  open.connect();
  open.server.send_record(tls::ContentType::alert, base::Bytes{2, 116});
  open.exchange();
  EXPECT_EQ(open.client.failure(), "the server ended the connection: certificate_required (alert 116)");
}

TEST(TlsClient, SaysThatAServerDoesNotSpeakTls) {
  TlsPair pair;
  pair.client.start(pair.now);
  pair.to_client("HTTP/1.1 400 Bad\r\n\r\n");
  EXPECT_EQ(pair.client.failure(),
            "the server does not speak TLS: its answer begins with 'HTTP/1.1 400 Bad\\x0d\\x0a\\x0d\\x0a'");
}

TEST(TlsClient, RefusesACertificateForAnotherName) {
  for (const bool is_tls12 : {false, true}) {
    tls::Config config = test::make_tls_config();
    config.server_name = "rpc.example.com";
    TlsPair pair(is_tls12 ? tls12() : TlsServerOptions(), config);
    pair.connect();
    EXPECT_EQ(pair.client.state(), State::failed);
    EXPECT_NE(pair.client.failure().find("rpc.example.com"), std::string::npos) << pair.client.failure();
    EXPECT_EQ(pair.server.alert(), "fatal bad_certificate");
    EXPECT_FALSE(pair.server.is_open());
  }
}

TEST(TlsClient, StartsAgain) {
  TlsPair pair;
  pair.connect();
  expect_traffic(pair);
  pair.client.reset();
  EXPECT_EQ(pair.client.state(), State::idle);
  EXPECT_EQ(pair.client.out(), "");
  TlsPair other;
  pair.client.start(pair.now);
  other.server.receive(pair.client.out());
  pair.client.drop_out(pair.client.out().size());
  pair.to_client(other.server.take_out());
  EXPECT_EQ(pair.client.state(), State::open) << pair.client.failure();
}

TEST(TlsClient, RenegotiatesNever) {
  TlsPair pair(tls12());
  pair.connect();
  pair.server.send_message({0, 0, 0, 0});
  pair.exchange();
  EXPECT_EQ(pair.server.alert(), "warning no_renegotiation");
  expect_traffic(pair);
}

TEST(TlsClient, AnswersFewOfManyRequestsToRenegotiate) {
  TlsPair pair(tls12());
  pair.connect();
  pair.server.send_message(base::Bytes(4 * 4000));
  pair.to_client(pair.server.take_out());
  EXPECT_LT(pair.client.out().size(), 1000U);
  expect_traffic(pair);
}

TEST(TlsClient, RefusesACookieTooLongToBeSentBack) {
  for (const bool is_long : {false, true}) {
    TlsServerOptions options;
    options.group = tls::kP256;
    options.cookie = std::string((32 << 10) + (is_long ? 1 : 0), 'c');
    TlsPair pair(options);
    pair.connect();
    EXPECT_EQ(pair.is_open(), !is_long) << pair.server.trouble();
    EXPECT_EQ(pair.client.failure(),
              is_long ? "the HelloRetryRequest has a cookie that does not fit into a ClientHello" : "");
  }
}

}  // namespace
}  // namespace seiload
