// What a client says to each mistake of a server.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/tls_pair.h"
#include "tls/wire.h"

namespace seiload {
namespace {

using base::Bytes;
using test::TlsPair;
using test::TlsServerOptions;

TlsServerOptions options_of(std::uint16_t version) {
  TlsServerOptions options;
  options.version = version;
  options.suite = version == tls::kTls12 ? 0xc02b : 0x1301;
  return options;
}

class TlsRefusal : public testing::TestWithParam<std::uint16_t> {};
INSTANTIATE_TEST_SUITE_P(Versions, TlsRefusal, testing::Values(tls::kTls13, tls::kTls12),
                         [](const auto& one) { return one.param == tls::kTls13 ? "Tls13" : "Tls12"; });

TEST_P(TlsRefusal, AfterTheHandshake) {
  const bool is_tls13 = GetParam() == tls::kTls13;
  const struct {
    tls::ContentType type;
    Bytes bytes;
    const char* failure;
    bool tls13_only;
  } kCases[] = {
      {tls::ContentType::handshake, {}, "the server sent an empty record", false},
      {tls::ContentType::alert, {1}, "malformed alert", false},
      {tls::ContentType::alert, {1, 0, 0}, "malformed alert", false},
      {tls::ContentType::handshake, {20, 0, 0, 0}, "the server sent Finished out of order", false},
      {tls::ContentType::handshake, {13, 0, 0, 0}, "the server sent CertificateRequest out of order", false},
      {tls::ContentType::handshake,
       {99, 0, 0, 0},
       "the server sent a message of unknown type 99 out of order",
       false},
      {tls::ContentType::handshake,
       {4, 255, 255, 255},
       "a handshake message of the server is too long",
       false},
      {tls::ContentType::handshake, {24, 0, 0, 1, 2}, "KeyUpdate has an unknown request", true},
      {tls::ContentType::handshake, {24, 0, 0, 2, 0, 0}, "malformed KeyUpdate", true},
      {tls::ContentType::handshake,
       {24, 0, 0, 1, 0, 4},
       "the server sent more in the record of its KeyUpdate",
       true},
      {tls::ContentType::handshake, {4, 0, 0, 0}, "malformed NewSessionTicket", true},
      {tls::ContentType::change_cipher_spec,
       {1},
       is_tls13 ? "a record of the server has an unknown content type"
                : "the server sent ChangeCipherSpec out of order",
       false},
      {static_cast<tls::ContentType>(24),
       {1},
       is_tls13 ? "a record of the server has an unknown content type"
                : "what the server sent is not a record of TLS",
       false},
  };
  for (const auto& one : kCases) {
    if (one.tls13_only && !is_tls13) continue;
    SCOPED_TRACE(one.failure);
    TlsPair pair(options_of(GetParam()));
    pair.connect();
    pair.server.send_record(one.type, one.bytes);
    pair.exchange();
    EXPECT_EQ(pair.client.failure(), one.failure);
    EXPECT_TRUE(pair.server.alert().starts_with("fatal ")) << pair.server.alert();
  }
  TlsPair within(options_of(GetParam()));
  within.connect();
  within.server.send_record(tls::ContentType::handshake, Bytes{4, 0, 0});
  within.server.send("x");
  within.exchange();
  EXPECT_EQ(within.client.failure(), "the server sent another record within a handshake message");
  EXPECT_EQ(within.received, "");
}

// A ServerHello, made by hand after the good one.
using Edit = std::function<void(Bytes& message)>;

void put_extension(Bytes& message, std::uint16_t type, const Bytes& body) {
  const std::size_t list = 4 + 2 + 32 + 1 + message[38] + 3;
  tls::Writer out(message);
  out.u16(type);
  out.vector(2, body);
  out.close({list, 2});
  tls::close_message(message);
}

TEST(TlsRefusal13, OfAServerHello) {
  const std::size_t suite = 4 + 2 + 32 + 1 + 32;
  const struct {
    const char* failure;
    Edit edit;
  } kCases[] = {
      {"the server speaks only a version of TLS before 1.2", [](Bytes& m) { m[5] = 1; }},
      {"the server chose an unknown version of TLS", [](Bytes& m) { m[5] = 4; }},
      {"the server does not repeat the session id", [](Bytes& m) { m[39] ^= 1; }},
      {"the server chose a cipher suite that was not offered", [=](Bytes& m) { m[suite + 1] = 4; }},
      {"the server chose a cipher suite that was not offered",
       [=](Bytes& m) { m[suite] = 0xc0, m[suite + 1] = 0x2b; }},
      {"the server chose a compression", [=](Bytes& m) { m[suite + 2] = 1; }},
      {"the server chose a version of TLS that was not offered", [=](Bytes& m) { m[suite + 10] = 5; }},
      {"ServerHello has extension 43 twice",
       [](Bytes& m) {
         put_extension(m, 43, {3, 4});
       }},
      {"extension 16 does not belong in ServerHello", [](Bytes& m) { put_extension(m, 16, {}); }},
      {"ServerHello has extension 5, which was not asked for", [](Bytes& m) { put_extension(m, 5, {}); }},
      {"the server resumes a session that was not offered",
       [](Bytes& m) {
         put_extension(m, 41, {0, 0});
       }},
      {"extension 44 does not belong in ServerHello",
       [](Bytes& m) {
         put_extension(m, 44, {0, 1, 1});
       }},
      {"the server chose a group that has no key share", [=](Bytes& m) { m[suite + 16] = 23; }},
      {"the server's key share is not a point of its group",
       [=](Bytes& m) { std::fill(m.end() - 32, m.end(), std::uint8_t{0}); }},
  };
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.failure);
    TlsServerOptions options;
    options.edit = [&](const std::string& step, Bytes& message) {
      if (step == "hello") one.edit(message);
    };
    TlsPair pair(options);
    pair.connect();
    EXPECT_EQ(pair.client.failure(), one.failure);
  }
}

