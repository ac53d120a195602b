#include "cli/resolve.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "profile/write.h"
#include "workload/catalogue.h"

namespace seiload::cli {
namespace {

using Words = std::vector<const char*>;

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

std::string check(std::string_view url) { return url.starts_with("http") ? "" : "expected http://..."; }

// With `profile` as the only file there is, "p.json".
Resolution resolved(const Words& words, const std::string& profile = {}) {
  return resolve(
      parse(words),
      [&](const std::string& path) -> base::Result<std::string> {
        if (path != "p.json") return base::Error{base::Code::io, path + ": No such file or directory"};
        return profile;
      },
      workload::catalogue(), check);
}

std::vector<std::string> urls(const profile::Profile& profile) {
  std::vector<std::string> all;
  for (const profile::EndpointConfig& one : profile.endpoints) all.push_back(one.url);
  return all;
}

std::string problems(const Words& words, const std::string& profile = {}) {
  return joined(resolved(words, profile).problems);
}

TEST(Resolve, NeedsNoFile) {
  const Resolution it =
      resolved({"-e", "http://127.0.0.1:8545", "--scenario", "evmtransfer", "--accounts", "7", "--tps", "200",
                "--duration", "10s", "--chain-id=5", "--seed=9", "-e=http://b"});
  EXPECT_EQ(joined(it.problems), "");
  EXPECT_EQ(joined(it.notes), "");
  EXPECT_EQ(urls(it.profile), (std::vector<std::string>{"http://127.0.0.1:8545", "http://b"}));
  ASSERT_EQ(it.profile.scenarios.size(), 1u);
  EXPECT_EQ(it.profile.scenarios[0].label, "EVMTransfer");
  EXPECT_EQ(it.profile.accounts->count, 7u);
  EXPECT_EQ(it.profile.chain_id, 5u);
  EXPECT_EQ(it.profile.seed, 9u);
  EXPECT_EQ(it.profile.settings.tps, 200);
  EXPECT_EQ(it.profile.settings.duration, std::chrono::seconds(10));
}

TEST(Resolve, TheCommandLineWinsOverTheProfile) {
  const std::string profile =
      R"({"chainId":1,"seed":1,"endpoints":["http://a"],"accounts":{"count":5,"newAccountRate":0.5},
    "scenarios":[{"name":"EVMTransfer","weight":5}],"settings":{"tps":5,"debug":true,)"
      R"("duration":"1m","nodes":1}})";
  const Resolution it =
      resolved({"--config=p.json", "--tps=1", "--tps=2", "--debug=false", "--accounts=6", "--chain-id=2",
                "--seed=3", "-e", "http://b", "-e", "http://c", "--nodes=0", "--scenario",
                "EVMTransferFast=2", "--scenario=EVMTransferNoop", "--scenario=EVMTransferFast"},
               profile);
  EXPECT_EQ(joined(it.problems), "");
  EXPECT_EQ(it.profile.settings.tps, 2);
  EXPECT_FALSE(it.profile.settings.debug);
  EXPECT_EQ(it.profile.settings.duration, std::chrono::minutes(1));
  EXPECT_EQ(it.profile.accounts->count, 6u);
  EXPECT_EQ(it.profile.accounts->new_account_rate, 0.5);
  EXPECT_EQ(it.profile.chain_id, 2u);
  EXPECT_EQ(it.profile.seed, 3u);
  EXPECT_EQ(urls(it.profile), (std::vector<std::string>{"http://b", "http://c"}));
  ASSERT_EQ(it.profile.scenarios.size(), 3u);
  EXPECT_EQ(it.profile.scenarios[0].label, "EVMTransferFast_0");
  EXPECT_EQ(it.profile.scenarios[0].weight, 2u);
  EXPECT_EQ(it.profile.scenarios[1].label, "EVMTransferNoop");
  EXPECT_EQ(it.profile.scenarios[2].label, "EVMTransferFast_1");
}

TEST(Resolve, WhatTheCommandLineReplacesIsNoProblemAnyMore) {
  const std::string profile = R"({"endpoints":["ftp://a"],"scenarios":[{"name":"ERC20","weight":5}],
    "settings":{"txsDir":"x","prewarm":true}})";
  EXPECT_EQ(problems({"-cp.json", "-ehttp://b", "--scenario=EVMTransfer", "--txs-dir=", "--prewarm=false"},
                     profile),
            "");
  EXPECT_EQ(problems({"-cp.json", "--scenario=EVMTransfer", "--prewarm=false"}, profile),
            "p.json:1:15: endpoints[0]: 'ftp://a': expected http://...\n");
}

