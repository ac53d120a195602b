#include "rpc/bulk.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "rpc/outcome.h"
#include "rpc/request.h"
#include "sys/poll.h"

namespace seiload::rpc {
namespace {

constexpr std::size_t kMostMessages = 128;  // out on one connection that is not HTTP
constexpr sys::Duration kRetry = std::chrono::milliseconds(200);

struct Range {
  std::size_t first, count;
};

class Bulk final : public net::Connection::Listener {
 public:
  Bulk(const Endpoint& endpoint, const Questions& questions, const BulkLimits& limits, const sys::Clock& clock,
       const sys::Stop& stop)
      : questions_(questions), limits_(limits), clock_(clock), stop_(stop),
        is_http_(endpoint.transport == Transport::http) {
    // Batches save round trips over HTTP. Where many requests may be out on one connection there are none to save.
    net::HttpLimits own = limits.http;
    if (!is_http_) own.pipeline = static_cast<unsigned>(std::clamp<std::size_t>(limits.batch, 1, kMostMessages));
    const std::size_t batch = is_http_ ? limits.batch : 1;
    for (std::size_t first = 0; first < questions.count; first += batch)
      todo_.push_back({first, std::min(batch, questions.count - first)});
    const std::size_t busy = (todo_.size() + own.pipeline - 1) / own.pipeline;
    const std::size_t connections = std::clamp<std::size_t>(busy, 1, limits.connections);
    asked_.resize(connections * own.pipeline);
    for (std::size_t tag = asked_.size(); tag-- > 0;) free_tags_.push_back(tag);
    for (std::size_t i = 0; i < connections; ++i) connections_.push_back(make_connection(endpoint, own, *this));
  }

  base::Status run() {
    while (!failure_ && (!todo_.empty() || out_ > 0)) {
      const sys::TimePoint now = clock_.now();
      if (stop_.requested()) return sys::stopped_error();
      if (now >= limits_.deadline) return given_up();
      submit(now);
      wait(now);
    }
    if (failure_) return *std::move(failure_);
    return {};
  }

 private:
  void submit(sys::TimePoint now) {
    if (now < retry_at_) return;
    for (const auto& connection : connections_) {
      while (!todo_.empty() && connection->can_submit()) {
        const std::size_t tag = free_tags_.back();
        free_tags_.pop_back();
        asked_[tag] = todo_.front();
        todo_.pop_front();
        ++out_;
        connection->submit(tag, body_of(asked_[tag]), now);
      }
    }
  }

  // What was asked with this tag, which may be used again.
  Range take_back(std::uint64_t tag) {
    --out_;
    free_tags_.push_back(static_cast<std::size_t>(tag));
    return asked_[static_cast<std::size_t>(tag)];
  }

  std::string body_of(Range range) const {
    std::string body;
    const bool is_batch = range.count > 1;
    if (is_batch) body += '[';
    for (std::size_t i = 0; i < range.count; ++i) {
      if (i > 0) body += ',';
      append_request(body, is_http_ ? range.first + i : kConstantId, questions_.method, questions_.params(range.first + i));
    }
    if (is_batch) body += ']';
    return body;
  }

  void wait(sys::TimePoint now) {
    std::vector<pollfd> descriptors{{stop_.fd(), POLLIN, 0}};
    std::vector<net::Connection*> polled{nullptr};
    sys::TimePoint next = limits_.deadline;
    if (!todo_.empty() && now < retry_at_) next = std::min(next, retry_at_);
    for (const auto& connection : connections_) {
      next = std::min(next, connection->deadline());
      if (connection->fd() < 0) continue;
      descriptors.push_back({connection->fd(), connection->interest(), 0});
      polled.push_back(connection.get());
    }
    sys::poll(descriptors, next);
    now = clock_.now();
    for (std::size_t i = 1; i < descriptors.size(); ++i)
      if (descriptors[i].revents != 0) polled[i]->on_ready(descriptors[i].revents, now);
    for (const auto& connection : connections_)
      if (connection->deadline() <= now) connection->on_time(now);
  }

