#include "profile/decode.h"

#include <gtest/gtest.h>

#include <string>

#include "profile/finish.h"
#include "profile/tests_catalogue.h"

namespace seiload::profile {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

// Everything wrong with the text as a file "p.json", decoding alone.
std::string problems(std::string_view text) {
  return joined(decode(text, "p.json", kTestCatalogue).problems.lines());
}

// One value of one scenario: the problems without their "p.json:1:COLUMN: scenarios[0]".
std::string in_scenario(const std::string& members) {
  const std::string name = members.find("\"name\"") == std::string::npos ? "\"name\":\"Store\"," : "";
  std::string out;
  for (std::string line :
       decode("{\"scenarios\":[{" + name + members + "}]}", "p", kTestCatalogue).problems.lines()) {
    if (const auto at = line.find("scenarios[0]"); at != std::string::npos) line.erase(0, at + 12);
    out += (out.empty() ? "" : "|") + line;
  }
  return out;
}

std::string in_settings(const std::string& members) {
  std::string out;
  for (std::string line : decode("{\"settings\":{" + members + "}}", "p", kTestCatalogue).problems.lines()) {
    if (const auto at = line.find("settings"); at != std::string::npos) line.erase(0, at + 8);
    out += (out.empty() ? "" : "|") + line;
  }
  return out;
}

TEST(Decode, TakesEveryKey) {
  const Draft draft = decode(R"({
    "CHAINID": 713714, "seiChainId": "x", "endpoints": ["http://a", "http://b"],
    "accounts": {"count": 5, "newAccountRate": 0.25}, "mockDeploy": true, "seed": 18446744073709551615,
    "funding": {"rootKeyFile": "f", "rootKeyEnv": "E", "fundAmountWei": "1000000000000000000000",)"
                             R"( "batchSize": 3},
    "scenarios": [{
      "name": "store", "weight": 3, "txType": "dynamicFee", "accounts": {"count": 7},
      "gasPicker": {"Name": "fixed", "Gas": 21000}, "gasFeeCapPicker": {"name": "RANDOM", "min": 5, "max": 9},
      "gasTipCapPicker": {"Name": "fixed", "Gas": 0}, "keyDistribution": {"Name": "zipfian", "theta": 0.99},
      "recordCount": 1000, "sizeDistribution": {"Name": "uniform"}, "sizeBuckets": [0, 32, 131072],
      "operations": {"READ": 3, "write": 0}}],
    "settings": {"tps": 1.5, "statsInterval": "5s", "bufferSize": 2, "nodes": 1, "duration": "1h15m",)"
                             R"( "dryRun": true,
      "debug": true, "trackReceipts": true, "inclusionReapAfter": "1s", "trackBlocks": true,)"
                             R"( "trackUserLatency": true,
      "prewarm": true, "rampUp": true, "reportPath": "/r", "txsDir": "/t", "targetGas": 5,)"
                             R"( "numBlocksToWrite": 6,
      "metricsListenAddr": "", "postSummaryFlushDelay": "0s", "arrivalModel": "open_loop", "maxInFlight": 9,
      "accountInFlight": 2, "startupTimeout": "1s", "connectTimeout": "2s", "requestTimeout": "3s",)"
                             R"( "drain": "0s",
      "workers": 4, "connections": 5, "maxTxs": 6, "reportFormat": "json", "quiet": true}})",
                             "p.json", kTestCatalogue);
  EXPECT_EQ(joined(draft.problems.lines()), "");
  EXPECT_EQ(joined(draft.problems.notes()), "");
  const Profile& profile = draft.profile;
  EXPECT_EQ(profile.chain_id, 713714u);
  EXPECT_EQ(profile.sei_chain_id, "x");
  ASSERT_EQ(profile.endpoints.size(), 2U);
  EXPECT_EQ(profile.endpoints[0].url, "http://a");
  EXPECT_EQ(profile.endpoints[1].url, "http://b");
  EXPECT_EQ(profile.accounts->count, 5u);
  EXPECT_EQ(profile.accounts->new_account_rate, 0.25);
  EXPECT_TRUE(profile.mock_deploy);
  EXPECT_EQ(profile.seed, 18446744073709551615u);
  EXPECT_EQ(profile.funding->root_key_file, "f");
  EXPECT_EQ(profile.funding->root_key_env, "E");
  EXPECT_EQ(profile.funding->fund_amount_wei.to_decimal(), "1000000000000000000000");
  EXPECT_EQ(profile.funding->batch_size, 3u);

  ASSERT_EQ(profile.scenarios.size(), 1u);
  const ScenarioConfig& scenario = profile.scenarios[0];
  EXPECT_EQ(scenario.name, "Store");
  EXPECT_EQ(scenario.weight, 3u);
  EXPECT_EQ(scenario.tx_type, eth::TxType::dynamic_fee);
  EXPECT_EQ(scenario.accounts->count, 7u);
  EXPECT_EQ(scenario.accounts->new_account_rate, 0);
  EXPECT_EQ(scenario.gas->kind, Picker::Kind::fixed);
  EXPECT_EQ(scenario.gas->least, 21000u);
  EXPECT_EQ(scenario.gas->most, 21000u);
  EXPECT_EQ(scenario.gas_fee_cap->kind, Picker::Kind::random);
  EXPECT_EQ(scenario.gas_fee_cap->least, 5u);
  EXPECT_EQ(scenario.gas_fee_cap->most, 9u);
  EXPECT_EQ(scenario.gas_tip_cap->most, 0u);
  EXPECT_EQ(scenario.key_distribution->kind, Distribution::Kind::zipfian);
  EXPECT_EQ(scenario.key_distribution->theta, 0.99);
  EXPECT_EQ(scenario.record_count, 1000u);
  EXPECT_EQ(scenario.size_distribution->kind, Distribution::Kind::uniform);
  EXPECT_EQ(scenario.size_buckets, (std::vector<std::uint64_t>{0, 32, 131072}));
  ASSERT_EQ(scenario.operations.size(), 2u);
  EXPECT_EQ(scenario.operations[0].name, "read");
  EXPECT_EQ(scenario.operations[0].weight, 3u);
  EXPECT_EQ(scenario.operations[1].name, "write");

  const Settings& settings = profile.settings;
  EXPECT_EQ(settings.tps, 1.5);
  EXPECT_EQ(settings.stats_interval, std::chrono::seconds(5));
  EXPECT_EQ(settings.buffer_size, 2u);
  EXPECT_EQ(settings.nodes, 1u);
  EXPECT_EQ(settings.duration, std::chrono::minutes(75));
  EXPECT_TRUE(settings.dry_run && settings.debug && settings.track_receipts && settings.track_blocks);
  EXPECT_TRUE(settings.track_user_latency && settings.prewarm && settings.ramp_up && settings.quiet);
  EXPECT_EQ(settings.inclusion_reap_after, std::chrono::seconds(1));
  EXPECT_EQ(settings.report_path, "/r");
  EXPECT_EQ(settings.txs_dir, "/t");
  EXPECT_EQ(settings.target_gas, 5u);
  EXPECT_EQ(settings.num_blocks_to_write, 6u);
  EXPECT_EQ(settings.metrics_listen_addr, "");
  EXPECT_EQ(settings.post_summary_flush_delay, std::chrono::seconds(0));
  EXPECT_EQ(settings.arrival_model, ArrivalModel::open_loop);
  EXPECT_EQ(settings.max_in_flight, 9u);
  EXPECT_EQ(settings.account_in_flight, 2u);
  EXPECT_EQ(settings.startup_timeout, std::chrono::seconds(1));
  EXPECT_EQ(settings.connect_timeout, std::chrono::seconds(2));
  EXPECT_EQ(settings.request_timeout, std::chrono::seconds(3));
  EXPECT_EQ(settings.drain, std::chrono::seconds(0));
  EXPECT_EQ(settings.workers, 4u);
  EXPECT_EQ(settings.connections, 5u);
  EXPECT_EQ(settings.max_txs, 6u);
  EXPECT_EQ(settings.report_format, ReportFormat::json);
}

