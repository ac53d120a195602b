#include "rpc/client.h"

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

// A client, and what has to outlive it.
struct OneClient {
  explicit OneClient(const ScriptedServer& server, const rpc::Client::Options& options = {},
                     rpc::Transport transport = rpc::Transport::http)
      : endpoint{"node", server.target(), transport}, client(endpoint, options, clock) {}

  // The error; empty: all were answered.
  std::string call(std::size_t count, const rpc::Client::Take& take) {
    const auto status = client.call(std::vector<rpc::Call>(count, {"eth_x", "[\"7\"]"}), *stop, take);
    return status ? "" : status.error().message;
  }

  const sys::SystemClock clock{};
  const std::unique_ptr<sys::Stop> stop = std::make_unique<sys::Stop>();
  const rpc::Endpoint endpoint;
  rpc::Client client;
};

base::Status pass(std::size_t, const rpc::Answer&) { return {}; }

// Asks `count` questions, each with its number as its param; "0=0 1=1 ", and the error.
std::string ask(const ScriptedServer& server, std::size_t count,
                rpc::Transport transport = rpc::Transport::http, net::ConnectionLimits limits = {}) {
  OneClient one(server, {.http = limits}, transport);
  std::vector<rpc::Call> questions;
  for (std::size_t i = 0; i < count; ++i) questions.push_back({"eth_x", cat("[\"", i, "\"]")});
  std::vector<std::string> answers(count);
  const auto status =
      one.client.call(questions, *one.stop, [&](std::size_t i, const rpc::Answer& answer) -> base::Status {
        answers[i] += answer.kind == rpc::Answer::Kind::error ? cat('!', answer.code, answer.message)
                                                              : std::string(answer.result);
        return {};
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

TEST(RpcClient, MatchesTheAnswersOfABatchById) {
  ScriptedServer server({[](Peer& peer) { peer.write(http(echo(peer.read_request()))); }});
  EXPECT_EQ(ask(server, 3), "0=\"0\" 1=\"1\" 2=\"2\" ");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(RpcClient, AsksNoMoreThanAHundredAtOnce) {
  ScriptedServer server({[](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) peer.write(http(echo(request)));
  }});
  std::string want;
  for (int i = 0; i < 201; ++i) want += cat(i, "=\"", i, "\" ");
  EXPECT_EQ(ask(server, 201), want);
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST(RpcClient, AsksOneByOneWhereBatchesAreRefused) {
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

TEST(RpcClient, HalvesBatchesThatEndTheConnection) {
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

// A server without batches may answer one with anything, a gateway any request.
TEST(RpcClient, HalvesBatchesThatAreAnsweredWithAPage) {
  std::vector<std::size_t> sizes;
  bool answers_single = true;
  const auto serve = [&](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      const auto body = json::parse(request.substr(request.find("\r\n\r\n") + 4));
      sizes.push_back(body->array() == nullptr ? 1 : body->array()->size());
      peer.write(answers_single && sizes.back() == 1 ? http(echo(request)) : http("<html>"));
    }
  };
  {
    ScriptedServer server({serve});
    EXPECT_EQ(ask(server, 4), "0=\"0\" 1=\"1\" 2=\"2\" 3=\"3\" ");
    server.wait_for_finished(1);
    EXPECT_EQ(sizes, (std::vector<std::size_t>{4, 2, 1, 1, 1, 1}));
  }
  answers_single = false;
  sizes.clear();
  ScriptedServer server({serve});
  OneClient one(server);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(one.call(4, pass), "not JSON-RPC: '<html>'");
  EXPECT_EQ(server.requests().size(), 6U);
  EXPECT_EQ(server.accepted(), 1U);
  const std::vector<std::string> requests = server.requests();
  EXPECT_NE(requests[3].find("\r\n\r\n["), std::string::npos);  // it was not the size
}

TEST(RpcClient, AnErrorOfWhoTakesTheAnswersEndsIt) {
  ScriptedServer server({[](Peer& peer) { peer.write(http(echo(peer.read_request()))); }});
  OneClient one(server);
  std::size_t answers = 0;
  const auto take = [&](std::size_t, const rpc::Answer&) -> base::Status {
    if (++answers < 2) return {};
    return base::Error{base::Code::protocol, "no such thing"};
  };
  EXPECT_EQ(one.call(3, take), "no such thing");
  EXPECT_EQ(answers, 2U);
}

// What is outstanding on other connections when it ends is abandoned.
TEST(RpcClient, CanBeUsedAgainAfterAnError) {
  const ScriptedServer::Script serve = [](Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) peer.write(http(echo(request)));
  };
  ScriptedServer server({[](Peer& peer) {
                           peer.read_request();
                           peer.write(http("busy", 503));
                         },
                         serve, serve});
  OneClient one(server, {.batch = 1, .connections = 2});
  EXPECT_EQ(one.call(2, pass), "HTTP status 503: 'busy'");
  EXPECT_EQ(one.call(1, pass), "");
}

TEST(RpcClient, HalvesBatchesThatAreRefusedForGood) {
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
TEST(RpcClient, AsksAgainForWhatWasTooLargeToAnswer) {
  ScriptedServer server({[](Peer& peer) {
    const std::string first = peer.read_request();
    peer.write(http(R"([{"id":1000000000,"result":"0"},)"
                    R"({"id":1000000001,"error":{"code":-32003,"message":"response too large"}}])"));
    for (std::string request; !(request = peer.read_request()).empty();) peer.write(http(echo(request)));
  }});
  EXPECT_EQ(ask(server, 2), "0=\"0\" 1=\"1\" ");
}

TEST(RpcClient, SendsBatchesOverASocketToo) {
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

TEST(RpcClient, AsksOneByOneWhereABatchIsTheEndOfTheConnection) {
  const ScriptedServer::Script script = [](Peer& peer) {
    for (std::string line; !(line = read_line(peer)).empty() && line[0] != '[';)
      peer.write(echo("\r\n\r\n" + line));
  };
  ScriptedServer server(ScriptedServer::OnUnixSocket(), {script, script});
  OneClient one(server, {}, rpc::Transport::ipc);
  std::size_t answers = 0;
  const auto count = [&](std::size_t, const rpc::Answer&) -> base::Status {
    return ++answers, base::Status();
  };
  EXPECT_NE(one.call(2, count), "");  // nobody knows why it was closed
  EXPECT_EQ(answers, 0U);
  EXPECT_EQ(one.call(2, count), "");
  EXPECT_EQ(answers, 2U);
}

TEST(RpcClient, AnErrorIsAnAnswer) {
  ScriptedServer server({says(
      http(R"([{"id":1000000001,"error":{"code":-32601,"message":"none"}},{"id":1000000000,"result":7}])"))});
  EXPECT_EQ(ask(server, 2), "0=7 1=!-32601none ");
}

TEST(RpcClient, TakesNothingThatItDidNotAskFor) {
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
       "0= 1= the node answered: slow down (HTTP status 429)"},
      {"no HTTP", "nonsense\r\n\r\n", 1, "0= SERVER: the answer is not HTTP: it does not begin with 'HTTP/'"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    ScriptedServer server({says(c.text)});
    EXPECT_EQ(ask(server, c.count), c.want);
  }
}

TEST(RpcClient, GivesUpInTime) {
  ScriptedServer server({[](Peer& peer) { peer.wait_for_close(); }});
  net::ConnectionLimits limits;
  limits.request_timeout = 20ms;
  EXPECT_EQ(ask(server, 1, rpc::Transport::http, limits), "0= SERVER: no answer within 20ms");
}

TEST(RpcClient, WakesForTheStop) {
  ScriptedServer server({[](Peer& peer) { peer.wait_for_close(); }});
  OneClient one(server);
  base::Result<std::string> answer("");
  std::jthread asker([&] { answer = one.client.call_one("eth_x", "[]", *one.stop); });
  wait_for([&] { return server.accepted() > 0; });
  one.stop->request({sys::StopReason::Kind::planned_end, 0, {}});
  asker.join();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::Code::stopped);
}

TEST(RpcClient, OneQuestionNamesItsMethod) {
  const auto one = [&](const std::string& text) {
    ScriptedServer server({says(text)});
    OneClient client(server);
    const auto answer = client.client.call_one("eth_x", "[1]", *client.stop);
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
