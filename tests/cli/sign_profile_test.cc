#include "cli/sign_profile.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/resolve.h"
#include "workload/catalogue.h"

namespace seiload::cli {
namespace {

using Words = std::vector<const char*>;

Resolution resolved(Words words, const std::string& profile = "{}") {
  words.insert(words.begin(), "sign");
  return resolve(
      parse(words), [&](const std::string&) -> base::Result<std::string> { return profile; },
      workload::catalogue(), [](std::string_view) { return std::string(); });
}

std::string problems(Words words, const std::string& profile = "{}") {
  std::string all;
  for (const std::string& line : resolved(std::move(words), profile).problems) all += line + '\n';
  return all;
}

TEST(Sign, Shards) {
  const auto shard = parse_shard("2/3");
  ASSERT_TRUE(shard);
  EXPECT_EQ(shard->index, 2U);
  EXPECT_EQ(shard->count, 3U);
  for (const char* bad : {"", "1", "/", "0/0", "3/3", "-1/3", "1/2/3", "0/1000001", "0x0/2", " 0/2"}) {
    const auto refused = parse_shard(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(
        refused.error().message,
        base::cat("expected K/N, such as 0/4: K from 0 and below N, N at most 1000000, got '", bad, "'"));
  }
}

TEST(Sign, WithAFirstNonceNoNodeIsNeeded) {
  const Resolution offline = resolved({"--first-nonce=3", "--chain-id=5", "--max-txs=10", "--shard=1/2",
                                       "--scenario=EVMTransfer", "-cp.json"},
                                      R"({"endpoints":["http://a"],"settings":{"tps":5,"rampUp":true}})");
  EXPECT_TRUE(offline.problems.empty()) << offline.problems[0];
  EXPECT_EQ(offline.sign.first_nonce, 3U);
  EXPECT_EQ(offline.sign.shard.index, 1U);
  EXPECT_TRUE(offline.profile.settings.dry_run);
  EXPECT_TRUE(offline.profile.endpoints.empty());
  EXPECT_EQ(offline.profile.settings.tps, 0);
  EXPECT_FALSE(offline.profile.settings.ramp_up);
  EXPECT_EQ(offline.profile.settings.max_txs, 10U);
}

TEST(Sign, ANodeIsAskedWhateverTheProfileSaysOfDryRuns) {
  const Resolution online = resolved({"-cp.json", "--scenario=EVMTransfer"},
                                     R"({"endpoints":["http://a"],"settings":{"dryRun":true,"maxTxs":5}})");
  EXPECT_TRUE(online.problems.empty()) << online.problems[0];
  EXPECT_FALSE(online.profile.settings.dry_run);
  EXPECT_EQ(online.profile.settings.max_txs, 5U);
}

TEST(Sign, SaysWhatIsMissing) {
  EXPECT_EQ(problems({"--scenario=EVMTransfer"}),
            "sign needs the number of transactions: give --max-txs N\n"
            "no endpoint to read nonces from: give -e URL, or --first-nonce N\n");
  EXPECT_EQ(
      problems({"--scenario=EVMTransfer", "--max-txs=5", "--first-nonce=0"}),
      "no chain id: give --chain-id N, or chainId in the profile; with --first-nonce no node is asked\n");
  EXPECT_EQ(problems({"--scenario=EVMTransfer", "--max-txs=5", "--first-nonce=0", "--chain-id=1", "-e",
                      "http://a"}),
            "-e: not together with --first-nonce, which asks no node\n");
  EXPECT_EQ(problems({"--scenario=ERC20", "--max-txs=5", "--first-nonce=0", "--chain-id=1"}),
            "--first-nonce: the contracts that are called are not known without a node: give -e URL instead, "
            "or their addresses, or mockDeploy\n");
  EXPECT_EQ(problems({"--to=0x00000000000000000000000000000000000000aa", "--max-txs=5", "--first-nonce=0",
                      "--chain-id=1"}),
            "--first-nonce: scenario Call: no node is asked for its gas limit: give the gas\n");
  EXPECT_EQ(problems({"--to=0x00000000000000000000000000000000000000aa", "--gas=30000", "--max-txs=5",
                      "--first-nonce=0", "--chain-id=1"}),
            "");
  EXPECT_EQ(
      problems({"--scenario=EVMTransfer", "--max-txs=5", "--first-nonce=x", "--shard=2/2", "-ehttp://a"}),
      "--first-nonce: expected a whole number from 0 to 4611686018427387904, got 'x'\n"
      "--shard: expected K/N, such as 0/4: K from 0 and below N, N at most 1000000, got '2/2'\n");
}

}  // namespace
}  // namespace seiload::cli
