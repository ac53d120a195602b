#include "chain/node.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "json/value.h"
#include "support/message_peer.h"
#include "support/wait.h"

namespace seiload::test {
namespace {

using base::cat;
using namespace std::chrono_literals;

std::string http(const std::string& body, int status = 200) {
  return cat("HTTP/1.1 ", status, " X\r\nContent-Length: ", body.size(), "\r\n\r\n", body);
}

ScriptedServer::Script says(const std::string& text) {
  return [=](Peer& peer) {
    peer.read_request();
    peer.write(text);
    peer.wait_for_close();
  };
}

// Answers a batch last to first, each with the text of its params; a single one the same.
std::string echo(const std::string& request) {
  const auto body = json::parse(request.substr(request.find("\r\n\r\n") + 4));
  const auto one = [](const json::Value& question) {
    return cat(R"({"jsonrpc":"2.0","id":)", question.find("id")->number()->text, R"(,"result":")",
               *question.find("params")->array()->front().string(), "\"}");
  };
  if (body->array() == nullptr) return one(*body);
  std::string all;
  for (std::size_t i = body->array()->size(); i-- > 0;)
    all += (all.empty() ? "" : ",") + one((*body->array())[i]);
  return "[" + all + "]";
}

// Asks `count` questions, each with its number as its param; "0=0 1=1 ", and the error.
std::string ask(const ScriptedServer& server, std::size_t count,
                rpc::Transport transport = rpc::Transport::http, net::HttpLimits limits = {}) {
  const sys::SystemClock clock;
  const auto stop = std::make_unique<sys::Stop>();
  const rpc::Endpoint endpoint{"node", server.target(), transport};
  chain::Node node(endpoint, limits, clock);
  std::vector<chain::Question> questions;
  for (std::size_t i = 0; i < count; ++i) questions.push_back({"eth_x", cat("[\"", i, "\"]")});
  std::vector<std::string> answers(count);
  const auto status = node.ask(questions, *stop, [&](std::size_t i, const rpc::Answer& answer) {
    answers[i] += answer.kind == rpc::Answer::Kind::error ? cat('!', answer.code, answer.message)
                                                          : std::string(answer.result);
  });
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += cat(i, '=', answers[i], ' ');
  if (status) return out;
  std::string message = status.error().message;
  const std::string address = server.address().to_text();
  if (const auto at = message.find(address); at != std::string::npos)
    message.replace(at, address.size(), "SERVER");
  return out + message;
}

TEST(ChainNode, MatchesTheAnswersOfABatchById) {
  ScriptedServer server({[](Peer& peer) { peer.write(http(echo(peer.read_request()))); }});
  EXPECT_EQ(ask(server, 3), "0=\"0\" 1=\"1\" 2=\"2\" ");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(ChainNode, AsksNoMoreThanAHundredAtOnce) {
  ScriptedServer server({[](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) peer.write(http(echo(request)));
  }});
  std::string want;
  for (int i = 0; i < 201; ++i) want += cat(i, "=\"", i, "\" ");
  EXPECT_EQ(ask(server, 201), want);
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST(ChainNode, AsksOneByOneWhereBatchesAreRefused) {
  ScriptedServer server({[](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();)
      peer.write(
          request.find("\r\n\r\n[") != std::string::npos
              ? http(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no batches"}})", 400)
              : http(echo(request)));
  }});
  EXPECT_EQ(ask(server, 3), "0=\"0\" 1=\"1\" 2=\"2\" ");
  EXPECT_EQ(server.requests().size(), 4U);
}

TEST(ChainNode, HalvesBatchesThatEndTheConnection) {
  const ScriptedServer::Script script = [](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      const auto body = json::parse(request.substr(request.find("\r\n\r\n") + 4));
      if (body->array() != nullptr && body->array()->size() > 2) return peer.reset();
      peer.write(http(echo(request)));
    }
  };
  ScriptedServer server({script, script, script});
  EXPECT_EQ(ask(server, 8), "0=\"0\" 1=\"1\" 2=\"2\" 3=\"3\" 4=\"4\" 5=\"5\" 6=\"6\" 7=\"7\" ");
  ScriptedServer closing({[](Peer& peer) {
    peer.read_request();
    peer.reset();
  }});
  EXPECT_NE(ask(closing, 1).find("Connection reset by peer"), std::string::npos);
}