TEST(Decode, NullIsAKeyNotGiven) {
  const Draft draft =
      decode(R"({"chainId":null,"accounts":null,"scenarios":[{"name":"Plain","gasPicker":null}],
                                 "settings":{"statsInterval":null},"funding":null,"reportPath":null})",
             "p.json", kTestCatalogue);
  EXPECT_EQ(joined(draft.problems.lines()), "");
  EXPECT_FALSE(draft.profile.chain_id || draft.profile.accounts || draft.profile.funding);
  EXPECT_EQ(draft.profile.settings.stats_interval, std::chrono::seconds(10));
  EXPECT_EQ(problems(R"({"endpoints":[null]})"),
            "p.json:1:15: endpoints[0]: expected a URL or an object with a url, got null\n");
}

TEST(Decode, FindsAllProblemsInOnePassInTheirOrder) {
  EXPECT_EQ(
      problems(R"({
  "chainID": "713714",
  "endpoint": ["http://127.0.0.1:8545"],
  "accounts": {"count": 0, "cuont": 3, "newAccountRate": 1.5},
  "scenarios": [
    {"weigth": 1, "name": "EVMTransfr", "weight": -1},
    {"name": "plain", "wieght": 2, "gasPicker": {"Name": "fixed"}},
    7
  ],
  "settings": {"tps": -1, "TPS": 2, "statsInterval": 5, "dryrun": "yes", "tsp": 1},
  "tps": 5
})"),
      "p.json:2:14: chainId: expected a whole number from 1 to 9223372036854775771, got the string '713714'\n"
      "p.json:3:3: unknown key 'endpoint'; did you mean 'endpoints'?\n"
      "p.json:4:25: accounts.count: expected a whole number from 1 to 10000000, got '0'\n"
      "p.json:4:28: accounts: unknown key 'cuont'; did you mean 'count'?\n"
      "p.json:4:58: accounts.newAccountRate: expected a number from 0 to 1, got '1.5'\n"
      "p.json:6:6: scenarios[0]: unknown key 'weigth'; did you mean 'weight'?\n"
      "p.json:6:27: scenarios[0].name: unknown scenario 'EVMTransfr'\n"
      "p.json:6:51: scenarios[0].weight: expected a whole number from 0 to 2^64-1, got '-1'\n"
      "p.json:7:23: scenarios[1] (Plain): unknown key 'wieght'; did you mean 'weight'?\n"
      "p.json:7:49: scenarios[1].gasPicker (Plain): a fixed picker needs Gas\n"
      "p.json:8:5: scenarios[2]: expected an object, got '7'\n"
      "p.json:10:23: settings.tps: expected a number >= 0, got '-1'\n"
      "p.json:10:27: settings: duplicate key 'TPS', first at 10:16\n"
      "p.json:10:54: settings.statsInterval: expected a duration such as 10s, from 1ms to 24h, got '5'\n"
      "p.json:10:67: settings.dryRun: expected true or false, got the string 'yes'\n"
      "p.json:10:74: settings: unknown key 'tsp'; did you mean 'tps'?\n"
      "p.json:11:3: unknown key 'tps'; it belongs in 'settings'\n");
}

