#pragma once
// Questions to one node while a run goes on: JSON-RPC over one connection of the endpoint's kind, several
// questions in one batch. A batch that the node refuses, or closes the connection at, halves their size for
// good, down to one by one, and what was in it is asked again. Blocks its thread; wakes immediately for the
// stop. Thread rule: one owner.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
  static constexpr std::size_t kBatch = 100;  // questions in one request, as long as the node takes so many
  // No id twice, so that a late answer is known as one, and none that a connection gives to a single
  // question.
  static constexpr std::uint64_t kFirstBatchId = 1'000'000'000;

  // The endpoint, the clock and the stop outlive it.
  Node(const rpc::Endpoint& endpoint, const net::HttpLimits& limits, const sys::Clock& clock)
      : endpoint_(endpoint), clock_(clock), connection_(rpc::make_connection(endpoint, limits, *this)) {}

  const std::string& name() const { return endpoint_.name; }
  const base::Secrets& secrets() const { return endpoint_.target.secrets; }  // not to be shown

  // The last request, or one question of it, was refused because there were too many: HTTP 429, or a node's
  // words for it.
  bool was_rate_limited() const { return rate_limited_; }

  // An answer is a result or an error, and valid during the call only.
  using Take = std::function<void(std::size_t i, const rpc::Answer& answer)>;
  // Takes one answer a question, in any order. An Error (stopped, io, timeout, protocol) ends it; the
  // questions not taken until then have no answer.
  base::Status ask(std::span<const Question> questions, const sys::Event& stop, const Take& take);

 private:
  // The outstanding request.
  struct Request {
    std::vector<std::size_t> places;  // of its questions
    std::vector<bool> taken;          // those that were answered
    net::BatchIds ids;                // none: a single question
    const Take* take = nullptr;
    bool is_refused = false;  // the batch itself; what was not answered is to be asked again
  };

  base::Status ask_some(std::span<const Question> questions, std::span<const std::size_t> places,
                        const sys::Event& stop, const Take& take);
  base::Status exchange(std::string_view body, const sys::Event& stop);
  base::Status read(const net::HttpAnswer& answer);
  base::Status read_batch(const net::HttpAnswer& answer);
  base::Status read_whole(const rpc::Answer& answer, const net::HttpAnswer& http);
  void give(std::size_t i, const rpc::Answer& answer);
  void on_answer(const net::HttpAnswer& answer) override;
  void on_failure(const net::HttpFailure& failure) override;

  const rpc::Endpoint& endpoint_;
  const sys::Clock& clock_;
  const std::unique_ptr<net::Connection> connection_;
  std::size_t batch_ = kBatch;  // questions in one request; only gets smaller
  std::size_t largest_answered_ = 0;
  bool rate_limited_ = false;
  std::uint64_t next_id_ = kFirstBatchId;
  Request request_;
  bool done_ = false;
  base::Status outcome_;  // of it, once done_
};

// One question; an error of the node is Code::remote. Errors name the method.
base::Result<std::string> ask_one(Node& node, std::string_view method, std::string params,
                                  const sys::Event& stop);

}  // namespace seiload::chain
