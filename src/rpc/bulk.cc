#include "rpc/bulk.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "rpc/answer.h"
#include "rpc/batch.h"
#include "rpc/body_text.h"
#include "rpc/node_error.h"
#include "rpc/request.h"
#include "sys/clock.h"

namespace seiload::rpc {
namespace {

constexpr std::size_t kMostMessages = 128;  // out on one connection that is not HTTP
constexpr sys::Duration kRetry = std::chrono::milliseconds(200);

// Not worth asking again.
bool is_final(int http_status) {
  return http_status == 401 || http_status == 403 || http_status == 413 || http_status == 301 ||
         http_status == 308;
}

bool is_final(Outcome outcome) {
  return outcome == Outcome::method_missing || outcome == Outcome::unsupported || outcome == Outcome::invalid;
}

// 429 and 5xx are asked again whatever the error in their body says.
bool is_passing_status(int http_status) { return http_status == 429 || http_status >= 500; }

struct Range {
  std::size_t first, count;
};

class Bulk final : public net::Connection::Listener {
 public:
  Bulk(const Endpoint& endpoint, const Questions& questions, const BulkLimits& limits,
       const sys::Clock& clock, const sys::Event& stop)
      : questions_(questions),
        limits_(limits),
        clock_(clock),
        stop_(stop),
        is_http_(endpoint.transport == Transport::http),
        batch_(is_http_ ? limits.batch : 1),
        report_(limits.on_waiting, clock.now()) {
    // Batches save round trips over HTTP. Where many requests may be out on one connection there are none to
    // save.
    net::HttpLimits own = limits.http;
    if (!is_http_)
      own.pipeline = static_cast<unsigned>(std::clamp<std::size_t>(limits.batch, 1, kMostMessages));
    for (std::size_t first = 0; first < questions.count; first += batch_)
      todo_.push_back({first, std::min(batch_, questions.count - first)});
    const std::size_t busy = (todo_.size() + own.pipeline - 1) / own.pipeline;
    const std::size_t connections = std::clamp<std::size_t>(busy, 1, limits.connections);
    asked_.resize(connections * own.pipeline);
    for (std::size_t tag = asked_.size(); tag-- > 0;) free_tags_.push_back(tag);
    for (std::size_t i = 0; i < connections; ++i)
      connections_.push_back(make_connection(endpoint, own, *this));
  }

  base::Status run() {
    while (!failure_ && (!todo_.empty() || out_ > 0)) {
      const sys::TimePoint now = clock_.now();
      if (stop_.is_set()) return sys::stopped_error();
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
        asked_[tag] = take_todo();
        ++out_;
        connection->submit(tag, body_of(asked_[tag]), now);
      }
    }
  }

  // The next questions, no more of them than a batch may have now.
  Range take_todo() {
    Range& front = todo_.front();
    const Range range{front.first, std::min(front.count, batch_)};
    front = {front.first + range.count, front.count - range.count};
    if (front.count == 0) todo_.pop_front();
    return range;
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
      append_request(body, is_http_ ? range.first + i : kConstantId, questions_.method,
                     questions_.params(range.first + i));
    }
    if (is_batch) body += ']';
    return body;
  }

  void wait(sys::TimePoint now) {
    std::vector<pollfd> descriptors{{stop_.fd(), POLLIN, 0}};
    std::vector<net::Connection*> polled{nullptr};
    sys::TimePoint next = std::min(limits_.deadline, report_.due());
    if (!todo_.empty() && now < retry_at_) next = std::min(next, retry_at_);
    for (const auto& connection : connections_) {
      next = std::min(next, connection->deadline());
      if (connection->fd() < 0) continue;
      descriptors.push_back({connection->fd(), connection->interest(), 0});
      polled.push_back(connection.get());
    }
    clock_.wait(descriptors, next);
    now = clock_.now();
    for (std::size_t i = 1; i < descriptors.size(); ++i)
      if (descriptors[i].revents != 0) polled[i]->on_ready(descriptors[i].revents, now);
    for (const auto& connection : connections_)
      if (connection->deadline() <= now) connection->on_time(now);
    if (report_.due() <= now && !failure_) report_.report(about(cause_of_wait("no answer yet")), now);
  }

