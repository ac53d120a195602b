// Whole runs that push their metrics to a collector.

#include <gtest/gtest.h>

#include "json/value.h"
#include "support/fake_node.h"
#include "support/run_command.h"
#include "support/scripted_server.h"

namespace seiload::test {
namespace {

using namespace std::chrono_literals;

const sys::SystemClock kClock;

std::string url_of(const net::Address& address) {
  return "http://user:secret@" + address.to_text() + "/v1/metrics";
}

CommandResult run_pushing_to(
    const std::string& url, sys::Duration interval, std::vector<std::string> more,
    const Meanwhile& meanwhile = [](sys::Stop&, const auto&) {}) {
  FakeNode node;
  std::vector<std::string> words = {"-e",    node.url(),   "--report-format", "json",       "--seed",
                                    "7",     "--scenario", "EVMTransferFast", "--accounts", "10",
                                    "--tps", "500",        "--workers",       "2"};
  words.insert(words.end(), more.begin(), more.end());
  run::OtlpSettings otlp;
  otlp.url = url;
  otlp.header = "api-key: k\r\n";
  otlp.interval = interval;
  otlp.resource = {{"service.name", "seiload"}};
  return run_command_watching(words, meanwhile, false, kClock, otlp);
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t times = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++times;
  return times;
}

// The sum of a metric's data points; -1 if it is not there.
double value(const std::string& request, std::string_view name) {
  const auto body = json::parse(request.substr(request.find("\r\n\r\n") + 4));
  EXPECT_TRUE(body) << request;
  if (!body) return -1;
  const json::Value& scope =
      body->find("resourceMetrics")->array()->front().find("scopeMetrics")->array()->front();
  for (const json::Value& metric : *scope.find("metrics")->array()) {
    if (*metric.find("name")->string() != name) continue;
    double sum = 0;
    const json::Value* data = metric.find("sum") != nullptr ? metric.find("sum") : metric.find("gauge");
    for (const json::Value& point : *data->find("dataPoints")->array())
      sum += point.find("asInt") != nullptr ? std::stod(*point.find("asInt")->string())
                                            : std::stod(std::string(point.find("asDouble")->number()->text));
    return sum;
  }
  return -1;
}

ScriptedServer::Script answering(std::string_view status) {
  return [status](Peer& peer) {
    while (!peer.read_request().empty())
      peer.write("HTTP/1.1 " + std::string(status) +
                 "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  };
}

TEST(Otlp, MetricsArePushedEverySoOftenAndAtTheEnd) {
  ScriptedServer collector({answering("200 OK"), answering("200 OK")});
  const auto result = run_pushing_to(url_of(collector.address()), 50ms, {"--duration", "400ms"});
  EXPECT_EQ(result.status, 0) << result.log;
  const auto requests = collector.requests();
  ASSERT_GE(requests.size(), 2U) << result.log;
  const std::string head = requests[0].substr(0, requests[0].find("\r\n\r\n"));
  EXPECT_EQ(head.substr(0, head.find("Content-Length: ")),
            "POST /v1/metrics HTTP/1.1\r\nHost: " + collector.address().to_text() +
                "\r\nUser-Agent: seiload/" SEILOAD_VERSION
                "\r\nAuthorization: Basic dXNlcjpzZWNyZXQ=\r\n"
                "Content-Type: application/json\r\n");
  EXPECT_EQ(head.substr(head.size() - 12), "\r\napi-key: k");
  const double accepted = static_cast<double>(
      json::parse(result.out)->find("totals")->find("accepted")->number()->as_u64().value());
  EXPECT_EQ(value(requests.front(), "seiload_run_txs_accepted"), -1);
  EXPECT_EQ(value(requests.back(), "seiload_run_txs_accepted"), accepted);
  EXPECT_EQ(value(requests.back(), "seiload_txs_accepted"), accepted);
  EXPECT_GT(value(requests.back(), "process_resident_memory_bytes"), 0);
  EXPECT_NE(result.log.find(" info: metrics: pushed to http://" + collector.address().to_text() +
                            "/v1/metrics every 50ms\n"),
            std::string::npos)
      << result.log;
  EXPECT_EQ(result.log.find("OTLP"), std::string::npos) << result.log;
  EXPECT_EQ(result.log.find("secret"), std::string::npos) << result.log;
}

TEST(Otlp, ACollectorThatRefusesIsOneWarning) {
  const RefusingPort port;
  const auto refused = run_pushing_to(url_of(port.address()), 10ms, {"--duration", "200ms"});
  EXPECT_EQ(refused.status, 0) << refused.log;
  EXPECT_EQ(count(refused.log, " warning: "), 1U) << refused.log;
  EXPECT_NE(
      refused.log.find(" warning: OTLP: http://" + port.address().to_text() + "/v1/metrics: connect " +
                       port.address().to_text() +
                       ": Connection refused; retrying at each interval; further failures are not logged\n"),
      std::string::npos)
      << refused.log;

  ScriptedServer collector(std::vector<ScriptedServer::Script>(50, answering("404 Not Found")));
  const auto missing = run_pushing_to(url_of(collector.address()), 20ms, {"--duration", "200ms"});
  EXPECT_EQ(missing.status, 0) << missing.log;
  EXPECT_EQ(count(missing.log, " warning: "), 1U) << missing.log;
  EXPECT_NE(missing.log.find(
                "/v1/metrics: HTTP status 404; retrying at each interval; further failures are not logged\n"),
            std::string::npos)
      << missing.log;
  EXPECT_GE(collector.requests().size(), 2U);
}

// The end waits two seconds for the last push, and no longer, and not at all once it is to hurry.
TEST(Otlp, ACollectorThatNeverAnswersDoesNotKeepTheRun) {
  const auto silent = [](Peer& peer) {
    peer.read_request();
    peer.wait_for_close();
  };
  ScriptedServer collector({silent, silent, silent, silent});
  const auto begin = std::chrono::steady_clock::now();
  const auto result = run_pushing_to(url_of(collector.address()), 20ms, {"--max-txs", "50"});
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 12s);
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_EQ(count(result.log, " warning: "), 1U) << result.log;
  EXPECT_NE(result.log.find(": no answer in time; the last metrics were not pushed\n"), std::string::npos)
      << result.log;

  const auto hurried = run_pushing_to(url_of(collector.address()), 1h, {"--max-txs", "1"},
                                      [](sys::Stop& stop, const auto&) { stop.skip_final_waits(); });
  EXPECT_EQ(hurried.status, 0) << hurried.log;
  EXPECT_EQ(count(hurried.log, " warning: "), 0U) << hurried.log;
}

// A run that ends before its load has nothing to tell a collector.
TEST(Otlp, AFailedStartPushesNothingAtTheEnd) {
  ScriptedServer collector({answering("200 OK")});
  run::OtlpSettings otlp;
  otlp.url = url_of(collector.address());
  otlp.interval = 1h;
  const auto result = run_command_watching(
      {"-e", "http://127.0.0.1:1", "--scenario", "EVMTransfer", "--startup-timeout", "50ms"},
      [](sys::Stop&, const auto&) {}, false, kClock, otlp);
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(collector.accepted(), 0U);
}

}  // namespace
}  // namespace seiload::test
