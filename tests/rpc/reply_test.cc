#include "rpc/reply.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::test {
namespace {

using base::cat;

std::string_view name_of(rpc::Reply::Kind kind) {
  constexpr std::string_view kNames[] = {"answers", "refused", "maybe refused", "failed"};
  return kNames[static_cast<int>(kind)];
}

std::string_view name_of(base::Code code) {
  constexpr std::string_view kNames[] = {"invalid input", "io", "timeout", "protocol", "remote", "stopped"};
  return kNames[static_cast<int>(code)];
}

// "0=7 1=!none answers, limited, definite, CODE: CAUSE"; a batch has the ids 10 and 11.
std::string read(int status, std::string_view body, bool is_batch) {
  rpc::Response answer;
  answer.status = status;
  answer.body = body;
  std::string out;
  const rpc::BatchIds ids = is_batch ? rpc::BatchIds{10, 2} : rpc::BatchIds{};
  const rpc::Reply reply = rpc::read_reply(answer, ids, [&](std::size_t place, const rpc::Answer& one) {
    out += one.kind == rpc::Answer::Kind::error ? cat(place, "=!", one.message, ' ')
                                                : cat(place, '=', one.result, ' ');
  });
  EXPECT_EQ(reply.is_any_answered, !out.empty());
  out += name_of(reply.kind);
  if (reply.is_rate_limited) out += ", limited";
  if (reply.is_definite) out += ", definite";
  if (!reply.error.message.empty()) out += cat(", ", name_of(reply.error.code), ": ", reply.error.message);
  return out;
}

struct Case {
  int status;
  std::string_view body, want;
};

TEST(Reply, OfASingleCall) {
  const Case kCases[] = {
      {200, R"({"id":1,"result":7})", "0=7 answers"},
      {500, R"({"id":1,"result":7})", "0=7 answers"},
      {200, R"({"id":1,"error":{"code":-32000,"message":"no"}})", "0=!no answers"},
      {200, R"({"id":1,"error":{"code":-32005,"message":"x"}})", "0=!x answers, limited"},
      {429, R"({"id":1,"error":{"code":-32000,"message":"no"}})", "0=!no answers, limited"},
      {429, "slow down", "failed, limited, io: HTTP status 429: 'slow down'"},
      {200, "hello", "failed, protocol: not JSON-RPC: 'hello'"},
      {200, "", "failed, protocol: not JSON-RPC: an empty body"},
      {200, R"([{"id":10,"result":7}])", R"(failed, protocol: not JSON-RPC: '[{"id":10,"result":7}]')"},
      {503, "busy", "failed, io: HTTP status 503: 'busy'"},
      {401, "who", "failed, definite, io: HTTP status 401: 'who'"},
      {403, R"({"id":1,"result":7})", R"(failed, definite, io: HTTP status 403: '{"id":1,"result":7}')"},
      {413, "", "failed, definite, io: HTTP status 413"},
      {301, "", "failed, definite, io: HTTP status 301"},
      {308, "", "failed, definite, io: HTTP status 308"},
      {302, "", "failed, io: HTTP status 302"},
  };
  for (const Case& c : kCases) EXPECT_EQ(read(c.status, c.body, false), c.want) << c.status << ' ' << c.body;
}

TEST(Reply, OfABatch) {
  const Case kCases[] = {
      {200, R"([{"id":11,"result":8},{"id":10,"result":7}])", "1=8 0=7 answers"},
      {500, R"([{"id":11,"result":8},{"id":10,"result":7}])", "1=8 0=7 answers"},
      {200, R"([{"id":11,"error":{"code":-32601,"message":"none"}}])", "1=!none answers"},
      {200, R"([{"id":11,"error":{"code":-32005,"message":"x"}}])", "1=!x answers, limited"},
      {200, R"([{"id":10,"result":7},{"id":10,"result":8},{"id":12,"result":9},{"id":"11","result":9},8])",
       "0=7 answers"},
      {200, R"([{"id":10,"result":7},{"id":11,"resu)", "0=7 answers"},
      {200, "[]", "answers"},
      {200, "[7]", "answers"},
      // geth ends a batch whose answers get too large so
      {200, R"([{"id":10,"result":7},{"id":11,"error":{"code":-32003,"message":"response too large"}}])",
       "0=7 refused"},
      {200, R"([{"id":null,"error":{"code":-32600,"message":"batch too large"}}])", "refused"},
      {200, R"([{"id":null,"error":{"code":-32000,"message":"whatever"}}])", "refused"},
      {200, R"([{"id":null,"error":{"code":-32005,"message":"slow down"}}])",
       "failed, limited, remote: the node answered: slow down"},
      {200, R"([{"id":null,"error":{"code":-32005,"message":"slow down"}},{"id":10,"result":7}])",
       "0=7 answers"},
      {413, "<html>", "refused"},
      {413, R"([{"id":10,"result":7}])", "refused"},
      {200, R"({"id":null,"error":{"code":-32600,"message":"no batches"}})", "refused"},
      {400, R"({"id":null,"error":{"code":-32700,"message":"cannot read"}})", "refused"},
      {200, R"({"id":null,"error":{"code":-32002,"message":"request timed out"}})", "refused"},
      {200, R"({"id":10,"result":7})", "refused"},
      {503, R"({"id":null,"error":{"code":-32000,"message":"whatever"}})",
       "failed, remote: the node answered: whatever (HTTP status 503)"},
      {200, R"({"id":null,"error":{"code":-32000,"message":"node is starting"}})",
       "failed, remote: the node answered: node is starting"},
      {200, "hello", "maybe refused, protocol: not JSON-RPC: 'hello'"},
      {200, "", "failed, protocol: not JSON-RPC: an empty body"},
      {502, "<html>", "failed, io: HTTP status 502: '<html>'"},
      {401, R"([{"id":10,"result":7}])",
       R"(failed, definite, io: HTTP status 401: '[{"id":10,"result":7}]')"},
  };
  for (const Case& c : kCases) EXPECT_EQ(read(c.status, c.body, true), c.want) << c.status << ' ' << c.body;
}

TEST(Reply, WhichErrorsAreDefinite) {
  const struct {
    int status;
    std::int64_t code;
    const char* message;
    bool want;
  } kCases[] = {
      {200, -32601, "no such method", true},
      {400, -32601, "no such method", true},
      {500, -32601, "no such method", false},
      {429, -32601, "no such method", false},
      {200, -32602, "params", true},
      {200, -32005, "x", false},
      {200, -32000, "header not found", false},
  };
  for (const auto& c : kCases) {
    rpc::Answer error;
    error.kind = rpc::Answer::Kind::error;
    error.code = c.code;
    error.message = c.message;
    EXPECT_EQ(rpc::is_definite(error, c.status), c.want) << c.status << ' ' << c.message;
  }
}

TEST(Reply, AnErrorWithoutWordsIsDescribedByItsCode) {
  rpc::Answer error;
  error.kind = rpc::Answer::Kind::error;
  error.code = -7;
  rpc::Response answer;
  answer.status = 200;
  EXPECT_EQ(rpc::describe_error(error, answer), "the node answered: an error with code -7");
  answer.status = 503;
  error.message = "busy";
  EXPECT_EQ(rpc::describe_error(error, answer), "the node answered: busy (HTTP status 503)");
}

}  // namespace
}  // namespace seiload::test
