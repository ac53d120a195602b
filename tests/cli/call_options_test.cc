// The options of a call, from the words to the profile: what they make, and what is refused with which words.

#include "cli/call_options.h"

#include <gtest/gtest.h>

#include "cli/call_profile.h"
#include "cli/show_calls.h"
#include "workload/catalogue.h"

namespace seiload::cli {
namespace {

constexpr const char* kTo = "0x00000000000000000000000000000000000000aa";
constexpr std::string_view kArtifact = R"({"bytecode": "0x6001", "abi": [
  {"type": "constructor", "inputs": [{"type": "address"}]},
  {"type": "function", "name": "swap", "inputs": [{"type": "uint256"}]},
  {"type": "function", "name": "swap", "inputs": [{"type": "bool"}]},
  {"type": "function", "name": "sync", "inputs": []}]})";
constexpr std::string_view kUnlinked =
    R"({"bytecode": {"object": "0x60__$0123456789012345678901234567890123$__",
        "linkReferences": {"src/M.sol": {"Math": []}}}, "abi": []})";

base::Result<std::string> read_file(const std::string& path) {
  if (path == "Pair.json" || path == "dir/Pair.json") return std::string(kArtifact);
  if (path == "Unlinked.json") return std::string(kUnlinked);
  if (path == "code.hex") return std::string("0x6001\n");
  return base::invalid_input(path + ": No such file or directory");
}

Resolution resolved(std::vector<const char*> words) {
  words.push_back("--dry-run");
  return resolve(parse(words), read_file, workload::catalogue(),
                 [](std::string_view) { return std::string(); });
}

std::string problem(const std::vector<const char*>& words) {
  const Resolution resolution = resolved(words);
  std::string text;
  for (const std::string& line : resolution.problems) text += (text.empty() ? "" : "\n") + line;
  return text;
}

TEST(CallOptions, MakeOneScenario) {
  const Resolution got = resolved({"--to", kTo, "--call", "f(uint,address[])", "--arg", "{i}", "--arg",
                                   R"(["{sender}", "0x00000000000000000000000000000000000000bb"])", "--value",
                                   "1 gwei", "--gas", "90000"});
  ASSERT_TRUE(got.problems.empty()) << got.problems[0];
  ASSERT_EQ(got.profile.scenarios.size(), 1U);
  const profile::ScenarioConfig& scenario = got.profile.scenarios[0];
  EXPECT_EQ(scenario.name, "Call");
  EXPECT_EQ(scenario.call->to.text, kTo);
  EXPECT_EQ(scenario.call->function.text, "f(uint256,address[])");
  EXPECT_EQ(scenario.call->args[0].text, "{i}");
  EXPECT_EQ(scenario.call->args[1].items.size(), 2U);
  EXPECT_EQ(
      show_calls(got.profile)[0].substr(0, 97),
      "scenario Call, f: f(uint256,address[]) to 0x00000000000000000000000000000000000000aa, selector 0x");
}

TEST(CallOptions, JoinThoseOfTheCommandLine) {
  const Resolution got = resolved({"--scenario", "EVMTransfer=3", "--to", "{receiver}", "--value", "5"});
  ASSERT_TRUE(got.problems.empty()) << got.problems[0];
  ASSERT_EQ(got.profile.scenarios.size(), 2U);
  EXPECT_EQ(got.profile.scenarios[1].label, "Call");
}

TEST(CallOptions, WhatIsDeployedHasItsAbi) {
  const Resolution got = resolved({"--deploy", "Pair.json", "--constructor-arg", kTo, "--call", "sync"});
  ASSERT_TRUE(got.problems.empty()) << got.problems[0];
  EXPECT_EQ(got.profile.scenarios[0].call->function.text, "sync()");
  EXPECT_EQ(show_calls(got.profile)[0],
            "contract deployed: deployed by CREATE2, 34 bytes of code and arguments");
  EXPECT_EQ(
      show_calls(got.profile)[1],
      "scenario Call, sync: sync() to contract deployed, selector 0xfff6cae9, gas estimated at set-up, at "
      "least 21,160, example 0xfff6cae9");
}

