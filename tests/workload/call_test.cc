#include "workload/call.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/hex.h"
#include "eth/gas.h"
#include "support/vectors.h"
#include "workload/call_check.h"
#include "workload/purpose.h"

namespace seiload::workload {
namespace {

using profile::Argument;

// As profile/ makes them of JSON.
Argument argument(const json::Value& value) {
  if (const bool* boolean = value.boolean()) return {Argument::Kind::boolean, *boolean ? "true" : "false"};
  if (const json::Number* number = value.number()) return {Argument::Kind::number, number->text};
  if (const std::string* text = value.string()) return Argument::of(*text);
  std::vector<Argument> items;
  for (const json::Value& item : *value.array()) items.push_back(argument(item));
  return Argument::of(std::move(items));
}

std::vector<Argument> arguments(std::string_view json) { return argument(json::parse(json).value()).items; }

profile::ScenarioConfig scenario(std::string_view function, std::string_view args) {
  profile::ScenarioConfig config;
  config.name = config.label = "Call";
  config.call.emplace();
  config.call->to.text = "0x00000000000000000000000000000000000000aa";
  config.call->function.text = function;
  config.call->args = arguments(args);
  return config;
}

struct World {
  explicit World(profile::ScenarioConfig given) : config(std::move(given)) {}

  std::optional<Call> make() {
    const CompileContext context{config, environment, {}, 10, names, true};
    return Call::make(plan_calls(config)[0], context, problem);
  }
  // The data of operation i, in hex.
  std::string data(std::uint64_t i = 0) {
    const auto call = make();
    EXPECT_TRUE(call) << problem.path << ": " << problem.message;
    if (!call) return {};
    Operation operation{.number = i, .unix_seconds = 0x6921b0c8, .turn = 5, .seed = 7};
    operation.sender.bytes.fill(0x11);
    operation.receiver.bytes.fill(0x22);
    intent = {};
    call->write(operation, intent);
    EXPECT_GE(call->gas_bound(), eth::floor_gas(intent.data));
    return base::to_hex(intent.data);
  }
  std::string error() {
    EXPECT_FALSE(make());
    return problem.path + ": " + problem.message;
  }

