#include "net/http_connection.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/text.h"
#include "support/scripted_server.h"
#include "sys/poll.h"

namespace seiload::net {
namespace {

using test::Peer;
using test::ScriptedServer;
using namespace std::chrono_literals;

sys::TimePoint now() { return std::chrono::steady_clock::now(); }

// The whole request that HttpConnection makes of a body.
std::string request(std::string_view body) {
  return base::cat("POST /rpc?k=v HTTP/1.1\r\nHost: node.test:8545\r\nUser-Agent: seiload/" SEILOAD_VERSION
                   "\r\nContent-Type: application/json\r\nContent-Length: ",
                   body.size(), "\r\n\r\n", body);
}

std::string answer(std::string_view body) {
  return base::cat("HTTP/1.1 200 OK\r\nContent-Length: ", body.size(), "\r\n\r\n", body);
}

// Writes down what the connection tells, and drives it by the real clock until something is true.
class Owner : public HttpConnection::Listener {
 public:
  void on_answer(const HttpAnswer& a) override {
    EXPECT_LE(a.written, a.now);
    events.push_back(base::cat(a.tag, " answer ", a.status, " [", a.body, "]", a.resent ? " resent" : ""));
    if (after) after(a.tag);
  }
  void on_failure(const RequestFailure& f) override {
    events.push_back(base::cat(f.tag, " failure ", to_text(f.error),
                               f.maybe_delivered ? " maybe delivered" : "", f.resent ? " resent" : "", ": ",
                               f.detail));
    if (after) after(f.tag);
  }

  bool drive(HttpConnection& connection, const std::function<bool()>& done) {
    const auto limit = now() + 10s;
    while (!done()) {
      if (now() > limit) return false;
      pollfd descriptor{connection.fd(), connection.interest(), 0};
      sys::poll({&descriptor, 1}, std::min(connection.deadline(), sys::TimePoint(now() + 2ms)));
      if (descriptor.revents != 0) connection.on_ready(descriptor.revents, now());
      if (connection.deadline() <= now()) connection.on_time(now());
    }
    return true;
  }
  bool drive_until(HttpConnection& connection, std::size_t count) {
    return drive(connection, [&] { return events.size() >= count; });
  }

