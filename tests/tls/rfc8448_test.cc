// RFC 8448's traces, byte for byte where the input is ours to give: from the hellos of the trace on. (Its
// ClientHello has other extensions than ours, so the client's own is not compared.)
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "base/hex.h"
#include "support/tls_pair.h"
#include "tls/handshake13.h"
#include "tls/hello.h"

namespace seiload {
namespace {

using base::Bytes;
using base::ByteSpan;

const Bytes& trace(const std::string& name) {
  static const std::map<std::string, Bytes> all = [] {
    std::map<std::string, Bytes> out;
    std::ifstream file("tests/data/rfc8448/traces.txt");
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with('#')) continue;
      std::istringstream words(line);
      std::string section, key, digits;
      words >> section >> key >> digits;
      out.emplace(section + ' ' + key, base::decode_hex_digits(digits).value());
    }
    return out;
  }();
  return all.at(name);
}

ByteSpan message_of(const std::string& name) { return ByteSpan(trace(name)).subspan(tls::kRecordHeader); }

tls::Config trace_config(const std::string& section) {
  tls::Trust trust;
  trust.accept_anybody();  // RSA with 1,024 bits, no name
  tls::Config config;
  config.server_name = "server";
  config.trust = std::make_shared<const tls::Trust>(std::move(trust));
  config.entropy = [key = trace(section + " client_key")](std::span<std::uint8_t> out) {
    ASSERT_EQ(out.size(), key.size());
    std::ranges::copy(key, out.begin());
  };
  return config;
}

// A client that has sent the trace's last ClientHello.
struct TracedClient {
  TracedClient(const std::string& section_number, std::uint16_t group)
      : section(section_number), config(trace_config(section)), now(config, records, negotiated) {
    now.now = test::kTlsNow;
    now.share.emplace(group, config.entropy);
    // A ClientHello of TLS 1.3 is the trace's own: no bytes of ours are to be seen.
    records.write(tls::ContentType::change_cipher_spec, Bytes{1});
    records.drop_out(records.out().size());
  }

  std::string name(const std::string& key) const { return section + ' ' + key; }

  void feed(const std::string& key) {
    records.feed(trace(name(key)));
    for (;;) {
      std::optional<tls::Record> record;
      const tls::Step bad = records.next(record);
      ASSERT_FALSE(bad) << bad->text;
      if (!record) return;
      if (record->type == tls::ContentType::change_cipher_spec) continue;
      last.assign(record->bytes.begin(), record->bytes.end());
      if (record->type != tls::ContentType::handshake) continue;
      for (ByteSpan rest = record->bytes; !rest.empty() && !(handshake && done);) {
        const std::size_t size = 4U + static_cast<std::size_t>(rest[1] << 16 | rest[2] << 8 | rest[3]);
        ASSERT_LE(size, rest.size());
        take(rest.first(size), size == rest.size());
        rest = rest.subspan(size);
      }
    }
  }

  void take(ByteSpan message, bool ends_record) {
    const tls::Step step =
        handshake ? handshake->on_message(static_cast<tls::MessageType>(message[0]), message, ends_record)
                  : hello.on_server_hello(message, ends_record, handshake);
    ASSERT_FALSE(step) << step->text;
    done = handshake && handshake->is_done();
  }

  // What was sent, as hexadecimal text.
  std::string sent() {
    const std::string out(records.out());
    records.drop_out(out.size());
    return base::to_hex(base::as_bytes(out));
  }
  std::string want(const std::string& key) const { return base::to_hex(trace(name(key))); }

  const std::string section;
  const tls::Config config;
  tls::RecordLayer records;
  tls::Negotiated negotiated;
  tls::Handshaking now;
  tls::Hello hello{now};
  std::unique_ptr<tls::Handshake> handshake;
  bool done = false;
  Bytes last;  // content of the last record
};

