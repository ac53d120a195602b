#include "json/value.h"

#include <gtest/gtest.h>

#include <string>

namespace seiload::json {
namespace {

std::string problem(std::string_view text, const Limits& limits = {}) {
  auto value = parse(text, limits);
  if (value) return "accepted";
  EXPECT_EQ(value.error().code, base::Code::invalid_input);
  return value.error().message;
}

TEST(JsonValue, KeepsKindsOrderAndPlaces) {
  const std::string text = "{\"b\":[1, \"x\"],\n \"a\":{\"n\":null,\"t\":true}}";
  const auto root = parse(text);
  ASSERT_TRUE(root);
  ASSERT_EQ(root->kind(), Kind::object);
  ASSERT_EQ(root->object()->size(), 2u);
  EXPECT_EQ((*root->object())[0].key, "b");
  EXPECT_EQ((*root->object())[1].key, "a");
  EXPECT_EQ(locate(text, (*root->object())[1].key_offset), (Position{2, 2}));
  const Value* b = root->find("b");
  ASSERT_NE(b, nullptr);
  ASSERT_EQ(b->kind(), Kind::array);
  EXPECT_EQ((*b->array())[0].number()->text, "1");
  EXPECT_EQ(*(*b->array())[1].string(), "x");
  EXPECT_EQ(locate(text, (*b->array())[1].offset), (Position{1, 10}));
  const Value* a = root->find("a");
  ASSERT_NE(a, nullptr);
  EXPECT_TRUE(a->find("n")->is_null());
  EXPECT_TRUE(*a->find("t")->boolean());
  EXPECT_EQ(a->find("x"), nullptr);
  EXPECT_EQ(b->find("x"), nullptr);
  EXPECT_EQ(b->string(), nullptr);
  EXPECT_EQ(b->number(), nullptr);
}

TEST(JsonValue, KeepsRepeatedKeysAndFindsTheLast) {
  const auto root = parse("{\"a\":1,\"b\":0,\"a\":2}");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->object()->size(), 3u);
  EXPECT_EQ(root->find("a")->number()->text, "2");
}

TEST(JsonValue, PassesTheReadersErrorsOn) {
  EXPECT_EQ(problem("{\"a\":[1,2"), "1:10: expected ',' or ']', got the end of the text");
  EXPECT_EQ(problem("[] x"), "1:4: expected nothing after the value, got 'x'");
  EXPECT_EQ(problem("[[[]]]", {.max_depth = 2}), "1:3: expected less nesting, got '['");
}

TEST(JsonNumber, Integers) {
  const auto u64 = [](const char* text) { return Number{text}.as_u64(); };
  EXPECT_EQ(u64("0"), 0u);
  EXPECT_EQ(u64("18446744073709551615"), 18446744073709551615u);
  for (const char* text : {"18446744073709551616", "-1", "-0", "1.0", "1e3", ""})
    EXPECT_EQ(u64(text), std::nullopt);
  const auto i64 = [](const char* text) { return Number{text}.as_i64(); };
  EXPECT_EQ(i64("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(i64("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(i64("-0"), 0);
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "1.0", ""})
    EXPECT_EQ(i64(text), std::nullopt);
}

TEST(JsonNumber, Doubles) {
  const auto real = [](const char* text) { return Number{text}.as_double(); };
  EXPECT_EQ(real("1.5"), 1.5);
  EXPECT_EQ(real("-0"), 0.0);
  EXPECT_EQ(real("1e3"), 1000.0);
  EXPECT_EQ(real("1.7976931348623157e308"), 1.7976931348623157e308);
  EXPECT_EQ(real("5e-324"), 5e-324);
  EXPECT_EQ(real("1e-400"), 0.0);
  EXPECT_EQ(real("-123.456e-789"), 0.0);
  EXPECT_EQ(real("1e309"), std::nullopt);
  EXPECT_EQ(real("-1e9999"), std::nullopt);
}

}  // namespace
}  // namespace seiload::json