TEST(TlsRefusal13, OfARetry) {
  const std::size_t suite = 4 + 2 + 32 + 1 + 32;
  const struct {
    const char* failure;
    const char* step;
    Edit edit;
  } kCases[] = {
      {"the HelloRetryRequest asks for the same group", "retry", [](Bytes& m) { m.back() = 29; }},
      {"the server wants a group that was not offered", "retry", [](Bytes& m) { m.back() = 24; }},
      {"the HelloRetryRequest would change nothing", "retry",
       [](Bytes& m) {
         m.resize(m.size() - 6);
         m[suite + 4] = 6;
         tls::close_message(m);
       }},
      {"extension 41 does not belong in ServerHello", "retry",
       [](Bytes& m) {
         put_extension(m, 41, {0, 0});
       }},
      {"the server changed the cipher suite after its HelloRetryRequest", "hello",
       [](Bytes& m) { m[suite + 1] = 3; }},
      {"the server chose a group that has no key share", "hello", [](Bytes& m) { m[suite + 16] = 29; }},
  };
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.failure);
    TlsServerOptions options;
    options.group = tls::kP256;
    options.edit = [&](const std::string& step, Bytes& message) {
      if (step == one.step) one.edit(message);
    };
    TlsPair pair(options);
    pair.connect();
    EXPECT_EQ(pair.client.failure(), one.failure);
  }
}

TEST(TlsRefusal13, OfASecondRetry) {
  TlsServerOptions options;
  options.group = tls::kP256;
  Bytes retry;
  options.edit = [&](const std::string& step, Bytes& message) {
    if (step == "retry") retry = message;
    if (step == "hello") message = retry;
  };
  TlsPair pair(options);
  pair.connect();
  EXPECT_EQ(pair.client.failure(), "the server sent a second HelloRetryRequest");
}

TEST(TlsRefusal13, OfTheRest) {
  const struct {
    const char* failure;
    const char* step;
    Edit edit;
  } kCases[] = {
      {"EncryptedExtensions has extension 42, which was not asked for", "extensions",
       [](Bytes& m) { m = {8, 0, 0, 6, 0, 4, 0, 42, 0, 0}; }},
      {"extension 51 does not belong in EncryptedExtensions", "extensions",
       [](Bytes& m) { m = {8, 0, 0, 6, 0, 4, 0, 51, 0, 0}; }},
      {"EncryptedExtensions has extension 0 twice", "extensions",
       [](Bytes& m) { m = {8, 0, 0, 10, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0}; }},
      {"the server's record size limit is less than 64 bytes", "extensions",
       [](Bytes& m) { m = {8, 0, 0, 8, 0, 6, 0, 28, 0, 2, 0, 63}; }},
      {"the server sent no certificate", "certificate", [](Bytes& m) { m = {11, 0, 0, 4, 0, 0, 0, 0}; }},
      {"the server's certificate answers a request that was not made", "certificate",
       [](Bytes& m) { m = {11, 0, 0, 5, 1, 1, 0, 0, 0}; }},
      {"the server signed by an algorithm that was not offered", "verify",
       [](Bytes& m) { m[4] = 2, m[5] = 3; }},
      {"the server signed by an algorithm that was not offered", "verify",  // PKCS#1
       [](Bytes& m) { m[4] = 4, m[5] = 1; }},
      {"the server's signature does not fit its certificate (EC P-256)", "verify",
       [](Bytes& m) { m.back() ^= 1; }},
      {"the server's signature does not fit its certificate (EC P-256)", "verify",  // another kind of key
       [](Bytes& m) { m[4] = 8, m[5] = 4; }},
      {"the server's Finished is wrong: the handshake was altered", "finished",
       [](Bytes& m) { m.back() ^= 1; }},
      {"malformed Finished", "finished",
       [](Bytes& m) {
         m.pop_back();
         m[3] = 31;
       }},
      {"CertificateRequest has no signature algorithms", "request",
       [](Bytes& m) { m = {13, 0, 0, 3, 0, 0, 0}; }},
      {"CertificateRequest has a context within the handshake", "request",
       [](Bytes& m) { m = {13, 0, 0, 4, 1, 1, 0, 0}; }},
  };
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.failure);
    TlsServerOptions options;
    options.asks_certificate = true;
    options.edit = [&](const std::string& step, Bytes& message) {
      if (step == one.step) one.edit(message);
    };
    TlsPair pair(options);
    pair.connect();
    EXPECT_EQ(pair.client.failure(), one.failure);
    EXPECT_EQ(pair.server.trouble(), "");  // the alert could be read
    EXPECT_TRUE(pair.server.alert().starts_with("fatal ")) << pair.server.alert();
  }
}

