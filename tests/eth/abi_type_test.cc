#include "eth/abi_type.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "support/vectors.h"

namespace seiload::eth::abi {
namespace {

class AbiTypeVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, AbiTypeVectors, test::both_sets(), test::name_of_set);

TEST_P(AbiTypeVectors, SignaturesReadAndSelect) {
  LOAD_VECTORS(records, "abi_calls.json");
  for (const auto& record : records) {
    SCOPED_TRACE(record.label());
    const auto signature = parse_signature(record.text("signature"));
    ASSERT_TRUE(signature) << signature.error().message;
    EXPECT_EQ(signature->text(), record.text("signature"));
    EXPECT_EQ(base::to_hex(signature->selector()), record.text("selector"));
    const auto& types = *record.field("types").array();
    ASSERT_EQ(types.size(), signature->parameters.parts.size());
    for (std::size_t i = 0; i < types.size(); ++i) {
      const auto type = parse_type(*types[i].string());
      ASSERT_TRUE(type) << type.error().message;
      EXPECT_EQ(*type, signature->parameters.parts[i]);
    }
  }
}

TEST(AbiType, CanonicalText) {
  const struct {
    const char *text, *canonical;
  } kRows[] = {
      {"swap(uint256,(address,bytes)[2][])", "swap(uint256,(address,bytes)[2][])"},
      {"f()", "f()"},
      {"f(uint,int)", "f(uint256,int256)"},
      {"_$9(bool,string,bytes,bytes1,bytes32)", "_$9(bool,string,bytes,bytes1,bytes32)"},
      {"f((uint8,(int,())[][3]))", "f((uint8,(int256,())[][3]))"},
  };
  for (const auto& row : kRows) {
    const auto signature = parse_signature(row.text);
    ASSERT_TRUE(signature) << signature.error().message;
    EXPECT_EQ(signature->text(), row.canonical);
  }
}

TEST(AbiType, HeadsAndTails) {
  const struct {
    const char* text;
    bool dynamic;
    std::size_t head;
  } kRows[] = {
      {"uint8", false, 32},  {"(uint8,bool)[3]", false, 192},
      {"uint8[]", true, 32}, {"(uint8,string)", true, 32},
      {"()", false, 0},      {"bytes[4]", true, 32},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.text);
    const auto type = parse_type(row.text);
    ASSERT_TRUE(type);
    EXPECT_EQ(type->is_dynamic(), row.dynamic);
    EXPECT_EQ(type->head_size(), row.head);
  }
}

TEST(AbiType, RefusesWithTheCharacterAndTheNearestName) {
  const struct {
    const char *text, *why;
  } kRows[] = {
      {"", "'': expected a function's name, got the end at character 1"},
      {"9f()", "'9f()': expected a function's name, got '9' at character 1"},
      {"transfer", "'transfer': expected '(', got the end at character 9"},
      {"f(adress)", "'f(adress)': unknown type 'adress' at character 3; did you mean 'address'?"},
      {"f(bool,uint265)",
       "'f(bool,uint265)': unknown type 'uint265' at character 8; did you mean 'uint256'?"},
      {"f(uint7)", "'f(uint7)': unknown type 'uint7' at character 3; did you mean 'uint8'?"},
      {"f(uint08)", "'f(uint08)': unknown type 'uint08' at character 3; did you mean 'uint256'?"},
      {"f(int0)", "'f(int0)': unknown type 'int0' at character 3; did you mean 'int256'?"},
      {"f(bytes33)", "'f(bytes33)': unknown type 'bytes33' at character 3; did you mean 'bytes32'?"},
      {"f(xyzzy)", "'f(xyzzy)': unknown type 'xyzzy' at character 3"},
      {"f(address to)",
       "'f(address to)': expected ',' or ')', got ' ' at character 10; types alone, without "
       "spaces or parameters' names"},
      {"f(bool, bool)",
       "'f(bool, bool)': expected a type, got ' ' at character 8; types alone, without "
       "spaces or parameters' names"},
      {"f(bool", "'f(bool': expected ',' or ')', got the end at character 7"},
      {"f(bool,)", "'f(bool,)': expected a type, got ')' at character 8"},
      {"f(bool)x", "'f(bool)x': expected the end, got 'x' at character 8"},
      {"f(bool[)", "'f(bool[)': expected a length or ']', got ')' at character 8"},
      {"f(bool[2)", "'f(bool[2)': expected ']', got ')' at character 9"},
      {"f(bool[0])", "'f(bool[0])': an array's length is from 1 to 4096, not '0' at character 8"},
      {"f(bool[4097])", "'f(bool[4097])': an array's length is from 1 to 4096, not '4097' at character 8"},
      {"f(bool[99999999999999999999])",
       "'f(bool[99999999999999999999])': an array's length is from 1 to 4096, "
       "not '99999999999999999999' at character 8"},
      {"f(bool[4096][2])", "'f(bool[4096][2])': a type of more than 4096 words at character 3"},
  };
  for (const auto& row : kRows) {
    const auto signature = parse_signature(row.text);
    ASSERT_FALSE(signature) << row.text;
    EXPECT_EQ(signature.error().message, row.why);
    EXPECT_EQ(signature.error().code, base::Code::invalid_input);
  }
  EXPECT_EQ(parse_type("bool)").error().message, "'bool)': expected the end, got ')' at character 5");
}

TEST(AbiType, DepthAndLengthAreBounded) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "bool" + std::string(depth, ')');
  };
  EXPECT_TRUE(parse_type(nested(kMaxTypeDepth)));
  EXPECT_EQ(parse_type(nested(kMaxTypeDepth + 1)).error().message,
            "'" + nested(17) + "': arrays and tuples more than 16 deep at character 17");
  std::string arrays = "bool";
  for (std::size_t i = 0; i < kMaxTypeDepth; ++i) arrays += "[]";
  EXPECT_TRUE(parse_type(arrays));
  EXPECT_FALSE(parse_type(arrays + "[]"));
  EXPECT_EQ(parse_type(std::string(kMaxTypeText + 1, 'a')).error().message,
            "'" + std::string(60, 'a') + "...': longer than 4096 characters");
}

}  // namespace
}  // namespace seiload::eth::abi
