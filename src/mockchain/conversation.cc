#include "mockchain/conversation.h"

#include <algorithm>

#include "base/text.h"
#include "json/writer.h"
#include "mockchain/encode.h"
#include "net/websocket_handshake.h"

namespace seiload::mockchain {
namespace {

using base::cat;

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Error";
  }
}

std::string http_answer(int status, std::string body, bool keep_alive) {
  const bool json = status == 200;
  const std::string head =
      cat("HTTP/1.1 ", status, ' ', reason(status),
          "\r\nContent-Type: ", json ? "application/json" : "text/plain", "\r\nContent-Length: ", body.size(),
          status == 405 ? "\r\nAllow: POST" : "", status == 426 ? "\r\nSec-WebSocket-Version: 13" : "",
          keep_alive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
  body.insert(0, head);
  return body;
}

// The same answer with another id: 99 in front of the number or of the text.
std::string with_wrong_id(std::string answer) {
  const std::string_view key = R"("id":)";
  std::size_t at = answer.find(key);
  if (at == std::string::npos) return answer;
  at += key.size();
  if (answer[at] == '"') ++at;
  if (answer[at] != 'n') answer.insert(at, "99");
  return answer;
}

}  // namespace

bool Conversation::take(std::string_view bytes, sys::TimePoint now) {
  in_ += bytes;
  const std::size_t before = out_.size();
  while (reads() && !in_.empty()) {
    if (is_websocket_)
      take_frames(now);
    else if (!take_http(now))
      break;
  }
  if (ending_) in_.clear();
  return out_.size() > before;
}

// False: there is nothing whole.
bool Conversation::take_http(sys::TimePoint now) {
  std::size_t done = 0;
  bool whole = true;
  while (whole && reads() && !is_websocket_ && done < in_.size()) {
    net::HttpRequest request;
    const net::HttpRequestVerdict verdict = net::read_http_request(
        std::string_view(in_).substr(done), {.head = kMaxHead, .body = kMaxBody}, request);
    whole = verdict.kind != net::HttpRequestVerdict::Kind::incomplete;
    if (!whole) {
      if (request.wants_continue && !told_to_continue_)
        push({.text = "HTTP/1.1 100 Continue\r\n\r\n", .due = now});
      told_to_continue_ = request.wants_continue;
      break;
    }
    told_to_continue_ = false;
    if (verdict.kind == net::HttpRequestVerdict::Kind::bad)
      refuse(verdict.status, false, now);
    else if (request.wants_websocket)
      answer_handshake(request, now);
    else if (request.method != "POST")
      refuse(405, request.keep_alive, now);
    else
      answer_post(request, now);
    done += verdict.size;
  }
  in_.erase(0, done);
  return whole;
}

void Conversation::refuse(int status, bool keep_alive, sys::TimePoint now) {
  push({.text = http_answer(status, cat(reason(status), '\n'), keep_alive),
        .due = now,
        .close_after = !keep_alive});
}

Methods::Answer Conversation::body_of(std::string_view request, const AnswerFaults& faults,
                                      sys::TimePoint now) {
  Methods::Answer answer =
      methods_.answer(request, {is_websocket_ ? &subscriptions_ : nullptr, now, faults.batch});
  if (faults.wrong_id) answer.text = with_wrong_id(std::move(answer.text));
  if (faults.garble) answer.text = "<html>not what you asked for</html>";
  if (faults.truncate) answer.text.resize(answer.text.size() / 2);
  return answer;
}

void Conversation::answer_post(const net::HttpRequest& request, sys::TimePoint now) {
  const AnswerFaults faults = faults_.for_answer(now - started_);
  Answer out{.text = {}, .due = now, .close_after = !request.keep_alive};
  if (faults.status != 0) {
    out.text = http_answer(faults.status, cat(reason(faults.status), '\n'), request.keep_alive);
  } else {
    Methods::Answer answer = body_of(request.body, faults, now);
    // A node begins with a request once the one before it on the connection is answered.
    if (answer.cost.count() != 0 && !out_.empty()) out.due = std::max(out.due, out_.back().due);
    out.due = std::max(out.due + answer.cost, now + answer.wait);
    out.text = http_answer(200, std::move(answer.text), request.keep_alive);
  }
  push(std::move(out), faults);
}