TEST(Decode, SyntaxErrorsHaveTheirPlace) {
  EXPECT_EQ(problems("{\n \"chainId\": 01}"),
            "p.json:2:13: expected a number without leading zeros, got '0'\n");
  EXPECT_EQ(problems(""), "p.json:1:1: expected a value, got the end of the text; nothing is in it\n");
  EXPECT_EQ(problems("{} {}"), "p.json:1:4: expected nothing after the value, got '{'\n");
  EXPECT_EQ(problems("[]"), "p.json:1:1: expected an object, got an array\n");
  EXPECT_EQ(problems("{\"settings\":[],\"scenarios\":{},\"accounts\":1,\"funding\":\"x\"}"),
            "p.json:1:13: settings: expected an object, got an array\n"
            "p.json:1:28: scenarios: expected an array, got an object\n"
            "p.json:1:42: accounts: expected an object, got '1'\n"
            "p.json:1:54: funding: expected an object, got the string 'x'\n");
}

TEST(Decode, RepeatedKeysAtEveryLevel) {
  EXPECT_EQ(problems(R"({"seed":1,"Seed":2,"accounts":{"count":1,"COUNT":2}})"),
            "p.json:1:11: duplicate key 'Seed', first at 1:2\n"
            "p.json:1:42: accounts: duplicate key 'COUNT', first at 1:32\n");
  EXPECT_EQ(in_scenario(R"("operations":{"read":1,"Read":2})"),
            ".operations (Store): duplicate key 'Read', first at 1:45");
}

