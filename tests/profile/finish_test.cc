#include "profile/finish.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "profile/tests_catalogue.h"

namespace seiload::profile {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "|") + line;
  return out;
}

std::string check(std::string_view url) {
  return url.starts_with("http://") || url.starts_with("ws://") || url.starts_with("/")
             ? ""
             : "expected http://...";
}

Draft finished(std::string_view text) {
  Draft draft = decode(text, "p", kTestCatalogue);
  finish(draft, kTestCatalogue, check);
  return draft;
}

std::string problems(std::string_view text) { return joined(finished(text).problems.lines()); }

constexpr const char* kEndpoint = R"("endpoints":["http://h"],)";

std::string with_endpoint(const std::string& members) {
  return problems(std::string("{") + kEndpoint + members + "}");
}

std::string with_setting(const std::string& member) {
  return with_endpoint(R"("scenarios":[{"name":"Plain"}],"settings":{)" + member + "}");
}

TEST(Finish, DefaultsForALeanProfile) {
  const Draft draft = finished(R"({"endpoints":["http://h"],"scenarios":[{"name":"plain"}]})");
  EXPECT_EQ(joined(draft.problems.lines()), "");
  EXPECT_EQ(draft.profile.accounts->count, kDefaultAccounts);
  EXPECT_EQ(draft.profile.accounts->new_account_rate, 0);
  EXPECT_EQ(draft.profile.scenarios[0].label, "Plain");
  EXPECT_EQ(draft.profile.scenarios[0].weight, 1u);
  EXPECT_FALSE(draft.profile.seed);
}

TEST(Finish, WantsEndpointsAndScenarios) {
  EXPECT_EQ(problems("{}"),
            "no endpoint: give -e URL, or endpoints in the profile, or --mock-chain, or --dry-run|"
            "no scenario: give --scenario NAME, or scenarios in the profile");
  EXPECT_EQ(problems(R"({"scenarios":[{"name":"Plain"}],"settings":{"dryRun":true}})"), "");
  EXPECT_EQ(with_endpoint(R"("scenarios":[])"),
            "no scenario: give --scenario NAME, or scenarios in the profile");
  EXPECT_EQ(with_endpoint(R"("scenarios":[{"name":"Plain","weight":0}])"), "every scenario has weight 0");
}

TEST(Finish, RefusesWhatIsNoEndpoint) {
  const auto endpoint = [](const std::string& url) {
    return problems("{\"endpoints\":[\"http://ok\",\"" + url + "\"],\"scenarios\":[{\"name\":\"Plain\"}]}");
  };
  EXPECT_EQ(endpoint("http://b"), "");
  EXPECT_EQ(endpoint("ws://h"), "");
  EXPECT_EQ(endpoint("/tmp/geth.ipc"), "");
  EXPECT_EQ(endpoint("ftp://user:secret@h/a@b"), "p:1:27: endpoints[1]: 'ftp://...@b': expected http://...");
  EXPECT_EQ(endpoint("ftp://h/a@b"), "p:1:27: endpoints[1]: 'ftp://...@b': expected http://...");
  EXPECT_EQ(endpoint("ftp://h"), "p:1:27: endpoints[1]: 'ftp://h': expected http://...");
  EXPECT_EQ(endpoint(""), "p:1:27: endpoints[1]: '': expected http://...");
}

TEST(Finish, TraceparentNeedsEndpointsWithHeaders) {
  const auto traced = [](const std::string& endpoints, const std::string& settings) {
    return problems("{\"endpoints\":[" + endpoints + "],\"scenarios\":[{\"name\":\"Plain\"}],\"settings\":{" +
                    settings + "}}");
  };
  EXPECT_EQ(traced(R"("http://a","ws://b","/tmp/geth.ipc")", R"("traceparent":true)"),
            "p:1:26: endpoints[1]: 'ws://b': --traceparent needs http://: nothing else has headers|"
            "p:1:35: endpoints[2]: '/tmp/geth.ipc': --traceparent needs http://: nothing else has headers");
  EXPECT_EQ(traced(R"("http://a","ws://b")", R"("traceparent":false)"), "");
  EXPECT_EQ(traced(R"("http://a","ws://b")", R"("traceparent":true,"nodes":1)"), "");
  EXPECT_EQ(traced(R"("ws://b")", R"("traceparent":true,"dryRun":true)"), "");
}

TEST(Finish, NodesCutsTheEndpoints) {
  const auto left = [](const std::string& nodes) {
    return finished(R"({"endpoints":["http://a","http://b","http://c"],"scenarios":[{"name":"Plain"}],)"
                    R"("settings":{"nodes":)" +
                    nodes + "}}")
        .profile.endpoints.size();
  };
  EXPECT_EQ(left("0"), 3u);
  EXPECT_EQ(left("2"), 2u);
  EXPECT_EQ(left("9"), 3u);
}

TEST(Finish, LabelsScenariosThatStandSeveralTimesAndSkipsWeightless) {
  const Draft draft = finished(R"({"endpoints":["http://h"],"scenarios":[
    {"name":"Plain"},{"name":"Other"},{"name":"Later","weight":0},{"name":"plain","weight":2},)"
                               R"({"name":"Other","weight":0}]})");
  EXPECT_EQ(joined(draft.problems.lines()), "");
  EXPECT_EQ(
      joined(draft.problems.notes()),
      "p:2:39: scenarios[2] (Later): weight 0: skipped|p:2:95: scenarios[4] (Other): weight 0: skipped");
  ASSERT_EQ(draft.profile.scenarios.size(), 3u);
  EXPECT_EQ(draft.profile.scenarios[0].label, "Plain_0");
  EXPECT_EQ(draft.profile.scenarios[1].label, "Other");
  EXPECT_EQ(draft.profile.scenarios[2].label, "Plain_1");
}

TEST(Finish, BoundsTheSumOfWeights) {
  EXPECT_EQ(with_endpoint(R"("scenarios":[{"name":"Plain","weight":9999999},{"name":"Other","weight":1}])"),
            "");
  EXPECT_EQ(with_endpoint(R"("scenarios":[{"name":"Plain","weight":10000000},{"name":"Other","weight":1}])"),
            "p:1:75: scenarios[1] (Other): the scenarios' weights add up to more than 10000000");
  EXPECT_EQ(
      with_endpoint(
          R"("scenarios":[{"name":"Plain","weight":18446744073709551615},{"name":"Other","weight":1}])"),
      "p:1:40: scenarios[0] (Plain): the scenarios' weights add up to more than 10000000");
}

TEST(Finish, BoundsTheNumberOfScenariosAndAccounts) {
  const auto many = [](int count, const std::string& more) {
    std::string text;
    for (int i = 0; i < count; ++i)
      text += (i > 0 ? "," : "") + std::string("{\"name\":\"Plain\"") + more + "}";
    return with_endpoint("\"scenarios\":[" + text + "]");
  };
  EXPECT_EQ(many(1000, ""), "");
  EXPECT_EQ(many(1001, ""), "more than 1000 scenarios");
  EXPECT_EQ(many(2, R"(,"accounts":{"count":5000000})"), "");
  EXPECT_EQ(many(2, R"(,"accounts":{"count":5000001})"),
            "the pools hold more than 10000000 accounts together");
}

TEST(Finish, NeedsNoSharedPoolWhenEveryScenarioHasItsOwn) {
  const Draft draft =
      finished(R"({"endpoints":["http://h"],"scenarios":[{"name":"Plain","accounts":{"count":3}}]})");
  EXPECT_EQ(joined(draft.problems.lines()), "");
  EXPECT_FALSE(draft.profile.accounts);
}

TEST(Finish, TheMetricsAddressIsHostAndPort) {
  EXPECT_EQ(with_setting(R"("metricsListenAddr":"[::1]:9090")"), "");
  EXPECT_EQ(with_setting(R"("metricsListenAddr":"nine")"),
            "p:1:90: settings.metricsListenAddr: expected HOST:PORT, such as 127.0.0.1:9090, or empty for "
            "none, got 'nine'");
}

// The run skips the default where nobody scrapes, and keeps what was asked for.
TEST(Finish, RemembersWhetherTheFlushDelayWasGiven) {
  const auto given = [](const char* settings) {
    return finished(std::string(R"({"endpoints":["http://h"],"scenarios":[{"name":"Plain"}],"settings":{)") +
                    settings + "}}")
        .profile.settings.flush_delay_given;
  };
  EXPECT_FALSE(given(""));
  EXPECT_FALSE(given(R"("postSummaryFlushDelay":null)"));
  EXPECT_TRUE(given(R"("postSummaryFlushDelay":"25s")"));
  EXPECT_TRUE(given(R"("postSummaryFlushDelay":"0s")"));
}

TEST(Finish, SaysWhatIsNotBuiltYet) {
  EXPECT_EQ(with_setting(R"("prewarm":true)"), "");
  EXPECT_EQ(
      with_setting(R"("trackBlocks":false,"trackReceipts":false,"trackUserLatency":false,"prewarm":false)"),
      "");
  EXPECT_EQ(with_setting(R"("txsDir":"","targetGas":5,"numBlocksToWrite":7,"inclusionReapAfter":"5s")"), "");
  EXPECT_EQ(with_setting(R"("metricsListenAddr":"","postSummaryFlushDelay":"0s","rampUp":false)"), "");
  EXPECT_EQ(with_endpoint(R"("scenarios":[{"name":"Later"}])"),
            "p:1:40: scenarios[0] (Later): scenario Later is known, but not built yet");
}

TEST(Finish, TopsUpBelowTheAmountThatItFunds) {
  const auto funded = [](const std::string& keys, const std::string& more = {}) {
    return with_endpoint(
        base::cat(R"("scenarios":[{"name":"Plain"}],"funding":{"rootKeyFile":"f",)", keys, "}", more));
  };
  EXPECT_EQ(funded(R"("topUpBelowWei":"0")"), "");
  EXPECT_EQ(funded(R"("fundAmountWei":5,"topUpBelowWei":5)"), "");
  EXPECT_EQ(funded(R"("fundAmountWei":5,"topUpBelowWei":6)"),
            "p:1:68: funding: topUpBelowWei 6 is above fundAmountWei 5");
  EXPECT_EQ(funded(R"("topUpBelowWei":"1 ether")"),
            "p:1:103: funding.topUpBelowWei: expected an amount of wei, got the string '1 ether'");
  EXPECT_EQ(funded(R"("topUpBelowWei":1)", R"(,"settings":{"maxSpend":"1ether"})"),
            "p:1:129: settings.maxSpend: not together with funding.topUpBelowWei: what that will pay is not "
            "known before");
}

TEST(Finish, MaxSpendIsAnAmountOfWhatIsSent) {
  EXPECT_EQ(with_setting(R"("maxSpend":"2ether")"), "");
  EXPECT_EQ(with_setting(R"("maxSpend":"")"), "");
  EXPECT_EQ(with_setting(R"("maxSpend":"2 eter")"),
            "p:1:81: settings.maxSpend: expected an amount such as 1000, '1 gwei' or '0.5 ether', got "
            "'2 eter'; did you mean 'ether'?");
}

TEST(Finish, FundingNeedsARootKey) {
  EXPECT_EQ(with_endpoint(R"("scenarios":[{"name":"Plain"}],"funding":{"rootKeyFile":"f"})"), "");
  EXPECT_EQ(with_endpoint(R"("scenarios":[{"name":"Plain"}],"funding":{"rootKeyEnv":"E"})"), "");
  EXPECT_EQ(with_endpoint(R"("scenarios":[{"name":"Plain"}],"funding":{})"),
            "p:1:68: funding: needs the root key: rootKeyFile or rootKeyEnv");
  EXPECT_EQ(with_endpoint(R"("scenarios":[{"name":"Plain"}],"mockDeploy":true,"funding":{})"), "");
}

TEST(Finish, MainNetworksAreRefusedUnlessNamed) {
  constexpr std::string_view kScenario = R"("scenarios":[{"name":"Plain"}],"chainId":)";
  EXPECT_EQ(with_endpoint(base::cat(kScenario, "1329")),
            "chain id 1329 is Sei, a public main network, where every transaction costs money: refused; "
            "--allow-mainnet 'Sei' lets it through");
  EXPECT_EQ(with_endpoint(base::cat(kScenario, R"(1329,"settings":{"allowMainnet":"sei"})")), "");
  EXPECT_NE(with_endpoint(base::cat(kScenario, R"(1329,"settings":{"allowMainnet":"Base"})")), "");
  EXPECT_EQ(with_endpoint(base::cat(kScenario, R"(1328)")), "");
  EXPECT_EQ(with_endpoint(base::cat(kScenario, R"(1,"settings":{"dryRun":true})")), "");
  EXPECT_EQ(with_endpoint(base::cat(kScenario, R"(5,"settings":{"allowMainnet":"Etherium"})")),
            "p:1:97: settings.allowMainnet: no main network 'Etherium' is known; did you mean 'Ethereum'?");
}

TEST(Finish, KeysAndAMnemonicExcludeEachOther) {
  EXPECT_EQ(with_setting(R"("keys":"k","mnemonicFile":"m")"),
            "p:1:96: settings.mnemonicFile: cannot be combined with --keys");
}

TEST(FinishMoney, WantsAnEndpointAndAWayToTheKeys) {
  Draft draft = decode(R"({"funding":{"rootKeyFile":"f"},"settings":{"dryRun":true}})", "p", kTestCatalogue);
  finish_money(draft, [](std::string_view) { return std::string(); });
  EXPECT_EQ(joined(draft.problems.lines()),
            "no endpoint: give -e URL, or endpoints in the profile, or --mock-chain, or --dry-run");
  draft = decode(R"({"endpoints":["http://h"],"mockChain":true,"seed":1})", "p", kTestCatalogue);
  finish_money(draft, [](std::string_view) { return std::string(); });
  EXPECT_EQ(joined(draft.problems.lines()),
            "mockChain: has no accounts to pay or to sweep once this command has ended");
}

TEST(Finish, FundingAndFreshAccountsExcludeEachOther) {
  EXPECT_EQ(
      with_endpoint(
          R"("mockDeploy":true,"scenarios":[{"name":"Plain"}],"accounts":{"count":1,"newAccountRate":0.1},)"
          R"("funding":{})"),
      "p:1:130: funding: fresh accounts cannot be funded: newAccountRate must be 0 everywhere");
}

TEST(Finish, OpenLoopNeedsARate) {
  EXPECT_EQ(with_setting(R"("arrivalModel":"open_loop")"),
            "arrival model open_loop needs a rate: --tps or settings.tps above 0");
  EXPECT_EQ(with_setting(R"("arrivalModel":"open_loop","tps":0.5)"), "");
}

TEST(FinishAccounts, WantsASeedAndNoEndpoint) {
  Draft draft = decode(R"({"scenarios":[{"name":"Later"}]})", "p", kTestCatalogue);
  finish_accounts(draft);
  EXPECT_EQ(joined(draft.problems.lines()),
            "no seed: give --seed N, or a seed in the profile; the accounts follow from it");
  draft = decode(R"({"seed":7})", "p", kTestCatalogue);
  finish_accounts(draft);
  EXPECT_EQ(joined(draft.problems.lines()), "");
  EXPECT_EQ(draft.profile.accounts->count, kDefaultAccounts);
}

}  // namespace
}  // namespace seiload::profile
