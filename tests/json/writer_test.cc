#include "json/writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "json/value.h"

namespace seiload::json {
namespace {

void write_sample(Writer& writer) {
  writer.begin_object()
      .member("name", "x")
      .member("n", 18446744073709551615u)
      .member("i", -3)
      .member("d", 0.1);
  writer.member("yes", true).key("nothing").null().key("empty").begin_array().end_array();
  writer.key("none").begin_object().end_object();
  writer.key("list").begin_array().number(1).begin_array(true).number(1).number(2.5).end_array().end_array();
  writer.key("raw").raw("[0]").end_object();
}

TEST(JsonWriter, WritesCompactly) {
  std::string out = "> ";
  Writer writer(out);
  write_sample(writer);
  EXPECT_EQ(out,
            "> {\"name\":\"x\",\"n\":18446744073709551615,\"i\":-3,\"d\":0.1,\"yes\":true,\"nothing\":null,"
            "\"empty\":[],\"none\":{},\"list\":[1,[1,2.5]],\"raw\":[0]}");
}

TEST(JsonWriter, WritesPrettily) {
  std::string out;
  Writer writer(out, true);
  write_sample(writer);
  EXPECT_EQ(out, R"({
  "name": "x",
  "n": 18446744073709551615,
  "i": -3,
  "d": 0.1,
  "yes": true,
  "nothing": null,
  "empty": [],
  "none": {},
  "list": [
    1,
    [1, 2.5]
  ],
  "raw": [0]
})");
  EXPECT_TRUE(parse(out));
}

TEST(JsonWriter, NumbersReadBack) {
  for (const double value : {0.0, 1e300, 5e-324, 1.0 / 3, -2.5, 123456789012345680.0}) {
    std::string out;
    Writer(out).number(value);
    EXPECT_EQ(parse(out)->number()->as_double(), value) << out;
  }
  std::string out;
  Writer(out)
      .begin_array()
      .number(std::numeric_limits<double>::infinity())
      .number(std::numeric_limits<double>::quiet_NaN())
      .end_array();
  EXPECT_EQ(out, "[null,null]");
}

TEST(JsonWriter, EscapesEveryByte) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = {'a', static_cast<char>(byte), 'b'};
    std::string out;
    Writer(out).string(text);
    const auto back = parse(out);
    ASSERT_TRUE(back) << out;
    EXPECT_EQ(*back->string(), byte < 0x80 ? text
                                           : "a\xef\xbf\xbd"
                                             "b");
  }
  std::string out;
  Writer(out).string("\"\\/\b\f\n\r\t\x01\x7f \u00e9\u2603\U0001f600");
  EXPECT_EQ(out, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f \u00e9\u2603\U0001f600\"");
}

TEST(JsonWriterDeathTest, BrokenGrammarIsABug) {
  std::string out;
  EXPECT_DEATH(Writer(out).begin_object().number(1), "CHECK");
  EXPECT_DEATH(Writer(out).begin_array().key("a"), "CHECK");
  EXPECT_DEATH(Writer(out).begin_array().end_object(), "CHECK");
}

}  // namespace
}  // namespace seiload::json