TEST(Resolve, AllProblemsAtOnceTheCommandLineFirst) {
  EXPECT_EQ(
      problems({"--config", "p.json", "--tps", "abc", "--bogus", "--scenario=EVMTransfr=x", "-e", "ftp://h",
                "--prewarm", "--accounts=0", "--chain-id=x", "--seed=-1", "--duration=5", "--target-gas=5"},
               R"({"settings":{"tps":-1}})"),
      "'--bogus': unknown option\n"
      "--tps: expected a number >= 0, got 'abc'\n"
      "--scenario: unknown scenario 'EVMTransfr'; did you mean 'EVMTransfer'?\n"
      "--scenario: weight of 'EVMTransfr': expected a whole number from 0 to 10000000, got 'x'\n"
      "--accounts: expected a whole number from 1 to 10000000, got '0'\n"
      "--chain-id: expected a whole number from 1 to 9223372036854775771, got 'x'\n"
      "--seed: expected a whole number from 0 to 2^64-1, got '-1'\n"
      "--duration: expected a duration such as 10s, from 0s to 87600h, got '5'\n"
      "-e: 'ftp://h': expected http://...\n"
      "--target-gas: needs --txs-dir\n"
      "p.json:1:20: settings.tps: expected a number >= 0, got '-1'\n");
}

TEST(Resolve, SaysWhatIsMissingUnlessThatIsAConsequence) {
  EXPECT_EQ(problems({}),
            "no endpoint: give -e URL, or endpoints in the profile, or --mock-chain, or --dry-run\n"
            "no scenario: give --scenario NAME, or scenarios in the profile\n");
  EXPECT_EQ(problems({"--dry-run", "--scenario=EVMTransfer"}), "");
  EXPECT_EQ(problems({"--bogus"}), "'--bogus': unknown option\n");
  EXPECT_EQ(problems({"--config=x"}), "--config: x: No such file or directory\n");
  EXPECT_EQ(problems({"--config=p.json"}, "{"),
            "p.json:1:2: expected a key or '}', got the end of the text\n");
  EXPECT_EQ(problems({"--config=p.json"}, "7"), "p.json:1:1: expected an object, got '7'\n");
  EXPECT_EQ(problems({"--config=p.json"}, R"({"endpoints":7,"scenarios":{}})"),
            "p.json:1:14: endpoints: expected an array, got '7'\n"
            "p.json:1:28: scenarios: expected an array, got an object\n");
  EXPECT_EQ(problems({"-e=http://a", "--scenario=EVMTransfer=0"}), "every scenario has weight 0\n");
}

