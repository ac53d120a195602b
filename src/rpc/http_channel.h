#pragma once
// JSON-RPC requests over one keep-alive HTTP connection (net/http_connection.h): a response belongs to a
// request by its place, so that ids mean nothing here.

#include "net/http_connection.h"
#include "rpc/channel.h"

namespace seiload::rpc {

class HttpChannel final : public Channel, private net::HttpConnection::Listener {
 public:
  HttpChannel(const net::HttpTarget& target, const net::ConnectionLimits& limits, Channel::Listener& listener)
      : listener_(listener), connection_(target, limits, *this) {}

  bool can_submit() const override { return connection_.can_submit(); }
  std::size_t outstanding() const override { return connection_.outstanding(); }
  void cork() override { connection_.cork(); }
  void uncork(sys::TimePoint now) override { connection_.uncork(now); }
  std::uint32_t openings() const override { return connection_.openings(); }
  int fd() const override { return connection_.fd(); }
  short interest() const override { return connection_.interest(); }
  sys::TimePoint deadline() const override { return connection_.deadline(); }
  void on_ready(short revents, sys::TimePoint now) override { connection_.on_ready(revents, now); }
  void on_time(sys::TimePoint now) override { connection_.on_time(now); }
  std::string waits_for() const override { return connection_.waits_for(); }
  void end_sending(sys::TimePoint now) override { connection_.end_sending(now); }
  void abandon(sys::TimePoint) override { connection_.abandon(); }

 private:
  void do_submit(std::uint64_t tag, std::string_view body, const BatchIds&, std::string_view header,
                 sys::TimePoint now) override {
    connection_.submit(tag, body, now, header);
  }
  void on_answer(const net::HttpAnswer& answer) override {
    listener_.on_response({.tag = answer.tag,
                           .status = answer.status,
                           .body = answer.body,
                           .location = answer.location,
                           .written = answer.written,
                           .now = answer.now,
                           .resent = answer.resent,
                           .matched = false,
                           .is_last = answer.is_last,
                           .secrets = answer.secrets});
  }
  void on_failure(const net::RequestFailure& failure) override { listener_.on_failure(failure); }

  Channel::Listener& listener_;
  net::HttpConnection connection_;
};

}  // namespace seiload::rpc
