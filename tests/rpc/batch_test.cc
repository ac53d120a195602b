#include "rpc/batch.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/text.h"
#include "rpc/request.h"

namespace seiload::rpc {
namespace {

using base::cat;
using measure::name_of;
using measure::Outcome;

const std::string kHash = "0x" + std::string(64, 'a');

std::string taken(std::string_view id) {
  return cat(R"({"jsonrpc":"2.0","id":)", id, R"(,"result":")", kHash, "\"}");
}

// What a batch with the ids 5, 6, 7 gets: every answer taken, "?" for one passed over, then the rest.
std::string read(int status, std::string_view body) {
  std::string out;
  const BatchRest rest = read_send_batch(
      status, body, {5, 3},
      [&](std::uint32_t place, Outcome outcome, std::string_view detail) {
        out += cat(place, ' ', name_of(outcome), detail.empty() ? "" : " ", detail, ", ");
      },
      [&] { out += "?, "; });
  return out + cat("rest ", name_of(rest.outcome), ": ", rest.detail);
}

constexpr const char* kMissing = "rest answer_missing: the batch response has no entry for this request";
constexpr const char* kNoArray = "rest bad_json: the answer to a batch is not an array";
constexpr const char* kNoJson = "rest bad_json: the body is not a JSON-RPC answer";

TEST(Batch, IsAnArrayOfRequestsWithTheirIds) {
  std::string request, batch;
  append_request(request, kConstantId, "m", "[1]");
  append_to_batch(batch, 18446744073709551615U, request);
  append_to_batch(batch, 2, request);
  EXPECT_EQ(batch + ']', R"([{"jsonrpc":"2.0","id":18446744073709551615,"method":"m","params":[1]},)"
                         R"({"jsonrpc":"2.0","id":2,"method":"m","params":[1]}])");
}

TEST(Batch, ReadsAnswersInAnyOrderAndNumber) {
  const std::string one = taken("5"), two = taken("6"), three = taken("7");
  const std::string poor =
      R"({"id":6,"jsonrpc":"2.0","error":{"code":-32003,"message":"insufficient funds, [a}] \"]"}})";
  const struct {
    const char* name;
    std::string body, want;
  } kCases[] = {
      {"in order", cat('[', one, ',', two, ',', three, ']'),
       cat("0 accepted, 1 accepted, 2 accepted, ", kMissing)},
      {"backwards", cat('[', three, ',', two, ',', one, ']'),
       cat("2 accepted, 1 accepted, 0 accepted, ", kMissing)},
      {"with blanks", cat(" \n[\t", one, " ,\r\n", two, " ]\n"), cat("0 accepted, 1 accepted, ", kMissing)},
      {"one missing", cat('[', three, ',', one, ']'), cat("2 accepted, 0 accepted, ", kMissing)},
      {"an error among them", cat('[', one, ',', poor, ']'),
       cat(R"(0 accepted, 1 insufficient_funds insufficient funds, [a}] \"], )", kMissing)},
      {"a bad result", R"([{"id":5,"result":"0x1"},{"id":6,"result":null}])",
       cat("0 bad_json the result is not a transaction hash, 1 bad_json the result is not a transaction "
           "hash, ",
           kMissing)},
      {"the same twice", cat('[', one, ',', one, ']'), cat("0 accepted, 0 accepted, ", kMissing)},
      {"unknown ids",
       cat('[', taken("4"), ',', taken("8"), ',', taken("18446744073709551615"), ',', two, ']'),
       cat("?, ?, ?, 1 accepted, ", kMissing)},
      {"ids that are none",
       cat('[', taken("null"), ',', taken("\"5\""), ',', taken("-5"), ',', taken("5.0"), ',',
           taken("18446744073709551616"), ']'),
       kMissing},
      {"entries that are none", cat("[1,null,\"],[\",[", one, "],{},{\"id\":5},", three, ']'),
       cat("2 accepted, ", kMissing)},
      {"an entry that is not JSON", cat("[{x},", two, ']'), cat("1 accepted, ", kMissing)},
      {"empty", "[]", kMissing},
      {"empty with blanks", " [ ] ", kMissing},
      {"an object", one, kNoArray},
      {"an error for all",
       R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}})",
       "rest batch_refused: batch too large"},
      {"an error for all in an array",
       R"([{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}}])",
       "rest batch_refused: batch too large"},
      {"an error for all with the first id",
       R"([{"jsonrpc":"2.0","id":5,"error":{"code":-32600,"message":"batch too large"}}])",
       cat("0 batch_refused batch too large, ", kMissing)},
      {"no request", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid Request"}})",
       "rest batch_refused: Invalid Request"},
      {"an unclear error",
       R"({"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"Internal error"}})",
       "rest other_error: Internal error"},
      {"an unclear error in an array",
       R"([{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"Internal error"}}])",
       "rest other_error: Internal error"},
      {"gave up", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32002,"message":"request timed out"}})",
       "rest request_timeout: request timed out"},
      {"a limit for all", R"({"error":{"code":-32005,"message":"slow down"}})",
       "rest rate_limited: slow down"},
      {"nothing", "", kNoJson},
      {"a page", "<html>", kNoJson},
      {"null", "null", kNoJson},
      {"cut short", cat('[', one, ',', two.substr(0, 80)), cat("0 accepted, ", kNoJson)},
      {"not closed", cat('[', one), cat("0 accepted, ", kNoJson)},
      {"a comma too many", cat('[', one, ",]"), cat("0 accepted, ", kNoJson)},
      {"a comma first", cat("[,", one, "]"), kNoJson},
      {"no comma", cat('[', one, two, ']'), cat("0 accepted, ", kNoJson)},
      {"another bracket", cat('[', one, '}'), cat("0 accepted, ", kNoJson)},
      {"more behind it", cat('[', one, "]x"), cat("0 accepted, ", kNoJson)},
      {"two arrays", cat('[', one, "][", two, ']'), cat("0 accepted, ", kNoJson)},
      {"brackets within each other", cat("[[", one, ",{", "]"), kNoJson},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(read(200, c.body), c.want);
  }
}

