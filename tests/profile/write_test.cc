#include "profile/write.h"

#include <gtest/gtest.h>

#include <string>

#include "profile/finish.h"
#include "profile/tests_catalogue.h"

namespace seiload::profile {
namespace {

std::string resolved(std::string_view text) {
  Draft draft = decode(text, "p", kTestCatalogue);
  finish(draft, kTestCatalogue, [](std::string_view) { return std::string(); });
  EXPECT_EQ(draft.problems.lines(), std::vector<std::string>());
  return to_json(draft.profile);
}

TEST(Write, DefaultsInFull) {
  EXPECT_EQ(
      resolved(
          R"({"endpoints":["http://h"],"scenarios":[{"name":"plain"}],"settings":{"trackBlocks":false}})"),
      R"({
  "seiChainID": "",
  "endpoints": [
    "http://h"
  ],
  "accounts": {
    "count": 100,
    "newAccountRate": 0
  },
  "scenarios": [
    {
      "name": "Plain",
      "weight": 1,
      "txType": "auto"
    }
  ],
  "mockDeploy": false,
  "settings": {
    "tps": 0,
    "duration": "0s",
    "warmup": "0s",
    "cooldown": "0s",
    "maxTxs": 0,
    "maxSpend": "",
    "arrivalModel": "closed_loop",
    "rateFile": "",
    "maxInFlight": 10000,
    "accountInFlight": 1,
    "drain": "1s",
    "dryRun": false,
    "rampUp": false,
    "rampStart": 100,
    "rampStep": 100,
    "rampHold": "2m",
    "rampRest": "30s",
    "rampMaxBlockTime": "1s",
    "rampPercentile": 90,
    "findLimit": false,
    "findFrom": 100,
    "findTo": 0,
    "findResolution": "5%",
    "hold": "1m",
    "prewarm": false,
    "keys": "",
    "mnemonicFile": "",
    "allowMainnet": "",
    "nodes": 0,
    "allAddresses": false,
    "startWithout": 0,
    "workers": 0,
    "connections": 256,
    "batch": 1,
    "batchLinger": "1ms",
    "pipeline": 1,
    "bufferSize": 1000,
    "startupTimeout": "30s",
    "connectTimeout": "10s",
    "requestTimeout": "30s",
    "headers": [],
    "headerFile": "",
    "bearerTokenFile": "",
    "bearerTokenEnv": "",
    "resolve": [],
    "proxy": "",
    "caFile": "",
    "tlsPin": [],
    "tlsInsecure": false,
    "tlsCert": "",
    "tlsKey": "",
    "tlsServerName": "",
    "statsInterval": "10s",
    "reportPath": "",
    "reportFormat": "text",
    "percentiles": "50,90,95,99,99.9",
    "quiet": false,
    "debug": false,
    "traceparent": false,
    "metricsListenAddr": "0.0.0.0:9090",
    "textfile": "",
    "terminationLog": "",
    "trackBlocks": false,
    "trackReceipts": false,
    "receipts": "sample",
    "noReceipts": false,
    "inclusionLimit": 1000000,
    "wsEndpoint": "",
    "inclusionReapAfter": "30s",
    "inclusionDrain": "",
    "trackUserLatency": false,
    "replay": "",
    "txsDir": "",
    "targetGas": 10000000,
    "numBlocksToWrite": 100
  }
}
)");
}

TEST(Write, ItsOutputIsAProfileThatMeansTheSame) {
  const std::string once = resolved(R"({
    "chainId": 5, "seiChainID": "a\"b", "endpoints": ["http://a", "http://b"],)"
                                    R"( "accounts": {"count": 5, "newAccountRate": 0.25},
    "seed": 18446744073709551615, "mockDeploy": true,
    "scenarios": [{"name": "store", "weight": 3, "txType": "accessList", "accounts": {"count": 7},
      "gasPicker": {"Name": "fixed", "Gas": 21000}, "gasFeeCapPicker": {"Name": "random", "Min": 5, "Max": 9},
      "gasTipCapPicker": {"Name": "fixed", "Gas": 0}, "keyDistribution": {"Name": "zipfian", "theta": 0.99},
      "recordCount": 1000, "sizeDistribution": {"Name": "uniform"}, "sizeBuckets": [0, 32],)"
                                    R"( "operations": {"read": 3}},
      {"name": "Plain", "weight": 0}, {"name": "Plain"}],
    "settings": {"tps": 1234567.25, "duration": "1h15m", "arrivalModel": "open_loop", "reportPath": "/a b",
      "postSummaryFlushDelay": "25s"}})");
  EXPECT_EQ(resolved(once), once);
  EXPECT_NE(once.find("\"operations\": {\n        \"read\": 3\n"), std::string::npos) << once;
  EXPECT_NE(once.find("\"postSummaryFlushDelay\": \"25s\""), std::string::npos)
      << once;  // since it was given
  EXPECT_NE(once.find("\"tps\": 1234567.25,\n    \"duration\": \"1h15m\""), std::string::npos) << once;
}

}  // namespace
}  // namespace seiload::profile
