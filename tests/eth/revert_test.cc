#include "eth/revert.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace seiload::eth {
namespace {

base::Bytes call(std::string_view signature, std::initializer_list<abi::Value> values) {
  return abi::encode_call(signature, values);
}

TEST(Revert, ErrorsAndPanicsOfSolidity) {
  EXPECT_EQ(describe_revert({}), "no reason given");
  EXPECT_EQ(describe_revert(call("Error(string)", {abi::bytes(base::as_bytes("too low"))})), "'too low'");
  EXPECT_EQ(describe_revert(call("Error(string)", {abi::bytes(base::as_bytes("a\n\xff\xc3\xa4"))})),
            "'a\\x0a\\xff\xc3\xa4'");
  EXPECT_EQ(describe_revert(call("Panic(uint256)", {abi::number(0x11)})), "panic 0x11 (arithmetic overflow)");
  EXPECT_EQ(describe_revert(call("Panic(uint256)", {abi::number(0)})), "panic 0x00 (generic)");
  EXPECT_EQ(describe_revert(call("Panic(uint256)", {abi::number(0x1234)})), "panic 0x1234 (unknown code)");
}

TEST(Revert, CustomErrorsWithTheirSignature) {
  const std::vector<abi::Signature> errors = {
      *abi::parse_signature("Low(uint256,address)"),
      *abi::parse_signature("Odd((int8,bool)[],string,bytes2,bytes)")};
  const Address who = *parse_address("0x00000000000000000000000000000000000000ff");
  const base::Bytes low = call("Low(uint256,address)", {abi::number(5), abi::address(who)});
  EXPECT_EQ(describe_revert(low, errors), "Low(5, 0x00000000000000000000000000000000000000ff)");
  EXPECT_EQ(describe_revert(low),
            "custom error " + base::to_hex(base::ByteSpan(low).first(4)) + " with 64 bytes");
  const base::Bytes two = {1, 2};
  EXPECT_EQ(describe_revert(call("Odd((int8,bool)[],string,bytes2,bytes)",
                                 {abi::array({abi::tuple({abi::signed_number(-7), abi::boolean(true)}),
                                              abi::tuple({abi::signed_number(7), abi::boolean(false)})}),
                                  abi::bytes(base::as_bytes("it")), abi::fixed_bytes(two), abi::bytes(two)}),
                            errors),
            "Odd([(-7, true), (7, false)], 'it', 0x0102, 0x0102)");
}

// Whatever the lengths and offsets say.
TEST(Revert, WhatDoesNotFitIsNotDecoded) {
  const std::vector<abi::Signature> errors = {*abi::parse_signature("Many(()[],uint8[][][])")};
  EXPECT_EQ(describe_revert(base::Bytes{1, 2}), "2 bytes that are not an error: 0x0102");
  base::Bytes cut = call("Error(string)", {abi::bytes(base::as_bytes("a reason"))});
  for (std::size_t size = 4; size < cut.size() - 32; ++size)
    EXPECT_EQ(describe_revert(base::ByteSpan(cut).first(size)),
              "custom error 0x08c379a0 with " + std::to_string(size - 4) + " bytes");
  for (std::size_t at = 4; at < 68; ++at) {  // offset and length, each byte too large
    base::Bytes bad = cut;
    bad[at] = 0xff;
    EXPECT_EQ(describe_revert(bad), "custom error 0x08c379a0 with 96 bytes") << at;
  }
  // An array of many empty tuples, and arrays that hold themselves: the text is bounded.
  base::Bytes bomb = call("Many(()[],uint8[][][])", {abi::number(64), abi::number(96)});
  for (std::uint64_t i = 0; i < 64; ++i)
    base::append(bomb, std::get<0>(abi::number(i % 2 == 0 ? 32 : 2).data));
  EXPECT_LT(describe_revert(bomb, errors).size(), kMaxRevertText + 100);
}

TEST(Revert, LongReasonsAreCut) {
  const std::string text = describe_revert(call("Error(string)", {abi::bytes(base::Bytes(5000, 'x'))}));
  EXPECT_EQ(text, "'" + std::string(kMaxRevertText, 'x') + "'...");
}

}  // namespace
}  // namespace seiload::eth
