#include "json/reader.h"

#include <gtest/gtest.h>

#include <string>

namespace seiload::json {
namespace {

constexpr const char* kNames[] = {"error", "end",    "{",      "}",       "[",   "]",
                                  "key",   "string", "number", "boolean", "null"};

// Every token with its decoded text, to the end or the error.
std::string tokens(std::string_view text, const Limits& limits = {}) {
  Reader reader(text, limits);
  std::string out, scratch;
  for (;;) {
    const Token token = reader.next();
    if (token == Token::error) return out + reader.error().message;
    if (token == Token::end) return out;
    out += kNames[static_cast<int>(token)];
    if (token == Token::key || token == Token::string) out.append("=").append(reader.text(scratch));
    if (token == Token::number || token == Token::boolean) out.append("=").append(reader.raw());
    out += ' ';
  }
}

TEST(JsonReader, GivesEveryToken) {
  EXPECT_EQ(tokens(" {\"a\" : [1,-2.5e+3, true,false,null ,{}, []],\n\"b\":\"x\"}\n"),
            "{ key=a [ number=1 number=-2.5e+3 boolean=true boolean=false null { } [ ] ] key=b string=x } ");
  EXPECT_EQ(tokens("0"), "number=0 ");
  EXPECT_EQ(tokens("\"\""), "string= ");
}

TEST(JsonReader, DecodesEscapes) {
  EXPECT_EQ(tokens(R"("\"\\\/\b\f\n\r\t")"), "string=\"\\/\b\f\n\r\t ");
  EXPECT_EQ(tokens(R"("\u0041\u00e9\u2603\ud83d\uDE00z")"), "string=A\u00e9\u2603\U0001f600z ");
  EXPECT_EQ(tokens(R"({"\u006bey":1})"), "{ key=key number=1 } ");
  std::string scratch;
  Reader reader(R"("a\u0000b")");
  ASSERT_EQ(reader.next(), Token::string);
  EXPECT_EQ(reader.text(scratch), std::string("a\0b", 3));
  EXPECT_EQ(reader.raw(), R"(a\u0000b)");
}

TEST(JsonReader, ErrorsSayWhereAndWhat) {
  const struct {
    const char* text;
    const char* message;
  } kBad[] = {
      {"", "1:1: expected a value, got the end of the text"},
      {"  \n ", "2:2: expected a value, got the end of the text"},
      {"nul", "1:1: expected a value, got 'n'"},
      {"tru}", "1:1: expected a value, got 't'"},
      {"\xef\xbb\xbf{}", "1:1: expected a value, got '\xef\xbb\xbf'"},
      {"[1,]", "[ number=1 1:4: expected a value, got ']'"},
      {"[1 2]", "[ number=1 1:4: expected ',' or ']', got '2'"},
      {"[", "[ 1:2: expected a value, got the end of the text"},
      {"[]]", "[ ] 1:3: expected nothing after the value, got ']'"},
      {"{}{", "{ } 1:3: expected nothing after the value, got '{'"},
      {"{a:1}", "{ 1:2: expected a key or '}', got 'a'"},
      {"{\"a\" 1}", "{ 1:6: expected ':', got '1'"},
      {"{\"a\":1,}", "{ key=a number=1 1:8: expected a key, got '}'"},
      {"{\"a\":1 \"b\"", "{ key=a number=1 1:8: expected ',' or '}', got '\"'"},
      {"{\"a\":}", "{ key=a 1:6: expected a value, got '}'"},
      {"01", "1:1: expected a number without leading zeros, got '0'"},
      {"-", "1:2: expected a digit, got the end of the text"},
      {"1.", "1:3: expected a digit, got the end of the text"},
      {"1.e3", "1:3: expected a digit, got 'e'"},
      {"1e", "1:3: expected a digit, got the end of the text"},
      {"1e+-1", "1:4: expected a digit, got '-'"},
      {"+1", "1:1: expected a value, got '+'"},
      {"\"\xc3\xa9\n\"", "1:3: expected '\"' (control characters must be escaped), got '\\x0a'"},
      {"\"abc", "1:5: expected '\"', got the end of the text"},
      {R"("\x")", "1:2: expected an escape of JSON, got '\\'"},
      {R"("\u12g4")", "1:2: expected four hex digits after \\u, got '\\'"},
      {R"("\ud800")", "1:2: expected a low surrogate after this high one, got '\\'"},
      {R"("\ud800\u0041")", "1:2: expected a low surrogate after this high one, got '\\'"},
      {R"("\udc00")", "1:2: expected a high surrogate before this low one, got '\\'"},
      {"\"\xff\"", "1:2: expected UTF-8 text, got byte 0xff"},
      {"\"\xc0\xaf\"", "1:2: expected UTF-8 text, got byte 0xc0"},
      {"\"\xed\xa0\x80\"", "1:2: expected UTF-8 text, got byte 0xed"},
      {"\"\xf4\x90\x80\x80\"", "1:2: expected UTF-8 text, got byte 0xf4"},
      {"\"\xe2\x98\"", "1:2: expected UTF-8 text, got byte 0xe2"},
      {"[1\f]", "[ number=1 1:3: expected ',' or ']', got '\\x0c'"},
  };
  for (const auto& c : kBad) EXPECT_EQ(tokens(c.text), c.message) << c.text;
}

TEST(JsonReader, KeepsItsLimits) {
  EXPECT_EQ(tokens("[[]]", {.max_depth = 2}), "[ [ ] ] ");
  EXPECT_EQ(tokens("[[{}]]", {.max_depth = 2}), "[ [ 1:3: expected less nesting, got '{'");
  EXPECT_EQ(tokens("1", {.max_depth = 0}), "number=1 ");
  EXPECT_EQ(tokens("123", {.max_size = 3}), "number=123 ");
  EXPECT_EQ(tokens("1234", {.max_size = 3}), "1:4: expected a shorter text, got '4'");
  const std::string deep = std::string(kMaxDepth, '[') + std::string(kMaxDepth, ']');
  Reader reader(deep, {.max_depth = kMaxDepth});
  Token token;
  while ((token = reader.next()) != Token::end) ASSERT_NE(token, Token::error);
}

TEST(JsonReader, RemembersObjectsAndArraysOfEveryLevel) {
  std::string text, closing;
  for (int i = 0; i < 200; ++i) {
    const bool object = i % 3 != 0;
    text += object ? "{\"k\":" : "[";
    closing.insert(closing.begin(), object ? '}' : ']');
  }
  text += "7" + closing;
  Reader reader(text, {.max_depth = 200});
  Token token;
  while ((token = reader.next()) != Token::end) ASSERT_NE(token, Token::error) << reader.error().message;
}

TEST(JsonReader, StaysAtItsFirstErrorAndAtTheEnd) {
  Reader bad("[x");
  EXPECT_EQ(bad.next(), Token::begin_array);
  EXPECT_EQ(bad.next(), Token::error);
  EXPECT_EQ(bad.next(), Token::error);
  EXPECT_EQ(bad.error_offset(), 1u);
  Reader good("1 ");
  EXPECT_EQ(good.next(), Token::number);
  EXPECT_EQ(good.next(), Token::end);
  EXPECT_EQ(good.next(), Token::end);
}

TEST(JsonReader, SkipsOneValue) {
  Reader reader(R"({"a":[1,{"b":[]}] ,"c" : "x\"y","d":5})");
  ASSERT_EQ(reader.next(), Token::begin_object);
  ASSERT_EQ(reader.next(), Token::key);
  EXPECT_EQ(reader.skip(), R"([1,{"b":[]}])");
  ASSERT_EQ(reader.next(), Token::key);
  EXPECT_EQ(reader.skip(), R"("x\"y")");
  ASSERT_EQ(reader.next(), Token::key);
  ASSERT_EQ(reader.next(), Token::number);
  EXPECT_EQ(reader.skip(), "5");
  ASSERT_EQ(reader.next(), Token::end_object);
  ASSERT_EQ(reader.next(), Token::end);

