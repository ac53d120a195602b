#include "rpc/subscription.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "json/reader.h"
#include "rpc/answer.h"
#include "rpc/request.h"
#include "sys/clock.h"

namespace seiload::rpc {
namespace {

using base::cat;
using json::Token;
using sys::TimePoint;

std::string subscribe_request(std::string_view params) {
  std::string request;
  append_request(request, kConstantId, "eth_subscribe", params);
  return request;
}

struct Notification {
  std::string_view subscription, result;  // as written, quotes and all
};

// {"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":ID,"result":RESULT}}, members in any
// order; nothing for anything else.
std::optional<Notification> read_notification(std::string_view text) {
  Notification notification;
  bool is_one = false;
  json::Reader reader(text, {.max_size = text.size()});
  if (reader.next() != Token::begin_object) return std::nullopt;
  for (Token token; (token = reader.next()) != Token::end_object;) {
    if (token != Token::key) return std::nullopt;
    const std::string_view key = reader.raw();
    if (key == "method") {
      is_one = reader.skip() == "\"eth_subscription\"";
    } else if (key != "params") {
      if (reader.skip().empty()) return std::nullopt;
    } else if (reader.next() != Token::begin_object) {
      return std::nullopt;
    } else {
      while ((token = reader.next()) != Token::end_object) {
        if (token != Token::key) return std::nullopt;
        const std::string_view name = reader.raw();
        const std::string_view value = reader.skip();
        if (value.empty()) return std::nullopt;
        if (name == "subscription") notification.subscription = value;
        if (name == "result") notification.result = value;
      }
    }
  }
  if (!is_one || reader.next() != Token::end || notification.result.empty()) return std::nullopt;
  return notification;
}

}  // namespace

Subscription::Subscription(const Endpoint& endpoint, std::string_view params,
                           const net::ConnectionLimits& limits, Listener& listener)
    : secrets_(endpoint.target.secrets),
      limits_(limits),
      request_(subscribe_request(params)),
      listener_(listener),
      stream_(endpoint.transport == Transport::ipc ? net::MessageStream::Kind::json_stream
                                                   : net::MessageStream::Kind::websocket,
              endpoint.target, limits, *this),
      is_websocket_(endpoint.transport == Transport::websocket) {
  CHECK(endpoint.transport != Transport::http);
}

void Subscription::open(TimePoint now) {
  CHECK(!is_open());
  state_ = State::opening;
  answer_due_ = limits_.request_timeout > sys::kNever - now ? sys::kNever : now + limits_.request_timeout;
  stream_.open(now);
}

void Subscription::close() {
  state_ = State::closed;
  stream_.close();
}

TimePoint Subscription::deadline() const {
  switch (state_) {
    case State::closed:
      return sys::kNever;
    case State::opening:
    case State::subscribing:
      return std::min(answer_due_, stream_.deadline());
    case State::subscribed:
      break;
  }
  if (!is_websocket_) return stream_.deadline();
  return std::min(stream_.deadline(), std::max(stream_.last_received(), pinged_) + kQuiet);
}

void Subscription::on_ready(short revents, TimePoint now) { stream_.on_ready(revents, now); }

void Subscription::on_time(TimePoint now) {
  if (stream_.deadline() <= now) stream_.on_time(now);
  if (state_ == State::closed || deadline() > now) return;
  if (stream_.deadline() <= now) return;  // its own business, next time
  if (state_ != State::subscribed) {
    const std::string what = state_ == State::opening ? "connect " : "eth_subscribe: ";
    return lose(cat(what, stream_.address().to_text(), ": no answer within ",
                    base::format_duration(limits_.request_timeout)),
                now);
  }
  if (pinged_ > stream_.last_received())
    return lose(
        cat(stream_.address().to_text(), ": nothing received within ", base::format_duration(2 * kQuiet)),
        now);
  pinged_ = now;
  stream_.ping(now);
}

void Subscription::on_open(TimePoint now) {
  state_ = State::subscribing;
  stream_.send(request_, {}, now);
}

void Subscription::on_message(std::string_view text, TimePoint now) {
  if (state_ == State::subscribing) return on_answer(text, now);
  const auto notification = read_notification(text);
  if (notification && notification->subscription == id_) listener_.on_notification(notification->result, now);
}

void Subscription::on_answer(std::string_view text, TimePoint now) {
  const Answer answer = read_answer(text);
  if (answer.kind == Answer::Kind::error) {
    return lose(cat("eth_subscribe: ", stream_.address().to_text(), ": the node answered: ",
                    base::quote(secrets_.hide_start(answer.message, 200).substr(0, 200)), " (code ",
                    answer.code, ')'),
                now);
  }
  if (answer.is_notification) return;  // of nobody's subscription
  if (answer.kind == Answer::Kind::invalid || answer.id != kConstantId || answer.result == "null")
    return lose(cat("eth_subscribe: ", stream_.address().to_text(), ": the answer is not a subscription"),
                now);
  id_ = answer.result;
  state_ = State::subscribed;
  pinged_ = {};
  listener_.on_subscribed(now);
}

void Subscription::on_closed(net::TransportError, std::string_view cause, TimePoint now) {
  state_ = State::closed;
  listener_.on_lost(cause, now);
}

void Subscription::lose(const std::string& cause, TimePoint now) {
  close();
  listener_.on_lost(cause, now);
}

}  // namespace seiload::rpc