TEST(TlsRefusal13, OfMoreInTheRecordOfAServerHello) {
  TlsServerOptions options;
  options.edit = [](const std::string& step, Bytes& message) {
    if (step == "hello") base::append(message, Bytes{8, 0, 0, 2, 0, 0});
  };
  TlsPair pair(options);
  pair.connect();
  EXPECT_EQ(pair.client.failure(), "the server sent more in the record of its ServerHello");
}

TEST(TlsRefusal12, OfEachMessage) {
  const std::size_t suite = 4 + 2 + 32 + 1;
  const auto without = [=](std::uint16_t type, std::size_t size) {
    return [=](Bytes& m) {  // the extension becomes GREASE of the same size: it is taken out
      for (std::size_t at = suite + 5; at + 4 <= m.size(); at += 4U + m[at + 3])
        if ((m[at] << 8 | m[at + 1]) == type) {
          m.erase(m.begin() + static_cast<long>(at), m.begin() + static_cast<long>(at + size));
          break;
        }
      tls::Writer(m).close({suite + 3, 2});
      tls::close_message(m);
    };
  };
  const struct {
    const char* failure;
    const char* step;
    Edit edit;
  } kCases[] = {
      {"the server speaks TLS 1.3, but was made to believe that this client does not", "hello",
       [](Bytes& m) { std::ranges::copy(std::string("DOWNGRD\1"), m.begin() + 30); }},
      {"the server speaks TLS 1.3, but was made to believe that this client does not", "hello",
       [](Bytes& m) { std::ranges::copy(std::string("DOWNGRD\0", 8), m.begin() + 30); }},
      {"the server speaks TLS 1.2 without the extended master secret (RFC 7627)", "hello", without(23, 4)},
      {"the server speaks TLS 1.2 without secure renegotiation (RFC 5746)", "hello", without(0xff01, 5)},
      {"the server takes this for a renegotiation", "hello",
       [=](Bytes& m) {
         without(0xff01, 5)(m);
         m.insert(m.end(), {0xff, 1, 0, 2, 1, 7});
         tls::Writer(m).close({suite + 3, 2});
         tls::close_message(m);
       }},
      {"the server does not take uncompressed points", "hello",
       [=](Bytes& m) {
         without(11, 6)(m);
         m.insert(m.end(), {0, 11, 0, 2, 1, 1});
         tls::Writer(m).close({suite + 3, 2});
         tls::close_message(m);
       }},
      {"the server chose a cipher suite that was not offered", "hello",  // CBC
       [=](Bytes& m) { m[suite] = 0xc0, m[suite + 1] = 0x23; }},
      {"the server chose a cipher suite that was not offered", "hello",  // of TLS 1.3
       [=](Bytes& m) { m[suite] = 0x13, m[suite + 1] = 1; }},
      {"the server's key (EC P-256) does not fit its cipher suite", "hello",
       [=](Bytes& m) { m[suite + 1] = 0x2f; }},
      {"ServerKeyExchange has no named curve", "exchange", [](Bytes& m) { m[4] = 1; }},
      {"the server chose a group that was not offered", "exchange", [](Bytes& m) { m[6] = 24; }},
      {"the server signed by an algorithm that was not offered", "exchange",
       [](Bytes& m) { m[40] = 2, m[41] = 3; }},
      {"the server's signature does not fit its certificate (EC P-256)", "exchange",
       [](Bytes& m) { m[20] ^= 1; }},
      {"the server's Finished is wrong: the handshake was altered", "finished",
       [](Bytes& m) { m.back() ^= 1; }},
      {"malformed ServerHelloDone", "done",
       [](Bytes& m) {
         m = {14, 0, 0, 1, 0};
       }},
  };
  for (const auto& one : kCases) {
    SCOPED_TRACE(one.failure);
    TlsServerOptions options = options_of(tls::kTls12);
    options.edit = [&](const std::string& step, Bytes& message) {
      if (step == one.step) one.edit(message);
    };
    TlsPair pair(options);
    pair.connect();
    EXPECT_EQ(pair.client.failure(), one.failure);
  }
}

TEST(TlsRefusal12, OfTheVersion) {
  tls::Config config = test::make_tls_config();
  config.allow_tls12 = false;
  TlsPair pair(options_of(tls::kTls12), config);
  pair.connect();
  EXPECT_EQ(pair.client.failure(), "the server does not speak TLS 1.3");
  EXPECT_EQ(pair.server.alert(), "fatal protocol_version");
}

}  // namespace
}  // namespace seiload