TEST(CallOptions, DeployCreatesWithEachTransaction) {
  const Resolution got =
      resolved({"--scenario", "Deploy", "--deploy", "Pair.json", "--constructor-arg", "{sender}"});
  ASSERT_TRUE(got.problems.empty()) << got.problems[0];
  const std::vector<std::string> lines = show_calls(got.profile);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "contract deployed: created by the transactions of scenario Deploy");
  EXPECT_EQ(lines[1].substr(0, 147),
            "scenario Deploy, deploy: creates contract deployed, init code of 34 bytes, gas estimated at "
            "set-up, at least 53,404, example 0x60010000000000000000");
}

TEST(CallOptions, RefuseWithTheOptionAndTheNearestName) {
  const struct {
    std::vector<const char*> words;
    const char* why;
  } kRows[] = {
      {{"--to", kTo, "--call", "f(adress)", "--arg", "1"},
       "--call: 'f(adress)': unknown type 'adress' at character 3; did you mean 'address'?"},
      {{"--to", kTo, "--call", "f(uint8)", "--arg", "256"},
       "--arg 1: '256' is out of the range of uint8, 0 to 2^8-1"},
      {{"--to", kTo, "--call", "f(bool,(uint8,bool)[])", "--arg", "true", "--arg", "[[1,true],[2,\"x\"]]"},
       "--arg 2[1][1]: expected true or false for bool, got 'x'"},
      {{"--to", kTo, "--call", "f(uint8)"}, "--call: (uint8) takes 1 argument, got 0"},
      {{"--to", kTo, "--call", "f(address)", "--arg", "{sendr}"},
       "--arg 1: unknown placeholder '{sendr}'; did you mean '{sender}'?"},
      {{"--to", kTo, "--call", "f(uint16)", "--arg", "{time}"},
       "--arg 1: {time} is out of the range of uint16: it needs 32 bits"},
      {{"--to", kTo, "--call", "f"}, "--call: 'f' needs its types, as in f(uint256): no ABI is known"},
      {{"--to", kTo, "--arg", "1"}, "--arg: requires --call"},
      {{"--to", kTo, "--call", "f()", "--data", "0x12"}, "--data: cannot be combined with --call"},
      {{"--to", kTo, "--call", "f()", "--gas", "21000"},
       "--gas: 21000 is under the 21160 that the call's data may cost (EIP-7623)"},
      {{"--to", kTo, "--value", "1 eter"},
       "--value: expected an amount such as 1000, '1 gwei' or '0.5 ether', got '1 eter'; did you mean "
       "'ether'?"},
      {{"--to", "0x12"}, "--to: expected an address, 0x and 40 hex digits, got '0x12'"},
      {{"--deploy", "Unlinked.json", "--call", "f()"},
       "--deploy: Unlinked.json: libraries are not linked: Math (src/M.sol); deploy and link them first"},
      {{"--deploy", "no.json", "--call", "f()"}, "--deploy: no.json: No such file or directory"},
      {{"--deploy", "Pair.json", "--constructor-arg", kTo, "--call", "swap", "--arg", "1"},
       "--call: 'swap' is ambiguous in contract 'deployed': swap(uint256), swap(bool)"},
      {{"--deploy", "Pair.json", "--constructor-arg", kTo, "--call", "snc"},
       "--call: contract 'deployed' has no function 'snc'; did you mean 'sync'?"},
      {{"--deploy", "Pair.json", "--call", "sync"}, "--deploy: (address) takes 1 argument, got 0"},
      {{"--deploy", "Pair.json", "--to", kTo}, "--deploy: cannot be combined with --to"},
      {{"--call", "f()"}, "--call: requires --to or --deploy"},
      {{"--contract", "token", "--to", kTo}, "--contract: expected NAME=ADDRESS or NAME=FILE, got 'token'"},
      {{"--contract", "token=Pair.json", "--to", kTo}, "--contract token: (address) takes 1 argument, got 0"},
      {{"--contract", "a=code.hex", "--to", "{contract:b}"},
       "--to: no contract 'b' in 'contracts'; did you mean 'a'?"},
      {{"--scenario", "Deploy"},
       "--scenario: scenario Deploy needs --deploy FILE, or one contract with an artifact or bytecode in the "
       "profile; there are 0"},
      {{"--scenario", "Deploy", "--deploy", "Pair.json"}, "--deploy: (address) takes 1 argument, got 0"},
      {{"--scenario", "Deploy", "--deploy", "Pair.json", "--constructor-arg", "{sendr}"},
       "--constructor-arg 1: unknown placeholder '{sendr}'; did you mean '{sender}'?"},
      {{"--scenario", "Deploy", "--deploy", "Pair.json", "--constructor-arg", kTo, "--call", "sync"},
       "--call: cannot be combined with --scenario Deploy"},
      {{"--scenario", "Deploy", "--deploy", "Pair.json", "--constructor-arg", kTo, "--gas", "53175"},
       "--gas: 53175 is under the 53176 that the init code may cost (EIP-3860, EIP-7623)"},
      {{"--to", kTo, "--call", "f(uint256)", "--arg", "{i:x}"},
       "--arg 1: {i:x}: expected a number below 2^63 to count from"},
      {{"--scenario", "Call"},
       "--scenario: scenario Call is what --to, --deploy and --call make: give those"},
  };
  for (const auto& row : kRows) EXPECT_EQ(problem(row.words), row.why);
}

