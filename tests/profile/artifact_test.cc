#include "profile/artifact.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace seiload::profile {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view kAbi = R"("abi": [
  {"type": "constructor", "inputs": [{"type": "address", "name": "a"}, {"type": "uint256", "name": "b"}]},
  {"type": "function", "name": "swap", "inputs": [{"type": "tuple[2][]", "components": [
    {"type": "address"}, {"type": "tuple", "components": [{"type": "bytes"}]}]}]},
  {"type": "function", "name": "sync", "inputs": []},
  {"type": "event", "name": "Swap", "inputs": [{"type": "odd"}]},
  {"type": "error", "name": "Low", "inputs": [{"type": "uint256"}]},
  {"type": "receive"}])";

std::string with(std::string_view code) { return "{" + std::string(kAbi) + ", " + std::string(code) + "}"; }

TEST(Artifact, OfFoundryHardhatAndSolc) {
  for (const char* code : {R"("bytecode": {"object": "0x6001", "linkReferences": {}})",
                           R"("bytecode": "0x6001")", R"("evm": {"bytecode": {"object": "6001"}})"}) {
    const auto artifact = parse_artifact(with(code));
    ASSERT_TRUE(artifact) << artifact.error().message;
    EXPECT_EQ(base::to_hex(artifact->code), "0x6001");
    EXPECT_TRUE(artifact->has_abi);
    EXPECT_EQ(artifact->constructor_types, "(address,uint256)");
    EXPECT_EQ(artifact->functions, (Texts{"swap((address,(bytes))[2][])", "sync()"}));
    EXPECT_EQ(artifact->errors, Texts{"Low(uint256)"});
  }
}

TEST(Artifact, AFileOfHexDigits) {
  for (const char* text : {"0x6001", "6001\n", " 0x6001\r\n"}) {
    const auto artifact = parse_artifact(text);
    ASSERT_TRUE(artifact) << artifact.error().message;
    EXPECT_EQ(base::to_hex(artifact->code), "0x6001");
    EXPECT_FALSE(artifact->has_abi);
  }
}

TEST(Artifact, Refusals) {
  const std::string hole = "__$" + std::string(34, 'a') + "$__";
  const struct {
    std::string text, why;
  } kRows[] = {
      {"", "no code in it: an interface or an abstract contract?"},
      {"0x", "no code in it: an interface or an abstract contract?"},
      {"0x600", "expected code as hex digits, got '600'"},
      {"pragma solidity", "expected code as hex digits, got 'pragma solidity'"},
      {"{", "1:2: expected a key or '}', got the end of the text"},
      {"{}", "not a contract artifact: it has no bytecode"},
      {R"({"contracts": {}})",
       "not a contract artifact: it has no bytecode; of solc's output, give one contract's part"},
      {R"({"bytecode": "0x60"})", "not a contract artifact: it has no abi"},
      {with(R"("bytecode": "0x")"), "no code in it: an interface or an abstract contract?"},
      {with(R"("bytecode": {"object": "0x60)" + hole +
            R"(", "linkReferences": {"src/M.sol": {"Math": [], "Sort": []}, "b.sol": {"B": []}}})"),
       "libraries are not linked: Math (src/M.sol), Sort (src/M.sol), B (b.sol); deploy and link them first"},
      {with(R"("bytecode": "0x60)" + hole + "\""),
       "libraries are not linked: '" + hole + "'; deploy and link them first"},
      {R"({"bytecode": "0x60", "abi": [{"type": "fallback"},
            {"type": "function", "name": "f", "inputs": [{"type": "uint7"}]}]})",
       "abi[1]: 'f(uint7)': unknown type 'uint7' at character 3; did you mean 'uint8'?"},
      {R"({"bytecode": "0x60", "abi": [{"type": "function", "name": "f"}]})", "abi[0]: no inputs"},
      {R"({"bytecode": "0x60", "abi": [7]})", "abi[0]: an entry without a type"},
      {R"({"bytecode": "0x60", "abi": [{"type": "function", "name": "f", "inputs": [{}]}]})",
       "abi[0]: an input without a type"},
      {R"({"bytecode": "0x60", "abi": [{"type": "function", "inputs": []}]})",
       "abi[0]: '()': expected a function's name, got '(' at character 1"},
  };
  for (const auto& row : kRows) {
    const auto artifact = parse_artifact(row.text);
    ASSERT_FALSE(artifact) << row.text;
    EXPECT_EQ(artifact.error().message, row.why);
  }
}

TEST(Artifact, AnAbiAlone) {
  const std::string entries = R"([{"type": "function", "name": "f", "inputs": [{"type": "uint8"}]},
                                  {"type": "error", "name": "E", "inputs": []}])";
  for (const std::string& text : {entries, R"({"abi": )" + entries + R"(, "bytecode": "0x"})"}) {
    const auto abi = parse_abi(text);
    ASSERT_TRUE(abi) << abi.error().message;
    EXPECT_EQ(abi->functions, std::vector<std::string>{"f(uint8)"});
    EXPECT_EQ(abi->errors, std::vector<std::string>{"E()"});
  }
  for (const std::string text : {"{}", "7"})
    EXPECT_EQ(parse_abi(text).error().message,
              "no ABI: expected an array of its entries, or an artifact with the key abi");
  EXPECT_EQ(parse_abi("0x60").error().message.substr(0, 4), "1:2:");
}

}  // namespace
}  // namespace seiload::profile
