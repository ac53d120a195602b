// Whole runs under the eyes of a scraper.

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "base/text.h"
#include "json/value.h"
#include "net/listener.h"
#include "support/fake_node.h"
#include "support/run_command.h"

namespace seiload::test {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> words(const FakeNode& node, std::vector<std::string> more) {
  std::vector<std::string> all = {"-e",    node.url(),   "--report-format", "json",       "--seed",
                                  "7",     "--scenario", "EVMTransferFast", "--accounts", "10",
                                  "--tps", "500",        "--workers",       "2"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

// Waits for the log line that tells where the metrics are.
net::Address metrics_address(const std::function<std::string()>& log) {
  while (true) {
    const std::string text = log();
    const std::size_t at = text.find("metrics: http://");
    if (at != std::string::npos && text.find("/metrics\n", at) != std::string::npos)
      return *net::Address::parse(text.substr(at + 16, text.find("/metrics\n", at) - at - 16));
    std::this_thread::sleep_for(1ms);
  }
}

std::string get(const net::Address& address, std::string_view path, std::string_view accept = "") {
  const sys::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(fd.get(), address.raw(), address.raw_size()) != 0) return "(refused)";
  const std::string request = base::cat("GET ", path, " HTTP/1.0\r\nAccept: ", accept, "\r\n\r\n");
  EXPECT_EQ(::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(request.size()));
  std::string all;
  char piece[65536];
  for (ssize_t got; (got = ::recv(fd.get(), piece, sizeof piece, 0)) > 0;)
    all.append(piece, static_cast<std::size_t>(got));
  return all;
}

// The value of a series, -1 if it is not there.
double value(const std::string& text, const std::string& series) {
  const std::size_t at = text.find("\n" + series + " ");
  return at == std::string::npos ? -1 : std::stod(text.substr(at + series.size() + 2));
}

double accepted_in(const std::string& json_report) {
  const auto report = json::parse(json_report);
  return static_cast<double>(report->find("totals")->find("accepted")->number()->as_u64().value());
}

void wait_for_log(const std::function<std::string()>& log, std::string_view text) {
  wait_for([&] { return log().find(text) != std::string::npos; });
}

constexpr const char* kAccepted =
    "seiload_txs_accepted_total{scenario=\"EVMTransferFast\",operation=\"transfer\"}";
constexpr const char* kFinal = "seiload_run_txs_accepted_total{arrival_model=\"closed_loop\"}";

TEST(RunMetrics, AreServedDuringTheRunAndUntilTheLastScrape) {
  FakeNode node;
  std::string during, open, last;
  const auto begin = std::chrono::steady_clock::now();
  const auto result = run_command_watching(
      words(node, {"--duration", "300ms", "--metrics-listen-addr", "127.0.0.1:0"}),
      [&](sys::Stop&, const auto& log) {
        const net::Address address = metrics_address(log);
        wait_for([&] { return node.sends() >= 20; });
        during = get(address, "/metrics");
        open = get(address, "/metrics", "application/openmetrics-text;version=1.0.0");
        EXPECT_NE(get(address, "/").find("seiload: the metrics are at /metrics\n"), std::string::npos);
        EXPECT_EQ(get(address, "/nothing").substr(0, 22), "HTTP/1.1 404 Not Found");
        wait_for_log(log, "metrics: waiting for a scrape of the final values, at most 25s\n");
        last = get(address, "/metrics");
      });
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);  // and not the 25 s
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_GT(value(during, kAccepted), 0);
  EXPECT_EQ(value(during, kFinal), -1);
  EXPECT_GT(value(during, "process_resident_memory_bytes"), 0);
  EXPECT_NE(during.find("\ntarget_info{service_name=\"seiload\"} 1\n"), std::string::npos);
  EXPECT_NE(during.find("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"), std::string::npos);
  EXPECT_NE(open.find("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"),
            std::string::npos);
  EXPECT_EQ(open.substr(open.size() - 6), "# EOF\n");
  const double accepted = accepted_in(result.out);
  EXPECT_EQ(value(last, kAccepted), accepted);
  EXPECT_EQ(value(last, kFinal), accepted);
  EXPECT_GT(value(during, "seiload_connections{endpoint=\"" + node.url() + "\"}"), 0);
  EXPECT_EQ(value(last, "seiload_connections{endpoint=\"" + node.url() + "\"}"), 0);
  EXPECT_EQ(value(last, "seiload_endpoint_txs_total{endpoint=\"" + node.url() + "\",outcome=\"accepted\"}"),
            accepted);
  EXPECT_EQ(
      value(last,
            "seiload_due_latency_seconds_count{scenario=\"EVMTransferFast\",operation=\"transfer\",chain_id="
            "\"1337\",status=\"success\"}"),
      accepted);
}

// Each request has a trace of its own, and the exemplars are those of requests that were sent.
TEST(RunMetrics, TraceIdsThatWentOutAreExemplars) {
  FakeNode::Options options;
  options.react = [](std::size_t i, const Seen&) {
    return i % 10 == 5 ? Reaction{Reaction::Kind::error, -32000, "txpool is full"} : Reaction();
  };
  for (const char* batch : {"1", "5"}) {
    SCOPED_TRACE(batch);
    FakeNode node(options);
    std::string open, plain;
    const auto result = run_command_watching(
        words(node, {"--max-txs", "200", "--metrics-listen-addr", "127.0.0.1:0", "--traceparent",
                     "--post-summary-flush-delay", "20s", "--batch", batch}),
        [&](sys::Stop&, const auto& log) {
          const net::Address address = metrics_address(log);
          plain = get(address, "/metrics");
          wait_for_log(log, "metrics: waiting for a scrape of the final values, at most 20s\n");
          open = get(address, "/metrics", "application/openmetrics-text;version=1.0.0");
        });
    EXPECT_EQ(result.status, 0) << result.log;
    std::set<std::string> sent;
    for (const std::string& head : node.send_heads()) {
      const std::size_t at = head.find("\r\ntraceparent: 00-");
      ASSERT_NE(at, std::string::npos) << head;
      sent.insert(head.substr(at + 18, 32));
      EXPECT_EQ(head[at + 50], '-');
      EXPECT_EQ(head.substr(at + 67, 3), "-01");
    }
    EXPECT_EQ(sent.size(), node.send_heads().size());
    std::size_t exemplars = 0;
    for (std::size_t at = 0; (at = open.find("} ", at)) != std::string::npos; ++at) {
      const std::size_t mark = open.find(" # {trace_id=\"", at), end = open.find('\n', at);
      if (mark > end) continue;
      EXPECT_TRUE(sent.contains(open.substr(mark + 14, 32))) << open.substr(at, end - at);
      EXPECT_EQ(open.substr(mark + 46, 3), "\"} ");
      ++exemplars;
      at = end;
    }
    EXPECT_GE(exemplars, 4U) << open;  // two histograms, success and failure
    EXPECT_EQ(plain.find("trace_id"), std::string::npos);
  }
  FakeNode node;
  const auto untraced = run_command(words(node, {"--max-txs", "5"}));
  EXPECT_EQ(node.send_heads().back().find("traceparent"), std::string::npos);
}

TEST(RunMetrics, NobodyScrapedMeansNoWait) {
  FakeNode node;
  const auto result =
      run_command(words(node, {"--duration", "20ms", "--metrics-listen-addr", "127.0.0.1:0"}));
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.log.find("waiting for a scrape"), std::string::npos) << result.log;
}

