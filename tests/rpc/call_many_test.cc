#include "rpc/call_many.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/text.h"
#include "support/scripted_server.h"

namespace seiload::test {
namespace {

using base::cat;
using namespace std::chrono_literals;

std::string http(const std::string& body, int status = 200, const std::string& header = {}) {
  return cat("HTTP/1.1 ", status, " X\r\n", header, "Content-Length: ", body.size(), "\r\n\r\n", body);
}

struct Asked {
  std::size_t answers = 0;
  std::string error;                 // empty: all were answered
  std::vector<std::string> waiting;  // what was reported
  std::vector<std::size_t> sizes;    // of the requests
};

// What the server answers to its i-th request, which has the ids from `first` on; empty: every question has
// its id as a result.
using Reply = std::function<std::string(std::size_t i, std::uint64_t first, std::size_t count)>;

Asked ask(std::size_t count, const Reply& reply, sys::Duration limit = 20s) {
  std::atomic<std::size_t> requests{0};
  Asked asked;
  const ScriptedServer::Script script = [&](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      const auto body = json::parse(request.substr(request.find("\r\n\r\n") + 4));
      const bool is_batch = body->array() != nullptr;
      const json::Value& one = is_batch ? body->array()->front() : *body;
      const std::uint64_t first = *one.find("id")->number()->as_u64();
      const std::size_t size = is_batch ? body->array()->size() : 1;
      asked.sizes.push_back(size);
      std::string text = reply(requests++, first, size);
      if (text.empty()) {
        std::string all;
        for (std::size_t i = 0; i < size; ++i)
          all +=
              cat(i > 0 ? "," : "", R"({"jsonrpc":"2.0","id":)", first + i, R"(,"result":)", first + i, '}');
        text = http(is_batch ? cat('[', all, ']') : all);
      }
      peer.write(text);
    }
  };
  const ScriptedServer server({script, script});
  const sys::SystemClock clock;
  const auto stop = std::make_unique<sys::Stop>();
  const rpc::Endpoint endpoint{"node", server.target()};
  rpc::CallLimits limits;
  limits.connections = 1;
  limits.deadline = clock.now() + limit;
  limits.on_waiting = [&](const std::string& cause) { asked.waiting.push_back(cause); };
  std::vector<bool> seen(count);
  const auto status = rpc::call_many(endpoint,
                                     {.method = "m",
                                      .count = count,
                                      .params = [](std::size_t) { return std::string("[]"); },
                                      .take = [&](std::size_t i, const json::Value&) -> base::Status {
                                        EXPECT_FALSE(seen[i]) << i;
                                        seen[i] = true;
                                        ++asked.answers;
                                        return {};
                                      }},
                                     limits, clock, *stop);
  if (!status) asked.error = status.error().message;
  return asked;
}

std::string error_of(const std::string& id, int code, const std::string& message) {
  return cat(R"({"jsonrpc":"2.0","id":)", id, R"(,"error":{"code":)", code, R"(,"message":")", message,
             "\"}}");
}

TEST(CallMany, HalvesBatchesThatAreRefused) {
  const struct {
    const char* name;
    std::function<std::string(std::uint64_t first)> refuse;
  } kCases[] = {
      {"one object", [](std::uint64_t) { return http(error_of("null", -32600, "batch too large")); }},
      {"with HTTP 400", [](std::uint64_t) { return http(error_of("null", -32600, "Invalid request"), 400); }},
      {"an array of one",
       [](std::uint64_t first) {
         return http(cat('[', error_of(std::to_string(first), -32600, "batch too large"), ']'));
       }},
      {"an array of one without id",
       [](std::uint64_t) {
         return http(cat('[', error_of("null", -32005, "Batch size limit exceeded"), ']'));
       }},
      {"HTTP 413", [](std::uint64_t) { return http("<html>", 413); }},
      {"gave up", [](std::uint64_t) { return http(error_of("null", -32002, "request timed out")); }},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const Asked asked = ask(120, [&](std::size_t, std::uint64_t first, std::size_t count) {
      return count > 40 ? c.refuse(first) : std::string();
    });
    EXPECT_EQ(asked.error, "");
    EXPECT_EQ(asked.answers, 120U);
    EXPECT_EQ(asked.sizes, (std::vector<std::size_t>{100, 50, 25, 25, 25, 25, 20}));
    EXPECT_EQ(asked.waiting, std::vector<std::string>());
  }
}

