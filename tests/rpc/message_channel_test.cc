#include "rpc/message_channel.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "rpc/answer.h"
#include "rpc/batch.h"
#include "rpc/request.h"
#include "support/message_peer.h"
#include "sys/poll.h"

namespace seiload::rpc {
namespace {

using base::cat;
using test::Peer;
using test::ScriptedServer;
using namespace std::chrono_literals;

sys::TimePoint now() { return std::chrono::steady_clock::now(); }

std::string request(std::string_view method) {
  std::string text;
  append_request(text, kConstantId, method, "[]");
  return text;
}

Endpoint endpoint_at(const net::HttpTarget& target) {
  return {"node", target, target.addresses.now()->front().is_unix() ? Transport::ipc : Transport::websocket};
}

class Owner : public rpc::Channel::Listener {
 public:
  explicit Owner(std::string address) : address_(std::move(address)) {}

  void on_response(const rpc::Response& a) override {
    EXPECT_LE(a.written, a.now);
    EXPECT_NE(a.written, sys::TimePoint());
    const Answer read = read_answer(a.body);
    events.push_back(cat(a.tag, " answer ", a.status, a.matched ? " matched " : " unmatched ",
                         read.kind == Answer::Kind::result ? read.result : a.body));
    if (after) after(a.tag);
  }
  void on_failure(const net::RequestFailure& f) override {
    std::string text =
        cat(f.tag, " failure ", to_text(f.error), f.maybe_delivered ? " maybe delivered: " : ": ", f.detail);
    if (const auto at = text.find(address_); at != std::string::npos)
      text.replace(at, address_.size(), "SERVER");
    events.push_back(text);
    if (after) after(f.tag);
  }

  bool drive(rpc::Channel& connection, const std::function<bool()>& done) {
    const auto limit = now() + 10s;
    while (!done()) {
      if (now() > limit) return false;
      pollfd descriptor{connection.fd(), connection.interest(), 0};
      sys::poll({&descriptor, 1}, std::min(connection.deadline(), sys::TimePoint(now() + 2ms)));
      const sys::TimePoint time = now();
      if (descriptor.revents != 0) connection.on_ready(descriptor.revents, time);
      if (connection.deadline() <= time) connection.on_time(time);
    }
    return true;
  }
  bool drive_until(rpc::Channel& connection, std::size_t count) {
    return drive(connection, [&] { return events.size() >= count; });
  }

  std::vector<std::string> events;
  std::function<void(std::uint64_t)> after;