TEST(Decode, Pickers) {
  const struct {
    const char* value;
    const char* problem;
  } kTable[] = {
      {R"({"Name":"fixed","Gas":1})", ""},
      {R"({"Name":"fixed","Gas":9223372036854775807})", ""},
      {R"({"Name":"fixed","Gas":0})",
       ".gasPicker.Gas (Store): expected a whole number from 1 to 9223372036854775807, got '0'"},
      {R"({"Name":"fixed","Gas":1.5})",
       ".gasPicker.Gas (Store): expected a whole number from 1 to 9223372036854775807, got '1.5'"},
      {R"({"Name":"fixed","Gas":9223372036854775808})",
       ".gasPicker.Gas (Store): expected a whole number from 1 to 9223372036854775807, got "
       "'9223372036854775808'"},
      {R"({"Name":"fixed"})", ".gasPicker (Store): a fixed picker needs Gas"},
      {R"({"Name":"fixed","Gas":5,"Min":1})",
       ".gasPicker.Min (Store): a fixed picker has no such key: it takes Gas"},
      {R"({"Name":"random","Min":1,"Max":2})", ""},
      {R"({"Name":"random","Min":2,"Max":2})", ".gasPicker.Min (Store): expected less than Max, 2, got 2"},
      {R"({"Name":"random","Min":1})", ".gasPicker (Store): a random picker needs Min and Max"},
      {R"({"Name":"random","Min":1,"Max":2,"Gas":3})",
       ".gasPicker.Gas (Store): a random picker has no such key: it takes Min and Max"},
      {R"({"Gas":5})", ".gasPicker (Store): key 'Name' is missing: fixed or random"},
      {R"({"Name":"fixd","Gas":5})",
       ".gasPicker.Name (Store): expected fixed or random, got the string 'fixd'"},
      {R"({"Name":7,"Gas":5})", ".gasPicker.Name (Store): expected fixed or random, got '7'"},
      {R"({"Name":"fixed","Gass":5})",
       ".gasPicker (Store): a fixed picker needs Gas|.gasPicker (Store): unknown key 'Gass'; did you mean "
       "'Gas'?"},
      {R"(21000)", ".gasPicker (Store): expected an object, got '21000'"},
  };
  for (const auto& c : kTable) EXPECT_EQ(in_scenario(std::string("\"gasPicker\":") + c.value), c.problem);
  EXPECT_EQ(
      in_scenario(R"("gasTipCapPicker":{"Name":"fixed","Gas":3},"gasFeeCapPicker":{"Name":"fixed","Gas":2})"),
      " (Store): gasTipCapPicker is above gasFeeCapPicker: no chain takes a tip above the fee cap");
  EXPECT_EQ(
      in_scenario(R"("gasTipCapPicker":{"Name":"fixed","Gas":2},"gasFeeCapPicker":{"Name":"fixed","Gas":2})"),
      "");
}