void Conversation::answer_handshake(const net::HttpRequest& request, sys::TimePoint now) {
  const int status = net::judge_ws_request(request);
  if (status != 101) return refuse(status, false, now);
  const AnswerFaults faults = faults_.for_answer(now - started_);
  if (faults.status != 0) {
    push({.text = http_answer(faults.status, cat(reason(faults.status), '\n'), false),
          .due = now,
          .close_after = true},
         faults);
    return;
  }
  is_websocket_ = true;
  push({.text = net::server_handshake(request.ws_key), .due = now}, faults);
}

void Conversation::take_frames(sys::TimePoint now) {
  using Event = net::WsParser::Event;
  std::string_view rest = in_;
  while (reads() && !rest.empty()) {
    switch (frames_.next(rest)) {
      case Event::none:
      case Event::pong:
        break;
      case Event::text:
      case Event::binary:
        answer_message(frames_.data(), now);
        break;
      case Event::ping:
        say(net::WsOpcode::pong, frames_.data(), now);
        break;
      case Event::close:
        say(net::WsOpcode::close,
            frames_.close_code() == net::WsParser::kNoCode ? ""
                                                           : net::ws_close_payload(frames_.close_code(), {}),
            now);
        break;
      case Event::failed:
        say(net::WsOpcode::close, net::ws_close_payload(frames_.close_code(), frames_.data()), now);
        break;
    }
  }
  in_.erase(0, in_.size() - rest.size());
}

// A control frame; the connection ends with a close.
void Conversation::say(net::WsOpcode opcode, std::string_view payload, sys::TimePoint now) {
  Answer answer{
      .text = {}, .due = now + faults_.hold(now - started_), .close_after = opcode == net::WsOpcode::close};
  net::append_ws_frame(answer.text, opcode, payload);
  push(std::move(answer));
}

void Conversation::answer_message(std::string_view text, sys::TimePoint now) {
  const AnswerFaults faults = faults_.for_answer(now - started_);
  const Methods::Answer body = body_of(text, faults, now);
  if (body.text.empty()) return;  // notifications only
  const base::Duration later = std::max(body.cost, body.wait);
  Answer answer{.text = {}, .due = now + later, .may_be_overtaken = later.count() != 0};
  net::append_ws_frame(answer.text, net::WsOpcode::text, body.text);
  push(std::move(answer), faults);
}

bool Conversation::tell_heads(sys::TimePoint now) {
  if (!subscribed() || ending_) return true;
  for (const BlockPtr& block : chain_.blocks_after(subscriptions_.told())) {
    subscriptions_.tell(block->number);
    std::string header;
    json::Writer writer(header);
    write_header(writer, *block);
    for (const std::string& id : subscriptions_.ids()) {
      Answer answer{.text = {}, .due = now + faults_.hold(now - started_), .is_head = true};
      net::append_ws_frame(answer.text, net::WsOpcode::text,
                           cat(R"({"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":")",
                               id, R"(","result":)", header, "}}"));
      push(std::move(answer));
    }
  }
  return waiting_heads_ <= kMaxWaitingHeads;
}

void Conversation::push(Answer answer, const AnswerFaults& faults) {
  answer.due += faults.delay;
  answer.one_byte = faults.bytes;
  if (faults.close) {
    answer.text.resize(answer.text.size() - answer.text.size() / 4);  // the whole head, and some of the body
    answer.close_after = true;
  }
  if (faults.reset) {
    answer.text.clear();
    answer.reset_after = true;
  }
  push(std::move(answer));
}

void Conversation::push(Answer answer) {
  waiting_ += answer.text.size() + sizeof answer;
  waiting_heads_ += answer.is_head;
  ending_ = ending_ || answer.close_after || answer.reset_after;
  auto at = out_.end();
  while (at != out_.begin() && std::prev(at)->may_be_overtaken && std::prev(at)->due > answer.due) --at;
  out_.insert(at, std::move(answer));
}

void Conversation::pop() {
  waiting_ -= out_.front().text.size() + sizeof out_.front();
  waiting_heads_ -= out_.front().is_head;
  out_.pop_front();
}

}  // namespace seiload::mockchain