  profile::ScenarioConfig config;
  CallEnvironment environment;
  std::vector<std::string_view> names = {"token"};
  CallProblem problem;
  Intent intent;
};

std::string data(std::string_view function, std::string_view args, std::uint64_t i = 0) {
  return World(scenario(function, args)).data(i);
}

std::string word(std::string_view digits) {
  return std::string(64 - digits.size(), '0') + std::string(digits);
}

class CallVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, CallVectors, test::both_sets(), test::name_of_set);

TEST_P(CallVectors, Agree) {
  LOAD_VECTORS(records, "abi_calls.json");
  for (const auto& record : records) {
    SCOPED_TRACE(record.label());
    profile::ScenarioConfig config = scenario(record.text("signature"), "[]");
    config.call->args = argument(record.field("args")).items;
    EXPECT_EQ(World(std::move(config)).data(), record.text("calldata"));
  }
}

TEST(Call, PlaceholdersOfOneWord) {
  const std::string selector = base::to_hex(eth::abi::selector("f(address,address,uint256,uint64,uint32)"));
  EXPECT_EQ(data("f(address,address,uint256,uint64,uint32)",
                 R"(["{sender}","{receiver}","{i}","{turn}","{time}"])", 258),
            selector + word("1111111111111111111111111111111111111111") +
                word("2222222222222222222222222222222222222222") + word("102") + word("5") +
                word("6921b0c8"));
  World world(scenario("f(address,address,int256)", R"(["{contract:token}","{account:3}","{chainId}"])"));
  world.environment.chain_id = 1337;
  world.environment.contracts["token"].bytes.fill(0x33);
  EXPECT_EQ(world.data(), base::to_hex(eth::abi::selector("f(address,address,int256)")) +
                              word("3333333333333333333333333333333333333333") +
                              word(eth::to_hex(made_up_address("{account:3}")).substr(2)) + word("539"));
}

TEST(Call, TheNonceIsWrittenLast) {
  World world(scenario("f(string,(uint256,uint64)[])", R"(["{i}",[["{nonce}",1],[2,"{nonce}"]]])"));
  world.data(123);
  ASSERT_EQ(world.intent.nonce_words.size(), 2U);
  world.intent.set_nonce(0xabcd);
  EXPECT_EQ(base::to_hex(world.intent.data),
            base::to_hex(eth::abi::selector("f(string,(uint256,uint64)[])")) + word("40") + word("80") +
                word("3") + "313233" + std::string(58, '0') + word("2") + word("abcd") + word("1") +
                word("2") + word("abcd"));
  world.intent.set_nonce(1);
  EXPECT_EQ(base::to_hex(world.intent.data).substr(10 + 5 * 64, 64), word("1"));
}

// Against the plain encoder, whatever the lengths that are drawn.
TEST(Call, DrawnLengthsMoveWhatFollows) {
  profile::ScenarioConfig config = scenario(
      "f(bytes,uint256,(string,bytes)[],uint8[])",
      R"(["{sizedBytes}","{i}",[["n{i}:{sender}","{pick:0x|0x01|0x0202}"],["x","{bytes:3}"]],[1,2]])");
  config.size_buckets = {0, 1, 31, 32, 33, 100};
  config.size_distribution.emplace();
  World world(std::move(config));
  std::set<std::size_t> sizes;
  using namespace eth::abi;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const std::string got = world.data(i);
    bool found = false;
    for (const std::size_t size : {0UL, 1UL, 31UL, 32UL, 33UL, 100UL}) {
      for (const base::Bytes& pick : {base::Bytes{}, base::Bytes{1}, base::Bytes{2, 2}}) {
        const std::string name = "n" + std::to_string(i) + ":0x1111111111111111111111111111111111111111";
        const base::Bytes want =
            encode_call("f(bytes,uint256,(string,bytes)[],uint8[])",
                        {bytes(base::Bytes(size)), number(i),
                         array({tuple({bytes(base::as_bytes(name)), bytes(pick)}),
                                tuple({bytes(base::as_bytes("x")), bytes(base::Bytes(3))})}),
                         array({number(1), number(2)})});
        if (base::to_hex(want) != got) continue;
        found = true;
        sizes.insert(10 * size + pick.size());
      }
    }
    ASSERT_TRUE(found) << got;
  }
  EXPECT_EQ(sizes.size(), 18U);
}

TEST(Call, DrawsFollowFromSeedAndNumberAndStayInRange) {
  EXPECT_EQ(data("f(bytes,address)", R"(["{randomBytes:40}","{fresh}"])", 1),
            data("f(bytes,address)", R"(["{randomBytes:40}","{fresh}"])", 1));
  EXPECT_NE(data("f(address)", R"(["{fresh}"])", 1), data("f(address)", R"(["{fresh}"])", 2));
  std::map<std::string, int> seen;
  for (std::uint64_t i = 0; i < 600; ++i) ++seen[data("f(int8)", R"(["{random:-1..1}"])", i).substr(10)];
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_TRUE(seen.contains(std::string(64, 'f')));
  EXPECT_TRUE(seen.contains(word("0")));
  EXPECT_TRUE(seen.contains(word("1")));
  std::set<char> high;
  for (std::uint64_t i = 0; i < 200; ++i)
    high.insert(data(
        "f(uint256)",
        R"(["{random:0x0..0xbfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff}"])", i)[10]);
  EXPECT_EQ(high, std::set<char>({'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b'}));
  EXPECT_EQ(data("f(uint256)", R"(["{random:18446744073709551615..18446744073709551615}"])").substr(10),
            word("ffffffffffffffff"));
  profile::ScenarioConfig keyed = scenario("f(uint16)", R"(["{key}"])");
  keyed.record_count = 65536;
  keyed.key_distribution.emplace();
  EXPECT_NE(World(keyed).data(1), World(keyed).data(2));
}