TEST(Decode, Distributions) {
  const struct {
    const char* value;
    const char* problem;
  } kTable[] = {
      {R"({"Name":"uniform"})", ""},
      {R"({"Name":"Zipfian","theta":0})", ""},
      {R"({"Name":"zipfian","Theta":0.999999})", ""},
      {R"({"Name":"zipfian","theta":1})",
       ".keyDistribution.theta (Store): expected a number from 0 to below 1, got '1'"},
      {R"({"Name":"zipfian","theta":-0.1})",
       ".keyDistribution.theta (Store): expected a number from 0 to below 1, got '-0.1'"},
      {R"({"Name":"zipfian","theta":1e999})",
       ".keyDistribution.theta (Store): expected a number from 0 to below 1, got '1e999'"},
      {R"({"Name":"zipfian"})", ".keyDistribution (Store): a zipfian distribution needs theta"},
      {R"({"Name":"uniform","theta":0.5})",
       ".keyDistribution.theta (Store): a uniform distribution has no such key"},
      {R"({"theta":0.5})", ".keyDistribution (Store): key 'Name' is missing: uniform or zipfian"},
      {R"({"Name":"pareto"})",
       ".keyDistribution.Name (Store): expected uniform or zipfian, got the string 'pareto'"},
  };
  for (const auto& c : kTable)
    EXPECT_EQ(in_scenario(std::string("\"recordCount\":5,\"keyDistribution\":") + c.value), c.problem);
}

TEST(Decode, PairsGoTogether) {
  const char* kUniform = R"({"Name":"uniform"})";
  const auto keys = std::string("\"keyDistribution\":") + kUniform,
             sizes = std::string("\"sizeDistribution\":") + kUniform;
  EXPECT_EQ(in_scenario(keys), ".keyDistribution (Store): requires recordCount");
  EXPECT_EQ(in_scenario(keys + ",\"recordCount\":0"), ".keyDistribution (Store): requires recordCount");
  EXPECT_EQ(in_scenario("\"recordCount\":5"), ".recordCount (Store): requires keyDistribution");
  EXPECT_EQ(in_scenario("\"recordCount\":0"), "");
  EXPECT_EQ(in_scenario(keys + ",\"recordCount\":10000000"), "");
  EXPECT_EQ(in_scenario(keys + ",\"recordCount\":10000001"),
            ".recordCount (Store): expected a whole number from 0 to 10000000, got '10000001'");
  EXPECT_EQ(in_scenario(sizes), ".sizeDistribution (Store): requires sizeBuckets");
  EXPECT_EQ(in_scenario("\"sizeBuckets\":[1]"), ".sizeBuckets (Store): requires sizeDistribution");
  EXPECT_EQ(in_scenario("\"sizeBuckets\":[]"), "");
  EXPECT_EQ(in_scenario(sizes + ",\"sizeBuckets\":[0,131073]"),
            ".sizeBuckets[1] (Store): expected a whole number from 0 to 131072, got '131073'");
}

TEST(Decode, Operations) {
  EXPECT_EQ(in_scenario(R"("operations":{"read":1})"), "");
  EXPECT_EQ(in_scenario(R"("operations":{})"), "");
  EXPECT_EQ(in_scenario(R"("operations":{"reed":1})"),
            ".operations (Store): Store has no operation 'reed'; did you mean 'read'?");
  EXPECT_EQ(in_scenario(R"("operations":{"read":0,"write":0})"), ".operations (Store): every weight is 0");
  EXPECT_EQ(in_scenario(R"("operations":{"read":18446744073709551615,"write":0})"), "");
  EXPECT_EQ(in_scenario(R"("operations":{"read":18446744073709551615,"write":1})"),
            ".operations (Store): the weights add up to 2^64 or more");
  EXPECT_EQ(in_scenario(R"("operations":{"read":18446744073709551616})"),
            ".operations.read (Store): expected a whole number from 0 to 2^64-1, got '18446744073709551616'");
}