  std::vector<std::string> events;
  std::function<void(std::uint64_t)> after;  // within the call
};

using Events = std::vector<std::string>;

// Sends one request over a fresh connection to a server that runs `script`; what came of it.
Events once(const ScriptedServer::Script& script, ConnectionLimits limits = {}) {
  ScriptedServer server({script});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, limits, owner);
  connection.submit(1, "{}", now());
  EXPECT_TRUE(owner.drive_until(connection, 1));
  for (std::string& event : owner.events)
    if (const auto at = event.find(target.addresses.now()->front().to_text()); at != std::string::npos)
      event.replace(at, target.addresses.now()->front().to_text().size(), "SERVER");
  return owner.events;
}

ScriptedServer::Script answering(const std::string& bytes, std::size_t piece = 0) {
  return [bytes, piece](Peer& peer) {
    peer.read_request();
    peer.write(bytes, piece);
  };
}

TEST(HttpConnection, KeepsItsConnectionAndSendsTheseBytes) {
  const std::string large(300'000, 'x');  // more than the socket takes at once
  ScriptedServer server({[&](Peer& peer) {
    while (!peer.read_request().empty()) peer.write(answer("ok"));
  }});
  HttpTarget target = server.target();
  target.authorization = "Basic eDp5";
  Owner owner;
  HttpConnection connection(target, {}, owner);
  EXPECT_EQ(connection.fd(), -1);
  EXPECT_EQ(connection.interest(), 0);
  EXPECT_EQ(connection.deadline(), sys::kNever);
  const std::string bodies[] = {"{}", "", large, "[1,2]"};
  for (std::size_t i = 0; i < std::size(bodies); ++i) {
    EXPECT_TRUE(connection.can_submit());
    connection.submit(i, bodies[i], now());
    EXPECT_FALSE(connection.can_submit());
    EXPECT_EQ(connection.outstanding(), 1U);
    ASSERT_TRUE(owner.drive_until(connection, i + 1));
    EXPECT_EQ(connection.outstanding(), 0U);
    EXPECT_EQ(connection.interest(), POLLIN);
    EXPECT_EQ(connection.deadline(), sys::kNever);
  }
  EXPECT_EQ(owner.events,
            (Events{"0 answer 200 [ok]", "1 answer 200 [ok]", "2 answer 200 [ok]", "3 answer 200 [ok]"}));
  EXPECT_EQ(server.accepted(), 1U);
  std::vector<std::string> want;
  for (const std::string& body : bodies) {
    want.push_back(request(body));
    want.back().insert(want.back().find("Content-Type"), "Authorization: Basic eDp5\r\n");
  }
  EXPECT_EQ(server.requests(), want);
}

TEST(HttpConnection, SendsTheHeaderOfARequestWithItAlone) {
  ScriptedServer server({[&](Peer& peer) {
    while (!peer.read_request().empty()) peer.write(answer("ok"));
  }});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {}, owner);
  connection.submit(1, "{}", now(), "A: b\r\nC: d\r\n");
  ASSERT_TRUE(owner.drive_until(connection, 1));
  connection.submit(2, "{}", now());
  ASSERT_TRUE(owner.drive_until(connection, 2));
  std::string with_header = request("{}");
  with_header.insert(with_header.find("\r\n\r\n") + 2, "A: b\r\nC: d\r\n");
  EXPECT_EQ(server.requests(), (Events{with_header, request("{}")}));
}

TEST(HttpConnection, ReadsAnswersInAnyPieces) {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const std::string answers[] = {
      answer("hello"),
      head + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nA: b\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer("hello"),
      head + "\r\nhello",  // to the end of the connection
      "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      head + "Connection: close\r\nContent-Length: 5\r\n\r\nhello",
  };
  for (const std::string& bytes : answers)
    for (const std::size_t piece : {0U, 1U, 2U, 3U, 7U}) {
      SCOPED_TRACE(base::cat("pieces of ", piece, " of ", bytes));
      EXPECT_EQ(once(answering(bytes, piece)), (Events{"1 answer 200 [hello]"}));
    }
}

TEST(HttpConnection, TellsAnAnswerCutShortAtEveryByte) {
  const std::string whole = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  const std::size_t head = whole.find("\r\n\r\n") + 4;
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    SCOPED_TRACE(cut);
    const std::string cause = cut == 0     ? "closed before the answer"
                              : cut < head ? "the connection ended before the end of the headers"
                                           : "the connection ended in the middle of the body";
    EXPECT_EQ(once(answering(whole.substr(0, cut))),
              (Events{"1 failure connection closed maybe delivered: SERVER: " + cause}));
    const Events reset = once([&](Peer& peer) {
      peer.read_request();
      peer.write(whole.substr(0, cut));
      peer.reset();
    });
    EXPECT_EQ(
        reset,
        (Events{"1 failure connection closed maybe delivered: SERVER: read: Connection reset by peer"}));
  }
}

