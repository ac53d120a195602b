// Whole runs against an embedded chain that goes wrong for a while: what the client makes of every fault.

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "base/text.h"
#include "json/value.h"
#include "mockchain/server.h"
#include "support/run_command.h"
#include "sys/poll.h"
#include "sys/process.h"

namespace seiload {
namespace {

using base::cat;
using std::chrono::milliseconds;

std::unique_ptr<mockchain::Server> start(const std::vector<std::string>& faults) {
  static const sys::SystemClock clock;
  mockchain::Server::Options options;
  options.seed = 1;
  options.config.block_time = milliseconds(100);
  for (const std::string& fault : faults) options.faults.push_back(*mockchain::parse_fault(fault));
  return std::move(*mockchain::Server::start(net::Address::v4({127, 0, 0, 1}, 0), options, clock));
}

// A member of the JSON report by its path, "totals.accepted"; null if it is not there.
const json::Value* find(const json::Value& report, std::string_view path) {
  const json::Value* value = &report;
  while (value != nullptr && !path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    value = value->find(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return value;
}

double number(const json::Value& report, std::string_view path) {
  const json::Value* value = find(report, path);
  return value != nullptr && value->number() != nullptr ? value->number()->as_double().value_or(-1) : -1;
}

// --- what each fault comes to ----------------------------------------------------------------------------------------

enum class Taken {
  as_answered,    // the chain has what was accepted, and no more
  perhaps_more,   // and perhaps what has no proper answer
  perhaps_fewer,  // it forgot some
};

struct Case {
  const char* name;
  const char* fault;             // in a window from 1 s to 1.4 s, but where it says otherwise
  std::set<std::string> reasons;  // all of those that the report may name; it names one at least, but where none is listed
  Taken taken = Taken::as_answered;
  std::vector<std::string> more = {};  // words
  bool websocket = false;
  bool may_pass_unseen = false;
};

constexpr double kTps = 50;
#define WINDOW ":at=1s:for=400ms"

const Case kCases[] = {
    {"latency", "latency:min=10ms:max=300ms" WINDOW, {}},
    {"stall", "stall" WINDOW, {}},
    {"stall beyond the time-out", "stall" WINDOW, {"request_timeout"}, Taken::perhaps_more, {"--request-timeout=150ms"}},
    {"refuse", "refuse" WINDOW, {"refused", "connection_lost"}, Taken::perhaps_more},
    {"reset", "reset:share=0.7" WINDOW, {"connection_lost"}, Taken::perhaps_more},
    {"close", "close:share=0.7" WINDOW, {"connection_lost", "bad_http"}, Taken::perhaps_more},
    {"bytes", "bytes" WINDOW, {}},
    {"429", "http:status=429" WINDOW, {"rate_limited"}},
    {"502", "http:status=502" WINDOW, {"http_status"}},
    {"503", "http:status=503:share=0.7" WINDOW, {"http_status"}},
    {"truncate", "truncate" WINDOW, {"bad_json"}, Taken::perhaps_more},
    {"garble", "garble" WINDOW, {"bad_json"}, Taken::perhaps_more},
    {"wrong id", "wrong-id" WINDOW, {"bad_json"}, Taken::perhaps_more},
    {"pool full", "pool-full" WINDOW, {"pool_full"}},
    {"nonce error", "nonce-error" WINDOW, {"nonce_too_low"}},
    {"halt", "halt" WINDOW, {}, Taken::as_answered, {"--track-receipts"}},
    {"skip", "skip" WINDOW, {}, Taken::as_answered, {"--track-receipts"}},
    {"restart", "restart:at=1095ms", {"connection_lost", "refused"}, Taken::perhaps_fewer, {}, false, true},
    // What lingers when the run ends is not sent any more.
    {"batch order", "batch-order" WINDOW, {"unsent_at_stop"}, Taken::as_answered, {"--batch=8", "--batch-linger=100ms"}, false,
     true},
    {"batch partial", "batch-partial" WINDOW, {"answer_missing", "unsent_at_stop"}, Taken::perhaps_more,
     {"--batch=8", "--batch-linger=100ms"}},
    {"stall, WebSocket", "stall" WINDOW, {}, Taken::as_answered, {}, true},
    {"refuse, WebSocket", "refuse" WINDOW, {"refused", "connection_lost"}, Taken::perhaps_more, {}, true},
    {"reset, WebSocket", "reset:share=0.3" WINDOW, {"connection_lost", "refused"}, Taken::perhaps_more, {}, true},
    {"close, WebSocket", "close:share=0.3" WINDOW, {"connection_lost", "refused", "bad_json"}, Taken::perhaps_more, {}, true},
    {"garble, WebSocket", "garble:share=0.3" WINDOW, {"bad_json", "connection_lost"}, Taken::perhaps_more, {}, true},
    {"truncate, WebSocket", "truncate:share=0.3" WINDOW, {"bad_json", "connection_lost"}, Taken::perhaps_more, {}, true},
    {"wrong id, WebSocket", "wrong-id:share=0.3" WINDOW, {"bad_json", "connection_lost"}, Taken::perhaps_more, {}, true},
    {"restart, WebSocket", "restart:at=1095ms", {"connection_lost", "refused"}, Taken::perhaps_fewer, {}, true, true},
};

struct Outcome {
  test::CommandResult result;
  double taken = 0;              // transactions in blocks or waiting for one
  mockchain::Pool::Counts left;  // once blocks have had their time
};

// 4 s at kTps: the fault from 1 s on, and then 2 s for the client to find back.
Outcome run(const Case& c) {
  const auto server = start({c.fault});
  std::vector<std::string> words = {"-e", cat(c.websocket ? "ws://" : "http://", server->address().to_text()),
                                    "--scenario=EVMTransfer", "--seed=1", "--workers=1", "--accounts=20",
                                    cat("--tps=", static_cast<int>(kTps)), "--arrival-model=open_loop", "--duration=4s",
                                    "--stats-interval=500ms", "--report-format=json"};
  words.insert(words.end(), c.more.begin(), c.more.end());
  Outcome out;
  out.result = test::run_command(words);
  const mockchain::Chain& chain = server->chain();
  const std::uint64_t last = chain.latest()->number;
  while (chain.latest()->number < last + 2) sys::poll({}, std::chrono::steady_clock::now() + milliseconds(20));
  for (const mockchain::BlockPtr& block : chain.blocks_after(0)) out.taken += static_cast<double>(block->transactions.size());
  out.left = chain.pool_counts();
  return out;
}

void check(const Case& c, const Outcome& outcome) {
  SCOPED_TRACE(cat(c.name, "\n", outcome.result.log));
  ASSERT_EQ(outcome.result.status, 0);
  const auto parsed = json::parse(outcome.result.out);
  ASSERT_TRUE(parsed) << outcome.result.out;
  const json::Value& report = *parsed;

  // The ledger balances, and its parts are those of the scenario.
  EXPECT_TRUE(*find(report, "totals.balanced")->boolean());
  const double accepted = number(report, "totals.accepted"), admitted = number(report, "totals.admitted");
  const double rejected = number(report, "totals.rejected"), failed = number(report, "totals.failed");
  const double unanswered = number(report, "totals.unanswered");
  EXPECT_EQ(admitted, accepted + rejected + failed + unanswered);
  EXPECT_EQ(number(report, "totals.scheduled"), 4 * kTps);
  EXPECT_EQ(number((*find(report, "scenarios")->array())[0], "accepted"), accepted);
  EXPECT_EQ(number(report, "latency.from_due.count"), accepted);

  // Nothing is counted twice: the chain knows better.
  if (c.taken == Taken::as_answered) {
    EXPECT_EQ(outcome.taken, accepted);
  }
  if (c.taken == Taken::perhaps_more) {
    EXPECT_GE(outcome.taken, accepted);
    EXPECT_LE(outcome.taken, accepted + failed + unanswered);
  }
  if (c.taken == Taken::perhaps_fewer) {
    EXPECT_LE(outcome.taken, accepted + unanswered);
  }

  // The reasons have names.
  std::set<std::string> reasons;
  for (const json::Value& error : *find(report, "errors")->array()) reasons.insert(*error.find("reason")->string());
  for (const std::string& reason : reasons) EXPECT_TRUE(c.reasons.contains(reason)) << reason;
  if (!c.may_pass_unseen) {
    EXPECT_EQ(reasons.empty(), c.reasons.empty());
  }

  // Found back within 2 s of the fault's end: the last half second, and the one before, are at the target.
  const json::Array& intervals = *find(report, "intervals")->array();
  double late = 0;
  for (const json::Value& row : intervals)
    if (number(row, "start_seconds") >= 2.9) late += number(row, "accepted");
  EXPECT_GE(late, 0.7 * kTps);
  // Nonces are healed: nothing is left that waits for one before it.
  EXPECT_EQ(outcome.left.queued, 0u);
  if (const json::Value* inclusion = find(report, "inclusion")) {
    EXPECT_EQ(number(*inclusion, "registered"), accepted);
    EXPECT_EQ(number(*inclusion, "included") + number(*inclusion, "in_flight"), accepted);
    EXPECT_GE(number(*inclusion, "included"), accepted - kTps);
  }
}

// They wait most of the time, so several run beside each other.
TEST(Faults, TheClientComesThroughEachOfThem) {
  constexpr std::size_t kSideBySide = 14;
  for (std::size_t first = 0; first < std::size(kCases); first += kSideBySide) {
    const std::size_t count = std::min(kSideBySide, std::size(kCases) - first);
    std::vector<Outcome> outcomes(count);
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < count; ++i)
        threads.emplace_back([&, i] { outcomes[i] = run(kCases[first + i]); });
    }
    for (std::size_t i = 0; i < count; ++i) check(kCases[first + i], outcomes[i]);
  }
}

}  // namespace
}  // namespace seiload