 private:
  const std::string address_;
};

using Events = std::vector<std::string>;

// Submits `count` requests at once to a server that runs `script`; what came of the first `events`.
Events run(ScriptedServer& server, unsigned count, net::ConnectionLimits limits = {}) {
  const Endpoint endpoint = endpoint_at(server.target());
  Owner owner(endpoint.target.addresses.now()->front().to_text());
  limits.pipeline = count;
  MessageChannel connection(endpoint, limits, owner);
  for (unsigned i = 0; i < count; ++i) connection.submit(i, request(cat("m", i)), now());
  EXPECT_FALSE(connection.can_submit());
  EXPECT_TRUE(owner.drive_until(connection, count));
  EXPECT_EQ(connection.outstanding(), 0U);
  return owner.events;
}

Events over_websocket(const ScriptedServer::Script& script, unsigned count,
                      net::ConnectionLimits limits = {}) {
  ScriptedServer server({[&](Peer& peer) {
    if (test::accept_websocket(peer)) script(peer);
  }});
  Events events = run(server, count, limits);
  server.wait_for_finished(1);
  return events;
}

ScriptedServer::Script after_requests(int count, const std::function<void(Peer&)>& then) {
  return [=](Peer& peer) {
    for (int i = 0; i < count; ++i) test::read_frame(peer);
    then(peer);
  };
}

TEST(MessageChannel, MatchesAnswersInAnyOrderOverBothTransports) {
  for (const std::size_t piece : {0U, 1U, 7U}) {
    ScriptedServer websocket({[&](Peer& peer) {
      test::accept_websocket(peer);
      std::vector<std::string> requests;
      for (int i = 0; i < 3; ++i) requests.push_back(test::read_frame(peer).payload);
      std::string out;
      for (std::size_t i = 3; i-- > 0;) out += test::server_frame(1, test::answer_to(requests[i], cat(i)));
      peer.write(out, piece);
      peer.wait_for_close();
    }});
    EXPECT_EQ(run(websocket, 3),
              (Events{"2 answer 200 matched 2", "1 answer 200 matched 1", "0 answer 200 matched 0"}));
    ScriptedServer ipc(ScriptedServer::OnUnixSocket(), {[&](Peer& peer) {
                         std::vector<std::string> requests;
                         for (int i = 0; i < 3; ++i) requests.push_back(test::read_line(peer));
                         std::string out;
                         for (std::size_t i = 3; i-- > 0;)
                           out += test::answer_to(requests[i], cat(i)) + (i == 1 ? "\n" : "");
                         peer.write(out, piece);
                         peer.wait_for_close();
                       }});
    EXPECT_EQ(run(ipc, 3),
              (Events{"2 answer 200 matched 2", "1 answer 200 matched 1", "0 answer 200 matched 0"}));
  }
}

TEST(MessageChannel, SendsTheRequestWithAnIdOfItsOwnAndKeepsTheConnection) {
  std::vector<std::string> seen;
  ScriptedServer server({[&](Peer& peer) {
    test::accept_websocket(peer);
    for (int i = 0; i < 3; ++i) {
      const test::WsFrame frame = test::read_frame(peer);
      EXPECT_EQ(frame.opcode, 1U);
      seen.push_back(frame.payload);
      peer.write(test::server_frame(1, test::answer_to(frame.payload, "true")));
    }
    EXPECT_EQ(test::read_frame(peer).payload, "\x03\xe8");  // the goodbye
  }});
  const Endpoint endpoint = endpoint_at(server.target());
  Owner owner("-");
  MessageChannel connection(endpoint, {.pipeline = 2}, owner);
  EXPECT_EQ(connection.fd(), -1);
  EXPECT_EQ(connection.interest(), 0);
  EXPECT_EQ(connection.deadline(), sys::kNever);
  for (std::size_t i = 0; i < 3; ++i) {
    connection.submit(i, request("eth_x"), now());
    EXPECT_EQ(connection.outstanding(), 1U);
    EXPECT_EQ(connection.waits_for(),
              cat(i == 0 ? "connect " : "", endpoint.target.addresses.now()->front().to_text()));
    ASSERT_TRUE(owner.drive_until(connection, i + 1));
    EXPECT_EQ(connection.interest(), POLLIN);
    EXPECT_EQ(connection.deadline(), sys::kNever);
  }
  connection.abandon(now());
  EXPECT_EQ(connection.fd(), -1);
  server.wait_for_finished(1);
  EXPECT_EQ(server.accepted(), 1U);
  for (std::size_t i = 0; i < seen.size(); ++i)
    EXPECT_EQ(seen[i], cat(R"({"jsonrpc":"2.0","id":)", 2 * (i + 1), R"(,"method":"eth_x","params":[]})"));
  EXPECT_EQ(owner.events,
            (Events{"0 answer 200 matched true", "1 answer 200 matched true", "2 answer 200 matched true"}));
}

TEST(MessageChannel, AnswersPings) {
  const auto events = over_websocket(
      [](Peer& peer) {
        const std::string asked = test::read_frame(peer).payload;
        peer.write(test::server_frame(9, "are you there"));
        const test::WsFrame pong = test::read_frame(peer);
        EXPECT_EQ(pong.opcode, 10U);
        EXPECT_EQ(pong.payload, "are you there");
        peer.write(test::server_frame(1, test::answer_to(asked, "1")));
        peer.wait_for_close();
      },
      1);
  EXPECT_EQ(events, Events{"0 answer 200 matched 1"});
}

TEST(MessageChannel, TellsWhatIsOutWhenItIsClosedAndNeverSendsAgain) {
  EXPECT_EQ(over_websocket(after_requests(2, [](Peer&) {}), 2),
            (Events{"0 failure connection closed maybe delivered: SERVER: closed by the peer",
                    "1 failure connection closed maybe delivered: SERVER: closed by the peer"}));
  EXPECT_EQ(over_websocket(after_requests(1, [](Peer& peer) { peer.reset(); }), 1),
            (Events{"0 failure connection closed maybe delivered: SERVER: read: Connection reset by peer"}));
  EXPECT_EQ(
      over_websocket(after_requests(1,
                                    [](Peer& peer) {
                                      peer.write(test::server_frame(8, "\x03\xe9going\x07"));
                                      EXPECT_EQ(test::read_frame(peer).payload, "\x03\xe9");
                                    }),
                     1),
      (Events{"0 failure connection closed maybe delivered: SERVER: closed by the peer with code 1001: " +
              base::quote("going\x07")}));
}

TEST(MessageChannel, EndsWithWhatIsAgainstTheRules) {
  const auto writes = [](const std::string& bytes) {
    return [bytes](Peer& peer) {
      peer.write(bytes);
      peer.wait_for_close();
    };
  };
  EXPECT_EQ(
      over_websocket(after_requests(1, writes("\x83")), 1),
      (Events{
          "0 failure malformed message maybe delivered: SERVER: WebSocket: a frame has an unknown opcode"}));
  EXPECT_EQ(
      over_websocket(after_requests(1, writes(std::string("\x81\x7f\0\0\0\0\1\0\0\1", 10))), 1),
      (Events{"0 failure answer too large maybe delivered: SERVER: WebSocket: a message is too large"}));
  // Of two, nobody knows whose it is.
  EXPECT_EQ(over_websocket(after_requests(2, writes(test::server_frame(1, "{}"))), 2),
            (Events{"0 failure connection closed maybe delivered: SERVER: an answer without a known id",
                    "1 failure connection closed maybe delivered: SERVER: an answer without a known id"}));
  EXPECT_EQ(over_websocket(after_requests(1, writes(test::server_frame(1, "{}"))), 1),
            Events{"0 answer 200 unmatched {}"});
  const std::string null_id = R"({"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"slow down"}})";
  EXPECT_EQ(over_websocket(after_requests(1, writes(test::server_frame(1, null_id))), 1),
            Events{"0 answer 200 unmatched " + null_id});
  EXPECT_EQ(over_websocket(after_requests(1, writes(test::server_frame(1, R"({"id":999,"result":1})"))), 1),
            Events{"0 answer 200 unmatched 1"});
}