TEST(HttpConnection, RefusesBadAndOversizedAnswers) {
  const ConnectionLimits limits{.max_body = 10};
  EXPECT_EQ(
      once(answering("SSH-2.0-OpenSSH\r\n")),
      (Events{
          "1 failure malformed HTTP maybe delivered: SERVER: the answer is not HTTP: it does not begin with "
          "'HTTP/'"}));
  EXPECT_EQ(once(answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")),
            (Events{"1 failure malformed HTTP maybe delivered: SERVER: an upgrade that was not requested"}));
  EXPECT_EQ(
      once(answering("HTTP/1.1 200 OK\r\nA: " + std::string(70'000, 'x'))),
      (Events{
          "1 failure answer too large maybe delivered: SERVER: the headers are larger than 65536 bytes"}));
  EXPECT_EQ(once(answering(answer("0123456789a")), limits),
            (Events{"1 failure answer too large maybe delivered: SERVER: the body is larger than 10 bytes"}));
  EXPECT_EQ(once(answering(answer("0123456789")), limits), (Events{"1 answer 200 [0123456789]"}));
  EXPECT_EQ(once(answering("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n")),
            (Events{"1 answer 429 []"}));
}

TEST(HttpConnection, SendsAgainOnceWhatAStaleConnectionTook) {
  for (const bool reset : {false, true}) {
    SCOPED_TRACE(reset);
    ScriptedServer server({[&](Peer& peer) {
                             peer.read_request();
                             peer.write(answer("one"));
                             peer.read_request();
                             if (reset) peer.reset();
                           },
                           [&](Peer& peer) {
                             peer.read_request();
                             peer.write(answer("two"));
                             peer.wait_for_close();
                           }});
    const HttpTarget target = server.target();
    Owner owner;
    HttpConnection connection(target, {}, owner);
    connection.submit(1, "[1]", now());
    ASSERT_TRUE(owner.drive_until(connection, 1));
    connection.submit(2, "[2]", now());
    ASSERT_TRUE(owner.drive_until(connection, 2));
    EXPECT_EQ(owner.events, (Events{"1 answer 200 [one]", "2 answer 200 [two] resent"}));
    EXPECT_EQ(server.requests(), (Events{request("[1]"), request("[2]"), request("[2]")}));
    EXPECT_EQ(server.accepted(), 2U);
  }
}

TEST(HttpConnection, SendsNothingAThirdTime) {
  ScriptedServer server({[&](Peer& peer) {
                           peer.read_request();
                           peer.write(answer("one"));
                           peer.read_request();
                         },
                         [&](Peer& peer) { peer.read_request(); }});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {}, owner);
  connection.submit(1, "[1]", now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  connection.submit(2, "[2]", now());
  ASSERT_TRUE(owner.drive_until(connection, 2));
  EXPECT_EQ(owner.events[1], "2 failure connection closed maybe delivered resent: " +
                                 server.address().to_text() + ": closed before the answer");
  EXPECT_EQ(server.requests(), (Events{request("[1]"), request("[2]"), request("[2]")}));
}

TEST(HttpConnection, NeverSendsAgainOnceAnAnswerHasBegun) {
  ScriptedServer server({[&](Peer& peer) {
    peer.read_request();
    peer.write(answer("one"));
    peer.read_request();
    peer.write("H");
  }});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {}, owner);
  connection.submit(1, "[1]", now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  connection.submit(2, "[2]", now());
  ASSERT_TRUE(owner.drive_until(connection, 2));
  EXPECT_EQ(owner.events[1], "2 failure connection closed maybe delivered: " + server.address().to_text() +
                                 ": the connection ended before the end of the headers");
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST(HttpConnection, NoticesThatTheServerClosedAnIdleConnection) {
  const auto serve_one = answering(answer("ok"));
  const auto serve_one_and_more = answering(answer("ok") + "HTTP/1.1 408 Request Timeout\r\n\r\n");
  ScriptedServer server({serve_one, serve_one_and_more, serve_one});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {}, owner);
  for (std::size_t i = 1; i <= 3; ++i) {
    connection.submit(i, "[]", now());
    ASSERT_TRUE(owner.drive_until(connection, i));
    ASSERT_TRUE(owner.drive(connection, [&] { return connection.fd() == -1; }));
  }
  EXPECT_EQ(owner.events, (Events{"1 answer 200 [ok]", "2 answer 200 [ok]", "3 answer 200 [ok]"}));
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST(HttpConnection, ClosesWhenTheAnswerSaysSo) {
  const auto closing = [](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    EXPECT_TRUE(peer.wait_for_close());
  };
  ScriptedServer server({closing, closing});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {}, owner);
  owner.after = [&](std::uint64_t tag) {
    EXPECT_EQ(connection.fd(), -1);
    if (tag == 1) connection.submit(2, "[2]", now());
  };
  connection.submit(1, "[1]", now());
  ASSERT_TRUE(owner.drive_until(connection, 2));
  EXPECT_EQ(owner.events, (Events{"1 answer 200 [ok]", "2 answer 200 [ok]"}));
  server.wait_for_finished(2);
}

TEST(HttpConnection, TellsARefusal) {
  const test::RefusingPort nobody;
  const HttpTarget target = test::target_at({nobody.address()});
  Owner owner;
  HttpConnection connection(target, {}, owner);
  const std::string want =
      "1 failure connection refused: connect " + nobody.address().to_text() + ": Connection refused";
  for (std::size_t i = 0; i < 3; ++i) {
    connection.submit(1, "[]", now());
    EXPECT_EQ(owner.events.size(), i) << "told from within submit()";
    ASSERT_TRUE(owner.drive_until(connection, i + 1));
    EXPECT_EQ(connection.fd(), -1);
    EXPECT_EQ(connection.deadline(), sys::kNever);
    EXPECT_EQ(connection.outstanding(), 0U);
  }
  EXPECT_EQ(owner.events, (Events{want, want, want}));
}

TEST(HttpConnection, TriesTheNextAddressAndRemembersIt) {
  const test::RefusingPort first, second;
  ScriptedServer server({answering(answer("ok")), answering(answer("ok"))});
  const HttpTarget target = test::target_at({first.address(), server.address(), second.address()});
  Owner owner;
  HttpConnection connection(target, {}, owner);
  connection.submit(1, "[]", now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  ASSERT_TRUE(owner.drive(connection, [&] { return connection.fd() == -1; }));
  connection.submit(2, "[]", now());
  ASSERT_TRUE(owner.drive_until(connection, 2));
  EXPECT_EQ(owner.events, (Events{"1 answer 200 [ok]", "2 answer 200 [ok]"}));

  const HttpTarget dead = test::target_at({first.address(), second.address()});
  HttpConnection hopeless(dead, {}, owner);
  hopeless.submit(3, "[]", now());
  ASSERT_TRUE(owner.drive_until(hopeless, 3));
  EXPECT_EQ(owner.events[2], "3 failure connection refused: connect " + first.address().to_text() +
                                 ": Connection refused; connect " + second.address().to_text() +
                                 ": Connection refused");
}

TEST(HttpConnection, GivesUpAConnectThatIsNeverAnswered) {
  const test::SilentPort hole;
  const HttpTarget target = test::target_at({hole.address()});
  Owner owner;
  HttpConnection connection(target, {}, owner);
  const auto start = now();
  connection.submit(1, "[]", start);
  EXPECT_EQ(connection.interest(), POLLOUT);
  EXPECT_EQ(connection.deadline(), start + 10s);
  connection.on_time(start + 10s - 1ns);
  EXPECT_EQ(owner.events, Events{});
  connection.on_time(start + 10s);
  EXPECT_EQ(owner.events, (Events{"1 failure connect time-out: connect " + hole.address().to_text() +
                                  ": no answer within 10s"}));
  EXPECT_EQ(connection.fd(), -1);
}

TEST(HttpConnection, TriesTheNextAddressAfterAConnectTimeOut) {
  const test::SilentPort hole;
  ScriptedServer server({answering(answer("ok"))});
  const HttpTarget target = test::target_at({hole.address(), server.address()});
  Owner owner;
  HttpConnection connection(target, {}, owner);
  connection.submit(1, "[]", now());
  connection.on_time(connection.deadline());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  EXPECT_EQ(owner.events, (Events{"1 answer 200 [ok]"}));
}

TEST(HttpConnection, GoesToAnotherAddressWhereOneDropsConnectionsWithoutAnAnswer) {
  ScriptedServer drops({[](Peer& peer) { peer.read_request(); }, [](Peer& peer) { peer.reset(); }});
  ScriptedServer server({answering(answer("ok"))});
  const HttpTarget target = test::target_at({drops.address(), server.address()});
  Owner owner;
  HttpConnection connection(target, {}, owner);
  connection.submit(1, "[]", now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  EXPECT_EQ(*target.addresses.now(), (Addresses::List{server.address(), drops.address()}));
  connection.submit(2, "[]", now());
  ASSERT_TRUE(owner.drive_until(connection, 2));
  EXPECT_EQ(owner.events, (Events{"1 failure connection closed maybe delivered: " +
                                      drops.address().to_text() + ": closed before the answer",
                                  "2 answer 200 [ok]"}));
}

TEST(HttpConnection, CountsTheWaitForAConnectionAsTheRequestsTime) {
  const test::SilentPort hole;
  const HttpTarget target = test::target_at({hole.address()});
  Owner owner;
  HttpConnection connection(target, {.request_timeout = 3s, .pipeline = 2}, owner);
  const auto start = now();
  connection.submit(1, "[]", start);
  connection.submit(2, "[]", start + 1s);
  connection.on_time(start + 3s);
  EXPECT_EQ(owner.events, (Events{"1 failure connect time-out: connect " + hole.address().to_text() +
                                  ": no answer within 3s"}));
  EXPECT_EQ(connection.outstanding(), 1U);
  EXPECT_EQ(connection.deadline(), start + 4s);
  connection.on_time(start + 4s);
  EXPECT_EQ(owner.events.size(), 2U);
  EXPECT_EQ(connection.fd(), -1);
}

TEST(HttpConnection, GivesUpAnAnswerThatNeverComes) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
    peer.wait_for_close();
  }});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {}, owner);
  const auto start = now();
  connection.submit(1, "[]", start);
  ASSERT_TRUE(owner.drive(connection, [&] { return !server.requests().empty(); }));
  EXPECT_EQ(connection.deadline(), start + 30s);
  connection.on_time(start + 30s - 1ns);
  EXPECT_EQ(owner.events, Events{});
  connection.on_time(start + 30s);
  EXPECT_EQ(owner.events, (Events{"1 failure request time-out maybe delivered: " +
                                  server.address().to_text() + ": no answer within 30s"}));
  EXPECT_EQ(connection.fd(), -1);
  server.wait_for_finished(1);
}

TEST(HttpConnection, AnswersPipelinedRequestsInOrder) {
  constexpr std::size_t kTotal = 1000, kPipeline = 7;
  ScriptedServer server({[&](Peer& peer) {
    for (std::string text; !(text = peer.read_request()).empty();)
      peer.write(answer(text.substr(text.find("\r\n\r\n") + 4)));
  }});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {.pipeline = kPipeline}, owner);
  std::size_t next = 0;
  std::string filler(400, ' ');
  const auto fill = [&] {
    for (; next < kTotal && connection.can_submit(); ++next)
      connection.submit(next, base::cat('[', next, filler, ']'), now());
  };
  owner.after = [&](std::uint64_t) { fill(); };
  fill();
  EXPECT_EQ(connection.outstanding(), kPipeline);
  ASSERT_TRUE(owner.drive_until(connection, kTotal));
  for (std::size_t i = 0; i < kTotal; ++i)
    EXPECT_EQ(owner.events[i], base::cat(i, " answer 200 [[", i, filler, "]]"));
  EXPECT_EQ(server.accepted(), 1U);
}

