// The response vectors: whole, one byte at a time and in random pieces.

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/random.h"
#include "net/http_response.h"
#include "support/vectors.h"

namespace seiload::net {
namespace {

using State = HttpResponseParser::State;

struct Message {
  std::string version;
  std::uint64_t status = 0;
  std::string reason, headers, framing, body, trailers;
  bool complete = false, keep_alive = false;

  friend bool operator==(const Message&, const Message&) = default;
};

std::ostream& operator<<(std::ostream& out, const Message& m) {
  return out << m.version << ' ' << m.status << " (" << m.reason << ") " << m.headers << m.framing << ' '
             << m.body << ' ' << m.trailers << (m.complete ? " complete" : " incomplete")
             << (m.keep_alive ? " keep" : "");
}

struct Reading {
  std::vector<Message> messages;
  bool failed = false;   // malformed, or against a limit
  bool complete = true;  // nothing is missing where the input ends

  friend bool operator==(const Reading&, const Reading&) = default;
};

std::string pair_text(std::string_view name, std::string_view value) {
  return std::string("{") + std::string(name) + "=" + std::string(value) + "}";
}

Message take(const HttpResponseParser& parser) {
  constexpr std::string_view kFramings[] = {"none", "length", "chunked", "close"};
  Message m;
  m.version = "1." + std::to_string(parser.minor_version());
  m.status = static_cast<std::uint64_t>(parser.status());
  m.reason = parser.reason();
  for (std::size_t i = 0; i < parser.header_count(); ++i)
    m.headers += pair_text(parser.header(i).name, parser.header(i).value);
  for (std::size_t i = 0; i < parser.trailer_count(); ++i)
    m.trailers += pair_text(parser.trailer(i).name, parser.trailer(i).value);
  m.framing = kFramings[static_cast<int>(parser.framing())];
  m.body = base::to_hex(base::as_bytes(parser.body()));
  m.complete = parser.state() == State::complete;
  m.keep_alive = m.complete && parser.keep_alive() && m.status >= 200;
  return m;
}

// `heads[i]`: whether the i-th final response answers a HEAD. After a 101 the bytes are no HTTP any more.
Reading read(std::string_view input, const std::vector<bool>& heads, bool end, std::size_t piece,
             std::uint64_t seed) {
  base::Random random(seed);
  HttpResponseParser parser({});
  Reading reading;
  std::size_t finals = 0;
  bool begun = false;
  const auto start = [&] {
    parser.start(heads[std::min(finals, heads.size() - 1)]);
    begun = false;
  };
  start();
  while (!input.empty()) {
    std::string_view bytes = input.substr(0, seed == 0 ? piece : 1 + random.below(piece));
    input.remove_prefix(bytes.size());
    while (!bytes.empty()) {
      begun = true;
      bytes.remove_prefix(parser.feed(bytes));
      if (parser.state() == State::failed) {
        reading.failed = true;
        return reading;
      }
      if (parser.state() != State::complete) continue;
      reading.messages.push_back(take(parser));
      if (parser.status() == 101) return reading;
      if (parser.status() >= 200) ++finals;
      start();
    }
  }
  if (!begun) return reading;
  if (end) parser.finish();
  reading.complete = parser.state() == State::complete;
  if (parser.state() == State::body || parser.state() == State::complete)
    reading.messages.push_back(take(parser));
  return reading;
}

// JSON text is UTF-8; the vectors' characters stand for bytes.
std::string latin1(std::string_view utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x80)
      out += utf8[i];
    else
      out += static_cast<char>((byte & 0x1f) << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3f));
  }
  return out;
}

std::string pairs(const json::Value* list) {
  std::string out;
  if (list == nullptr) return out;
  for (const json::Value& pair : *list->array())
    out += pair_text(latin1(*(*pair.array())[0].string()), latin1(*(*pair.array())[1].string()));
  return out;
}

Message expected_message(const json::Value& value) {
  Message m;
  m.version = *value.find("version")->string();
  m.status = *value.find("status")->number()->as_u64();
  m.reason = latin1(*value.find("reason")->string());
  m.headers = pairs(value.find("headers"));
  m.framing = *value.find("framing")->string();
  m.body = *value.find("body")->string();
  m.complete = *value.find("complete")->boolean();
  m.trailers = pairs(value.find("trailers"));
  if (const json::Value* keep = value.find("keepAlive")) m.keep_alive = *keep->boolean();
  return m;
}

// Reads it by every way of cutting, which must agree.
Reading read_every_way(std::string_view input, const std::vector<bool>& heads, bool end) {
  const Reading whole = read(input, heads, end, input.size() + 1, 0);
  EXPECT_EQ(read(input, heads, end, 1, 0), whole) << "byte by byte";
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    EXPECT_EQ(read(input, heads, end, seed * seed, seed), whole) << "random pieces, seed " << seed;
  return whole;
}

class HttpVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, HttpVectors, test::both_sets(), test::name_of_set);

TEST_P(HttpVectors, Responses) {
  LOAD_VECTORS(records, "http_responses.json");
  for (const auto& record : records) {
    SCOPED_TRACE(record.label() + " " + record.text("name"));
    std::vector<bool> heads;
    for (const json::Value& method : *record.field("methods").array())
      heads.push_back(*method.string() == "HEAD");
    const auto bytes = record.bytes("input");
    const std::string verdict = record.text("verdict");
    const Reading reading = read_every_way(base::as_text(bytes), heads, verdict == "accept");
    if (verdict == "accept") {
      std::vector<Message> want;
      for (const json::Value& message : *record.field("messages").array())
        want.push_back(expected_message(message));
      EXPECT_EQ(reading.messages, want);
      EXPECT_FALSE(reading.failed);
      EXPECT_TRUE(reading.complete);
    } else if (verdict == "incomplete") {
      EXPECT_FALSE(reading.failed);
      EXPECT_FALSE(reading.complete);
    } else if (verdict == "reject") {
      EXPECT_TRUE(reading.failed);
    }
  }
}

class HttpSuiteVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, HttpSuiteVectors, test::full_set(), test::name_of_set);

TEST_P(HttpSuiteVectors, Llhttp) {
  LOAD_VECTORS(records, "http_llhttp.json");
  for (const auto& record : records) {
    SCOPED_TRACE(record.text("name"));
    const auto bytes = record.bytes("input");
    const std::string verdict = record.text("verdict");
    Reading reading = read_every_way(base::as_text(bytes), {false}, false);
    for (Message& message : reading.messages) {  // neither is in this file
      message.keep_alive = false;
      message.trailers.clear();
    }
    if (verdict == "accept") {
      std::vector<Message> want;
      for (const json::Value& message : *record.field("messages").array())
        want.push_back(expected_message(message));
      EXPECT_EQ(reading.messages, want);
      EXPECT_FALSE(reading.failed);
    } else if (verdict == "reject") {
      EXPECT_TRUE(reading.failed);
    }
  }
}

}  // namespace
}  // namespace seiload::net