TEST(RunMetrics, AnExplicitDelayIsWaitedForAndASignalEndsIt) {
  FakeNode node;
  const auto begin = std::chrono::steady_clock::now();
  const auto result = run_command_watching(
      words(node, {"--duration", "20ms", "--metrics-listen-addr", "127.0.0.1:0", "--post-summary-flush-delay",
                   "1h"}),
      [&](sys::Stop& stop, const auto& log) {
        wait_for_log(log, "metrics: waiting for a scrape of the final values, at most 1h\n");
        stop.skip_final_waits();
      });
  EXPECT_EQ(result.status, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
  const auto short_one = run_command(words(node, {"--duration", "20ms", "--metrics-listen-addr",
                                                  "127.0.0.1:0", "--post-summary-flush-delay", "50ms"}));
  EXPECT_EQ(short_one.status, 0);
  EXPECT_NE(short_one.log.find("at most 50ms\n"), std::string::npos);
}

TEST(RunMetrics, AProfilesOwnDelayCountsAsGiven) {
  FakeNode node;
  const std::string path = "/tmp/seiload-flush-" + std::to_string(::getpid()) + ".json";
  std::ofstream(path)
      << R"({"scenarios":[{"name":"EVMTransferFast"}],"settings":{"postSummaryFlushDelay":"30ms"}})";
  const auto result = run_command({"-e", node.url(), "--config", path, "--seed", "1", "--max-txs", "5",
                                   "--metrics-listen-addr", "127.0.0.1:0"});
  std::filesystem::remove(path);
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.log.find("at most 30ms\n"), std::string::npos) << result.log;
}