TEST(HttpConnection, WritesWhatWasCorkedInOnePiece) {
  std::size_t first_read = 0;
  ScriptedServer server({[&](Peer& peer) {
    peer.read_request();
    peer.write(answer("zero"));
    first_read = peer.read_unit([](const std::string& text) { return text.size(); }).size();
    peer.write(answer("one") + answer("two"));
    peer.wait_for_close();
  }});
  HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {.pipeline = 2}, owner);
  connection.cork();
  connection.submit(0, "[0]", now());  // opens the connection all the same
  connection.uncork(now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  connection.cork();
  connection.submit(1, "[1]", now());
  EXPECT_EQ(connection.interest(), POLLIN | POLLOUT);
  connection.submit(2, "[2]", now());
  connection.uncork(now());
  EXPECT_EQ(connection.interest(), POLLIN);
  ASSERT_TRUE(owner.drive_until(connection, 3));
  EXPECT_EQ(owner.events, (Events{"0 answer 200 [zero]", "1 answer 200 [one]", "2 answer 200 [two]"}));
  EXPECT_EQ(first_read, request("[1]").size() + request("[2]").size());
}

TEST(HttpConnection, ReadsPipelinedAnswersCutAtEveryByte) {
  const std::string both =
      answer("one") + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n";
  for (std::size_t cut = 1; cut < both.size(); ++cut) {
    ScriptedServer server({[&](Peer& peer) {
      for (int i = 0; i < 2; ++i) peer.read_request();
      peer.write(both.substr(0, cut));
      peer.write(both.substr(cut));
      peer.wait_for_close();
    }});
    const HttpTarget target = server.target();
    Owner owner;
    HttpConnection connection(target, {.pipeline = 2}, owner);
    for (std::uint64_t i = 1; i <= 2; ++i) connection.submit(i, "[]", now());
    ASSERT_TRUE(owner.drive_until(connection, 2));
    EXPECT_EQ(owner.events, (Events{"1 answer 200 [one]", "2 answer 200 [two]"})) << cut;
  }
}

