#include "rpc/body_text.h"

#include <gtest/gtest.h>

#include "net/http_target.h"

namespace seiload::rpc {
namespace {

TEST(BodyText, ShowsTheStartOfABodyEscaped) {
  EXPECT_EQ(show_body("hello"), "'hello'");
  EXPECT_EQ(show_body(""), "an empty body");
  EXPECT_EQ(show_body("a\n\t\x1b[2Jb\r"), "'a\\n\\t\\x1b[2Jb\\r'");
  EXPECT_EQ(show_body("caf\xc3\xa9 \xc2\x9b"), "'caf\xc3\xa9 \\xc2\\x9b'");
  EXPECT_EQ(show_body("caf\xe9"), "'caf\\xe9'");
  EXPECT_EQ(show_body("\x1f\x8b\x08xyz"), "a body compressed with gzip, which was not requested");
  EXPECT_EQ(show_body(std::string(200, 'x')), "'" + std::string(200, 'x') + "'");
  EXPECT_EQ(show_body(std::string(201, 'x')), "'" + std::string(200, 'x') + "'...");
  EXPECT_EQ(show_body(std::string(199, 'x') + "\xc3\xa9"), "'" + std::string(199, 'x') + "'...");
}

rpc::Response answer_of(int status, std::string_view body, std::string_view location = {}) {
  rpc::Response answer;
  answer.status = status;
  answer.body = body;
  answer.location = location;
  return answer;
}

TEST(BodyText, DescribesAnAnswerThatIsNone) {
  EXPECT_EQ(describe(answer_of(200, "<html>")), "not JSON-RPC: '<html>'");
  EXPECT_EQ(describe(answer_of(502, "")), "HTTP status 502");
  EXPECT_EQ(describe(answer_of(307, "moved", "http://u:p@other/x")),
            "HTTP status 307, Location: 'http://other/x': 'moved'");
}

TEST(BodyText, NeverShowsWhatWasSentAsASecret) {
  const base::Secrets secrets =
      net::secrets_of(*net::parse_url("http://user:s3cret@node/x?apikey=abcdef&n=1"));
  const auto described = [&](int status, std::string_view body, std::string_view location = {}) {
    rpc::Response answer = answer_of(status, body, location);
    answer.secrets = &secrets;
    return describe(answer);
  };
  EXPECT_EQ(described(401, "POST /x?apikey=abcdef&n=1\nAuthorization: Basic dXNlcjpzM2NyZXQ="),
            "HTTP status 401: 'POST /x?...\\nAuthorization: Basic ...'");
  EXPECT_EQ(described(200, "bad key abcdef of user:s3cret"), "not JSON-RPC: 'bad key ... of ...'");
  EXPECT_EQ(described(301, "", "http://other/abcdef?x"), "HTTP status 301, Location: 'http://other/...?...'");
  // Not even where the text is cut within it.
  EXPECT_EQ(described(403, std::string(197, 'x') + "s3cret"),
            "HTTP status 403: '" + std::string(197, 'x') + "...'...");
  rpc::Response words = answer_of(200, R"({"error":{"message":"no abcdef"}})");
  words.secrets = &secrets;
  EXPECT_EQ(explain(words, words.body.substr(21, 9)), "no ...");
  EXPECT_EQ(node_said("no abcdef", &secrets), "the node answered: no ...");
}

TEST(BodyText, ExplainsWithTheNodesWords) {
  const std::string body = R"({"error":{"message":"account is frozen"}})";
  const std::string_view words = std::string_view(body).substr(21, 17);
  EXPECT_EQ(explain(answer_of(200, body), words), "account is frozen");
  EXPECT_EQ(explain(answer_of(500, body), words), "account is frozen (HTTP status 500)");
  EXPECT_EQ(explain(answer_of(200, "0x12"), "the result is not a transaction hash"),
            "the result is not a transaction hash: '0x12'");
  EXPECT_EQ(explain(answer_of(413, ""), "anything"), "HTTP status 413");
}

}  // namespace
}  // namespace seiload::rpc
