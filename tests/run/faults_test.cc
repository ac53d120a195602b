// Whole runs against an embedded chain that goes wrong for a while: what the client makes of every fault.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <thread>

#include "base/text.h"
#include "json/value.h"
#include "mockchain/server.h"
#include "support/run_command.h"
#include "sys/clock.h"
#include "sys/poll.h"
#include "sys/process.h"

namespace seiload {
namespace {

using base::cat;
using std::chrono::milliseconds;

// One fault, or several with a blank between.
std::unique_ptr<mockchain::Server> start(const std::string& faults) {
  static const sys::SystemClock clock;
  mockchain::Server::Options options;
  options.seed = 1;
  options.config.block_time = milliseconds(100);
  std::istringstream words(faults);
  for (std::string fault; words >> fault;) options.faults.push_back(*mockchain::parse_fault(fault));
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

// --- what each fault comes to ------------------------------------------------------------------------------

enum class Taken {
  as_answered,    // the chain has what was accepted, and no more
  perhaps_more,   // and perhaps what has no proper answer
  perhaps_fewer,  // it forgot some
};

struct Case {
  const char* name;
  const char* fault;  // in a window from 1 s to 1.4 s, but where it says otherwise
  std::set<std::string>
      reasons;  // all of those that the report may name; it names one at least, but where none is listed
  Taken taken = Taken::as_answered;
  std::vector<std::string> more = {};  // words
  bool websocket = false;
  bool may_pass_unseen = false;
};

constexpr double kTps = 50;

// What was on its way is lost, or sent again, and then taken with a nonce of before: that one is found in use
// later. An account that closes its gap then, on a slow machine, waits for its nonce as the run ends.
const std::set<std::string> kAfterRestart = {"connection_lost", "refused",       "nonce_taken",
                                             "nonce_too_low",   "already_known", "unsent_at_stop"};

#define WINDOW ":at=1s:for=400ms"
// Forgets 400 ms of transactions, which makes a gap in nearly every account.
#define RESTART "halt:at=700ms:for=500ms restart:at=1095ms"
// And something is out then.
#define STALLED_RESTART "stall:at=1s:for=200ms " RESTART

const Case kCases[] = {
    {"latency", "latency:min=10ms:max=300ms" WINDOW, {}},
    {"stall", "stall" WINDOW, {}},
    {"stall beyond the time-out",
     "stall" WINDOW,
     {"request_timeout"},
     Taken::perhaps_more,
     {"--request-timeout=150ms"}},
    {"refuse", "refuse" WINDOW, {"refused", "connection_lost"}, Taken::perhaps_more},
    {"reset", "reset:share=0.7" WINDOW, {"connection_lost"}, Taken::perhaps_more},
    {"close", "close:share=0.7" WINDOW, {"connection_lost", "bad_http"}, Taken::perhaps_more},
    {"bytes", "bytes" WINDOW, {}},
    {"429", "http:status=429" WINDOW, {"rate_limited"}},
    {"502", "http:status=502" WINDOW, {"http_502"}},
    {"503", "http:status=503:share=0.7" WINDOW, {"http_503"}},
    {"truncate", "truncate" WINDOW, {"bad_json"}, Taken::perhaps_more},
    {"garble", "garble" WINDOW, {"bad_json"}, Taken::perhaps_more},
    {"wrong id", "wrong-id" WINDOW, {"bad_json"}, Taken::perhaps_more},
    {"pool full", "pool-full" WINDOW, {"pool_full"}},
    {"nonce error", "nonce-error" WINDOW, {"nonce_too_low"}},
    {"halt", "halt" WINDOW, {}, Taken::as_answered, {"--track-receipts"}},
    {"skip", "skip" WINDOW, {}, Taken::as_answered, {"--track-receipts"}},
    {"restart", RESTART, kAfterRestart, Taken::perhaps_fewer, {}, false, true},
    // What lingers when the run ends is not sent any more.
    {"batch order",
     "batch-order" WINDOW,
     {"unsent_at_stop"},
     Taken::as_answered,
     {"--batch=8", "--batch-linger=100ms"},
     false,
     true},
    {"batch partial",
     "batch-partial" WINDOW,
     {"answer_missing", "unsent_at_stop"},
     Taken::perhaps_more,
     {"--batch=8", "--batch-linger=100ms"}},
    {"stall, closed loop", "stall" WINDOW, {}, Taken::as_answered, {"--arrival-model=closed_loop"}},
    {"refuse, closed loop",
     "refuse" WINDOW,
     {"refused", "connection_lost"},
     Taken::perhaps_more,
     {"--arrival-model=closed_loop"}},
    {"restart, closed loop",
     RESTART,
     kAfterRestart,
     Taken::perhaps_fewer,
     {"--arrival-model=closed_loop"},
     false,
     true},
    {"stall, WebSocket", "stall" WINDOW, {}, Taken::as_answered, {}, true},
    {"refuse, WebSocket", "refuse" WINDOW, {"refused", "connection_lost"}, Taken::perhaps_more, {}, true},
    {"reset, WebSocket",
     "reset:share=0.3" WINDOW,
     {"connection_lost", "refused"},
     Taken::perhaps_more,
     {},
     true,
     true},
    {"close, WebSocket",
     "close:share=0.3" WINDOW,
     {"connection_lost", "refused", "bad_json"},
     Taken::perhaps_more,
     {},
     true,
     true},
    {"garble, WebSocket",
     "garble:share=0.3" WINDOW,
     {"bad_json", "connection_lost"},
     Taken::perhaps_more,
     {},
     true,
     true},
    {"truncate, WebSocket",
     "truncate:share=0.3" WINDOW,
     {"bad_json", "connection_lost"},
     Taken::perhaps_more,
     {},
     true,
     true},
    {"wrong id, WebSocket",
     "wrong-id:share=0.3" WINDOW,
     {"bad_json", "connection_lost"},
     Taken::perhaps_more,
     {},
     true,
     true},
    {"restart in a stall", STALLED_RESTART, kAfterRestart, Taken::perhaps_fewer, {}, false, true},
    {"restart in a stall, closed loop",
     STALLED_RESTART,
     kAfterRestart,
     Taken::perhaps_fewer,
     {"--arrival-model=closed_loop"},
     false,
     true},
    {"restart in a stall, WebSocket", STALLED_RESTART, kAfterRestart, Taken::perhaps_fewer, {}, true, true},
    {"restart, WebSocket", RESTART, kAfterRestart, Taken::perhaps_fewer, {}, true, true},
};

struct Outcome {
  test::CommandResult result;
  double taken = 0;              // transactions in blocks or waiting for one
  mockchain::Pool::Counts left;  // once blocks have had their time
};

// 4 s at kTps: the fault from 1 s on, and then 2 s for the client to find back.
Outcome run(const Case& c) {
  const auto server = start(c.fault);
  std::vector<std::string> words = {"-e",
                                    cat(c.websocket ? "ws://" : "http://", server->address().to_text()),
                                    "--scenario=EVMTransfer",
                                    "--seed=1",
                                    "--workers=1",
                                    "--accounts=20",
                                    cat("--tps=", static_cast<int>(kTps)),
                                    "--arrival-model=open_loop",
                                    "--duration=4s",
                                    "--stats-interval=500ms",
                                    "--report-format=json"};
  words.insert(words.end(), c.more.begin(), c.more.end());
  Outcome out;
  out.result = test::run_command(words);
  const mockchain::Chain& chain = server->chain();
  const std::uint64_t last = chain.latest()->number;
  while (chain.latest()->number < last + 2)
    sys::poll({}, std::chrono::steady_clock::now() + milliseconds(20));
  for (const mockchain::BlockPtr& block : chain.blocks_after(0))
    out.taken += static_cast<double>(block->transactions.size());
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
  const double unanswered = number(report, "totals.unanswered"), unsent = number(report, "totals.unsent");
  EXPECT_EQ(admitted, accepted + rejected + failed + unanswered + unsent);
  if (*find(report, "run.arrival_model")->string() == "open_loop") {
    EXPECT_EQ(number(report, "totals.scheduled"), 4 * kTps);
  }
  EXPECT_EQ(number((*find(report, "scenarios")->array())[0], "accepted"), accepted);
  EXPECT_EQ(number(report, "latency.from_due.count"), accepted);

  // Nothing is counted twice: the chain knows better.
  if (c.taken == Taken::as_answered) {
    EXPECT_EQ(outcome.taken, accepted);
  }
  if (c.taken == Taken::perhaps_more) {
    EXPECT_GE(outcome.taken, accepted);
    EXPECT_LE(outcome.taken, accepted + unanswered);
  }
  if (c.taken == Taken::perhaps_fewer) {
    // The second copy of one that was sent again is refused where the first is in a block already.
    EXPECT_LE(outcome.taken, accepted + unanswered + number(report, "totals.resent"));
  }

  // The reasons have names.
  std::set<std::string> reasons;
  for (const json::Value& error : *find(report, "errors")->array())
    reasons.insert(*error.find("reason")->string());
  if (number(report, "process.doubt_share") >= 0.01) reasons.erase("unsent_at_stop");  // a busy machine's
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
  constexpr std::size_t kSideBySide = 17;
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

// At the start nothing can go on without the node: a failure with its reason, after the time that is given to
// it.
TEST(Faults, AtTheStartTheyEndTheRun) {
  const struct {
    const char *fault, *why;
  } cases[] = {
      {"refuse:at=0s:for=1h", "Connection refused"},
      {"stall:at=0s:for=1h", "no answer"},
      {"http:status=503", "503"},
      {"garble", "JSON"},
      {"reset", "reset"},
  };
  for (const auto& c : cases) {
    const auto server = start(c.fault);
    const test::CommandResult result = test::run_command(
        {"-e", cat("http://", server->address().to_text()), "--scenario=EVMTransfer", "--seed=1",
         "--startup-timeout=300ms", "--request-timeout=100ms", "--duration=1s"});
    EXPECT_EQ(result.status, 1) << c.fault;
    EXPECT_NE(result.log.find(cat("error: endpoint http://", server->address().to_text())), std::string::npos)
        << result.log;
    EXPECT_NE(result.log.find(c.why), std::string::npos) << result.log;
    EXPECT_EQ(result.out, "");
  }
}

// Nothing is answered from the first tenth of a second on; all accounts wait. Every thread waits, too: the
// chain's, which makes ten blocks a second, included.
TEST(Faults, AStalledRunTakesNoCpuTime) {
  const auto server = start("stall:at=100ms:for=1h");
  base::Duration used{0};
  constexpr base::Duration kLooked = milliseconds(1500);
  const test::CommandResult result =
      test::run_command({"-e", cat("http://", server->address().to_text()), "--scenario=EVMTransfer",
                         "--seed=1", "--duration=2500ms", "--drain=0s"},
                        [&](sys::Stop& stop) {
                          const auto wait = [&](base::Duration time) {
                            sys::SystemClock().wait_for(stop, std::chrono::steady_clock::now() + time);
                          };
                          wait(milliseconds(700));
                          const base::Duration before = sys::cpu_time();
                          wait(kLooked);
                          used = sys::cpu_time() - before;
                        });
  EXPECT_EQ(result.status, 0) << result.log;
  const double share = base::to_seconds(used) / base::to_seconds(kLooked);
  RecordProperty("share_of_a_core", std::to_string(share));
  EXPECT_LT(share, 0.05);
}

// 500 a second for 10 s; nothing is answered from 4 s to 6 s. The truth follows from the schedule: what is
// due at t in the window is answered at its end, all else at once.
TEST(Faults, AStallShowsInThePercentilesFromTheDueTime) {
  const char* spec = "stall:at=4s:for=2s";
  const mockchain::Fault stall = *mockchain::parse_fault(spec);
  std::vector<double> truth;
  for (int i = 0; i < 5000; ++i) {
    const base::Duration due = i * milliseconds(2);
    const auto end = mockchain::window_end(stall, due);
    truth.push_back(end ? base::to_seconds(*end - due) : 0);
  }
  std::sort(truth.begin(), truth.end());
  const auto server = start(spec);
  const test::CommandResult result =
      test::run_command({"-e", cat("http://", server->address().to_text()), "--scenario=EVMTransfer",
                         "--seed=1", "--report-format=json", "--tps=500", "--arrival-model=open_loop",
                         "--duration=10s", "--accounts=2000"});
  ASSERT_EQ(result.status, 0) << result.log;
  const json::Value report = *json::parse(result.out);
  EXPECT_EQ(number(report, "totals.scheduled"), 5000);
  if (number(report, "process.doubt_share") >= 0.01)
    GTEST_SKIP() << "the machine is too busy to tell, and the report says so";
  EXPECT_EQ(number(report, "totals.accepted"), 5000);
  const struct {
    const char* name;
    double rank;
  } cases[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}, {"max", 1}};
  for (const auto& c : cases) {
    const double want = truth[static_cast<std::size_t>(c.rank * 5000) - 1];
    const double got = number(report, cat("latency.from_due.", c.name));
    EXPECT_GE(got, 0.98 * want) << c.name;  // a histogram is right to 1 %
    EXPECT_LE(got, 1.02 * want + 0.5) << c.name;
  }
}

}  // namespace
}  // namespace seiload