TEST(Decode, ScenarioNames) {
  EXPECT_EQ(in_scenario(R"("name":"PLAIN")"), "");
  EXPECT_EQ(in_scenario(R"("name":"Plin")"), ".name: unknown scenario 'Plin'; did you mean 'Plain'?");
  EXPECT_EQ(in_scenario(R"("name":7)"), ".name: expected a string, got '7'");
  EXPECT_EQ(problems(R"({"scenarios":[{"weight":1}]})"),
            "p.json:1:15: scenarios[0]: key 'name' is missing\n");
  EXPECT_EQ(in_scenario(R"("txType":"Legacy")"), "");
  EXPECT_EQ(in_scenario(R"("txType":"blob")"),
            ".txType (Store): expected auto, legacy, accessList or dynamicFee, got the string 'blob'");
}

TEST(Decode, NotesWhatAScenarioHasNoUseFor) {
  const Draft draft =
      decode(R"({"scenarios":[{"name":"Plain","recordCount":5,"keyDistribution":{"Name":"uniform"}}]})",
             "p.json", kTestCatalogue);
  EXPECT_EQ(joined(draft.problems.lines()), "");
  EXPECT_EQ(joined(draft.problems.notes()),
            "p.json:1:45: scenarios[0].recordCount (Plain): Plain makes no use of this\n"
            "p.json:1:65: scenarios[0].keyDistribution (Plain): Plain makes no use of this\n");
}

TEST(Decode, SettingsTypesAndRanges) {
  EXPECT_EQ(in_settings(R"("tps":"5")"), ".tps: expected a number >= 0, got the string '5'");
  EXPECT_EQ(in_settings(R"("tps":1e-9)"),
            ".tps: expected 0 or a number from 0.000001 to 1000000000, got '1e-9'");
  EXPECT_EQ(in_settings(R"("tps":1e400)"), ".tps: expected a number >= 0, got '1e400'");
  EXPECT_EQ(in_settings(R"("tps":-0)"), "");
  EXPECT_EQ(in_settings(R"("maxInFlight":0)"),
            ".maxInFlight: expected a whole number from 1 to 10000000, got '0'");
  EXPECT_EQ(in_settings(R"("maxTxs":1e3)"), ".maxTxs: expected a whole number from 0 to 2^64-1, got '1e3'");
  EXPECT_EQ(in_settings(R"("duration":"5")"),
            ".duration: expected a duration such as 10s, from 0s to 87600h, got '5'");
  EXPECT_EQ(in_settings(R"("drain":"61s")"),
            ".drain: expected a duration such as 10s, from 0s to 1m, got '61s'");
  EXPECT_EQ(in_settings(R"("arrivalModel":"open")"),
            ".arrivalModel: expected closed_loop, open_loop or poisson, got 'open'");
  EXPECT_EQ(in_settings(R"("debug":1)"), ".debug: expected true or false, got '1'");
  EXPECT_EQ(in_settings(R"("reportPath":"a\u0000b")"), ".reportPath: expected text, got 'a\\x00b'");
}

TEST(Decode, ReportPathMayStandAtTheTop) {
  EXPECT_EQ(decode(R"({"reportPath":"/a"})", "p", kTestCatalogue).profile.settings.report_path, "/a");
  EXPECT_EQ(problems(R"({"reportPath":"/a","settings":{"reportPath":"/a"}})"), "");
  EXPECT_EQ(problems(R"({"reportPath":"/a","settings":{"reportPath":"/b"}})"),
            "p.json:1:15: reportPath: settings.reportPath says otherwise; give one of them\n");
}

