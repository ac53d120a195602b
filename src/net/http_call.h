#pragma once
// Blocking requests over one keep-alive HttpConnection, for the conversations at set-up. Thread rule: one owner at a
// time.

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_connection.h"
#include "sys/stop.h"

namespace seiload::net {

struct HttpReply {
  int status = 0;
  std::string body;
  bool resent = false;  // see http_connection.h
};

class HttpCaller final : private HttpConnection::Listener {
 public:
  explicit HttpCaller(HttpTarget target, const HttpLimits& limits = {});

  // Any status is a reply. Errors: Code::stopped, timeout, io (refused, unreachable, closed) or protocol (malformed,
  // too large): "connect 127.0.0.1:8545: Connection refused".
  base::Result<HttpReply> post(std::string_view body, sys::TimePoint deadline, const sys::Stop& stop);

 private:
  void on_answer(const HttpAnswer& answer) override;
  void on_failure(const HttpFailure& failure) override;

  const HttpTarget target_;
  HttpConnection connection_;
  bool done_ = false;
  base::Result<HttpReply> outcome_;  // of the request, once done_
};

}  // namespace seiload::net
