// Whole runs whose endpoints come and go.

#include <gtest/gtest.h>

#include "base/text.h"
#include "json/value.h"
#include "mockchain/server.h"
#include "support/run_command.h"
#include "support/scripted_server.h"

namespace seiload::test {
namespace {

using base::cat;

std::unique_ptr<mockchain::Server> start(const net::Address& address) {
  static const sys::SystemClock clock;
  mockchain::Server::Options options;
  options.seed = 1;
  options.config.block_time = std::chrono::milliseconds(100);
  auto server = mockchain::Server::start(address, options, clock);
  return server ? std::move(*server) : nullptr;
}

net::Address localhost(std::uint16_t port = 0) { return net::Address::v4({127, 0, 0, 1}, port); }

std::vector<std::string> words(std::vector<std::string> more) {
  std::vector<std::string> all = {"--report-format",
                                  "json",
                                  "--seed",
                                  "7",
                                  "--scenario",
                                  "EVMTransferFast",
                                  "--accounts",
                                  "40",
                                  "--tps",
                                  "400",
                                  "--workers",
                                  "2",
                                  "--metrics-listen-addr="};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

struct Row {
  std::string endpoint, note;
  double accepted = 0, other = 0;  // other: however it ended
};

double number(const json::Value& object, std::string_view name) {
  return object.find(name)->number()->as_double().value();
}

std::vector<Row> rows_of(const CommandResult& result) {
  const auto report = json::parse(result.out);
  std::vector<Row> rows;
  for (const json::Value& row : *report->find("run")->find("by_endpoint")->array()) {
    const json::Value* note = row.find("note");
    rows.push_back({*row.find("endpoint")->string(), note == nullptr ? "" : *note->string(),
                    number(row, "accepted"),
                    number(row, "rejected") + number(row, "failed") + number(row, "unanswered")});
  }
  return rows;
}

double total(const CommandResult& result, std::string_view name) {
  return number(*json::parse(result.out)->find("totals"), name);
}

TEST(Endpoints, EveryAddressOfANameGetsLoad) {
  const auto four = start(localhost());
  ASSERT_TRUE(four);
  const std::uint16_t port = four->address().port();
  const auto six = start(*net::Address::parse_ip("::1", port));
  if (!six) GTEST_SKIP() << "no IPv6 here";
  const std::string url = cat("http://all.localhost:", port);
  const auto result = run_command(words({"-e", url, "--all-addresses", "--max-txs", "400"}));
  EXPECT_EQ(result.status, 0) << result.log;
  const auto rows = rows_of(result);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].endpoint, cat(url, " [127.0.0.1]"));
  EXPECT_EQ(rows[1].endpoint, cat(url, " [::1]"));
  for (const Row& row : rows) {
    EXPECT_GT(row.accepted, 50) << row.endpoint;
    EXPECT_EQ(row.other, 0) << row.endpoint;
    EXPECT_EQ(row.note, "") << row.endpoint;
  }
  EXPECT_EQ(rows[0].accepted + rows[1].accepted, 400);
}

TEST(Endpoints, ARunBeginsWithoutWhatMayBeMissingAndTakesItInLater) {
  const auto first = start(localhost());
  ASSERT_TRUE(first);
  for (const char* model : {"closed_loop", "open_loop"}) {
    SCOPED_TRACE(model);
    std::uint16_t port = 0;
    {
      const auto gone = start(localhost());
      port = gone->address().port();
    }
    const std::string late_url = cat("http://127.0.0.1:", port);
    std::unique_ptr<mockchain::Server> late;
    const auto result = run_command_watching(
        words({"-e", cat("http://", first->address().to_text()), "-e", late_url, "--start-without", "1",
               "--startup-timeout", "300ms", "--debug", "--arrival-model", model}),
        [&](sys::Stop& stop, const auto& log) {
          wait_for([&] { return log().find("load begins: 40 accounts, 1 endpoint,") != std::string::npos; });
          late = start(localhost(port));
          ASSERT_TRUE(late);
          wait_for(
              [&] { return log().find(cat(late_url, ": takes load from now on")) != std::string::npos; });
          wait_for([&] { return log().find(cat(" to ", late_url, ": accepted ")) != std::string::npos; });
          stop.request({sys::StopReason::Kind::signal, 15, {}});
        });
    const auto rows = rows_of(result);
    ASSERT_EQ(rows.size(), 2u) << result.log;
    EXPECT_NE(result.log.find("; starting without it, its accounts go to the others\n"), std::string::npos)
        << result.log;
    EXPECT_EQ(rows[1].endpoint, late_url);
    EXPECT_TRUE(rows[1].note.starts_with("unreachable at the start (")) << rows[1].note;
    EXPECT_NE(rows[1].note.find("; load from "), std::string::npos) << rows[1].note;
    EXPECT_GT(rows[0].accepted, 0);
    EXPECT_GT(rows[1].accepted, 0);
    EXPECT_EQ(total(result, "rejected"), 0) << result.out;
    EXPECT_EQ(total(result, "failed"), 0) << result.out;
  }
}

TEST(Endpoints, MoreMissingThanMayBeIsAFailure) {
  const auto node = start(localhost());
  ASSERT_TRUE(node);
  const RefusingPort one, two;
  const auto result = run_command(
      words({"-e", cat("http://", node->address().to_text()), "-e", cat("http://", one.address().to_text()),
             "-e", cat("http://", two.address().to_text()), "--start-without", "1", "--startup-timeout",
             "300ms", "--max-txs", "10"}));
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(result.log.find(cat("error: endpoint http://", one.address().to_text())), std::string::npos)
      << result.log;
}

}  // namespace
}  // namespace seiload::test
