#include "chain/node.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "rpc/batch.h"
#include "rpc/request.h"
#include "sys/poll.h"

namespace seiload::chain {
namespace {

base::Code code_of(net::TransportError error) {
  switch (error) {
    case net::TransportError::connect_timeout:
    case net::TransportError::request_timeout: return base::Code::timeout;
    case net::TransportError::bad_http:
    case net::TransportError::too_large:
    case net::TransportError::bad_message: return base::Code::protocol;
    default: return base::Code::io;
  }
}

}  // namespace

base::Status Node::ask(std::span<const Question> questions, const sys::Stop& stop, const Take& take) {
  std::size_t first = 0;
  while (first < questions.size()) {
    const std::size_t count = takes_batches_ ? std::min(kBatch, questions.size() - first) : 1;
    const bool as_batch = takes_batches_ && count > 1;
    auto status = ask_some(first, questions.subspan(first, count), stop, take);
    // There may be servers that close a stream at the sight of a batch.
    if (!status && as_batch && !batches_work_ && endpoint_.transport != rpc::Transport::http) takes_batches_ = false;
    if (!status) return status;
    if (as_batch && !takes_batches_) continue;  // refused: once more, one by one
    first += count;
  }
  return {};
}

base::Status Node::ask_some(std::size_t first, std::span<const Question> questions, const sys::Stop& stop,
                            const Take& take) {
  std::string body;
  const bool as_batch = questions.size() > 1;
  request_ = {first, {}, &take};
  if (as_batch) {
    request_.ids = {next_id_, static_cast<std::uint32_t>(questions.size())};
    next_id_ += request_.ids.count;
    body += '[';
  }
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (i > 0) body += ',';
    rpc::append_request(body, as_batch ? request_.ids.first + i : rpc::kConstantId, questions[i].method, questions[i].params);
  }
  if (as_batch) body += ']';
  return exchange(body, stop);
}

base::Status Node::exchange(std::string_view body, const sys::Stop& stop) {
  done_ = false;
  connection_->submit_batch(0, body, request_.ids, clock_.now());
  while (!done_) {
    pollfd descriptors[] = {{stop.fd(), POLLIN, 0}, {connection_->fd(), connection_->interest(), 0}};
    sys::poll(descriptors, connection_->deadline());
    const sys::TimePoint now = clock_.now();
    if (descriptors[0].revents != 0) {
      connection_->abandon(now);
      return sys::stopped_error();
    }
    if (descriptors[1].revents != 0) connection_->on_ready(descriptors[1].revents, now);
    if (!done_ && connection_->deadline() <= now) connection_->on_time(now);
  }
  return std::move(outcome_);
}

base::Status Node::read(const net::HttpAnswer& answer) {
  const bool as_batch = request_.ids.count > 0;
  if (as_batch && rpc::looks_like_batch(answer.body)) return read_batch(answer.body);
  const rpc::Answer one = rpc::read_answer(answer.body);
  if (one.kind == rpc::Answer::Kind::invalid) {
    if (answer.status != 200) return base::Error{base::Code::io, base::cat("HTTP status ", answer.status)};
    return base::Error{base::Code::protocol, "the answer is not JSON-RPC"};
  }
  if (as_batch) {
    if (one.kind == rpc::Answer::Kind::error && rpc::classify_error(one.code, one.message) == rpc::Outcome::rate_limited)
      return base::Error{base::Code::remote, base::cat("the node answered: ", one.message)};
    takes_batches_ = false;
    return {};
  }
  (*request_.take)(request_.first, one);
  return {};
}

base::Status Node::read_batch(std::string_view body) {
  const net::BatchIds& ids = request_.ids;
  std::vector<bool> seen(ids.count);
  rpc::BatchReader reader(body);
  for (rpc::Answer answer; reader.next(answer);) {
    const auto place = ids.place_of(answer.id.value_or(0));
    if (answer.kind == rpc::Answer::Kind::invalid || !place || seen[*place]) continue;
    seen[*place] = true;
    (*request_.take)(request_.first + *place, answer);
  }
  batches_work_ = true;
  if (!reader.whole() || std::find(seen.begin(), seen.end(), false) != seen.end())
    return base::Error{base::Code::protocol, "an answer is missing from a batch"};
  return {};
}

void Node::on_answer(const net::HttpAnswer& answer) {
  done_ = true;
  outcome_ = read(answer);
}

void Node::on_failure(const net::HttpFailure& failure) {
  done_ = true;
  outcome_ = base::Error{code_of(failure.error), std::string(failure.detail)};
}

base::Result<std::string> ask_one(Node& node, std::string_view method, std::string params, const sys::Stop& stop) {
  const Question question{method, std::move(params)};
  base::Result<std::string> result(std::string{});
  auto status = node.ask({&question, 1}, stop, [&](std::size_t, const rpc::Answer& answer) {
    if (answer.kind == rpc::Answer::Kind::error)
      result = base::Error{base::Code::remote, base::cat(method, ": the node answered: ", answer.message)};
    else
      result = std::string(answer.result);
  });
  if (!status && status.error().code == base::Code::stopped) return std::move(status).error();
  if (!status) return std::move(status).error().with(method);
  return result;
}

}  // namespace seiload::chain