TEST(Resolve, TheEmbeddedChainAndItsFaults) {
  const std::string profile = R"({"endpoints":["http://a"],"scenarios":[{"name":"EVMTransfer"}],
    "mockChain":{"blockTime":"1s","gasLimit":30000000,"maxPool":5,"poolOverflow":"drop","poolTtl":"5s",)"
                              R"("poolTtlBlocks":10,"capacity":800,
    "balance":"7","strict":false,"faults":["skip"]}})";
  const auto chain = [&](std::vector<const char*> words) {
    words.insert(words.begin(), "--config=p.json");
    const Resolution it = resolved(words, profile);
    EXPECT_EQ(joined(it.problems), "");
    return it.profile;
  };
  const profile::Profile plain = chain({});
  EXPECT_TRUE(plain.endpoints.empty());
  EXPECT_EQ(plain.chain_id, 1337u);
  EXPECT_EQ(plain.mock_chain->block_time, std::chrono::seconds(1));
  EXPECT_EQ(plain.mock_chain->gas_limit, 30'000'000u);
  EXPECT_EQ(plain.mock_chain->max_pool, 5u);
  EXPECT_EQ(plain.mock_chain->pool_overflow, "drop");
  EXPECT_EQ(plain.mock_chain->pool_ttl, std::chrono::seconds(5));
  EXPECT_EQ(plain.mock_chain->pool_ttl_blocks, 10u);
  EXPECT_EQ(plain.mock_chain->capacity, 800u);
  EXPECT_EQ(plain.mock_chain->balance, base::Uint256(7));
  EXPECT_FALSE(plain.mock_chain->strict);
  EXPECT_EQ(plain.mock_chain->faults, std::vector<std::string>{"skip"});
  EXPECT_EQ(chain({"--fault=reset", "--fault", "close"}).mock_chain->faults,
            (std::vector<std::string>{"reset", "close"}));
  EXPECT_EQ(chain({"--mock-chain"}).mock_chain->max_pool, 5u);
  EXPECT_EQ(chain({"--capacity=50"}).mock_chain->capacity, 50u);
  EXPECT_FALSE(chain({"--mock-chain=false"}).mock_chain);
  EXPECT_FALSE(chain({"-e", "http://b"}).mock_chain);

  EXPECT_EQ(problems({"--fault=skip", "--mock-chain", "--scenario=EVMTransfer"}), "");
  EXPECT_EQ(problems({"--fault=skip", "-ehttp://a", "--scenario=EVMTransfer"}),
            "--fault: needs --mock-chain\n");
  EXPECT_EQ(problems({"--fault=reset:share=2", "--fault=restart", "--mock-chain", "--scenario=EVMTransfer"}),
            "--fault: reset: share: expected a number over 0 and up to 1, got '2'\n--fault: restart: needs "
            "every=D or at=D\n");
  EXPECT_EQ(problems({"--config=p.json", "--scenario=EVMTransfer"},
                     R"({"mockChain":{"blockTime":"0s","balance":-1,"faults":["x",1]}})"),
            "p.json:1:27: mockChain.blockTime: expected a duration such as 400ms, from 1ms to 1h, got the "
            "string '0s'\n"
            "p.json:1:42: mockChain.balance: expected an amount of wei, got '-1'\n"
            "p.json:1:55: mockChain.faults[0]: unknown fault 'x'\n"
            "p.json:1:59: mockChain.faults[1]: expected a string, got '1'\n");
  EXPECT_EQ(problems({"--config=p.json", "--scenario=EVMTransfer"},
                     R"({"mockChain":{"poolOverflow":"Drop","poolTtl":5,"poolTtlBlocks":-1}})"),
            "p.json:1:30: mockChain.poolOverflow: expected \"refuse\" or \"drop\", got the string 'Drop'\n"
            "p.json:1:47: mockChain.poolTtl: expected a duration such as 5s, got '5'\n"
            "p.json:1:65: mockChain.poolTtlBlocks: expected a whole number from 0 to 2^64-1, got '-1'\n");
  EXPECT_EQ(problems({"--config=p.json", "--scenario=EVMTransfer"}, R"({"mockChain":1})"),
            "p.json:1:14: mockChain: expected true, false or an object, got '1'\n");
}

TEST(Resolve, EveryOptionThatIsNotBuiltSaysSo) {
  const struct {
    const char* word;
    const char* problem;
  } kTable[] = {
      {"--txs-dir=/x", ""},
      {"--txs-dir=", ""},
      {"--target-gas=5", "--target-gas: needs --txs-dir\n"},
      {"--num-blocks-to-write=5", "--num-blocks-to-write: needs --txs-dir\n"},
      {"--metricsListenAddr=:9090", ""},
      {"--metrics-listen-addr=", ""},
      {"--metricsListenAddr=9090",
       "--metricsListenAddr: expected HOST:PORT, such as 127.0.0.1:9090, or empty for none, got '9090'\n"},
      {"--post-summary-flush-delay=0s", ""},
      {"--scenario=ERC721", ""},
  };
  for (const auto& c : kTable)
    EXPECT_EQ(problems({"-e=http://a", "--scenario=EVMTransfer", c.word}), c.problem) << c.word;
}