// Of three pipelined requests the second answer is cut short at every byte: nothing behind it is ever taken
// for answered, and nothing that was answered is lost.
TEST(HttpConnection, ReportsAPipelineCutShortAtEveryByte) {
  const std::string first = answer("one"), second = answer("two");
  for (std::size_t cut = 0; cut < second.size(); ++cut) {
    ScriptedServer server({[&](Peer& peer) {
      for (int i = 0; i < 3; ++i) peer.read_request();
      peer.write(first + second.substr(0, cut));
    }});
    const HttpTarget target = server.target();
    Owner owner;
    HttpConnection connection(target, {.pipeline = 3}, owner);
    for (std::uint64_t i = 1; i <= 3; ++i) connection.submit(i, "[]", now());
    ASSERT_TRUE(owner.drive_until(connection, 3));
    EXPECT_EQ(owner.events[0], "1 answer 200 [one]");
    EXPECT_EQ(owner.events[1].substr(0, 43), "2 failure connection closed maybe delivered") << cut;
    EXPECT_EQ(owner.events[2].substr(0, 43), "3 failure connection closed maybe delivered") << cut;
  }
}

TEST(HttpConnection, ReportsPipelinedRequestsBehindTheLastAnswerAsClosed) {
  ScriptedServer server({[&](Peer& peer) {
    for (int i = 0; i < 3; ++i) peer.read_request();
    peer.write(answer("one") + "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\ntwo");
    peer.wait_for_close();
  }});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {.pipeline = 3}, owner);
  for (std::uint64_t i = 1; i <= 3; ++i) connection.submit(i, "[]", now());
  ASSERT_TRUE(owner.drive_until(connection, 3));
  EXPECT_EQ(owner.events, (Events{"1 answer 200 [one]", "2 answer 200 [two]",
                                  "3 failure connection closed maybe delivered: " +
                                      server.address().to_text() + ": closed after an earlier answer"}));
}

