#include "net/http_server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <utility>

#include "base/text.h"
#include "sys/socket_io.h"

namespace seiload::net {
namespace {

constexpr sys::Duration kAcceptPause = std::chrono::milliseconds(100);
constexpr sys::Duration kLinger = std::chrono::seconds(1);

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Error";
  }
}

std::string head_of(const HttpReply& reply, bool keep_alive) {
  return base::cat("HTTP/1.1 ", reply.status, ' ', reason(reply.status),
                   "\r\nContent-Type: ", reply.content_type, "\r\nContent-Length: ", reply.body.size(),
                   reply.status == 405 ? "\r\nAllow: GET, HEAD" : "",
                   keep_alive ? "" : "\r\nConnection: close", "\r\n\r\n");
}

HttpReply plain(int status) {
  return {status, "text/plain; charset=utf-8", base::cat(reason(status), '\n'), 0};
}

}  // namespace

HttpServer::HttpServer(Listener listener, const Limits& limits, const sys::Clock& clock, Handler& handler)
    : listener_(std::move(listener)), limits_(limits), clock_(clock), handler_(handler) {
  clients_.reserve(limits.connections);
}

base::Result<std::unique_ptr<HttpServer>> HttpServer::start(Listener listener, const Limits& limits,
                                                            const sys::Clock& clock, Handler& handler,
                                                            sys::Thread::OnFailure on_failure) {
  auto server = std::make_unique<HttpServer>(std::move(listener), limits, clock, handler);
  auto thread = sys::Thread::start(
      "metrics", [raw = server.get()] { raw->run(); }, std::move(on_failure));
  if (!thread) return std::move(thread).error();
  server->thread_ = std::move(*thread);
  return server;
}

HttpServer::~HttpServer() {
  quit_.set();
  thread_.join();
}

void HttpServer::run() {
  std::vector<pollfd> descriptors;
  descriptors.reserve(limits_.connections + 2);
  while (!quit_.is_set()) {
    descriptors.clear();
    descriptors.push_back({quit_.fd(), POLLIN, 0});
    const sys::TimePoint next = add_polls(descriptors);
    clock_.wait(descriptors, next);
    on_poll(std::span<const pollfd>(descriptors).subspan(1));
  }
}

sys::TimePoint HttpServer::add_polls(std::vector<pollfd>& descriptors) const {
  const bool accepts = clock_.now() >= accept_again_;
  descriptors.push_back({accepts ? listener_.fd.get() : -1, POLLIN, 0});
  sys::TimePoint next = accepts ? sys::kNever : accept_again_;
  for (const auto& client : clients_) {
    descriptors.push_back({client->fd.get(), static_cast<short>(client->writes() ? POLLOUT : POLLIN), 0});
    next = std::min(next, client->deadline);
  }
  return next;
}

void HttpServer::on_poll(std::span<const pollfd> descriptors) noexcept {
  try {
    serve_all(descriptors);
  } catch (const std::exception&) {  // out of memory: without its clients it needs none to go on
    clients_.clear();
    accept_again_ = clock_.now() + kAcceptPause;
  }
}

void HttpServer::serve_all(std::span<const pollfd> descriptors) {
  const sys::TimePoint time = clock_.now();
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    const short events = descriptors[i + 1].revents;
    if ((events != 0 && !serve(*clients_[i], events)) || clients_[i]->deadline <= time) clients_[i].reset();
  }
  std::erase(clients_, nullptr);
  if (descriptors[0].revents != 0) accept_all();
}

void HttpServer::accept_all() {
  while (true) {
    sys::Fd fd(::accept4(listener_.fd.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.is_open()) {
      if (errno == ECONNABORTED || errno == EINTR) continue;
      // Without a pause, a connection that cannot be taken for want of descriptors would spin the loop.
      if (errno != EAGAIN && errno != EWOULDBLOCK) accept_again_ = clock_.now() + kAcceptPause;
      return;
    }
    auto client = std::make_unique<Client>();
    client->fd = std::move(fd);
    client->deadline = clock_.now() + limits_.request_timeout;
    if (!serve(*client, POLLIN)) continue;  // what it asks for may have come with it
    make_room();
    clients_.push_back(std::move(client));
  }
}

void HttpServer::make_room() {
  if (clients_.size() < limits_.connections) return;
  // Within one kind the deadline tells who came first.
  const auto rank = [](const std::unique_ptr<Client>& client) {
    return std::pair(client->idle ? 0 : client->writes() ? 2 : 1, client->deadline);
  };
  clients_.erase(std::min_element(clients_.begin(), clients_.end(),
                                  [&](const auto& a, const auto& b) { return rank(a) < rank(b); }));
}

bool HttpServer::serve(Client& client, short events) {
  try {
    return on_ready(client, events);
  } catch (const std::exception&) {  // out of memory: this client is the one to go
    return false;
  }
}

bool HttpServer::on_ready(Client& client, short events) {
  if (client.writes()) return (events & (POLLERR | POLLHUP)) == 0 && proceed(client);
  return read_some(client) && proceed(client);
}

bool HttpServer::read_some(Client& client) {
  char piece[4096];
  const ssize_t got = ::read(client.fd.get(), piece, sizeof piece);
  if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  if (got == 0) return false;
  if (client.lingers) return true;
  if (client.idle) {
    client.idle = false;
    client.deadline = clock_.now() + limits_.request_timeout;
  }
  client.in.append(piece, static_cast<std::size_t>(got));
  return true;
}

bool HttpServer::proceed(Client& client) {
  while (!client.lingers) {
    if (!write_some(client)) return false;
    if (client.writes()) return true;  // when it can be written again
    if (!client.out.empty()) {
      if (client.tell_sent) handler_.sent(client.mark);
      client.out.clear();
      client.written = 0;
      if (client.close_after) {
        // A close with unread bytes would be a reset, and might take the answer from the client.
        ::shutdown(client.fd.get(), SHUT_WR);
        client.lingers = client.idle = true;
        client.deadline = clock_.now() + kLinger;
        return true;
      }
      client.idle = client.in.empty();
      client.deadline = clock_.now() + (client.idle ? limits_.idle_timeout : limits_.request_timeout);
    }
    HttpRequest request;
    const HttpRequestVerdict verdict =
        read_http_request(client.in, {.head = limits_.head, .body = 0}, request);
    if (verdict.kind == HttpRequestVerdict::Kind::incomplete) return true;
    if (verdict.kind == HttpRequestVerdict::Kind::bad) {
      refuse(client, verdict.status);
    } else {
      client.in.erase(0, verdict.size);
      answer(client, request);
    }
    client.deadline = clock_.now() + limits_.answer_timeout;
  }
  return true;
}

bool HttpServer::write_some(Client& client) {
  const sys::Sent sent = sys::send_now(client.fd.get(), std::string_view(client.out).substr(client.written));
  client.written += sent.size;
  return sent.error == 0;
}

void HttpServer::answer(Client& client, const HttpRequest& request) {
  const bool head = request.method == "HEAD";
  const HttpReply reply = head || request.method == "GET" ? handler_.answer(request) : plain(405);
  client.out = head_of(reply, request.keep_alive);
  if (!head) client.out += reply.body;
  client.mark = reply.mark;
  client.tell_sent = request.method == "GET";
  client.close_after = !request.keep_alive;
}

void HttpServer::refuse(Client& client, int status) {
  const HttpReply reply = plain(status);
  client.out = head_of(reply, false) + reply.body;
  client.tell_sent = false;
  client.close_after = true;
}

}  // namespace seiload::net
