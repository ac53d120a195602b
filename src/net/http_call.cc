#include "net/http_call.h"

#include <poll.h>

#include <algorithm>

#include "base/text.h"

namespace seiload::net {
namespace {

sys::TimePoint now() {
  return std::chrono::steady_clock::now();
}

base::Code code_of(TransportError error) {
  switch (error) {
    case TransportError::connect_timeout:
    case TransportError::request_timeout: return base::Code::timeout;
    case TransportError::bad_http:
    case TransportError::too_large: return base::Code::protocol;
    default: return base::Code::io;
  }
}

HttpLimits one_at_a_time(HttpLimits limits) {
  limits.pipeline = 1;
  return limits;
}

}  // namespace

HttpCaller::HttpCaller(HttpTarget target, const HttpLimits& limits)
    : target_(std::move(target)), connection_(target_, one_at_a_time(limits), *this), outcome_(HttpReply{}) {}

base::Result<HttpReply> HttpCaller::post(std::string_view body, sys::TimePoint deadline, const sys::Stop& stop) {
  done_ = false;
  connection_.submit(0, body, now());
  while (!done_) {
    pollfd descriptors[] = {{stop.fd(), POLLIN, 0}, {connection_.fd(), connection_.interest(), 0}};
    sys::poll(descriptors, std::min(deadline, connection_.deadline()));
    const sys::TimePoint time = now();
    if (descriptors[0].revents != 0) {
      connection_.abandon(time);
      return sys::stopped_error();
    }
    if (descriptors[1].revents != 0) connection_.on_ready(descriptors[1].revents, time);
    if (connection_.deadline() <= time) connection_.on_time(time);
    if (!done_ && deadline <= time) {
      const bool connected = connection_.interest() != POLLOUT;
      connection_.abandon(time);
      return base::Error{base::Code::timeout, base::cat(connected ? "" : "connect ",
                                                        target_.addresses.front().to_text(), ": no answer in time")};
    }
  }
  return std::move(outcome_);
}

void HttpCaller::on_answer(const HttpAnswer& answer) {
  done_ = true;
  outcome_ = HttpReply{answer.status, std::string(answer.body), answer.resent};
}

void HttpCaller::on_failure(const HttpFailure& failure) {
  done_ = true;
  outcome_ = base::Error{code_of(failure.error), std::string(failure.detail)};
}

}  // namespace seiload::net
