#include "rpc/client.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/at_end.h"
#include "base/text.h"
#include "rpc/body_text.h"
#include "rpc/request.h"
#include "sys/clock.h"

namespace seiload::rpc {
namespace {

constexpr sys::Duration kRetryPause = std::chrono::milliseconds(200);

base::Code code_of(net::TransportError error) {
  switch (error) {
    case net::TransportError::connect_timeout:
    case net::TransportError::request_timeout:
      return base::Code::timeout;
    case net::TransportError::bad_http:
    case net::TransportError::too_large:
    case net::TransportError::bad_message:
    case net::TransportError::denied:
    case net::TransportError::tls_failed:
      return base::Code::protocol;
    default:
      return base::Code::io;
  }
}

}  // namespace

Client::Client(const Endpoint& endpoint, const Options& options, const sys::Clock& clock)
    : endpoint_(endpoint),
      clock_(clock),
      requests_(options.connections * options.in_flight),
      size_(options.batch) {
  net::ConnectionLimits limits = options.http;
  limits.pipeline = options.in_flight;
  for (std::size_t i = 0; i < options.connections; ++i)
    connections_.push_back(make_channel(endpoint, limits, *this));
  for (std::size_t tag = requests_.size(); tag-- > 0;) free_tags_.push_back(tag);
}

base::Status Client::call(std::span<const Call> calls, const sys::Event& stop, const Take& take) {
  const CallAt call_at = [&](std::size_t i) { return calls[i]; };
  Course course{call_at, take, nullptr, WaitReport({}, clock_.now()), std::deque<std::size_t>(calls.size())};
  return run(course, stop);
}

base::Status Client::call(std::size_t count, const CallAt& call_at, const Retry& retry,
                          const sys::Event& stop, const Take& take) {
  Course course{call_at, take, &retry, WaitReport(retry.on_waiting, clock_.now()),
                std::deque<std::size_t>(count)};
  return run(course, stop);
}

base::Result<std::string> Client::call_one(std::string_view method, std::string params,
                                           const sys::Event& stop) {
  const Call one{method, std::move(params)};
  base::Result<std::string> result(std::string{});
  auto status = call({&one, 1}, stop, [&](std::size_t, const Answer& answer) -> base::Status {
    if (answer.kind == Answer::Kind::error)
      result =
          base::Error{base::Code::remote, base::cat(method, ": ", node_said(answer.message, &secrets()))};
    else
      result = std::string(answer.result);
    return {};
  });
  if (status) return result;
  if (status.error().code == base::Code::stopped) return std::move(status).error();
  return std::move(status).error().with(method);
}

base::Status Client::run(Course& course, const sys::Event& stop) {
  std::iota(course.waiting.begin(), course.waiting.end(), std::size_t{0});
  rate_limited_ = false;
  course_ = &course;
  const auto forget = base::at_end([&] {
    course_ = nullptr;
    for (const auto& connection : connections_)
      if (connection->outstanding() > 0) connection->abandon(clock_.now());
    free_tags_.resize(requests_.size());
    std::iota(free_tags_.rbegin(), free_tags_.rend(), std::size_t{0});
  });
  while (!course.failure && (!course.waiting.empty() || free_tags_.size() < requests_.size())) {
    const sys::TimePoint now = clock_.now();
    if (stop.is_set()) return sys::stopped_error();
    if (course.retry != nullptr && now >= course.retry->deadline) {
      const std::string cause = cause_of_wait("no answer in time");
      return base::Error{base::Code::timeout, cause.empty() ? "no time was left" : cause};
    }
    submit(now);
    wait(stop, now);
  }
  if (course.failure) return *std::move(course.failure);
  return {};
}

void Client::submit(sys::TimePoint now) {
  if (now < course_->retry_at) return;
  std::deque<std::size_t>& waiting = course_->waiting;
  for (const auto& connection : connections_) {
    while (!waiting.empty() && connection->can_submit()) {
      const std::size_t tag = free_tags_.back();
      free_tags_.pop_back();
      const std::size_t count = std::min(size_.get(), waiting.size());
      const auto end = waiting.begin() + static_cast<std::ptrdiff_t>(count);
      Request& request = requests_[tag];
      request = {{waiting.begin(), end}, std::vector<bool>(count), {}, {}};
      waiting.erase(waiting.begin(), end);
      const std::string body = write(request);
      connection->submit_batch(tag, body, request.ids, now);
    }
  }
}

std::string Client::write(Request& request) {
  const std::size_t count = request.calls.size();
  if (count > 1) {
    request.ids = {next_id_, static_cast<std::uint32_t>(count)};
    next_id_ += count;
  }
  std::string body;
  for (std::size_t i = 0; i < count; ++i) {
    if (count > 1) body += i == 0 ? '[' : ',';
    const Call one = course_->call_at(request.calls[i]);
    append_request(body, count > 1 ? request.ids.first + i : kConstantId, one.method, one.params);
  }
  if (count > 1) body += ']';
  return body;
}

void Client::wait(const sys::Event& stop, sys::TimePoint now) {
  std::vector<pollfd> descriptors{{stop.fd(), POLLIN, 0}};
  sys::TimePoint next = course_->report.due();
  if (course_->retry != nullptr) next = std::min(next, course_->retry->deadline);
  if (!course_->waiting.empty() && now < course_->retry_at) next = std::min(next, course_->retry_at);
  for (const auto& connection : connections_) {
    next = std::min(next, connection->deadline());
    descriptors.push_back({connection->fd(), connection->interest(), 0});
  }
  clock_.wait(descriptors, next);
  now = clock_.now();
  if (descriptors[0].revents != 0) return;  // the stop
  for (std::size_t i = 0; i < connections_.size(); ++i)
    if (descriptors[i + 1].revents != 0) connections_[i]->on_ready(descriptors[i + 1].revents, now);
  for (const auto& connection : connections_)
    if (connection->deadline() <= now) connection->on_time(now);
  if (course_->report.due() <= now && !course_->failure)
    course_->report.report(cause_of_wait("no answer yet"), now);
}

// The last failure, or whom it still waits for.
std::string Client::cause_of_wait(std::string_view what) const {
  std::string cause = course_->last_cause;
  for (std::size_t i = 0; cause.empty() && i < connections_.size(); ++i)
    if (connections_[i]->outstanding() > 0) cause = base::cat(connections_[i]->waits_for(), ": ", what);
  return cause;
}

// The request that had this tag, which may be used again.
Client::Request Client::take_back(std::uint64_t tag) {
  free_tags_.push_back(static_cast<std::size_t>(tag));
  return std::move(requests_[static_cast<std::size_t>(tag)]);
}

void Client::on_response(const Response& answer) {
  Request request = take_back(answer.tag);
  const std::size_t count = request.calls.size();
  const Reply reply = read_reply(
      answer, request.ids, [&](std::size_t place, const Answer& one) { take(request, place, one, answer); });
  rate_limited_ = rate_limited_ || reply.is_rate_limited;
  if (reply.is_any_answered) size_.on_answered(count);
  switch (reply.kind) {
    case Reply::Kind::answers:
      if (request.cause.empty()) request.cause = "an answer is missing from a batch";
      if (std::find(request.done.begin(), request.done.end(), false) != request.done.end())
        end(request, {base::Code::protocol, request.cause}, false, answer.now);
      break;
    case Reply::Kind::refused:
      size_.on_refused(count);
      ask_again_at_once(request);
      break;
    case Reply::Kind::maybe_refused:
      if (size_.on_batch_failed(count)) return ask_again_at_once(request);
      end(request, reply.error, false, answer.now);
      break;
    case Reply::Kind::failed:
      if (count == 1) size_.on_single_failed();
      end(request, reply.error, reply.is_definite, answer.now);
      break;
  }
}

void Client::on_failure(const net::RequestFailure& failure) {
  const Request request = take_back(failure.tag);
  const std::size_t count = request.calls.size();
  const bool is_http = endpoint_.transport == Transport::http;
  if (count == 1) size_.on_single_failed();
  if (failure.cut_off && is_http && count > 1 && size_.on_batch_failed(count))
    return ask_again_at_once(request);
  // There may be servers that close a stream at the sight of a batch, or say nothing to it.
  if (!is_http && count > 1 && !size_.was_batch_answered()) size_.allow_single_only();
  end(request, {code_of(failure.error), std::string(failure.detail)},
      failure.error == net::TransportError::denied || failure.error == net::TransportError::tls_failed,
      failure.now);
}

// The answer of one call.
void Client::take(Request& request, std::size_t place, const Answer& answer, const Response& http) {
  if (course_->failure) return;
  if (course_->retry != nullptr && answer.kind == Answer::Kind::error) {
    request.cause = describe_error(answer, http);
    if (is_definite(answer, http.status)) fail({base::Code::remote, request.cause});
    return;
  }
  auto taken = course_->take(request.calls[place], answer);
  if (!taken && course_->retry != nullptr && taken.error().code == base::Code::timeout) {
    request.cause = std::move(taken).error().message;
    return;
  }
  if (!taken) return fail(std::move(taken).error());
  request.done[place] = true;
  course_->last_cause.clear();
  course_->report.on_progress(http.now);
}

void Client::fail(base::Error error) {
  if (!course_->failure) course_->failure = std::move(error);
}

// What has no answer has none for now, or for good.
void Client::end(const Request& request, base::Error error, bool is_definite, sys::TimePoint now) {
  if (course_->failure) return;
  if (course_->retry == nullptr) return fail(std::move(error));
  if (is_definite) return fail({base::Code::remote, std::move(error).message});
  course_->retry_at = now + kRetryPause;
  for (std::size_t i = 0; i < request.calls.size(); ++i)
    if (!request.done[i]) course_->waiting.push_back(request.calls[i]);
  course_->report.on_failure(error.message, now);
  course_->last_cause = std::move(error).message;
}

void Client::ask_again_at_once(const Request& request) {
  for (std::size_t i = request.calls.size(); i-- > 0;)
    if (!request.done[i]) course_->waiting.push_front(request.calls[i]);
}

}  // namespace seiload::rpc
