#include "chain/node.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "rpc/batch.h"
#include "rpc/body_text.h"
#include "rpc/node_error.h"
#include "rpc/request.h"
#include "sys/clock.h"

namespace seiload::chain {
namespace {

constexpr int kTooLarge = 413, kTooManyRequests = 429;

base::Code code_of(net::TransportError error) {
  switch (error) {
    case net::TransportError::connect_timeout:
    case net::TransportError::request_timeout:
      return base::Code::timeout;
    case net::TransportError::bad_http:
    case net::TransportError::too_large:
    case net::TransportError::bad_message:
    case net::TransportError::denied:
      return base::Code::protocol;
    default:
      return base::Code::io;
  }
}

}  // namespace

base::Status Node::ask(std::span<const Question> questions, const sys::Event& stop, const Take& take) {
  rate_limited_ = false;
  std::vector<std::size_t> left(questions.size());
  std::iota(left.begin(), left.end(), std::size_t{0});
  while (!left.empty()) {
    const std::size_t count = std::min(batch_, left.size());
    auto status = ask_some(questions, std::span(left).first(count), stop, take);
    // There may be servers that close a stream at the sight of a batch.
    if (!status && count > 1 && largest_answered_ == 0 && endpoint_.transport != rpc::Transport::http)
      batch_ = 1;
    if (!status) return status;
    if (request_.is_refused) batch_ = std::min(batch_, count / 2);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
      if (i >= count || !request_.taken[i]) left[kept++] = left[i];
    left.resize(kept);
  }
  return {};
}

base::Status Node::ask_some(std::span<const Question> questions, std::span<const std::size_t> places,
                            const sys::Event& stop, const Take& take) {
  std::string body;
  const bool as_batch = places.size() > 1;
  request_ = {{places.begin(), places.end()}, std::vector<bool>(places.size()), {}, &take, false};
  if (as_batch) {
    request_.ids = {next_id_, static_cast<std::uint32_t>(places.size())};
    next_id_ += request_.ids.count;
    body += '[';
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Question& question = questions[places[i]];
    if (i > 0) body += ',';
    rpc::append_request(body, as_batch ? request_.ids.first + i : rpc::kConstantId, question.method,
                        question.params);
  }
  if (as_batch) body += ']';
  return exchange(body, stop);
}

base::Status Node::exchange(std::string_view body, const sys::Event& stop) {
  done_ = false;
  connection_->submit_batch(0, body, request_.ids, clock_.now());
  while (!done_) {
    pollfd descriptors[] = {{stop.fd(), POLLIN, 0}, {connection_->fd(), connection_->interest(), 0}};
    clock_.wait(descriptors, connection_->deadline());
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
  rate_limited_ = rate_limited_ || answer.status == kTooManyRequests;
  const bool as_batch = request_.ids.count > 0;
  if (as_batch && rpc::looks_like_batch(answer.body)) return read_batch(answer);
  const rpc::Answer one = rpc::read_answer(answer.body);
  if (as_batch) return read_whole(one, answer);
  if (one.kind == rpc::Answer::Kind::invalid)
    return base::Error{answer.status == 200 ? base::Code::protocol : base::Code::io, rpc::describe(answer)};
  give(0, one);
  return {};
}

// One answer to a batch of several.
base::Status Node::read_whole(const rpc::Answer& one, const net::HttpAnswer& answer) {
  if (answer.status != kTooLarge && one.kind == rpc::Answer::Kind::invalid)
    return base::Error{answer.status == 200 ? base::Code::protocol : base::Code::io, rpc::describe(answer)};
  if (one.kind == rpc::Answer::Kind::error) {
    const rpc::Outcome outcome = rpc::classify_error(one.code, one.message, one.data);
    rate_limited_ = rate_limited_ || outcome == rpc::Outcome::rate_limited;
    if (outcome == rpc::Outcome::rate_limited || outcome == rpc::Outcome::starting)
      return base::Error{base::Code::remote, rpc::node_said(one.message, answer.secrets)};
  }
  request_.is_refused = true;  // too large, or a server without batches, which may say anything
  return {};
}

base::Status Node::read_batch(const net::HttpAnswer& answer) {
  rpc::Answer stray;  // an error that is not one of a question
  bool any = false;
  rpc::BatchReader reader(answer.body);
  for (rpc::Answer one; reader.next(one);) {
    if (one.kind == rpc::Answer::Kind::invalid) continue;
    const bool is_error = one.kind == rpc::Answer::Kind::error;
    if (is_error && rpc::classify_error(one.code, one.message, one.data) == rpc::Outcome::batch_refused) {
      request_.is_refused = true;
      continue;
    }
    const auto place = request_.ids.place_of(one.id.value_or(0));
    if (!place && is_error) stray = one;
    if (!place || request_.taken[*place]) continue;
    any = true;
    give(*place, one);
  }
  if (request_.is_refused) return {};
  if (!any && stray.kind == rpc::Answer::Kind::error) return read_whole(stray, answer);
  largest_answered_ = std::max(largest_answered_, request_.places.size());
  if (!reader.whole() ||
      std::find(request_.taken.begin(), request_.taken.end(), false) != request_.taken.end())
    return base::Error{base::Code::protocol, "an answer is missing from a batch"};
  return {};
}

void Node::give(std::size_t i, const rpc::Answer& answer) {
  request_.taken[i] = true;
  if (answer.kind == rpc::Answer::Kind::error)
    rate_limited_ = rate_limited_ || rpc::classify_error(answer.code, answer.message, answer.data) ==
                                         rpc::Outcome::rate_limited;
  (*request_.take)(request_.places[i], answer);
}

void Node::on_answer(const net::HttpAnswer& answer) {
  done_ = true;
  outcome_ = read(answer);
}

void Node::on_failure(const net::HttpFailure& failure) {
  done_ = true;
  const std::size_t size = request_.places.size();
  if (failure.cut_off && size > 1 && size > largest_answered_ &&
      endpoint_.transport == rpc::Transport::http) {
    request_.is_refused = true;  // perhaps for its size
    outcome_ = {};
    return;
  }
  outcome_ = base::Error{code_of(failure.error), std::string(failure.detail)};
}

base::Result<std::string> ask_one(Node& node, std::string_view method, std::string params,
                                  const sys::Event& stop) {
  const Question question{method, std::move(params)};
  base::Result<std::string> result(std::string{});
  auto status = node.ask({&question, 1}, stop, [&](std::size_t, const rpc::Answer& answer) {
    if (answer.kind == rpc::Answer::Kind::error)
      result = base::Error{base::Code::remote,
                           base::cat(method, ": ", rpc::node_said(answer.message, &node.secrets()))};
    else
      result = std::string(answer.result);
  });
  if (!status && status.error().code == base::Code::stopped) return std::move(status).error();
  if (!status) return std::move(status).error().with(method);
  return result;
}

}  // namespace seiload::chain