TEST(RunMetrics, EachOperationOfAScenarioHasItsSeriesAndItsRow) {
  FakeNode node;
  const std::string folder = "/tmp/seiload-operations-" + std::to_string(::getpid());
  std::filesystem::create_directory(folder);
  const std::string path = folder + "/profile.json", prom = folder + "/run.prom";
  std::ofstream(path) << R"({"mockDeploy": true, "accounts": {"count": 10}, "scenarios": [
      {"name": "StorageRW", "operations": {"rmw": 1, "read": 2, "write": 3}}, {"name": "ERC20"}]})";
  const auto result = run_command({"-e", node.url(), "--config", path, "--seed", "7", "--max-txs", "200",
                                   "--report-format", "json", "--textfile", prom});
  std::ostringstream text;
  text << std::ifstream(prom).rdbuf();
  std::filesystem::remove_all(folder);
  ASSERT_EQ(result.status, 0) << result.log;
  const auto report = json::parse(result.out);
  std::string rows;
  double sum = 0;
  for (const json::Value& row : *report->find("scenarios")->array()) {
    const std::string scenario = *row.find("scenario")->string();
    const std::string operation = *row.find("operation")->string();
    const auto accepted = static_cast<double>(row.find("accepted")->number()->as_u64().value());
    EXPECT_GT(accepted, 0) << operation;
    EXPECT_EQ(value(text.str(), base::cat("seiload_txs_accepted_total{scenario=\"", scenario,
                                          "\",operation=\"", operation, "\"}")),
              accepted);
    rows += base::cat(scenario, ' ', operation, ", ");
    sum += accepted;
  }
  EXPECT_EQ(rows, "StorageRW rmw, StorageRW read, StorageRW write, ERC20 erc20_transfer, ");
  EXPECT_EQ(sum, 200);
}

TEST(RunMetrics, ABusyPortIsAWarning) {
  FakeNode node;
  const auto other = net::listen_on(net::Address::v4({127, 0, 0, 1}, 0));
  const auto result =
      run_command(words(node, {"--max-txs", "5", "--metrics-listen-addr", other->address.to_text(),
                               "--post-summary-flush-delay", "1h"}));
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.log.find(" warning: metrics: listen " + other->address.to_text() +
                            ": Address already in use; continuing without metrics\n"),
            std::string::npos)
      << result.log;
}