TEST(MessageChannel, TakesBinaryMessagesAndPassesOverNotifications) {
  const std::string notification =
      R"({"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":{}}})";
  const std::string greeting = R"({"jsonrpc":"2.0","method":"welcome"})";
  const std::string answer = R"({"jsonrpc":"2.0","id":null,"result":7})";
  EXPECT_EQ(over_websocket(after_requests(1,
                                          [&](Peer& peer) {
                                            peer.write(test::server_frame(1, notification));
                                            peer.write(test::server_frame(2, greeting));
                                            peer.write(test::server_frame(2, answer));
                                            peer.wait_for_close();
                                          }),
                           1),
            Events{"0 answer 200 unmatched 7"});
}

TEST(MessageChannel, TellsAFailedHandshakeAsNotDelivered) {
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    peer.wait_for_close();
  }});
  EXPECT_EQ(run(server, 2),
            (Events{"0 failure handshake denied: SERVER: no WebSocket here: HTTP status 400",
                    "1 failure handshake denied: SERVER: no WebSocket here: HTTP status 400"}));
  ScriptedServer moved({[](Peer& peer) {
    peer.read_request();
    peer.write(
        "HTTP/1.1 301 Moved\r\nLocation: wss://user:s3c/ret@node.test/ws?key=abc\r\nContent-Length: "
        "0\r\n\r\n");
    peer.wait_for_close();
  }});
  EXPECT_EQ(run(moved, 1), Events{"0 failure handshake denied: SERVER: no WebSocket here: HTTP status 301, "
                                  "Location: 'wss://node.test/ws?...'"});
  const struct {
    const char *answer, *event;
  } kDenied[] = {
      {"HTTP/1.1 403 No\r\n\r\nyour key",
       "0 failure handshake denied: SERVER: no WebSocket here: HTTP status 403: "
       "'your key'"},
      {"HTTP/1.1 401 No\r\nContent-Length: 99999\r\n\r\ncut",
       "0 failure handshake denied: SERVER: no WebSocket "
       "here: HTTP status 401: 'cut'"},
      {"HTTP/1.1 429 No\r\nContent-Length: 4\r\n\r\nslow",
       "0 failure malformed HTTP: SERVER: no WebSocket here: "
       "HTTP status 429: 'slow'"},
  };
  for (const auto& c : kDenied) {
    ScriptedServer server_of({[&](Peer& peer) {
      peer.read_request();
      peer.write(c.answer);
    }});
    EXPECT_EQ(run(server_of, 1), Events{c.event});
  }
  ScriptedServer waiting({[](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 401 No\r\nContent-Length: 9\r\n\r\nbegun");
    peer.wait_for_close();
  }});
  EXPECT_EQ(run(waiting, 1, {.connect_timeout = 100ms}),
            Events{"0 failure handshake denied: SERVER: no WebSocket here: HTTP status 401: 'begun'"});
  ScriptedServer closing({[](Peer& peer) { peer.read_request(); }});
  EXPECT_EQ(run(closing, 1),
            Events{"0 failure connection closed: SERVER: closed during the WebSocket handshake"});
  ScriptedServer silent({[](Peer& peer) { peer.wait_for_close(); }});
  EXPECT_EQ(run(silent, 1, {.connect_timeout = 100ms}),
            Events{"0 failure connect time-out: SERVER: no WebSocket handshake within 100ms"});
}

