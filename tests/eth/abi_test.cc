#include "eth/abi.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/number.h"
#include "support/vectors.h"

namespace seiload::eth::abi {
namespace {

std::vector<std::string> split_tuple(std::string_view inside) {
  std::vector<std::string> types(1);
  int depth = 0;
  for (const char c : inside) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && depth == 0)
      types.emplace_back();
    else
      types.back() += c;
  }
  return types;
}

// A JSON argument of the type that its text names.
Value value_of(std::string_view type, const json::Value& argument) {
  if (type.ends_with(']')) {
    const std::size_t open = type.rfind('[');
    std::vector<Value> items;
    for (const auto& item : *argument.array()) items.push_back(value_of(type.substr(0, open), item));
    return open + 2 == type.size() ? array(std::move(items)) : tuple(std::move(items));
  }
  if (type.starts_with('(')) {
    const auto types = split_tuple(type.substr(1, type.size() - 2));
    std::vector<Value> items;
    for (std::size_t i = 0; i < types.size(); ++i)
      items.push_back(value_of(types[i], argument.array()->at(i)));
    return tuple(std::move(items));
  }
  if (type == "bool") return boolean(*argument.boolean());
  const std::string& text = *argument.string();
  if (type == "address") return address(parse_address(text).value());
  if (type == "bytes") return bytes(base::decode_hex(text).value());
  if (type == "string") return bytes(base::as_bytes(text));
  if (type.starts_with("bytes")) return fixed_bytes(base::decode_hex(text).value());
  if (text.starts_with('-')) {  // two's complement by way of the complement of value - 1
    const auto less = base::Uint256::subtract(base::Uint256::from_decimal(text.substr(1)).value(), 1).value();
    base::Bytes32 word = less.to_be_bytes();
    for (auto& byte : word) byte = static_cast<std::uint8_t>(~byte);
    return {word};
  }
  return number(base::Uint256::from_decimal(text).value());
}

std::vector<Value> values_of(const test::Record& record) {
  std::vector<Value> values;
  const auto& types = *record.field("types").array();
  for (std::size_t i = 0; i < types.size(); ++i)
    values.push_back(value_of(*types[i].string(), record.field("args").array()->at(i)));
  return values;
}

class AbiVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, AbiVectors, test::both_sets(), test::name_of_set);

TEST_P(AbiVectors, Agree) {
  LOAD_VECTORS(records, "abi_calls.json");
  for (const auto& record : records) {
    SCOPED_TRACE(record.label());
    const Selector start = selector(record.text("signature"));
    EXPECT_EQ(base::to_hex(start), record.text("selector"));
    base::Bytes call(start.begin(), start.end());
    base::append(call, encode(values_of(record)));
    EXPECT_EQ(base::to_hex(call), record.text("calldata"));
  }
}

class PublicAbiVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, PublicAbiVectors, test::full_set(), test::name_of_set);

TEST_P(PublicAbiVectors, Agree) {
  LOAD_VECTORS(records, "ethereum_basic.json");
  for (const auto& record : records) {
    if (record.text("set") != "abi") continue;
    EXPECT_EQ(base::to_hex(encode(values_of(record))), record.text("encoded")) << record.label();
  }
}

TEST(Abi, Transfer) {
  const Address to = parse_address("0x00000000000000000000000000000000000000ff").value();
  EXPECT_EQ(base::to_hex(encode_call("transfer(address,uint256)", {address(to), number(1)})),
            "0xa9059cbb00000000000000000000000000000000000000000000000000000000000000ff"
            "0000000000000000000000000000000000000000000000000000000000000001");
}

TEST(Abi, SignedNumbersAndEmptyValues) {
  EXPECT_EQ(base::to_hex(encode(std::vector{signed_number(-2)})), "0x" + std::string(63, 'f') + "e");
  EXPECT_EQ(base::to_hex(encode(std::vector{signed_number(2)})), "0x" + std::string(63, '0') + "2");
  EXPECT_EQ(base::to_hex(encode({})), "0x");
  EXPECT_EQ(base::to_hex(encode_call("f()", {})), base::to_hex(selector("f()")));
  const std::string word32 = std::string(62, '0') + "20", zero(64, '0');
  EXPECT_EQ(base::to_hex(encode(std::vector{bytes({})})), "0x" + word32 + zero);
  EXPECT_EQ(base::to_hex(encode(std::vector{array({})})), "0x" + word32 + zero);
}

}  // namespace
}  // namespace seiload::eth::abi