std::string of_profile(std::string_view text) {
  const ReadFile files = [&](const std::string& path) {
    return path == "dir/p.json" ? base::Result<std::string>(std::string(text)) : read_file(path);
  };
  const std::vector<const char*> words = {"--config", "dir/p.json", "--dry-run"};
  const Resolution got =
      resolve(parse(words), files, workload::catalogue(), [](std::string_view) { return std::string(); });
  std::string lines;
  for (const std::string& line : got.problems) lines += (lines.empty() ? "" : "\n") + line;
  return lines;
}

TEST(CallProfile, ProblemsHaveTheirPlace) {
  const struct {
    const char *text, *why;
  } kRows[] = {
      {R"j({"contracts": {"p": {"artifact": "Pair.json", "constructor": ["{sender}"]}},
 "scenarios": [{"name": "Call", "contract": "p", "function": "sync"}]})j",
       "dir/p.json:1:21: contracts.p.constructor.args: only {contract:NAME}, {account:K} and {chainId} are "
       "known "
       "there"},
      {R"j({"contracts": {"p": {"artifact": "Pair.json", "constructor": ["{contract:p}"]}},
 "scenarios": [{"name": "Call", "contract": "p", "function": "swap(bool)", "args": [7]}]})j",
       "dir/p.json:2:85: scenarios[0].args[0] (Call): expected true or false for bool, got '7'"},
      {R"j({"contracts": {"p": {}}, "scenarios": [{"name": "EVMTransfer"}]})j",
       "dir/p.json:1:21: contracts.p: needs one of address, artifact, bytecode and bytecodeFile"},
      {R"j({"contracts": {"p": {"bytecode": "0x60", "address": "0x12"}},
 "scenarios": [{"name": "EVMTransfer"}]})j",
       "dir/p.json:1:34: contracts.p.bytecode: give one of address, artifact, bytecode and bytecodeFile\n"
       "dir/p.json:1:53: contracts.p.address: expected an address, 0x and 40 hex digits, got the string "
       "'0x12'"},
      {R"j({"scenarios": [{"name": "EVMTransfer", "function": "f()"}]
})j",
       "dir/p.json:1:52: scenarios[0].function (EVMTransfer): scenario EVMTransfer has no such key"},
      {R"j({"scenarios": [{"name": "Call", "function": "f()"}]
})j",
       "dir/p.json:1:16: scenarios[0] (Call): a call needs 'contract' or 'to'"},
      {R"j({"contracts": {"p": {"artifact": "Pair.json", "abi": "Pair.json"}},
 "scenarios": [{"name": "EVMTransfer"}]})j",
       "dir/p.json:1:54: contracts.p.abi: cannot be combined with 'artifact', which has the ABI"},
      {R"j({"contracts": {"p": {"address": "0x00000000000000000000000000000000000000aa", "abi": "Pair.json"}},
 "scenarios": [{"name": "Call", "contract": "p", "function": "snc"}]})j",
       "dir/p.json:2:62: scenarios[0].function (Call): contract 'p' has no function 'snc'; did you mean "
       "'sync'?"},
      {R"j({"contracts": {"p": {"address": "0x00000000000000000000000000000000000000aa", "abi": "code.hex"}},
 "scenarios": [{"name": "EVMTransfer"}]})j",
       "dir/p.json:1:86: contracts.p.abi: dir/code.hex: No such file or directory"},
      {R"j({"contracts": {"pair": {"artifact": "Pair.json"}},
 "scenarios": [{"name": "Deploy", "contract": "par"}, {"name": "Deploy"},
 {"name": "Deploy", "contract": "pair", "args": [true]}]})j",
       "dir/p.json:2:47: scenarios[0].contract (Deploy): no contract 'par' in 'contracts'; did you mean "
       "'pair'?\n"
       "dir/p.json:2:55: scenarios[1] (Deploy): scenario Deploy needs 'contract', a name of 'contracts'\n"
       "dir/p.json:3:50: scenarios[2].args[0] (Deploy): expected an address, 0x and 40 hex digits, got "
       "'true'"},
      {R"j({"contracts": {"p": {"artifact": "Pair.json"}},
 "scenarios": [{"name": "Deploy", "contract": "p", "function": "sync"}]})j",
       "dir/p.json:2:64: scenarios[0].function (Deploy): scenario Deploy has no such key"},
      {R"j({"scenarios": [{"name": "EVMTransfer", "txType": "legacy", "accessList": "create"},
 {"name": "EVMTransfer", "accessList": "craete"},
 {"name": "EVMTransfer", "accessList": [{"address": "0x12", "storageKeys": ["0x01"]}, {}]}]})j",
       "dir/p.json:1:74: scenarios[0].accessList (EVMTransfer): a legacy transaction has no access list: "
       "txType is accessList or dynamicFee\n"
       "dir/p.json:2:40: scenarios[1].accessList (EVMTransfer): expected \"create\", or an array of "
       "addresses "
       "with their storageKeys, got the string 'craete'\n"
       "dir/p.json:3:53: scenarios[2].accessList[0].address (EVMTransfer): expected an address, 0x and 40 "
       "hex "
       "digits, got the string '0x12'\n"
       "dir/p.json:3:77: scenarios[2].accessList[0].storageKeys[0] (EVMTransfer): expected a storage key, 0x "
       "and 64 hex digits, got the string '0x01'\n"
       "dir/p.json:3:87: scenarios[2].accessList[1] (EVMTransfer): key 'address' is missing"},
      {R"j({"contracts": {"p": {"artifact": "Pair.json", "constructor": ["{contract:p}"]}},
 "setup": [{"contract": "p", "function": "snc"}, {"contract": "p", "function": "swap", "args": [1]},
 {"contract": "p", "function": "swap(bool)", "args": [1], "each": "once"}],
 "scenarios": [{"name": "EVMTransfer"}]})j",
       "dir/p.json:2:42: setup[0].function: contract 'p' has no function 'snc'; did you mean 'sync'?\n"
       "dir/p.json:2:80: setup[1].function: 'swap' is ambiguous in contract 'p': swap(uint256), swap(bool)\n"
       "dir/p.json:3:55: setup[2].args[0]: expected true or false for bool, got '1'"},
      {R"j({"scenarios": [{"name": "Calldata", "bytes": 0}]})j",
       "dir/p.json:1:46: scenarios[0].bytes (Calldata): expected a whole number from 1 to 131072, got '0'"},
  };
  for (const auto& row : kRows) EXPECT_EQ(of_profile(row.text), row.why);
}

}  // namespace
}  // namespace seiload::cli