TEST(MessageChannel, TellsWhoRefusedIt) {
  const test::RefusingPort port;
  const Endpoint endpoint = endpoint_at(test::target_at({port.address()}));
  Owner owner(port.address().to_text());
  MessageChannel connection(endpoint, {}, owner);
  connection.submit(1, request("m"), now());
  EXPECT_TRUE(owner.drive_until(connection, 1));
  const Endpoint nowhere =
      endpoint_at(test::target_at({*net::Address::unix_socket("/nonexistent/node.ipc")}));
  MessageChannel ipc(nowhere, {}, owner);
  ipc.submit(2, request("m"), now());
  EXPECT_TRUE(owner.drive_until(ipc, 2));
  EXPECT_EQ(
      owner.events,
      (Events{"1 failure connection refused: connect SERVER: Connection refused",
              "2 failure connection refused: connect /nonexistent/node.ipc: No such file or directory"}));
}

TEST(MessageChannel, EndsALateRequestAloneWhereTheConnectionLives) {
  std::string late;
  ScriptedServer server({[&](Peer& peer) {
    test::accept_websocket(peer);
    late = test::read_frame(peer).payload;
    peer.write(test::server_frame(9, ""));  // a sign of life
    test::read_frame(peer);
    const std::string second = test::read_frame(peer).payload;
    peer.write(test::server_frame(1, test::answer_to(late, "\"late\"")) +
               test::server_frame(1, test::answer_to(second, "2")));
    peer.wait_for_close();
  }});
  const Endpoint endpoint = endpoint_at(server.target());
  Owner owner(endpoint.target.addresses.now()->front().to_text());
  MessageChannel connection(endpoint, {.request_timeout = 300ms, .pipeline = 4}, owner);
  connection.submit(1, request("a"), now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  connection.submit(2, request("b"), now());
  ASSERT_TRUE(owner.drive_until(connection, 2));
  EXPECT_EQ(owner.events,
            (Events{"1 failure request time-out maybe delivered: SERVER: no answer within 300ms",
                    "2 answer 200 matched 2"}));
  EXPECT_EQ(server.accepted(), 1U);
}

TEST(MessageChannel, EndsADeadConnectionWithItsFirstTimeout) {
  const auto events = over_websocket(after_requests(2, [](Peer& peer) { peer.wait_for_close(); }), 2,
                                     {.request_timeout = 200ms});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0], "0 failure request time-out maybe delivered: SERVER: no answer within 200ms");
}

TEST(MessageChannel, OpensAnewFromWithinACall) {
  const auto serve = [](Peer& peer) {
    test::accept_websocket(peer);
    const std::string asked = test::read_frame(peer).payload;
    if (asked.find("first") == std::string::npos)
      peer.write(test::server_frame(1, test::answer_to(asked, "1")));
  };
  ScriptedServer server({serve, serve, serve});
  const Endpoint endpoint = endpoint_at(server.target());
  Owner owner(endpoint.target.addresses.now()->front().to_text());
  MessageChannel connection(endpoint, {}, owner);
  owner.after = [&](std::uint64_t tag) {
    if (tag == 1) connection.submit(2, request("second"), now());
    if (tag == 2) {
      connection.abandon(now());
      connection.submit(3, request("third"), now());
    }
  };
  connection.submit(1, request("first"), now());
  ASSERT_TRUE(owner.drive_until(connection, 3));
  EXPECT_EQ(owner.events, (Events{"1 failure connection closed maybe delivered: SERVER: closed by the peer",
                                  "2 answer 200 matched 1", "3 answer 200 matched 1"}));
}