  base::Error given_up() const {
    std::string cause = last_cause_;
    for (std::size_t i = 0; cause.empty() && i < connections_.size(); ++i)
      if (connections_[i]->outstanding() > 0) cause = connections_[i]->waits_for() + ": no answer in time";
    return {base::Code::timeout, base::cat(questions_.method, ": ", cause.empty() ? "no time was left" : cause)};
  }

  void fail(base::Error error) {
    if (!failure_) failure_ = std::move(error).with(questions_.method);
  }

  void again(Range range, std::string cause, sys::TimePoint now) {
    last_cause_ = std::move(cause);
    retry_at_ = now + kRetry;
    todo_.push_back(range);
  }

  void on_failure(const net::HttpFailure& failure) override {
    again(take_back(failure.tag), std::string(failure.detail), failure.now);
  }

  void on_answer(const net::HttpAnswer& answer) override {
    const Range range = take_back(answer.tag);
    auto body = json::parse(answer.body, {.max_size = answer.body.size()});
    if (!body) {
      if (answer.status == 200)
        return fail({base::Code::protocol, "the answer is not JSON: " + body.error().message});
      return again(range, base::cat("HTTP status ", answer.status), answer.now);
    }
    if (range.count == 1) return take(range, range.first, *body, answer.now);
    if (body->array() == nullptr) {  // one error for the whole batch: ask one by one from now on
      for (const Range& rest : std::exchange(todo_, {})) split(rest);
      return split(range);
    }
    std::vector<bool> seen(range.count);
    for (const json::Value& one : *body->array()) {
      const json::Value* id = one.find("id");
      const auto number = id != nullptr && id->number() != nullptr ? id->number()->as_u64() : std::nullopt;
      if (!number || *number < range.first || *number - range.first >= range.count || seen[*number - range.first])
        continue;
      seen[*number - range.first] = true;
      take({static_cast<std::size_t>(*number), 1}, static_cast<std::size_t>(*number), one, answer.now);
    }
    for (std::size_t i = 0; i < range.count; ++i)
      if (!seen[i]) again({range.first + i, 1}, "an answer is missing from a batch", answer.now);
  }

  void split(Range range) {
    for (std::size_t i = 0; i < range.count; ++i) todo_.push_back({range.first + i, 1});
  }

  void take(Range range, std::size_t question, const json::Value& answer, sys::TimePoint now) {
    if (const json::Value* error = answer.find("error"); error != nullptr && !error->is_null()) {
      const json::Value* message = error->find("message");
      const json::Value* code = error->find("code");
      const std::string text = message != nullptr && message->string() != nullptr ? *message->string() : "an error";
      const std::int64_t number = code != nullptr && code->number() != nullptr ? code->number()->as_i64().value_or(0) : 0;
      if (classify_error(number, text) == Outcome::rate_limited) return again(range, text, now);
      return fail({base::Code::remote, base::cat("the node answered: ", text)});
    }
    const json::Value* result = answer.find("result");
    if (result == nullptr) return fail({base::Code::protocol, "the answer has neither a result nor an error"});
    if (auto taken = questions_.take(question, *result); !taken) fail(std::move(taken).error());
  }

  const Questions& questions_;
  const BulkLimits& limits_;
  const sys::Clock& clock_;
  const sys::Stop& stop_;
  const bool is_http_;
  std::vector<std::unique_ptr<net::Connection>> connections_;
  std::vector<Range> asked_;  // by tag: what is out
  std::vector<std::size_t> free_tags_;
  std::deque<Range> todo_;
  std::size_t out_ = 0;
  sys::TimePoint retry_at_;
  std::string last_cause_;
  std::optional<base::Error> failure_;
};

}  // namespace

base::Status ask_all(const Endpoint& endpoint, const Questions& questions, const BulkLimits& limits,
                     const sys::Clock& clock, const sys::Stop& stop) {
  return Bulk(endpoint, questions, limits, clock, stop).run();
}

}  // namespace seiload::rpc