// Some servers reset the connection where a request is too large for them.
TEST(CallMany, HalvesBatchesThatEndTheConnection) {
  std::vector<std::size_t> sizes;
  const auto run = [&](std::size_t count,
                       const std::function<bool(std::size_t i, std::size_t size)>& resets) {
    sizes.clear();
    std::size_t i = 0;
    const ScriptedServer::Script script = [&](Peer& peer) {
      for (std::string request; !(request = peer.read_request()).empty();) {
        const auto body = json::parse(request.substr(request.find("\r\n\r\n") + 4));
        const std::size_t size = body->array() != nullptr ? body->array()->size() : 1;
        sizes.push_back(size);
        if (resets(i++, size)) return peer.reset();
        std::string all;
        const auto add = [&](const json::Value& one) {
          all += cat(all.empty() ? "" : ",", R"({"jsonrpc":"2.0","result":1,"id":)",
                     one.find("id")->number()->text, '}');
        };
        if (size == 1)
          add(*body);
        else
          for (const json::Value& one : *body->array()) add(one);
        peer.write(http(size > 1 ? cat('[', all, ']') : all));
      }
    };
    const ScriptedServer server(std::vector<ScriptedServer::Script>(8, script));
    const sys::SystemClock clock;
    const auto stop = std::make_unique<sys::Stop>();
    const rpc::Endpoint endpoint{"node", server.target()};
    rpc::CallLimits limits;
    limits.connections = 1;
    limits.deadline = clock.now() + 20s;
    const auto status =
        rpc::call_many(endpoint,
                       {.method = "m",
                        .count = count,
                        .params = [](std::size_t) { return std::string("[]"); },
                        .take = [](std::size_t, const json::Value&) -> base::Status { return {}; }},
                       limits, clock, *stop);
    EXPECT_TRUE(status) << status.error().message;
  };
  run(100, [](std::size_t, std::size_t size) { return size > 30; });
  EXPECT_EQ(sizes, (std::vector<std::size_t>{100, 50, 25, 25, 25, 25}));
  // It was not the size: the same happens to a single one, or batches of that size were answered before.
  run(4, [](std::size_t i, std::size_t) { return i < 3; });
  EXPECT_EQ(sizes, (std::vector<std::size_t>{4, 2, 1, 4}));
  run(200, [](std::size_t i, std::size_t) { return i == 1; });
  EXPECT_EQ(sizes, (std::vector<std::size_t>{100, 100, 100}));
}

TEST(CallMany, AsksAgainUntilTheAnswerIsDefinite) {
  const struct {
    const char* name;
    std::string text, cause;
  } kCases[] = {
      {"503 with JSON", http(R"({"message":"no healthy upstream"})", 503),
       R"(m: HTTP status 503: '{"message":"no healthy upstream"}')"},
      {"500 with an error", http(error_of("0", -32601, "no method"), 500),
       "m: the node answered: no method (HTTP status 500)"},
      {"429", http("slow down", 429), "m: HTTP status 429: 'slow down'"},
      {"404", http("", 404), "m: HTTP status 404"},
      {"a page", http("<html>"), "m: not JSON-RPC: '<html>'"},
      {"a notification", http(R"({"jsonrpc":"2.0","method":"x"})"),
       R"(m: not JSON-RPC: '{"jsonrpc":"2.0","method":"x"}')"},
      {"a limit", http(error_of("0", -32007, "50/second request limit reached")),
       "m: the node answered: 50/second request limit reached"},
      {"starting", http(error_of("0", -32000, "node is still starting up")),
       "m: the node answered: node is still starting up"},
      {"gzip", http(std::string("\x1f\x8b\x08\x00", 4), 502),
       "m: HTTP status 502: a body compressed with gzip, which was not requested"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const Asked asked =
        ask(1, [&](std::size_t i, std::uint64_t, std::size_t) { return i == 0 ? c.text : std::string(); });
    EXPECT_EQ(asked.error, "");
    EXPECT_EQ(asked.answers, 1U);
    EXPECT_EQ(asked.waiting, std::vector<std::string>{c.cause});
  }
}

TEST(CallMany, GivesUpAtOnceWhereTheAnswerIsDefinite) {
  const struct {
    const char* name;
    std::string text, error;
  } kCases[] = {
      {"401", http("who are you", 401), "m: HTTP status 401: 'who are you'"},
      {"403 with JSON", http(error_of("0", -32000, "no"), 403),
       R"(m: HTTP status 403: '{"jsonrpc":"2.0","id":0,"error":{"code":-32000,"message":"no"}}')"},
      {"413", http("", 413), "m: HTTP status 413"},
      {"moved", http("", 301, "Location: https://user:s3c/ret@node.test/rpc?key=abc\r\n"),
       "m: HTTP status 301, Location: 'https://node.test/rpc?...'"},
      {"no method", http(error_of("0", -32601, "no such method")), "m: the node answered: no such method"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const Asked asked = ask(1, [&](std::size_t, std::uint64_t, std::size_t) { return c.text; });
    EXPECT_EQ(asked.error, c.error);
    EXPECT_EQ(asked.sizes.size(), 1U);
  }
}

// Only the questions that had no answer are asked again, together.
TEST(CallMany, ElementsOfABatchAreAskedAgain) {
  const Asked asked = ask(5, [](std::size_t i, std::uint64_t first, std::size_t) {
    if (i > 0) return std::string();
    return http(cat("[{\"id\":", first, ",\"result\":1},",
                    error_of(std::to_string(first + 1), -32005, "slow down"), ',',
                    error_of(std::to_string(first + 2), -32000, "node is syncing"), ",{\"id\":", first + 4,
                    ",\"result\":1}]"));
  });
  EXPECT_EQ(asked.error, "");
  EXPECT_EQ(asked.answers, 5U);
  EXPECT_EQ(asked.sizes, (std::vector<std::size_t>{5, 3}));
  EXPECT_EQ(asked.waiting, std::vector<std::string>{"m: the node answered: node is syncing"});
}

TEST(CallMany, AResultCountsWhateverItsStatus) {
  for (const int status : {201, 202, 500}) {
    const Asked asked = ask(
        1, [&](std::size_t, std::uint64_t, std::size_t) { return http(R"({"id":0,"result":1})", status); });
    EXPECT_EQ(asked.error, "");
    EXPECT_EQ(asked.sizes.size(), 1U) << status;
  }
}

TEST(CallMany, NamesTheLastCauseWhereTheTimeIsOver) {
  const Asked asked = ask(
      1, [](std::size_t, std::uint64_t, std::size_t) { return http("busy", 503); }, 300ms);
  EXPECT_EQ(asked.error, "m: HTTP status 503: 'busy'");
}

}  // namespace
}  // namespace seiload::test