TEST(Batch, TheStatusCountsForWhatHasNoErrorOfItsOwn) {
  const std::string poor = R"({"id":5,"error":{"code":-32000,"message":"nonce too low"}})";
  EXPECT_EQ(read(429, "[]"), "rest rate_limited: HTTP status 429");
  EXPECT_EQ(read(503, "<html>"), "rest http_503: HTTP status without a JSON-RPC answer");
  EXPECT_EQ(
      read(500, cat('[', poor, ',', taken("6"), ']')),
      "0 nonce_too_low nonce too low, 1 accepted, rest http_500: HTTP status without a JSON-RPC answer");
  EXPECT_EQ(read(413, R"({"error":{"code":-32000,"message":"request too large"}})"),
            "rest batch_refused: request too large");
  EXPECT_EQ(read(413, "<html>"), "rest batch_refused: HTTP status 413");
  EXPECT_EQ(read(500, taken("5")), "rest bad_json: the answer to a batch is not an array");
}

TEST(Batch, EveryTruncationTakesWhatIsWholeAndNoMore) {
  const std::string whole =
      cat('[', taken("5"), ',', R"({"id":6,"error":{"message":"x\"}]","code":1}})", ',', taken("7"), ']');
  const std::size_t first = 1 + taken("5").size();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string got = read(200, whole.substr(0, size));
    EXPECT_EQ(got.starts_with("0 accepted, "), size >= first) << size << ' ' << got;
    EXPECT_TRUE(got.ends_with(kNoJson)) << got;
  }
}

TEST(Batch, AHundredThousandEntriesOfAnyKindAreRead) {
  for (const std::string& entry :
       {taken("9"), std::string("1"), std::string("{}"), std::string("[[[]]]"), taken("5")}) {
    std::string body = "[";
    for (int i = 0; i < 100'000; ++i) body += entry + ',';
    body += taken("7") + ']';
    const std::string got = read(200, body);
    EXPECT_TRUE(got.ends_with(cat("2 accepted, ", kMissing))) << entry;
  }
  const std::string deep(100'000, '[');
  EXPECT_EQ(read(200, deep), kNoJson);
  EXPECT_EQ(read(200, cat(deep, std::string(100'000, ']'))), kMissing);
}

// The fast path and the whole parser say the same of what is nearly usual.
TEST(Batch, TheUsualAnswerIsReadAsByTheParser) {
  const std::string usual = taken("17");
  Answer answer;
  ASSERT_TRUE(read_usual_answer(usual, answer));
  EXPECT_EQ(answer.id, 17U);
  EXPECT_EQ(answer.result, cat('"', kHash, '"'));
  for (std::size_t at = 0; at < usual.size(); ++at) {
    for (const char c : {'"', '}', ' ', '0', 'g', ',', '\\', '\x01', '\xff', ':'}) {
      std::string text = usual;
      text[at] = c;
      const bool fast = read_usual_answer(text, answer);
      if (!fast) continue;
      const std::string unusual = ' ' + text;
      const Answer slow = read_answer(unusual);
      EXPECT_EQ(slow.kind, Answer::Kind::result) << text;
      EXPECT_EQ(slow.id, answer.id) << text;
      EXPECT_EQ(slow.result, answer.result) << text;
    }
    EXPECT_FALSE(read_usual_answer(usual.substr(0, at), answer)) << at;
    EXPECT_FALSE(read_usual_answer(usual.substr(at + 1), answer)) << at;
  }
  EXPECT_FALSE(read_usual_answer(taken("017"), answer));
  EXPECT_FALSE(read_usual_answer(taken("+17"), answer));
  EXPECT_FALSE(read_usual_answer(taken("18446744073709551616"), answer));
  EXPECT_FALSE(read_usual_answer(usual + " ", answer));
}

}  // namespace
}  // namespace seiload::rpc
