#pragma once
// Questions to one node while a run goes on: JSON-RPC over one connection of the endpoint's kind, several questions in
// one batch, one by one where the node takes no batches. Blocks its thread; wakes at once for the stop. Thread rule: one
// owner.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "rpc/answer.h"
#include "rpc/endpoint.h"
#include "sys/stop.h"

namespace seiload::chain {

struct Question {
  std::string_view method;
  std::string params;  // a JSON array as text
};

class Node final : private net::Connection::Listener {
 public:
  static constexpr std::size_t kBatch = 100;  // questions in one request
  // No id twice, so that a late answer is known as one, and none that a connection gives to a single question.
  static constexpr std::uint64_t kFirstBatchId = 1'000'000'000;

  // The endpoint, the clock and the stop outlive it.
  Node(const rpc::Endpoint& endpoint, const net::HttpLimits& limits, const sys::Clock& clock)
      : endpoint_(endpoint),
        clock_(clock),
        connection_(rpc::make_connection(endpoint, limits, *this)) {}

  const std::string& name() const { return endpoint_.name; }

  // An answer is a result or an error, and valid during the call only.
  using Take = std::function<void(std::size_t i, const rpc::Answer& answer)>;
  // Takes one answer a question, in any order. An Error (stopped, io, timeout, protocol) ends it; the questions not
  // taken until then have no answer.
  base::Status ask(std::span<const Question> questions, const sys::Stop& stop, const Take& take);

 private:
  // One request: the questions from `first` on, and who takes what they are answered with.
  struct Request {
    std::size_t first = 0;
    net::BatchIds ids;  // none: a single question
    const Take* take = nullptr;
  };

  base::Status ask_some(std::size_t first, std::span<const Question> questions, const sys::Stop& stop, const Take& take);
  base::Status exchange(std::string_view body, const sys::Stop& stop);
  base::Status read(const net::HttpAnswer& answer);
  base::Status read_batch(std::string_view body);
  void on_answer(const net::HttpAnswer& answer) override;
  void on_failure(const net::HttpFailure& failure) override;

  const rpc::Endpoint& endpoint_;
  const sys::Clock& clock_;
  const std::unique_ptr<net::Connection> connection_;
  bool takes_batches_ = true;
  bool batches_work_ = false;  // one was answered
  std::uint64_t next_id_ = kFirstBatchId;
  Request request_;  // the one that is out
  bool done_ = false;
  base::Status outcome_;  // of it, once done_
};

// One question; an error of the node is Code::remote. Errors name the method.
base::Result<std::string> ask_one(Node& node, std::string_view method, std::string params, const sys::Stop& stop);

}  // namespace seiload::chain