TEST(Resolve, Accounts) {
  const Resolution plain = resolved({"accounts", "--seed=7", "--accounts=3"});
  EXPECT_EQ(joined(plain.problems), "");
  EXPECT_EQ(plain.profile.seed, 7u);
  EXPECT_EQ(plain.profile.accounts->count, 3u);
  EXPECT_TRUE(plain.profile.scenarios.empty());
  EXPECT_EQ(problems({"accounts"}),
            "no seed: give --seed N, or a seed in the profile; the accounts follow from it\n");
  EXPECT_EQ(problems({"accounts", "-c", "p.json"},
                     R"({"seed":1,"endpoints":["https://x"],"scenarios":[{"name":"ERC20"}]})"),
            "");
}

TEST(Resolve, AGasPickerThatIsTooLowIsNamed) {
  const auto problem = [](const std::string& scenario) {
    return joined(resolved({"--config=p.json", "--dry-run"}, R"({"scenarios":[)" + scenario + "]}").problems);
  };
  EXPECT_EQ(problem(R"({"name":"EVMTransfer","gasPicker":{"Name":"fixed","Gas":20999}})"),
            "p.json:1:15: scenarios[0].gasPicker (EVMTransfer): 20999 is under the 21000 that a transfer "
            "costs\n");
  EXPECT_EQ(problem(R"({"name":"ERC20","gasPicker":{"Name":"fixed","Gas":21000}})"),
            "p.json:1:15: scenarios[0].gasPicker (ERC20): 21000 is under the 22430 that the call's data may "
            "cost (EIP-7623)\n");
}

TEST(Resolve, NotesAnAccountsOptionThatDoesNothing) {
  const char* kOwn = R"({"scenarios":[{"name":"EVMTransfer","accounts":{"count":1}}]})";
  EXPECT_EQ(joined(resolved({"-cp.json", "-ehttp://a", "--accounts=5"}, kOwn).notes),
            "--accounts: has no effect: every scenario of the profile has accounts of its own\n");
}

TEST(Resolve, CheckOutputResolvesToItself) {
  const Resolution once =
      resolved({"-e=http://a", "--scenario=EVMTransfer=3", "--tps=0.5", "--report-format=json", "--seed=5"});
  ASSERT_EQ(joined(once.problems), "");
  const std::string text = profile::to_json(once.profile);
  const Resolution again = resolved({"--check", "--config=p.json"}, text);
  EXPECT_EQ(joined(again.problems), "");
  EXPECT_EQ(profile::to_json(again.profile), text);
}

// The reference's own profiles, from the folder in SEILOAD_PROFILES, else ../shared/profiles: each loads, or
// says exactly what is not built yet.
TEST(Resolve, ReferenceProfiles) {
  const char* named = std::getenv("SEILOAD_PROFILES");
  const std::filesystem::path folder = named != nullptr ? named : "../shared/profiles";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no profiles in " << folder;
  const struct {
    const char* file;
    const char* problems;
  } kTable[] = {
      {"evm_transfer.json", ""},
      {"arctic-1.json", ""},
      {"autobake_evm_transfer.json", ""},
      {"conflict.json", ""},
      {"evm_transfer_write_file.json", ""},
      {"loadtest_default.json", ""},
      {"local.json", ""},
      {"local_docker.json", ""},
  };
  for (const auto& c : kTable) {
    std::ifstream file(folder / c.file, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    const Resolution it = resolved({"--config=p.json"}, text.str());
    EXPECT_EQ(joined(it.problems), c.problems) << c.file;
    EXPECT_EQ(joined(it.notes), "") << c.file;
    EXPECT_EQ(it.profile.accounts->count, std::string_view(c.file) == "arctic-1.json" ? 500u : 5000u)
        << c.file;
  }
}

}  // namespace
}  // namespace seiload::cli
