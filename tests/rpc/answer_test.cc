#include "rpc/answer.h"

#include <gtest/gtest.h>

#include <string>

#include "rpc/request.h"

namespace seiload::rpc {
namespace {

using measure::http_outcome;
using measure::kNamedOutcomes;
using measure::kOutcomes;
using measure::name_of;
using measure::Outcome;
using measure::OutcomeClass;

const std::string kHash = "0x" + std::string(64, 'a');

TEST(Answer, ReadsAResult) {
  const Answer answer = read_answer(R"( {"id" : 7,"jsonrpc":"2.0","result":{"a":[1,2]}} )");
  EXPECT_EQ(answer.kind, Answer::Kind::result);
  EXPECT_EQ(answer.id, 7U);
  EXPECT_EQ(answer.result, R"({"a":[1,2]})");
}

TEST(Answer, ReadsAnErrorWhateverItsOrder) {
  const Answer answer = read_answer(
      R"({"error":{"data":{"x":[]},"message":"nonce too low","code":-32000},"result":null,"id":1})");
  EXPECT_EQ(answer.kind, Answer::Kind::error);
  EXPECT_EQ(answer.code, -32000);
  EXPECT_EQ(answer.message, "nonce too low");
}

TEST(Answer, ANullErrorBesideAResultIsNone) {
  EXPECT_EQ(read_answer(R"({"id":1,"error":null,"result":"0x1"})").kind, Answer::Kind::result);
}

TEST(Answer, WhatIsNoAnswerIsInvalid) {
  for (const char* text :
       {"", "{", "[]", "1", "null", "{}", R"({"id":1})", R"({"error":null})", R"({"error":7})",
        R"({"method":"m"})", R"({"result":})", R"({"result":1}x)", R"({"error":{"code":1})", "<html>"}) {
    EXPECT_EQ(read_answer(text).kind, Answer::Kind::invalid) << text;
  }
}

TEST(Answer, EveryTruncationIsInvalid) {
  const std::string whole =
      R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"x","data":[{"y":1}]}})";
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(read_answer(std::string_view(whole).substr(0, size)).kind, Answer::Kind::invalid) << size;
  EXPECT_EQ(read_answer(whole).kind, Answer::Kind::error);
}

TEST(SendAnswer, ClassifiesByBodyAndStatus) {
  const std::string good = R"({"jsonrpc":"2.0","id":1,"result":")" + kHash + "\"}";
  const auto error = [](const std::string& code, const std::string& message) {
    return R"({"jsonrpc":"2.0","id":1,"error":{"code":)" + code + R"(,"message":")" + message + "\"}}";
  };
  const struct {
    const char* name;
    int status;
    std::string body;
    Outcome want;
    const char* detail;
  } kCases[] = {
      {"accepted", 200, good, Outcome::accepted, ""},
      {"wrong id", 200, R"({"jsonrpc":"2.0","id":2,"result":")" + kHash + "\"}", Outcome::bad_json,
       "the answer has another id than the request"},
      {"no id", 200, R"({"jsonrpc":"2.0","result":")" + kHash + "\"}", Outcome::bad_json,
       "the answer has another id than the request"},
      {"short hash", 200, R"({"jsonrpc":"2.0","id":1,"result":"0x12"})", Outcome::bad_json,
       "the result is not a transaction hash"},
      {"null", 200, R"({"jsonrpc":"2.0","id":1,"result":null})", Outcome::bad_json,
       "the result is not a transaction hash"},
      {"page", 200, "<html>", Outcome::bad_json, "the body is not a JSON-RPC answer"},
      {"bad gateway", 502, "<html>", http_outcome(502), "HTTP status without a JSON-RPC answer"},
      {"result with 500", 500, good, Outcome::accepted, ""},
      {"result with 201", 201, good, Outcome::accepted, ""},
      {"another's result with 500", 500, R"({"jsonrpc":"2.0","id":2,"result":")" + kHash + "\"}",
       http_outcome(500), "HTTP status without a JSON-RPC answer"},
      {"a notification", 200, R"({"jsonrpc":"2.0","method":"eth_subscription","params":{}})",
       Outcome::bad_json, "the body is not a JSON-RPC answer"},
      {"an error as a text", 200, R"({"error":"account is frozen"})", Outcome::other_error,
       "account is frozen"},
      {"more in the data", 200,
       R"({"id":1,"error":{"code":-32603,"message":"Internal error","data":"txpool is full"}})",
       Outcome::pool_full, "Internal error"},
      {"another id with an error", 200, R"({"jsonrpc":"2.0","id":2,"error":{"code":-32000,"message":"x"}})",
       Outcome::bad_json, "the answer has another id than the request"},
      {"an error without an id", 200,
       R"({"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"nonce too low"}})",
       Outcome::nonce_too_low, "nonce too low"},
      {"202", 202, "", http_outcome(202), "HTTP status without a JSON-RPC answer"},
      {"redirect", 308, "", http_outcome(308), "HTTP status without a JSON-RPC answer"},
      {"see other", 303, "", http_outcome(303), "HTTP status without a JSON-RPC answer"},
      {"not found", 404, "<html>", http_outcome(404), "HTTP status without a JSON-RPC answer"},
      {"too slow", 408, "", http_outcome(408), "HTTP status without a JSON-RPC answer"},
      {"client closed request", 499, "", http_outcome(499), "HTTP status without a JSON-RPC answer"},
      {"a gateway's error", 504, error("-32603", "upstream"), http_outcome(504), "upstream"},
      {"a node's error by a gateway", 502, error("-32000", "nonce too low"), Outcome::nonce_too_low,
       "nonce too low"},
      {"429", 429, "slow down", Outcome::rate_limited, "HTTP status 429"},
      {"error with 400", 400, error("-32000", "nonce too low: next 5"), Outcome::nonce_too_low,
       "nonce too low: next 5"},
      {"gap", 200, error("-32000", "nonce too high"), Outcome::nonce_gap, "nonce too high"},
      {"known", 200, error("-32000", "already known"), Outcome::already_known, "already known"},
      {"imported", 200, error("-32003", "transaction already imported"), Outcome::already_known,
       "transaction already imported"},
      {"taken", 200, error("-32000", "Replacement transaction Underpriced"), Outcome::nonce_taken,
       "Replacement transaction Underpriced"},
      {"cheap", 200, error("-32000", "transaction Underpriced: gas tip cap 1"), Outcome::underpriced,
       "transaction Underpriced: gas tip cap 1"},
      {"base fee", 200, error("-32003", "max fee per gas less than block base fee"), Outcome::underpriced,
       "max fee per gas less than block base fee"},
      {"poor", 200, error("-32003", "insufficient funds for gas * price + value"),
       Outcome::insufficient_funds, "insufficient funds for gas * price + value"},
      {"full", 200, error("-32000", "txpool is full"), Outcome::pool_full, "txpool is full"},
      {"limit code", 200, error("-32005", "try later"), Outcome::rate_limited, "try later"},
      {"method", 200, error("-32601", "nope"), Outcome::method_missing, "nope"},
      {"other", 200, error("-32000", "exceeds block gas limit"), Outcome::gas_limit,
       "exceeds block gas limit"},
      {"vague", 200, error("-32000", "missing trie node"), Outcome::other_error, "missing trie node"},
      {"no message", 200, R"({"jsonrpc":"2.0","id":1,"error":{}})", Outcome::other_error, ""},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    std::string_view detail;
    EXPECT_EQ(name_of(classify_send_answer(c.status, read_answer(c.body), 1, detail)), name_of(c.want));
    EXPECT_EQ(detail, c.detail);
  }
}