TEST(RunMetrics, TextfileAndTerminationLogAreWritten) {
  FakeNode node;
  const std::string folder = "/tmp/seiload-files-" + std::to_string(::getpid());
  std::filesystem::create_directory(folder);
  const std::string prom = folder + "/run.prom", end = folder + "/end";
  const auto result =
      run_command(words(node, {"--max-txs", "5", "--textfile", prom, "--termination-log", end}));
  const auto read = [](const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
  };
  const std::string text = read(prom), summary = read(end);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files += entry.exists() ? 1 : 0;
  EXPECT_EQ(files, 2U);
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_EQ(value(text, kFinal), 5);
  EXPECT_EQ(text.find("process_"), std::string::npos);  // node_exporter has its own
  EXPECT_EQ(summary.substr(0, 35), "seiload test: ended by --max-txs 5\n");

  const auto failed = run_command({"-e", "http://127.0.0.1:1", "--scenario", "EVMTransfer",
                                   "--startup-timeout", "50ms", "--termination-log", end});
  EXPECT_EQ(failed.status, 1);
  EXPECT_EQ(read(end).substr(0, 64), "seiload test: failed: endpoint http://127.0.0.1:1: eth_chainId: ")
      << read(end);

  const auto no_textfile = run_command(words(node, {"--max-txs", "5", "--textfile", "/nonexistent/a.prom"}));
  EXPECT_EQ(no_textfile.status, 1);
  EXPECT_NE(no_textfile.log.find(" error: textfile /nonexistent/a.prom: No such file or directory\n"),
            std::string::npos)
      << no_textfile.log;
  const auto no_log = run_command(words(node, {"--max-txs", "5", "--termination-log", "/nonexistent/a"}));
  EXPECT_EQ(no_log.status, 1);
  EXPECT_NE(no_log.log.find(" error: termination log /nonexistent/a: No such file or directory\n"),
            std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST(RunMetrics, TheIntervalsOfTheReportAddUpToItsTotals) {
  FakeNode::Options options;
  options.react = [](std::size_t i, const Seen&) {
    return i % 7 == 3 ? Reaction{Reaction::Kind::error, -32000, "txpool is full"} : Reaction();
  };
  FakeNode node(options);
  const auto result = run_command(words(node, {"--duration", "230ms", "--stats-interval", "50ms"}));
  const auto report = json::parse(result.out);
  ASSERT_TRUE(report) << result.out;
  const auto number = [](const json::Value& object, const char* key) {
    return std::stod(std::string(object.find(key)->number()->text));
  };
  const auto& intervals = *report->find("intervals")->array();
  ASSERT_GE(intervals.size(), 3U);
  const json::Value& totals = *report->find("totals");
  for (const char* key : {"accepted", "rejected", "failed", "unanswered", "dropped"}) {
    double sum = 0;
    for (const json::Value& interval : intervals) sum += number(interval, key);
    EXPECT_EQ(sum, number(totals, key)) << key;
  }
  double end = 0;
  for (const json::Value& interval : intervals) {
    EXPECT_NEAR(number(interval, "start_seconds"), end, 1e-9);
    end = number(interval, "start_seconds") + number(interval, "length_seconds");
  }
  EXPECT_EQ(number(intervals.back(), "in_flight"), 0);
  EXPECT_GT(number(totals, "rejected"), 0);
}

TEST(RunMetrics, ALiveLineIsRedrawnUnderTheLog) {
  FakeNode node;
  const auto result = run_command_watching(
      words(node, {"--duration", "1100ms", "--stats-interval", "500ms"}), [](sys::Stop&, const auto&) {},
      true);
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.log.find("\r\x1b[K"), std::string::npos) << result.log;
  EXPECT_NE(result.log.find(" tps | accepted "), std::string::npos) << result.log;
  EXPECT_EQ(result.log.find(" tps, accepted "), std::string::npos) << "no lines an interval beside it";
  EXPECT_EQ(result.log.substr(result.log.size() - 4), "\r\x1b[K") << "cleared in the end";
}

}  // namespace
}  // namespace seiload::test