  std::string about(const std::string& cause) const {
    return cause.empty() ? cause : base::cat(questions_.method, ": ", cause);
  }

  // The last failure, or whom it still waits for.
  std::string cause_of_wait(std::string_view what) const {
    std::string cause = last_cause_;
    for (std::size_t i = 0; cause.empty() && i < connections_.size(); ++i)
      if (connections_[i]->outstanding() > 0) cause = base::cat(connections_[i]->waits_for(), ": ", what);
    return cause;
  }

  base::Error given_up() const {
    const std::string cause = cause_of_wait("no answer in time");
    return {base::Code::timeout,
            base::cat(questions_.method, ": ", cause.empty() ? "no time was left" : cause)};
  }

  void fail(base::Error error) {
    if (!failure_) failure_ = std::move(error).with(questions_.method);
  }

  void again(Range range, std::string cause, sys::TimePoint now) {
    retry_at_ = now + kRetry;
    todo_.push_back(range);
    report_.on_failure(about(cause), now);
    last_cause_ = std::move(cause);
  }

  // Refused for its size, or for being a batch: smaller ones from now on.
  void halve(Range range) {
    batch_ = std::min(batch_, std::max<std::size_t>(1, range.count / 2));
    batch_before_cut_ = std::min(batch_before_cut_, batch_);
    todo_.push_front(range);
  }

  void on_failure(const net::HttpFailure& failure) override {
    const Range range = take_back(failure.tag);
    if (failure.error == net::TransportError::denied)
      return fail({base::Code::remote, std::string(failure.detail)});
    if (failure.cut_off) on_cut_off(range);
    again(range, std::string(failure.detail), failure.now);
  }

  // Perhaps for its size, if none of that size was ever answered. Where a single question has the same end,
  // it was not the size.
  void on_cut_off(Range range) {
    if (range.count == 1) {
      batch_ = std::max(batch_, std::exchange(batch_before_cut_, 0));
    } else if (range.count > largest_answered_) {
      batch_before_cut_ = std::max(batch_before_cut_, batch_);
      batch_ = std::min(batch_, range.count / 2);
    }
  }

  void on_answer(const net::HttpAnswer& answer) override {
    const Range range = take_back(answer.tag);
    if (range.count > 1 && looks_like_batch(answer.body) && !is_final(answer.status))
      return on_batch(range, answer);
    const Answer one = read_answer(answer.body);
    if (range.count > 1) return on_whole(range, one, answer);
    if (one.kind == Answer::Kind::invalid || is_final(answer.status)) return on_no_answer(range, answer);
    if (auto cause = take(range.first, one, answer)) again(range, *std::move(cause), answer.now);
  }

  void on_no_answer(Range range, const net::HttpAnswer& answer) {
    if (is_final(answer.status)) return fail({base::Code::remote, describe(answer)});
    again(range, describe(answer), answer.now);
  }

  // One answer to a batch of several.
  void on_whole(Range range, const Answer& one, const net::HttpAnswer& answer) {
    if (answer.status == 413) return halve(range);
    if (is_final(answer.status)) return on_no_answer(range, answer);
    if (one.kind == Answer::Kind::error) {
      const Outcome outcome = classify_error(one.code, one.message, one.data);
      const bool is_whole = outcome == Outcome::batch_refused || outcome == Outcome::request_timeout;
      if (!is_whole && (is_passing(outcome) || is_passing_status(answer.status)))
        return again(range, cause_of(one, answer), answer.now);
    } else if (one.kind == Answer::Kind::invalid && (answer.status != 200 || answer.body.empty())) {
      return again(range, describe(answer), answer.now);
    }
    halve(range);  // a server without batches may say anything
  }

