// A server that misbehaves, and a network that alters what goes by: the client never opens then, nothing is
// delivered, and it says why.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "support/tls_pair.h"
#include "tls/wire.h"

namespace seiload {
namespace {

using State = tls::Client::State;
using base::Bytes;
using test::TlsPair;
using test::TlsServerOptions;

TlsServerOptions options_of(std::uint16_t version) {
  TlsServerOptions options;
  options.version = version;
  options.suite = version == tls::kTls12 ? 0xc02b : 0x1301;
  return options;
}

void expect_refused(TlsPair& pair, bool may_wait = false) {
  EXPECT_FALSE(pair.is_open());
  EXPECT_EQ(pair.received, "");
  if (may_wait && pair.client.state() == State::handshaking) pair.client.end_of_bytes();
  EXPECT_EQ(pair.client.state(), State::failed);
  EXPECT_NE(pair.client.failure(), "");
}

// What a server sends in a good handshake, which is the same each time.
std::string recorded_flight(std::uint16_t version) {
  TlsPair pair(options_of(version));
  pair.connect();
  EXPECT_TRUE(pair.is_open()) << pair.client.failure();
  return pair.to_client_log;
}

class HostileTls : public testing::TestWithParam<std::uint16_t> {};
INSTANTIATE_TEST_SUITE_P(Versions, HostileTls, testing::Values(tls::kTls13, tls::kTls12),
                         [](const auto& one) { return one.param == tls::kTls13 ? "Tls13" : "Tls12"; });

TEST_P(HostileTls, EachFlippedByteOfTheFlightIsSeen) {
  const std::string flight = recorded_flight(GetParam());
  for (std::size_t i = 0; i < flight.size(); ++i) {
    SCOPED_TRACE(i);
    std::string altered = flight;
    altered[i] = static_cast<char>(altered[i] ^ 1 << (i % 8));
    TlsPair pair(options_of(GetParam()));
    pair.client.start(pair.now);
    pair.to_client(altered);
    expect_refused(pair, true);
  }
}

TEST_P(HostileTls, TheWholeFlightIsNeeded) {
  const std::string flight = recorded_flight(GetParam());
  TlsPair whole(options_of(GetParam()));
  whole.client.start(whole.now);
  for (std::size_t i = 0; i + 1 < flight.size(); ++i) {
    whole.to_client(flight.substr(i, 1));
    ASSERT_EQ(whole.client.state(), State::handshaking) << i;
  }
  whole.to_client(flight.substr(flight.size() - 1));
  EXPECT_TRUE(whole.is_open());

  for (std::size_t i = 0; i < flight.size(); i += 17) {
    TlsPair pair(options_of(GetParam()));
    pair.client.start(pair.now);
    pair.to_client(flight.substr(0, i));
    pair.client.end_of_bytes();
    EXPECT_EQ(pair.client.failure(), "the server closed the connection during the TLS handshake");
  }
}

// All ways to leave one message out, to send it twice, to swap two, to put in one that does not belong there.
TEST_P(HostileTls, MessagesComeInTheirOrder) {
  const bool is_tls13 = GetParam() == tls::kTls13;
  using Script = std::vector<std::string>;
  const Script good =
      is_tls13 ? Script{"hello", "extensions", "request", "certificate", "verify", "finished"}
               : Script{"hello", "certificate", "exchange", "request", "done", "wait", "ccs", "finished"};
  std::vector<Script> bad;
  for (std::size_t i = 0; i < good.size(); ++i) {
    if (good[i] == "wait") continue;
    Script script = good;
    script.erase(script.begin() + static_cast<long>(i));
    if (good[i] != "request") bad.push_back(script);
    script = good;
    script.insert(script.begin() + static_cast<long>(i), good[i]);
    bad.push_back(script);
    for (std::size_t j = i + 1; j < good.size(); ++j) {
      script = good;
      std::swap(script[i], script[j]);
      if (good[j] != "wait") bad.push_back(script);
    }
    for (const char* other : {"request-hello", "ticket", "retry"}) {
      script = good;
      script.insert(script.begin() + static_cast<long>(i), other);
      bad.push_back(script);
    }
    for (const char* other : {"exchange", "done", "extensions", "verify"}) {
      if (std::ranges::find(good, other) != good.end()) continue;
      script = good;
      script.insert(script.begin() + static_cast<long>(i), other);
      bad.push_back(script);
    }
  }
  for (const Script& script : bad) {
    std::string text;
    for (const std::string& step : script) text += step + ' ';
    SCOPED_TRACE(text);
    TlsServerOptions options = options_of(GetParam());
    options.script = script;
    TlsPair pair(options);
    pair.connect();
    expect_refused(pair, true);
  }
}

// Each byte of each message, but those of the certificate itself, one more, one less, and far off: by a
// server that signs and hashes what it really sends.
TEST_P(HostileTls, EachByteOfAMessageCounts) {
  const bool is_tls13 = GetParam() == tls::kTls13;
  std::map<std::string, std::size_t> sizes;
  TlsServerOptions options = options_of(GetParam());
  options.asks_certificate = true;
  options.edit = [&](const std::string& step, Bytes& message) { sizes[step] = message.size(); };
  TlsPair good(options);
  good.connect();
  ASSERT_TRUE(good.is_open()) << good.client.failure();
  ASSERT_GE(sizes.size(), 6U);

  // What a server may choose as it likes: its random, the schemes and types it takes.
  const auto is_free = [&](const std::string& step, std::size_t at, std::size_t size) {
    if (step == "hello") return is_tls13 && at >= 6 && at < 38;
    if (step == "request") return is_tls13 ? at >= size - 2 : at == 5 || at == 8 || at == 9;
    return false;
  };
  for (const auto& [step, size] : sizes) {
    for (std::size_t at = 0; at < size; ++at) {
      // The highest bit of an X25519 share is not looked at (RFC 7748, 5).
      if (is_free(step, at, size) || (step == "hello" && is_tls13 && at + 1 == size) ||
          (step == "certificate" && at > 16 && at + 4 < size))
        continue;
      for (const int change : {1, 255, 128}) {
        SCOPED_TRACE(base::cat(step, " byte ", at, " + ", change));
        options.edit = [&, wanted = step](const std::string& now, Bytes& message) {
          if (now == wanted && at < message.size())
            message[at] = static_cast<std::uint8_t>(message[at] + change);
        };
        TlsPair pair(options);
        pair.connect();
        expect_refused(pair, true);
      }
    }
  }
}

// A message cut short, or with a byte after its end, whose header says so.
TEST_P(HostileTls, AMessageIsNeitherShorterNorLonger) {
  TlsServerOptions options = options_of(GetParam());
  options.asks_certificate = true;
  std::map<std::string, std::size_t> sizes;
  options.edit = [&](const std::string& step, Bytes& message) { sizes[step] = message.size(); };
  TlsPair(options).connect();
  for (const auto& [step, size] : sizes) {
    for (std::size_t left = 0; left <= size - 3; ++left) {
      if (left == size - 4) continue;  // as it is
      SCOPED_TRACE(base::cat(step, " of ", left, " bytes"));
      options.edit = [&, wanted = step](const std::string& now, Bytes& message) {
        if (now != wanted) return;
        message.resize(4 + left);
        tls::close_message(message);
      };
      TlsPair pair(options);
      pair.connect();
      expect_refused(pair, true);
      if (step == "certificate" && left > 20 && left + 40 < size) left += 30;
    }
  }
}

TEST_P(HostileTls, NothingIsDeliveredBeforeTheServerIsKnown) {
  TlsPair pair(options_of(GetParam()));
  pair.client.start(pair.now);
  pair.to_client(std::string("\x17\x03\x03\x00\x05hello", 10));
  expect_refused(pair);
}

TEST_P(HostileTls, AnOpenConnectionTakesNoAlteredRecord) {
  TlsPair first(options_of(GetParam()));
  first.connect();
  first.server.send("secret");
  const std::string record = first.server.take_out();
  for (std::size_t i = 0; i < record.size(); ++i) {
    TlsPair pair(options_of(GetParam()));
    pair.connect();
    std::string altered = record;
    altered[i] = static_cast<char>(altered[i] ^ 0x40);
    pair.to_client(altered);
    if (pair.is_open()) pair.client.end_of_bytes();  // it waits for the rest
    expect_refused(pair);
  }
  // Nor the same one twice, nor one that is missing.
  TlsPair twice(options_of(GetParam()));
  twice.connect();
  twice.to_client(record);
  EXPECT_EQ(twice.received, "secret");
  twice.to_client(record);
  EXPECT_EQ(twice.received, "secret");
  EXPECT_EQ(twice.client.failure(), "a record of the server was altered on its way");
  first.server.send("more");
  TlsPair skipped(options_of(GetParam()));
  skipped.connect();
  skipped.to_client(first.server.take_out());
  EXPECT_EQ(skipped.client.failure(), "a record of the server was altered on its way");
}

TEST_P(HostileTls, RecordsWithoutContentEnd) {
  for (const auto type : {tls::ContentType::application_data, tls::ContentType::alert}) {
    TlsPair pair(options_of(GetParam()));
    pair.connect();
    const Bytes content = type == tls::ContentType::alert ? Bytes{1, 90} : Bytes();
    for (int i = 0; i < 64; ++i) pair.server.send_record(type, content);
    pair.exchange();
    EXPECT_TRUE(pair.is_open()) << pair.client.failure();
    pair.server.send_record(type, content);
    pair.exchange();
    EXPECT_EQ(pair.client.failure(), "the server sends record after record without any content");
  }
}

TEST(HostileTls13, TicketsAndKeyUpdatesEnd) {
  tls::Config config = test::make_tls_config();
  config.sessions = std::make_shared<tls::SessionCache>();
  TlsPair tickets({}, config);
  tickets.connect();
  for (int i = 0; i < 65; ++i) tickets.server.send_ticket();
  tickets.exchange();
  EXPECT_EQ(tickets.client.failure(), "the server sends record after record without any content");
  EXPECT_LE(config.sessions->size(), tls::SessionCache::kMaxSessions);

  TlsPair updates;
  updates.connect();
  for (int i = 0; i < 65; ++i) updates.server.update_keys(true);
  updates.exchange();
  EXPECT_EQ(updates.client.failure(), "the server sends record after record without any content");
  EXPECT_LT(updates.client.out().size(), 1000U);
}

TEST(HostileTls13, AnUnprotectedRecordIsNotTaken) {
  TlsPair pair;
  pair.connect();
  pair.to_client(std::string("\x15\x03\x03\x00\x02\x01\x00", 7));  // a close_notify that anybody could send
  EXPECT_EQ(pair.client.failure(), "the server sent an unprotected record among protected ones");
  TlsPair ccs;
  ccs.connect();
  ccs.to_client(std::string("\x14\x03\x03\x00\x01\x01", 6));
  EXPECT_EQ(ccs.client.failure(), "the server sent ChangeCipherSpec out of order");
}

TEST(HostileTls13, RecordsAreNotLongerThanAllowed) {
  for (const char* header : {"\x17\x03\x03\x41\x01", "\x17\x03\x03\xff\xff", "\x16\x03\x03\x40\x01"}) {
    TlsPair pair;
    pair.client.start(pair.now);
    if (header[0] == 0x17) pair.exchange();
    pair.to_client(std::string(header, 5));
    EXPECT_EQ(pair.client.failure(), "a record of the server is longer than is allowed");
  }
}

}  // namespace
}  // namespace seiload