TEST(MessageChannel, CarriesMoreThanTheSocketTakesAtOnce) {
  const std::string large(60'000, 'x');
  ScriptedServer server(ScriptedServer::OnUnixSocket(), {[&](Peer& peer) {
                          for (int i = 0; i < 40; ++i) {
                            const std::string line = test::read_line(peer);
                            EXPECT_GT(line.size(), large.size());
                            peer.write(test::answer_to(line, "1") + "\n");
                          }
                          peer.wait_for_close();
                        }});
  const Endpoint endpoint = endpoint_at(server.target());
  Owner owner("-");
  MessageChannel connection(endpoint, {.pipeline = 40}, owner);
  for (unsigned i = 0; i < 40; ++i) connection.submit(i, request(large), now());
  EXPECT_TRUE(owner.drive_until(connection, 40));
  EXPECT_EQ(connection.outstanding(), 0U);
  EXPECT_EQ(owner.events[39], "39 answer 200 matched 1");
}

std::string batch(std::uint64_t first, unsigned count) {
  std::string text;
  for (unsigned i = 0; i < count; ++i) append_to_batch(text, first + i, request("eth_x"));
  return text + ']';
}

// Two batches and a single request; the script gets them in this order.
Events run_batches(const std::function<std::string(const std::string& single)>& answers) {
  ScriptedServer server(ScriptedServer::OnUnixSocket(), {[&](Peer& peer) {
                          std::string single;
                          for (int i = 0; i < 3; ++i) single = test::read_line(peer);
                          peer.write(answers(single));
                          peer.wait_for_close();
                        }});
  const Endpoint endpoint = endpoint_at(server.target());
  Owner owner(endpoint.target.addresses.now()->front().to_text());
  MessageChannel connection(endpoint, {.pipeline = 3}, owner);
  connection.submit_batch(7, batch(10, 3), {10, 3}, now());
  connection.submit_batch(8, batch(13, 2), {13, 2}, now());
  connection.submit(9, request("eth_y"), now());
  EXPECT_TRUE(owner.drive_until(connection, 3));
  return owner.events;
}

TEST(MessageChannel, MatchesBatchesByAnyOfTheirIds) {
  const std::string first = R"([{"id":99,"result":1},{"id":"x"},17,{"id":12,"result":1}])",
                    second = R"( [{"id":13,"error":{}}])";
  EXPECT_EQ(
      run_batches([&](const std::string& single) { return second + test::answer_to(single, "3") + first; }),
      (Events{"8 answer 200 matched " + second.substr(1), "9 answer 200 matched 3",
              "7 answer 200 matched " + first}));
  // An object with an id of a batch is that batch's answer, whatever it is worth.
  const std::string object = R"({"id":14,"error":{"code":1}})";
  EXPECT_EQ(
      run_batches([&](const std::string& single) { return first + object + test::answer_to(single, "3"); }),
      (Events{"7 answer 200 matched " + first, "8 answer 200 matched " + object, "9 answer 200 matched 3"}));
}

TEST(MessageChannel, ABatchThatNobodyKnowsIsTheLastOnesOut) {
  for (const char* unknown :
       {"[]", "[1,2]", R"([{"id":77,"result":1}])", R"({"id":null,"error":{"code":-32600}})"}) {
    EXPECT_EQ(run_batches([&](const std::string& single) {
                return R"([{"id":10,"result":1}])" + test::answer_to(single, "3") + unknown;
              }),
              (Events{R"(7 answer 200 matched [{"id":10,"result":1}])", "9 answer 200 matched 3",
                      cat("8 answer 200 unmatched ", unknown)}));
    const std::string lost = "connection closed maybe delivered: SERVER: an answer without a known id";
    EXPECT_EQ(run_batches([&](const std::string&) { return unknown; }),
              (Events{"7 failure " + lost, "8 failure " + lost, "9 failure " + lost}));
  }
}

TEST(MessageChannel, PassesOverTheAnswerToABatchWhoseTimeWasOver) {
  ScriptedServer server(ScriptedServer::OnUnixSocket(), {[&](Peer& peer) {
                          test::read_line(peer);
                          peer.write("[{\"id\":");  // a sign of life
                          test::read_line(peer);
                          peer.write(R"(2,"result":1}][{"id":4,"result":1}])");
                          peer.wait_for_close();
                        }});
  const Endpoint endpoint = endpoint_at(server.target());
  Owner owner(endpoint.target.addresses.now()->front().to_text());
  MessageChannel connection(endpoint, {.request_timeout = 200ms, .pipeline = 4}, owner);
  connection.submit_batch(1, batch(1, 3), {1, 3}, now());
  ASSERT_TRUE(owner.drive_until(connection, 1));
  connection.submit_batch(2, batch(4, 1), {4, 1}, now());
  ASSERT_TRUE(owner.drive_until(connection, 2));
  EXPECT_EQ(owner.events,
            (Events{"1 failure request time-out maybe delivered: SERVER: no answer within 200ms",
                    R"(2 answer 200 matched [{"id":4,"result":1}])"}));
}

}  // namespace
}  // namespace seiload::rpc