TEST(ChainNode, HalvesBatchesThatAreRefusedForGood) {
  const struct {
    const char* name;
    std::function<std::string(const std::string& first_id)> refuse;
  } kCases[] = {
      {"one object",
       [](const std::string&) {
         return http(
             R"({"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"batch limit 30 exceeded"}})");
       }},
      {"an array of one",
       [](const std::string& id) {
         return http(cat(R"([{"jsonrpc":"2.0","id":)", id,
                         R"(,"error":{"code":-32600,"message":"batch too large"}}])"));
       }},
      {"an array of one without id",
       [](const std::string&) {
         return http(R"([{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}}])");
       }},
      {"HTTP 413", [](const std::string&) { return http("<html>", 413); }},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    std::vector<std::size_t> sizes;
    ScriptedServer server({[&](Peer& peer) {
      for (std::string request; !(request = peer.read_request()).empty();) {
        const auto body = json::parse(request.substr(request.find("\r\n\r\n") + 4));
        const std::size_t size = body->array() == nullptr ? 1 : body->array()->size();
        sizes.push_back(size);
        peer.write(size > 30 ? c.refuse(body->array()->front().find("id")->number()->text)
                             : http(echo(request)));
      }
    }});
    std::string want;
    for (int i = 0; i < 110; ++i) want += cat(i, "=\"", i, "\" ");
    EXPECT_EQ(ask(server, 110), want);
    server.wait_for_finished(1);
    EXPECT_EQ(sizes, (std::vector<std::size_t>{100, 50, 25, 25, 25, 25, 10}));
  }
}

// geth stops within a batch whose answers get too large: what it did answer counts.
TEST(ChainNode, AsksAgainForWhatWasTooLargeToAnswer) {
  ScriptedServer server({[](Peer& peer) {
    const std::string first = peer.read_request();
    peer.write(http(R"([{"id":1000000000,"result":"0"},)"
                    R"({"id":1000000001,"error":{"code":-32003,"message":"response too large"}}])"));
    for (std::string request; !(request = peer.read_request()).empty();) peer.write(http(echo(request)));
  }});
  EXPECT_EQ(ask(server, 2), "0=\"0\" 1=\"1\" ");
}

TEST(ChainNode, SendsBatchesOverASocketToo) {
  std::size_t lines = 0;
  ScriptedServer server(ScriptedServer::OnUnixSocket(), {[&](Peer& peer) {
                          for (std::string line; !(line = read_line(peer)).empty(); ++lines)
                            peer.write(echo("\r\n\r\n" + line));
                        }});
  std::string want;
  for (int i = 0; i < 101; ++i) want += cat(i, "=\"", i, "\" ");
  EXPECT_EQ(ask(server, 101, rpc::Transport::ipc), want);
  server.wait_for_finished(1);
  EXPECT_EQ(lines, 2U);  // a hundred, and the last one alone
}

TEST(ChainNode, AsksOneByOneWhereABatchIsTheEndOfTheConnection) {
  const ScriptedServer::Script script = [](Peer& peer) {
    for (std::string line; !(line = read_line(peer)).empty() && line[0] != '[';)
      peer.write(echo("\r\n\r\n" + line));
  };
  ScriptedServer server(ScriptedServer::OnUnixSocket(), {script, script});
  const sys::SystemClock clock;
  const auto stop = std::make_unique<sys::Stop>();
  const rpc::Endpoint endpoint{"node", server.target(), rpc::Transport::ipc};
  chain::Node node(endpoint, {}, clock);
  const std::vector<chain::Question> questions(2, {"eth_x", "[\"7\"]"});
  std::size_t answers = 0;
  const auto count = [&](std::size_t, const rpc::Answer&) { ++answers; };
  EXPECT_FALSE(node.ask(questions, *stop, count));  // nobody knows why it was closed
  EXPECT_EQ(answers, 0U);
  EXPECT_TRUE(node.ask(questions, *stop, count));
  EXPECT_EQ(answers, 2U);
}

TEST(ChainNode, AnErrorIsAnAnswer) {
  ScriptedServer server({says(
      http(R"([{"id":1000000001,"error":{"code":-32601,"message":"none"}},{"id":1000000000,"result":7}])"))});
  EXPECT_EQ(ask(server, 2), "0=7 1=!-32601none ");
}

