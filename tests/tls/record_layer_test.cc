#include "tls/record_layer.h"

#include <gtest/gtest.h>

#include "tls/suite.h"

namespace seiload::tls {
namespace {

using base::Bytes;

// Two ends under the same key.
struct Ends {
  explicit Ends(std::uint16_t suite_id) {
    const Suite& suite = *find_suite(suite_id);
    const Bytes secret(crypto::digest_size(suite.hash), 7), key(crypto::key_size(suite.aead), 8);
    const Bytes iv(Protection::iv_size(suite), 9);
    if (suite.version == kTls13) {
      from.protect_writing(Protection(suite, secret));
      to.protect_reading(Protection(suite, secret));
    } else {
      from.protect_writing(Protection(suite, key, iv));
      to.protect_reading(Protection(suite, key, iv));
    }
  }

  std::string send(std::string_view bytes) {
    from.write(ContentType::application_data, base::as_bytes(bytes));
    std::string out(from.out());
    from.drop_out(out.size());
    return out;
  }
  // The contents of the records that came, each in brackets.
  std::string receive(std::string_view bytes) {
    to.feed(base::as_bytes(bytes));
    std::string out;
    for (;;) {
      std::optional<Record> record;
      const Step bad = to.next(record);
      if (bad) return out + bad->text;
      if (!record) return out;
      out += '[' + std::string(base::as_text(record->bytes)) + ']';
    }
  }

  RecordLayer from, to;
};

TEST(RecordLayer, CarriesEachSuite) {
  for (const Suite& suite : suites()) {
    SCOPED_TRACE(suite.name);
    Ends ends(suite.id);
    std::string sent = ends.send("one");
    sent += ends.send("");
    sent += ends.send("three");
    EXPECT_EQ(ends.receive(sent), "[one][][three]");
    sent = ends.send("four");
    sent += ends.send("five");
    std::string in_pieces;
    for (const char c : sent) in_pieces += ends.receive({&c, 1});
    EXPECT_EQ(in_pieces, "[four][five]");
  }
}

TEST(RecordLayer, CutsAtTheLimits) {
  Ends ends(0x1301);
  const std::string bytes(40'000, 'x');
  const std::string sent = ends.send(bytes);
  EXPECT_EQ(sent.size(), bytes.size() + 3 * 22);
  EXPECT_EQ(ends.receive(sent).size(), bytes.size() + 6);
  ends.from.limit_plain(100);
  EXPECT_EQ(ends.send(std::string(250, 'y')).size(), 250U + 3 * 22);
}

TEST(RecordLayer, KeepsWhatIsNotSentYet) {
  RecordLayer records;
  for (int i = 0; i < 100; ++i) {
    const Bytes message(2'000, static_cast<std::uint8_t>(i));
    records.write(ContentType::handshake, message);
    records.drop_out(1'000);
  }
  EXPECT_EQ(records.out().size(), 100U * 2'005 - 100'000);
  EXPECT_EQ(records.out().back(), 99);
}

TEST(RecordLayer, FindsPaddingAndItsEnd) {
  const Suite& suite = *find_suite(0x1303);
  const Bytes secret(32, 1);
  const auto next = [&](const Bytes& inner, ContentType type) {
    Protection sealing(suite, secret);
    Bytes sealed(inner.size() + sealing.overhead());
    sealing.seal(type, inner, sealed.data());
    RecordLayer records;
    records.protect_reading(Protection(suite, secret));
    records.feed(sealed);
    std::optional<Record> record;
    const Step bad = records.next(record);
    return bad ? bad->text : std::string(base::as_text(record->bytes));
  };
  // seal() puts the type after the content: a type of zero is the last byte of a padding.
  EXPECT_EQ(next({'a', 'b', 23, 0, 0}, ContentType{0}), "ab");
  EXPECT_EQ(next({23, 0, 0}, ContentType{0}), "");
  EXPECT_EQ(next({0, 0, 0}, ContentType{0}), "a record of the server has no content type");
  EXPECT_EQ(next({'a'}, ContentType::change_cipher_spec),
            "a record of the server has an unknown content type");
  EXPECT_EQ(next(Bytes(kMaxPlain, 'x'), ContentType::application_data).size(), kMaxPlain);
  EXPECT_EQ(next(Bytes(kMaxPlain + 1, 'x'), ContentType::application_data),
            "a record of the server is longer than is allowed");
}

}  // namespace
}  // namespace seiload::tls
