#pragma once
// The one blocking JSON-RPC client: calls to one endpoint, several in a request, over one or more
// connections.
//
//   calls -> waiting -> request (batch ids) -> connection -> reply (reply.h)
//              ^                                               |
//              |                    call i has its answer -----+-> take(i, answer)
//              +- the batch was refused: halved (batch_size.h) +
//              +- any other end, with a Retry: after a pause --+
//                                without: the Error of call() -+
//
// A batch that the node refuses, or at which it closes the connection, halves the size of batches for good,
// down to single calls, and its calls are asked again at once. What else has no answer is the end of call();
// with a Retry it is asked again until the deadline, and so is an answer that is an error, unless that is
// definite: HTTP 401, 403 and 413, a permanent redirect, a WebSocket handshake that is denied
// (net::TransportError), a method that is missing or refuses its parameters. Blocks its thread; wakes
// immediately for the stop. Thread rule: one owner.

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rpc/answer.h"
#include "rpc/batch_size.h"
#include "rpc/endpoint.h"
#include "rpc/reply.h"
#include "rpc/wait_report.h"
#include "sys/stop.h"

namespace seiload::rpc {

struct Call {
  std::string_view method;
  std::string params;  // a JSON array as text
};

class Client final : private Channel::Listener {
 public:
  // No id twice, so that a late answer is known as one, and none that a connection gives to a single call.
  static constexpr std::uint64_t kFirstBatchId = 1'000'000'000;

  struct Options {
    std::size_t batch = 100;  // calls in one request, as long as the node takes so many
    std::size_t connections = 1;
    unsigned in_flight = 1;        // requests outstanding on one connection
    net::ConnectionLimits http{};  // all but its `pipeline`
  };

  // Until when, and how, calls are asked again.
  struct Retry {
    sys::TimePoint deadline;
    WaitReport::Sink on_waiting;  // gets the cause; may be empty
  };

  using CallAt = std::function<Call(std::size_t i)>;
  // The answer of call i, valid during the call only, once each, in any order. An Error ends call(); with a
  // Retry, Code::timeout asks that call again.
  using Take = std::function<base::Status(std::size_t i, const Answer& answer)>;

  // The endpoint and the clock outlive it.
  Client(const Endpoint& endpoint, const Options& options, const sys::Clock& clock);

  const std::string& name() const { return endpoint_.name; }
  const base::Secrets& secrets() const { return endpoint_.target.secrets; }  // not to be shown

  // The last call(), or a part of it, was refused because there were too many: HTTP 429, or a node's words.
  bool was_rate_limited() const { return rate_limited_; }

  // Without a Retry an answer is a result or an error, and an Error that ends it has Code::stopped, io,
  // timeout, protocol or remote (a whole batch); the calls not taken until then have no answer.
  base::Status call(std::span<const Call> calls, const sys::Event& stop, const Take& take);
  // Results only. Code::timeout: the deadline, with the last cause.
  base::Status call(std::size_t count, const CallAt& call_at, const Retry& retry, const sys::Event& stop,
                    const Take& take);
  // One call; an error of the node is Code::remote. Errors name the method.
  base::Result<std::string> call_one(std::string_view method, std::string params, const sys::Event& stop);

 private:
  struct Request {
    std::vector<std::size_t> calls;
    std::vector<bool> done;  // those that were taken
    BatchIds ids;            // none: a single call
    std::string cause;       // why one of them is to be asked again
  };

  // One call() in its course.
  struct Course {
    const CallAt& call_at;
    const Take& take;
    const Retry* retry;
    WaitReport report;
    std::deque<std::size_t> waiting;  // calls to be asked
    sys::TimePoint retry_at{};
    std::string last_cause{};
    std::optional<base::Error> failure{};
  };

  base::Status run(Course& course, const sys::Event& stop);
  void submit(sys::TimePoint now);
  std::string write(Request& request);
  void wait(const sys::Event& stop, sys::TimePoint now);
  void on_response(const Response& answer) override;
  void on_failure(const net::RequestFailure& failure) override;
  void take(Request& request, std::size_t place, const Answer& answer, const Response& http);
  void fail(base::Error error);
  void end(const Request& request, base::Error error, bool is_definite, sys::TimePoint now);
  void ask_again_at_once(const Request& request);
  Request take_back(std::uint64_t tag);
  std::string cause_of_wait(std::string_view what) const;

  const Endpoint& endpoint_;
  const sys::Clock& clock_;
  std::vector<std::unique_ptr<Channel>> connections_;
  std::vector<Request> requests_;  // by tag: those outstanding
  std::vector<std::size_t> free_tags_;
  BatchSize size_;
  std::uint64_t next_id_ = kFirstBatchId;
  bool rate_limited_ = false;
  Course* course_ = nullptr;
};

}  // namespace seiload::rpc
