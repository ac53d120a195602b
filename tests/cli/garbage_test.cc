// Every option of every command, given what makes no sense, is refused with one problem that names it. Walks
// the tables: an option whose kind of value is not known here fails the test.

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/mock_chain.h"
#include "cli/parse.h"
#include "cli/resolve.h"
#include "net/url.h"
#include "workload/catalogue.h"

namespace seiload::cli {
namespace {

using base::cat;
using Texts = std::vector<std::string>;

constexpr std::uint64_t kMaxU64 = std::numeric_limits<std::uint64_t>::max();

const std::string kHuge(100'000, '9');
const std::string k2To63 = "9223372036854775808", k2To64 = "18446744073709551616";

Texts operator+(Texts a, const Texts& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// What is neither a number, nor a duration, nor a choice, nor true or false.
const Texts kNonsense = {"banana",
                         "-1",
                         "-1s",
                         "-0.5",
                         "nan",
                         "NaN",
                         "inf",
                         "-inf",
                         "0x10",
                         "1,000",
                         "1_000",
                         " 5",
                         "5 ",
                         " 5s",
                         "+5",
                         "5\n",
                         "--",
                         "null",
                         "1e400",
                         "5 s",
                         "1d",
                         "TRUE ",
                         "yes",
                         "{}",
                         kHuge + "x",
                         kHuge + "s",
                         k2To63 + "s",
                         k2To64 + "ns",
                         "\xff",
                         "5\xc2\xa0",
                         "http://u:s3cret@h"};
const Texts kNoText = {""};

Texts garbage_for_whole(std::uint64_t least, std::uint64_t most) {
  Texts all = kNonsense + kNoText + Texts{"1.5", "1e3", kHuge, k2To64, "10s"};
  if (most < kMaxU64) all.push_back(std::to_string(most + 1));
  if (most < std::uint64_t{1} << 63) all.push_back(k2To63);
  if (least > 0) all.push_back(std::to_string(least - 1));
  return all;
}

Texts garbage_for_duration(std::uint64_t least, std::uint64_t most) {
  Texts all = kNonsense + Texts{"1.5", "10", "1e3s", kHuge, k2To63, k2To64, cat(most + 1, "ns")};
  if (least > 0) all.push_back(cat(least - 1, "ns"));
  return all;
}

// For options that are settings, by the type of their field; of the rest by what their argument is called.
Texts garbage_for(const Option& option) {
  using profile::Settings;
  const profile::Field& field = option.field;
  const std::string_view argument = option.argument;
  if (profile::is_flag(option)) return kNonsense + Texts{"", "2", "10", "truefalse"};
  if (std::holds_alternative<double Settings::*>(field))
    return kNonsense + Texts{"", "1e-7", "1e10", kHuge, k2To63, k2To64, "10s"};
  if (std::holds_alternative<std::uint64_t Settings::*>(field))
    return garbage_for_whole(option.least, option.most);
  if (std::holds_alternative<base::Duration Settings::*>(field))
    return garbage_for_duration(option.least, option.most) + kNoText;
  if (std::holds_alternative<std::optional<base::Duration> Settings::*>(field))
    return garbage_for_duration(option.least, option.most);  // nothing is what it has by default
  if (std::holds_alternative<profile::ArrivalModel Settings::*>(field))
    return kNonsense + Texts{"", "OPEN_LOOP", "open-loop", "1"};
  if (std::holds_alternative<profile::ReportFormat Settings::*>(field))
    return kNonsense + Texts{"", "JSON", "text,json", "1"};
  if (std::holds_alternative<profile::ReceiptMode Settings::*>(field))
    return kNonsense + Texts{"", "ALL", "sample,all", "1"};
  if (argument == "FILE")
    return option.name == "config" ? Texts{"", "/nonexistent", "/", "http://h"} : Texts{"http://h"};
  if (argument == "LIST")
    return {"", "banana", "50,", "0", "101", "-1", "nan", "0x10", "50,50", "p50", "50;90", kHuge};
  if (option.name == "lock-wait") return kNonsense + kNoText + Texts{"10", "1e3s", kHuge};
  if (option.name == "append" || option.name == "lock") return {"", "http://h"};
  if (argument == "SHARE") return kNonsense + kNoText + Texts{"0", "51%", "0.6", "5 percent"};
  if (argument == "DIR") return {"http://h"};
  if (option.name == "allow-mainnet") return kNonsense + Texts{"ethereum,base", "Mainnet"};
  if (argument == "HEADER")
    return kNoText + Texts{"banana",
                           "Bearer s3cret",
                           ": s3cret",
                           "X:",
                           "X: ",
                           "A B: s3cret",
                           "X: s3cret\r\nY: z",
                           "X: s3cret\n",
                           "Content-Length: 1",
                           "Host: http://u:s3cret@h",
                           "X: " + kHuge};
  if (argument == "PIN")
    return kNoText + Texts{"banana",   "sha256/",
                           "sha256/x", "sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                           kHuge,      "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="};
  if (argument == "HOST") return {"a b", "http://u:s3cret@h", "a/b", "a..b", "[::1]", "h:1", kHuge};
  if (argument == "HOST:PORT:ADDR")
    return kNonsense + kNoText + Texts{"h:1",   "h:0:127.0.0.1", "h:65536:127.0.0.1",
                                       "h:1:g", ":1:127.0.0.1",  "h:1:127.0.0.1,",
                                       "h:1:"};
  if (option.name == "bearer-token-env") return {"A=B", "=", "$KEY", "1A", "A B"};
  if (argument == "NAME") return {"", "A=B", "=", "$KEY", "1A", "A B"};  // of an environment variable
  if (argument == "KIND") return kNonsense + kNoText + Texts{"Geth", "geth,reth"};
  if (argument == "K/N") return kNonsense + kNoText + Texts{"1", "1/1", "0/0", "-1/2", "0/1/2", "0/1000001"};
  if (argument == "NAME=SPEC") return kNonsense + kNoText + Texts{"a=", "=b", "a=0x12", "{a}=b"};
  if (argument == "ADDRESS") return kNonsense + kNoText + Texts{"0x12", "{receivr}", "{receiver", "{i}"};
  if (argument == "SIGNATURE")
    return kNonsense + kNoText + Texts{"f", "f(", "f(uint7)", "f(uint8)", "f(bool) "};
  if (option.name == "max-spend") return {"banana", "-1", "1.5", "1 eter", "1e18", kHuge, "{i}"};
  if (argument == "HEX") return {"", "banana", "0x1", "12", "0xzz", "{sender}", "0x12{bytes}", "{}", " 0x12"};
  if (argument == "AMOUNT")
    return {"", "banana", "-1", "1.5", "1 eter", "1e18", kHuge, "{sender}", "{key}", "{i"};
  if (argument == "VALUE") return Texts{"", "x"};  // without what it belongs to
  if (argument == "ADDR")
    return {"banana",   "9090",       "h:65536",    "h:-1",        "h:x",
            "::1:9090", "http://h:1", "h:" + kHuge, "u:s3cret@h:x"};
  if (argument == "URL")
    return Texts{"banana",
                 "5",
                 "http://",
                 "http://h:0",
                 "http://h:65536",
                 "http://h:" + k2To64,
                 "http://a,http://b",
                 "ftp://h",
                 "http://h\n",
                 "/",
                 "http://u:s3cret/@h",
                 "http://" + kHuge} +
           (option.name == "endpoint" ? kNoText : Texts{});
  if (argument == "SPEC" || argument.starts_with("CONDITION"))
    return kNonsense + kNoText + Texts{"p99", "p99 >", "stall", "reset:share=2"};
  if (argument == "NAME[=WEIGHT]")
    return kNonsense + kNoText + Texts{"EVMTransfer=", "EVMTransfer=-1", "EVMTransfer=" + k2To64};
  if (argument == "PATH" && option.name == "cpu") return kNonsense + kNoText + Texts{"avx", "AVX512"};
  const bool may_be_0 = option.name == "seed" || option.name == "first-nonce" || option.name == "capacity";
  if (argument == "N") return garbage_for_whole(may_be_0 ? 0 : 1, kMaxU64);
  return {};
}

Texts problems_of(const std::string& argument) {
  std::vector<const char*> words = {argument.c_str()};
  const std::string name = argument.substr(0, argument.find('='));
  if (name == "--with-keys" || name == "--balances" || name == "--genesis") {
    words.insert(words.end(), {"accounts", "--seed=1"});
  } else if (name == "--first-nonce" || name == "--shard") {
    words.insert(words.end(), {"sign", "--chain-id=1337", "--max-txs=1", "--scenario=EVMTransfer"});
    words.push_back("-ehttp://h");
  } else {
    words.push_back("--track-receipts");
    if (name == "--lock-wait") words.push_back("--lock=f");
    if (name == "--compare-last") words.push_back("--append=f");
    if (name == "--slo") words.push_back("--find-limit");
    if (name == "--call" || name == "--data" || name == "--value" || name == "--gas")
      words.push_back("--to=0x00000000000000000000000000000000000000aa");
    if (name != "--scenario" && name != "--replay") words.push_back("--scenario=EVMTransfer");
    if (name == "--tls-cert") words.push_back("--tls-key=key.pem");
    if (name == "--tls-key") words.push_back("--tls-cert=cert.pem");
    if (name != "--endpoint" && name != "--mock-chain") words.push_back("--mock-chain");
  }
  const auto read_file = [](const std::string& path) {
    return base::Result<std::string>(base::Error{base::Code::io, path + ": No such file or directory"});
  };
  const auto check = [](std::string_view url) {
    const auto shown = net::endpoint_name(url);
    return shown ? std::string() : shown.error().message;
  };
  return resolve(parse(words), read_file, workload::catalogue(), check).problems;
}

void expect_one_problem(const Texts& problems, std::string_view name, const std::string& value) {
  const std::string shown = cat("--", name, "=", value.substr(0, 40));
  ASSERT_EQ(problems.size(), 1U) << shown << (problems.empty() ? " was taken" : ": " + problems[1]);
  EXPECT_TRUE(problems[0].starts_with(cat("--", name, ": "))) << shown << ": " << problems[0];
  EXPECT_EQ(problems[0].find('\n'), std::string::npos) << shown;
  EXPECT_EQ(problems[0].find("s3cret"), std::string::npos) << shown;
  EXPECT_LT(problems[0].size(), 400U) << shown;
}

TEST(Garbage, IsRefusedByEveryOptionOfARun) {
  for (const Option* option : all_options()) {
    const Texts garbage = garbage_for(*option);
    EXPECT_FALSE(garbage.empty()) << "say what is no " << option->argument << ", for --" << option->name;
    for (const std::string& value : garbage)
      expect_one_problem(problems_of(cat("--", option->name, "=", value)), option->name, value);
  }
}

// The table of the embedded chain has no types; its arguments say what they are.
Texts garbage_for(const MockChainOption& option) {
  if (option.argument.empty()) return kNonsense + Texts{"", "2", "10"};
  if (option.argument == "D") return kNonsense + kNoText + Texts{"10", "1e3s", kHuge, k2To63, k2To64};
  if (option.argument == "N" || option.argument == "WEI")
    return kNonsense + kNoText + Texts{"1.5", kHuge, "10s"};
  return kNonsense + kNoText + Texts{"1:2:3:4", "stall", "localhost:1"};
}

TEST(Garbage, IsRefusedByEveryOptionOfTheEmbeddedChain) {
  for (const MockChainOption& option : mock_chain_options())
    for (const std::string& value : garbage_for(option)) {
      const std::string word = cat("--", option.name, "=", value);
      const char* const words[] = {word.c_str()};
      expect_one_problem(parse_mock_chain(words).problems, option.name, value);
    }
}

}  // namespace
}  // namespace seiload::cli