  Reader whole("[[1],2] ");
  ASSERT_EQ(whole.next(), Token::begin_array);
  EXPECT_EQ(whole.skip(), "[[1],2]");
  EXPECT_EQ(whole.next(), Token::end);

  Reader broken(R"({"a":[1,}})");
  ASSERT_EQ(broken.next(), Token::begin_object);
  ASSERT_EQ(broken.next(), Token::key);
  EXPECT_EQ(broken.skip(), "");
  EXPECT_EQ(broken.next(), Token::error);
}

TEST(JsonReader, EveryCutOfADocumentIsAnErrorAndNothingWorse) {
  const std::string text = "{\"a\":[1.5e3,\"\\ud83d\\ude00\\n\u00e9\",true,null,{\"b\":{}}],\"c\":-0}";
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string cut = text.substr(0, size);  // its own buffer: reading beyond it shows under asan
    Reader reader(cut);
    Token token;
    while ((token = reader.next()) != Token::error) ASSERT_NE(token, Token::end) << cut;
  }
}

TEST(JsonReader, LocateCountsLinesAndCharacters) {
  const std::string text = "a\n\u00e9\u2603b\n";
  EXPECT_EQ(locate(text, 0), (Position{1, 1}));
  EXPECT_EQ(locate(text, 2), (Position{2, 1}));
  EXPECT_EQ(locate(text, 7), (Position{2, 3}));
  EXPECT_EQ(locate(text, 9), (Position{3, 1}));
  EXPECT_EQ(locate(text, 1000), (Position{3, 1}));
}

}  // namespace
}  // namespace seiload::json