TEST(Rfc8448, SimpleHandshake) {
  TracedClient client("3", tls::kX25519);
  client.now.transcript.add(message_of("3 client_hello"));
  client.feed("server_hello");
  client.feed("server_flight");
  ASSERT_TRUE(client.done);
  EXPECT_EQ(client.sent(), client.want("client_finished"));
  EXPECT_EQ(client.negotiated.signature, 0x0804);

  client.feed("ticket_record");
  tls::NewSessionTicket ticket;
  ASSERT_FALSE(tls::parse_new_session_ticket(ByteSpan(client.last).subspan(4), ticket));
  EXPECT_EQ(base::to_hex(ticket.ticket), client.want("ticket"));
  EXPECT_EQ(ticket.lifetime_s, 30U);
  EXPECT_EQ(ticket.age_add, 0xfad6aac5U);
  const auto& traffic = static_cast<tls::Handshake13&>(*client.handshake).traffic();
  const auto psk = tls::ticket_key(traffic.suite->hash, traffic.resumption, ticket.nonce);
  EXPECT_EQ(base::to_hex(psk.span()), client.want("psk"));

  client.records.write(tls::ContentType::application_data, trace("3 data"));
  EXPECT_EQ(client.sent(), client.want("client_data"));
  client.feed("server_data");
  EXPECT_EQ(client.last, trace("3 data"));
  client.records.write(tls::ContentType::alert, Bytes{1, 0});
  EXPECT_EQ(client.sent(), client.want("client_close"));
  client.feed("server_close");
  EXPECT_EQ(client.last, (Bytes{1, 0}));
}

TEST(Rfc8448, Binder) {
  const ByteSpan hello = message_of("4 client_hello");
  const auto& psk = trace("3 psk");
  const auto hash = crypto::HashAlgorithm::sha256;
  const auto key = tls::KeySchedule(hash, psk).derive("res binder", crypto::hash(hash, {}).span());
  const auto mac = tls::finished_mac(hash, key, crypto::hash(hash, hello.first(hello.size() - 35)).span());
  EXPECT_EQ(base::to_hex(mac.span()), base::to_hex(hello.last(32)));
}

TEST(Rfc8448, HelloRetryRequest) {
  TracedClient client("5", tls::kP256);
  client.now.suite = tls::find_suite(0x1301);
  client.negotiated.retried = true;
  client.now.transcript.add(message_of("5 client_hello"));
  client.now.transcript.choose(client.now.suite->hash, false);
  client.now.transcript.retry();
  client.now.transcript.add(message_of("5 retry"));
  client.now.transcript.add(message_of("5 second_client_hello"));
  client.feed("server_hello");
  client.feed("server_flight");
  ASSERT_TRUE(client.done);
  EXPECT_EQ(client.sent(), client.want("client_finished"));
  client.records.write(tls::ContentType::alert, Bytes{1, 0});
  EXPECT_EQ(client.sent(), client.want("client_close"));
  client.feed("server_close");
  EXPECT_EQ(client.last, (Bytes{1, 0}));

  tls::ServerHello retry;
  ASSERT_FALSE(tls::parse_server_hello(message_of("5 retry").subspan(4), retry));
  EXPECT_TRUE(retry.is_retry);
  EXPECT_EQ(retry.group, tls::kP256);
  EXPECT_EQ(retry.cookie->size(), 114U);
}

// Up to the certificate that is asked for: ECDSA, a CertificateRequest, the server's Finished.
TEST(Rfc8448, ClientAuthentication) {
  TracedClient client("6", tls::kX25519);
  client.now.transcript.add(message_of("6 client_hello"));
  client.feed("server_hello");
  client.feed("server_flight");
  EXPECT_TRUE(client.done);
  EXPECT_EQ(client.negotiated.signature, 0x0403);
}

TEST(Rfc8448, MiddleboxCompatibility) {
  TracedClient client("7", tls::kX25519);
  client.now.session_id = trace("7 session_id");
  client.now.transcript.add(message_of("7 client_hello"));
  client.feed("server_hello");
  client.feed("server_flight");
  ASSERT_TRUE(client.done);
  EXPECT_EQ(client.sent(), client.want("client_finished"));
  client.records.write(tls::ContentType::alert, Bytes{1, 0});
  EXPECT_EQ(client.sent(), client.want("client_close"));
  client.feed("server_close");
  EXPECT_EQ(client.last, (Bytes{1, 0}));
}

}  // namespace
}  // namespace seiload