TEST(Decode, AHugePileOfProblemsIsCut) {
  std::string text = "{";
  for (int i = 0; i < 20000; ++i) text += "\"k" + std::to_string(i) + "\":0,\n";
  text += "\"seed\":1}";
  const auto lines = decode(text, "p.json", kTestCatalogue).problems.lines();
  ASSERT_EQ(lines.size(), Diagnostics::kMost + 1);
  EXPECT_EQ(lines[0], "p.json:1:2: unknown key 'k0'");
  EXPECT_EQ(lines.back(), "and 19900 more like these");
}

TEST(Decode, SkipsAByteOrderMark) {
  EXPECT_EQ(problems("\xef\xbb\xbf{\"seed\": 1}"), "");
  EXPECT_EQ(problems("\xef\xbb\xbf{\"sed\": 1}"), "p.json:1:2: unknown key 'sed'; did you mean 'seed'?\n");
}

TEST(Decode, SaysWhatJsonHasNot) {
  const struct {
    std::string text, problem;
  } kCases[] = {
      {"// a run\n{}", "1:1: expected a value, got '/'; JSON has no comments: remove it"},
      {"{} // a run", "1:4: expected nothing after the value, got '/'; JSON has no comments: remove it"},
      {"{\"seed\": 1 /* drawn */}", "1:12: expected ',' or '}', got '/'; JSON has no comments: remove it"},
      {"{\n  # a run\n  \"seed\": 1}",
       "2:3: expected a key or '}', got '#'; JSON has no comments: remove it"},
      {"{\"seed\": 1,}", "1:12: expected a key, got '}'; JSON has no comma before a '}': remove it"},
      {"{\"endpoints\": [\"a\", ]}",
       "1:21: expected a value, got ']'; JSON has no comma before a ']': remove it"},
      {"{'seed': 1}", "1:2: expected a key or '}', got '''; JSON has strings in \" quotes only"},
      {"{\"a\": \u201cb\u201d}", "1:7: expected a value, got '\u201c'; JSON has strings in \" quotes only"},
      {"{seed: 1}", "1:2: expected a key or '}', got 's'; keys and strings are in \" quotes"},
      {"seed: 1", "1:1: expected a value, got 's'; a profile is a JSON object: {...}"},
      {"", "1:1: expected a value, got the end of the text; nothing is in it"},
      {" \n", "2:1: expected a value, got the end of the text; nothing is in it"},
      {std::string("\xff\xfe{\0}\0", 6),
       "1:1: expected a value, got byte 0xff; this is UTF-16: save it as UTF-8"},
      {"{\"seed\": 1", "1:11: expected ',' or '}', got the end of the text"},
      {"{\"seed\" 1}", "1:9: expected ':', got '1'"},
  };
  for (const auto& c : kCases) EXPECT_EQ(problems(c.text), "p.json:" + c.problem + "\n") << c.text;
}

TEST(Decode, AKeyInTheWrongHalfIsToldWhereItBelongs) {
  for (const char* key : {"chainId", "seiChainID", "endpoints", "accounts", "scenarios", "mockDeploy",
                          "mockChain", "funding", "seed", "MOCKCHAIN"})
    EXPECT_EQ(problems(std::string("{\"settings\": {\"") + key + "\": true}}"),
              std::string("p.json:1:15: settings: unknown key '") + key +
                  "'; it belongs at the top of the profile, next to 'settings'\n");
}

TEST(Decode, RefusesWhatIsTooLargeForAProfile) {
  EXPECT_EQ(problems(std::string(kMaxProfileSize + 1, ' ')),
            "p.json:1:1: larger than 4194304 bytes: not a profile\n");
}

TEST(Decode, EveryCutOfAProfileIsAProblem) {
  const std::string text =
      R"({"endpoints":["http://a"],"scenarios":[{"name":"Store","recordCount":5}],"settings":{"tps":1}})";
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_EQ(decode(text.substr(0, size), "p", kTestCatalogue).problems.lines().size(), 1u) << size;
}

}  // namespace
}  // namespace seiload::profile