  void on_batch(Range range, const net::HttpAnswer& answer) {
    std::vector<bool> taken(range.count);
    bool any = false, is_refused = false;
    Answer stray;  // an error that is not one of a question
    std::string cause = "an answer is missing from a batch";
    BatchReader reader(answer.body);
    for (Answer one; reader.next(one);) {
      if (one.kind == Answer::Kind::invalid) continue;
      const bool is_error = one.kind == Answer::Kind::error;
      const bool of_batch =
          is_error && classify_error(one.code, one.message, one.data) == Outcome::batch_refused;
      is_refused = is_refused || of_batch;
      const std::uint64_t at = one.id.value_or(0) - range.first;  // wraps where the id is smaller
      if (!one.id || at >= range.count) {
        if (is_error) stray = one;
        continue;
      }
      if (of_batch || taken[at]) continue;
      any = true;
      auto retry = take(static_cast<std::size_t>(*one.id), one, answer);
      taken[at] = !retry;
      if (retry) cause = *std::move(retry);
    }
    if (any) largest_answered_ = std::max(largest_answered_, range.count);
    if (is_refused) {
      batch_ = std::min(batch_, std::max<std::size_t>(1, range.count / 2));
    } else if (!any && stray.kind == Answer::Kind::error) {
      return on_whole(range, stray, answer);
    }
    for (std::size_t i = 0; i < range.count; ++i) {
      if (taken[i]) continue;
      std::size_t end = i + 1;
      while (end < range.count && !taken[end]) ++end;
      const Range left{range.first + i, end - i};
      is_refused ? todo_.push_front(left) : again(left, cause, answer.now);
      i = end;
    }
  }

  std::string cause_of(const Answer& error, const net::HttpAnswer& answer) const {
    std::string text = node_said(error.message.empty() ? "an error" : error.message, answer.secrets);
    if (error.message.empty()) text += base::cat(" with code ", error.code);
    if (answer.status != 200) text += base::cat(" (HTTP status ", answer.status, ')');
    return text;
  }

  // Why the question must be asked again; nothing where it has its answer, or all has failed.
  std::optional<std::string> take(std::size_t question, const Answer& one, const net::HttpAnswer& answer) {
    if (one.kind == Answer::Kind::error) {
      const bool is_definite = is_final(classify_error(one.code, one.message, one.data));
      if (is_passing_status(answer.status) || !is_definite) return cause_of(one, answer);
      fail({base::Code::remote, cause_of(one, answer)});
      return std::nullopt;
    }
    const auto result = json::parse(one.result, {.max_size = one.result.size()});
    if (!result) return describe(answer);
    if (auto taken = questions_.take(question, *result); !taken) {
      if (taken.error().code == base::Code::timeout) return std::move(taken).error().message;
      fail(std::move(taken).error());
      return std::nullopt;
    }
    last_cause_.clear();
    report_.on_progress(answer.now);
    return std::nullopt;
  }

  const Questions& questions_;
  const BulkLimits& limits_;
  const sys::Clock& clock_;
  const sys::Event& stop_;
  const bool is_http_;
  std::size_t batch_;                 // questions in one request
  std::size_t batch_before_cut_ = 0;  // before connections were closed on batches; 0: none was
  std::size_t largest_answered_ = 0;
  std::vector<std::unique_ptr<net::Connection>> connections_;
  std::vector<Range> asked_;  // by tag: what is out
  std::vector<std::size_t> free_tags_;
  std::deque<Range> todo_;
  std::size_t out_ = 0;
  sys::TimePoint retry_at_;
  std::string last_cause_;
  WaitReport report_;
  std::optional<base::Error> failure_;
};

}  // namespace

base::Status ask_all(const Endpoint& endpoint, const Questions& questions, const BulkLimits& limits,
                     const sys::Clock& clock, const sys::Event& stop) {
  return Bulk(endpoint, questions, limits, clock, stop).run();
}

}  // namespace seiload::rpc