TEST(Outcome, EveryOneHasANameAndAClass) {
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_FALSE(name_of(outcome).empty());
    EXPECT_FALSE(name_of(class_of(outcome)).empty());
  }
}

// What is failed surely did not get in; whatever leaves it open belongs elsewhere.
TEST(Outcome, FailedPromisesThatItDidNotGetIn) {
  std::vector<std::string_view> failed, unsent;
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (class_of(outcome) == OutcomeClass::failed && i < kNamedOutcomes) failed.push_back(name_of(outcome));
    if (class_of(outcome) == OutcomeClass::unsent) unsent.push_back(name_of(outcome));
  }
  EXPECT_EQ(failed, (std::vector<std::string_view>{"refused", "connect_timeout", "handshake_failed",
                                                   "tls_failed"}));
  EXPECT_EQ(unsent, (std::vector<std::string_view>{"unsent_at_stop"}));
}

TEST(Outcome, EachHttpStatusIsOneOfItsOwn) {
  const struct {
    int status;
    const char* name;
    OutcomeClass outcome_class;
  } kCases[] = {
      {100, "http_100", OutcomeClass::unanswered}, {202, "http_202", OutcomeClass::unanswered},
      {301, "http_301", OutcomeClass::failed},     {303, "http_303", OutcomeClass::unanswered},
      {401, "http_401", OutcomeClass::failed},     {408, "http_408", OutcomeClass::unanswered},
      {413, "http_413", OutcomeClass::failed},     {499, "http_499", OutcomeClass::unanswered},
      {502, "http_502", OutcomeClass::unanswered}, {999, "http_999", OutcomeClass::unanswered},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(name_of(http_outcome(c.status)), c.name);
    EXPECT_EQ(class_of(http_outcome(c.status)), c.outcome_class) << c.status;
  }
}

TEST(Request, IsOneJsonRpcCall) {
  std::string text(500, 'x');
  write_send_raw_transaction(text, base::Bytes{0x02, 0xf8, 0x00});
  EXPECT_EQ(text, R"({"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x02f800"]})");
  text.clear();
  append_request(text, 18446744073709551615U, "eth_chainId", "[]");
  EXPECT_EQ(text, R"({"jsonrpc":"2.0","id":18446744073709551615,"method":"eth_chainId","params":[]})");
}

}  // namespace
}  // namespace seiload::rpc