TEST(HttpConnection, SendsAWholeStalePipelineAgain) {
  ScriptedServer server({answering(answer("zero")), [&](Peer& peer) {
                           for (int i = 0; i < 3; ++i) peer.read_request();
                           peer.write(answer("one") + answer("two") + answer("three"));
                           peer.wait_for_close();
                         }});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {.pipeline = 3}, owner);
  connection.submit(0, "[0]", now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  server.wait_for_finished(1);  // closed, and the connection has not looked
  for (std::uint64_t i = 1; i <= 3; ++i) connection.submit(i, base::cat('[', i, ']'), now());
  ASSERT_TRUE(owner.drive_until(connection, 4));
  EXPECT_EQ(owner.events[1].substr(0, 18), "1 answer 200 [one]");
  EXPECT_EQ(owner.events[2].substr(0, 18), "2 answer 200 [two]");
  EXPECT_EQ(owner.events[3].substr(0, 20), "3 answer 200 [three]");
  EXPECT_EQ(server.requests(), (Events{request("[0]"), request("[1]"), request("[2]"), request("[3]")}));
}

TEST(HttpConnection, TakesAnAnswerGivenBeforeTheRequestWasRead) {
  // A server that answers 413 to the head of a request and does not read on.
  ScriptedServer server({[](Peer& peer) {
    peer.read_some();
    peer.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
    peer.wait_for_close();
  }});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {}, owner);
  connection.submit(1, std::string(20'000'000, 'x'), now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  EXPECT_EQ(owner.events, (Events{"1 answer 413 []"}));
}

TEST(HttpConnection, ForgetsWhatIsAbandoned) {
  ScriptedServer server({[](Peer& peer) {
                           peer.read_request();
                           peer.wait_for_close();
                         },
                         answering(answer("ok"))});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {.pipeline = 2}, owner);
  connection.submit(1, "[]", now());
  connection.submit(2, "[]", now());
  ASSERT_TRUE(owner.drive(connection, [&] { return !server.requests().empty(); }));
  connection.abandon();
  EXPECT_EQ(connection.fd(), -1);
  EXPECT_EQ(connection.outstanding(), 0U);
  EXPECT_EQ(connection.deadline(), sys::kNever);
  server.wait_for_finished(1);
  connection.submit(3, "[]", now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  EXPECT_EQ(owner.events, (Events{"3 answer 200 [ok]"}));
}

TEST(HttpConnection, MayBeAbandonedFromWithin) {
  ScriptedServer server({[](Peer& peer) {
    for (int i = 0; i < 2; ++i) peer.read_request();
    peer.write(answer("one") + answer("two"));
    peer.wait_for_close();
  }});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {.pipeline = 2}, owner);
  owner.after = [&](std::uint64_t) { connection.abandon(); };
  connection.submit(1, "[]", now());
  connection.submit(2, "[]", now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  server.wait_for_finished(1);
  EXPECT_EQ(owner.events, (Events{"1 answer 200 [one]"}));
}

// What follows an answer must never be taken for the answer to a request submitted in between.
TEST(HttpConnection, TakesNoUnaskedBytesForAnAnswer) {
  ScriptedServer server({answering(answer("one") + answer("forged")), answering(answer("two"))});
  const HttpTarget target = server.target();
  Owner owner;
  HttpConnection connection(target, {}, owner);
  owner.after = [&](std::uint64_t tag) {
    if (tag == 1) connection.submit(2, "[2]", now());
  };
  connection.submit(1, "[1]", now());
  ASSERT_TRUE(owner.drive_until(connection, 2));
  EXPECT_EQ(owner.events, (Events{"1 answer 200 [one]", "2 answer 200 [two]"}));
}

}  // namespace
}  // namespace seiload::net