TEST(Call, ValueTargetAndFees) {
  profile::ScenarioConfig config = scenario("", "[]");
  config.call->to.text = "{pick:0x00000000000000000000000000000000000000bb}";
  config.call->value.text = "1.5 gwei";
  config.call->gas.text = "21000";
  World world(config);
  EXPECT_EQ(world.data(), "0x");
  EXPECT_EQ(eth::to_hex(*world.intent.to), "0x00000000000000000000000000000000000000bb");
  EXPECT_EQ(world.intent.value, base::Uint256(1'500'000'000));
  EXPECT_EQ(world.intent.gas_limit, 21000U);
  EXPECT_EQ(world.intent.tip_cap, 2'000'000'000U);
  EXPECT_EQ(world.intent.fee_cap, 20'000'000'000U);
  config.call->value.text = "{nonce}";
  World counted(config);
  counted.data();
  counted.intent.set_nonce(9);
  EXPECT_EQ(counted.intent.value, base::Uint256(9));
}

TEST(Call, CalldataIsZerosThenRandomBytesAtTheFloorOfGas) {
  profile::ScenarioConfig config;
  config.name = config.label = "Calldata";
  config.parameters.bytes = 100;
  config.parameters.zero = 0.25;
  World world(config);
  const std::string got = world.data(3);
  EXPECT_EQ(got.size(), 202U);
  EXPECT_EQ(got.substr(2, 50), std::string(50, '0'));
  EXPECT_NE(got.substr(52, 50), std::string(50, '0'));
  EXPECT_EQ(world.intent.gas_limit, 21000U + 25 * 10 + 75 * 40);
  EXPECT_TRUE(world.make()->needs_receiver());
}

TEST(Call, RefusesWithThePlaceAndTheNearestName) {
  const struct {
    const char *function, *args, *why;
  } kRows[] = {
      {"f(uint8)", "[]", "args: (uint8) takes 1 argument, got 0"},
      {"f()", "[1]", "args: () takes 0 arguments, got 1"},
      {"f(adress)", "[1]",
       "function: 'f(adress)': unknown type 'adress' at character 3; did you mean 'address'?"},
      {"f(uint8)", "[256]", "args[0]: '256' is out of the range of uint8, 0 to 2^8-1"},
      {"f(uint8)", "[-1]", "args[0]: '-1' is out of the range of uint8, 0 to 2^8-1"},
      {"f(int8)", "[128]", "args[0]: '128' is out of the range of int8, -2^7 to 2^7-1"},
      {"f(int8)", "[-129]", "args[0]: '-129' is out of the range of int8, -2^7 to 2^7-1"},
      {"f(uint8)", "[1.5]", "args[0]: expected a number for uint8, got '1.5'"},
      {"f(uint8)", "[true]", "args[0]: expected a number for uint8, got 'true'"},
      {"f(uint8)", "[[1]]", "args[0]: expected a number for uint8, got a list"},
      {"f(bool)", "[1]", "args[0]: expected true or false for bool, got '1'"},
      {"f(address)", R"(["0x12"])", "args[0]: expected an address, 0x and 40 hex digits, got '0x12'"},
      {"f(address)", R"(["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"])",
       "args[0]: the checksum (EIP-55) of the address '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD' is wrong: "
       "write "
       "it as it was given to you, or in lower case"},
      {"f(bytes4)", R"(["0x123456"])", "args[0]: expected 0x and 8 hex digits for bytes4, got '0x123456'"},
      {"f(bytes)", R"(["abc"])", "args[0]: expected hex bytes, 0x..., for bytes, got 'abc'"},
      {"f(string)", "[5]", "args[0]: expected a text, got '5'"},
      {"f((uint8,bool)[2])", "[[[1,true]]]", "args[0]: (uint8,bool)[2] takes 2 values, got 1"},
      {"f((uint8,bool)[])", "[[[1,true],[2]]]", "args[0][1]: (uint8,bool) takes 2 values, got 1"},
      {"f((uint8,bool)[])", "[[[1,true],[2,3]]]", "args[0][1][1]: expected true or false for bool, got '3'"},
      {"f(uint8[])", "[7]", "args[0]: expected a list for uint8[], got '7'"},
      {"f(address)", R"(["{sendr}"])", "args[0]: unknown placeholder '{sendr}'; did you mean '{sender}'?"},
      {"f(uint256)", R"(["{sender}"])", "args[0]: {sender} is an address and does not fit uint256"},
      {"f(bool)", R"(["{i}"])", "args[0]: {i} is a number and does not fit bool"},
      {"f(uint16)", R"(["{time}"])", "args[0]: {time} is out of the range of uint16: it needs 32 bits"},
      {"f(uint32)", R"(["{i}"])", "args[0]: {i} is out of the range of uint32: it needs 64 bits"},
      {"f(uint8)", R"(["{random:1..300}"])",
       "args[0]: {random:1..300}: '300' is out of the range of uint8, 0 to 2^8-1"},
      {"f(uint8)", R"(["{random:9..1}"])", "args[0]: {random:9..1}: the range's end is below its begin"},
      {"f(uint8)", R"(["{random:9}"])", "args[0]: '{random:9}' needs a range, as in {random:1..100}"},
      {"f(uint8)", R"(["{random}"])", "args[0]: '{random}' needs a range, as in {random:1..100}"},
      {"f(uint8)", R"(["{pick:1|300}"])",
       "args[0]: {pick:1|300}: '300' is out of the range of uint8, 0 to 2^8-1"},
      {"f(uint8)", R"(["{i"])", "args[0]: '{i' has no closing brace; '{{' is a brace"},
      {"f(uint8)", R"(["{turn:3}"])", "args[0]: '{turn:3}': {turn} takes nothing behind a colon"},
      {"f(uint8)", R"(["x{i}"])", "args[0]: only a string can mix text and placeholders"},
      {"f(string)", R"(["x{nonce}"])", "args[0]: {nonce} cannot be a part of a text"},
      {"f(uint8)", R"(["{key}"])", "args[0]: {key} needs keyDistribution and recordCount in the scenario"},
      {"f(bytes)", R"(["{sizedBytes}"])",
       "args[0]: {sizedBytes} needs sizeDistribution and sizeBuckets in the scenario"},
      {"f(bytes)", R"(["{bytes:999999999}"])",
       "args[0]: {bytes:999999999}: expected a count from 0 to 262144"},
      {"f(bytes,bytes)", R"(["{bytes:200000}","{bytes:200000}"])",
       "args[1]: the call's data is larger than 262144 bytes"},
      {"f(bytes8)", R"(["{randomBytes:4}"])",
       "args[0]: {randomBytes:4} does not fit bytes8: expected {randomBytes:8}"},
      {"f(address)", R"(["{account:10}"])",
       "args[0]: {account:10}: expected an account's number from 0 to 9"},
      {"f(address)", R"(["{contract:tokn}"])",
       "args[0]: no contract 'tokn' in 'contracts'; did you mean 'token'?"},
  };
  for (const auto& row : kRows) EXPECT_EQ(World(scenario(row.function, row.args)).error(), row.why);
}

TEST(Call, GasUnderTheFloorIsRefused) {
  profile::ScenarioConfig config = scenario("f(uint256)", R"(["{i}"])");
  config.call->gas.text = "21000";
  EXPECT_EQ(World(config).error(), "gas: 21000 is under the 21720 that the call's data may cost (EIP-7623)");
  config.call->gas.text = "lots";
  EXPECT_EQ(World(config).error(), "gas: expected a number of gas or \"estimate\", got 'lots'");
  config.call->gas.text = "estimate";
  config.gas = profile::Picker{profile::Picker::Kind::fixed, 21001, 21001};
  EXPECT_EQ(World(config).error(),
            "gasPicker: 21001 is under the 21720 that the call's data may cost (EIP-7623)");
}

profile::Profile with_contract() {
  profile::Profile profile;
  profile.accounts = profile::AccountPool{2, 0};
  profile.contracts.emplace_back();
  profile.contracts[0].name = "pair";
  profile.contracts[0].functions = {"swap(uint256)", "swap(uint256,address)", "sync()"};
  profile.scenarios = {scenario("sync", "[]")};
  profile.scenarios[0].call->to.text.clear();
  profile.scenarios[0].call->contract.text = "pair";
  return profile;
}

std::string first_problem(profile::Profile& profile) {
  std::string text;
  check_calls(profile, [&](CallList, std::size_t i, const CallProblem& problem) {
    if (text.empty()) text = std::to_string(i) + " " + problem.path + ": " + problem.message;
  });
  return text;
}

TEST(CallCheck, AFunctionOfTheAbiIsNamedWithoutItsTypes) {
  profile::Profile profile = with_contract();
  EXPECT_EQ(first_problem(profile), "");
  EXPECT_EQ(profile.scenarios[0].call->function.text, "sync()");
  const struct {
    const char *function, *why;
  } kRows[] = {
      {"swap", "0 function: 'swap' is ambiguous in contract 'pair': swap(uint256), swap(uint256,address)"},
      {"swp", "0 function: contract 'pair' has no function 'swp'; did you mean 'swap'?"},
      {"swap(uint8)",
       "0 function: contract 'pair' has no function 'swap(uint8)'; it has swap(uint256), "
       "swap(uint256,address)"},
  };
  for (const auto& row : kRows) {
    profile.scenarios[0].call->function.text = row.function;
    EXPECT_EQ(first_problem(profile), row.why);
  }
  profile.contracts[0].functions.clear();
  profile.scenarios[0].call->function.text = "sync";
  EXPECT_EQ(first_problem(profile),
            "0 function: 'sync' needs its types, as in sync(uint256): no ABI is known");
  profile.scenarios[0].call->contract.text = "pairs";
  profile.scenarios[0].call->function.text = "sync()";
  EXPECT_EQ(first_problem(profile), "0 contract: no contract 'pairs' in 'contracts'; did you mean 'pair'?");
}

TEST(CallCheck, ATransferNeedsTheGasOfATransaction) {
  profile::Profile profile;
  profile.accounts = profile::AccountPool{3, 0};
  profile::ScenarioConfig transfer;
  transfer.name = transfer.label = "EVMTransferNoop";
  transfer.gas = profile::Picker{profile::Picker::Kind::random, 20'999, 30'000};
  profile.scenarios = {transfer};
  EXPECT_EQ(first_problem(profile), "0 gasPicker: 20999 is under the 21000 that a transfer costs");
  profile.scenarios[0].gas->least = 21'000;
  EXPECT_EQ(first_problem(profile), "");
}

TEST(CallCheck, AConstructorsArgumentsFollowItsCode) {
  profile::ContractConfig contract;
  contract.code = {0x60, 0x00};
  contract.constructor_types.text = "(uint8,string)";
  contract.constructor_args = arguments(R"([5,"a"])");
  const profile::ScenarioConfig nothing;
  const CallEnvironment environment;
  CallProblem problem;
  const auto code = init_code(contract, {nothing, environment}, problem);
  ASSERT_TRUE(code) << problem.message;
  EXPECT_EQ(base::to_hex(*code), "0x6000" + word("5") + word("40") + word("1") + "61" + std::string(62, '0'));
  contract.constructor_args = arguments(R"(["{random:1..2}","a"])");
  EXPECT_FALSE(init_code(contract, {nothing, environment}, problem));
  EXPECT_EQ(problem.path + ": " + problem.message,
            "constructor.args: only {contract:NAME}, {account:K} and {chainId} are known there");
}

}  // namespace
}  // namespace seiload::workload