TEST(ChainNode, TakesNothingThatItDidNotAskFor) {
  const struct {
    const char* name;
    std::string text;
    std::size_t count;
    const char* want;
  } kCases[] = {
      {"not JSON", http("hello"), 1, "0= not JSON-RPC: 'hello'"},
      {"empty", http(""), 1, "0= not JSON-RPC: an empty body"},
      {"status", http("busy", 503), 1, "0= HTTP status 503: 'busy'"},
      {"a batch for one", http(R"([{"id":1000000000,"result":7}])"), 1,
       R"(0= not JSON-RPC: '[{"id":1000000000,"result":7}]')"},
      {"a notification", http(R"({"jsonrpc":"2.0","method":"m","params":[]})"), 1,
       R"(0= not JSON-RPC: '{"jsonrpc":"2.0","method":"m","params":[]}')"},
      {"too few", http(R"([{"id":1000000001,"result":7}])"), 2, "0= 1=7 an answer is missing from a batch"},
      {"twice", http(R"([{"id":1000000000,"result":7},{"id":1000000000,"result":8}])"), 2,
       "0=7 1= an answer is missing from a batch"},
      {"of others",
       http(R"([{"id":1000000000,"result":7},{"id":1000000002,"result":8},)"
            R"({"id":0,"result":8},{"id":"1000000001","result":8}])"),
       2, "0=7 1= an answer is missing from a batch"},
      {"cut short", http(R"([{"id":1000000000,"result":7},{"id":1000000001,"resu)"), 2,
       "0=7 1= an answer is missing from a batch"},
      {"an empty batch", http("[]"), 2, "0= 1= an answer is missing from a batch"},
      {"no batch item", http("[7]"), 2, "0= 1= an answer is missing from a batch"},
      {"a limit", http(R"({"id":null,"error":{"code":-32005,"message":"slow down"}})", 429), 2,
       "0= 1= the node answered: slow down"},
      {"no HTTP", "nonsense\r\n\r\n", 1, "0= SERVER: the answer is not HTTP: it does not begin with 'HTTP/'"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    ScriptedServer server({says(c.text)});
    EXPECT_EQ(ask(server, c.count), c.want);
  }
}

TEST(ChainNode, GivesUpInTime) {
  ScriptedServer server({[](Peer& peer) { peer.wait_for_close(); }});
  net::HttpLimits limits;
  limits.request_timeout = 20ms;
  EXPECT_EQ(ask(server, 1, rpc::Transport::http, limits), "0= SERVER: no answer within 20ms");
}

TEST(ChainNode, WakesForTheStop) {
  ScriptedServer server({[](Peer& peer) { peer.wait_for_close(); }});
  const sys::SystemClock clock;
  const auto stop = std::make_unique<sys::Stop>();
  const rpc::Endpoint endpoint{"node", server.target()};
  chain::Node node(endpoint, {}, clock);
  base::Result<std::string> answer("");
  std::jthread asker([&] { answer = chain::ask_one(node, "eth_x", "[]", *stop); });
  wait_for([&] { return server.accepted() > 0; });
  stop->request({sys::StopReason::Kind::planned_end, 0, {}});
  asker.join();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::Code::stopped);
}

TEST(ChainNode, OneQuestionNamesItsMethod) {
  const sys::SystemClock clock;
  const auto stop = std::make_unique<sys::Stop>();
  const auto one = [&](const std::string& text) {
    ScriptedServer server({says(text)});
    const rpc::Endpoint endpoint{"node", server.target()};
    chain::Node node(endpoint, {}, clock);
    const auto answer = chain::ask_one(node, "eth_x", "[1]", *stop);
    EXPECT_EQ(server.requests()[0].substr(server.requests()[0].find("\r\n\r\n") + 4),
              R"({"jsonrpc":"2.0","id":1,"method":"eth_x","params":[1]})");
    return answer ? *answer : answer.error().message;
  };
  EXPECT_EQ(one(http(R"({"id":1,"result":{"a":[1]}})")), R"({"a":[1]})");
  EXPECT_EQ(one(http(R"({"id":1,"error":{"code":-32601,"message":"none"}})")),
            "eth_x: the node answered: none");
  EXPECT_EQ(one(http("busy", 503)), "eth_x: HTTP status 503: 'busy'");
}

}  // namespace
}  // namespace seiload::test
