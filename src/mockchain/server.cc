#include "mockchain/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>

#include "base/text.h"
#include "mockchain/http_request.h"
#include "sys/error.h"

namespace seiload::mockchain {
namespace {

using base::cat;
using base::Duration;

constexpr std::size_t kMaxWaitingAnswers = 64 << 20;  // bytes a connection; then it is not read from
constexpr std::size_t kReadBlock = 64 * 1024;
constexpr Duration kAcceptPause = std::chrono::milliseconds(100);  // after running out of descriptors
constexpr int kBacklog = 1024;

std::string_view reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 405: return "Method Not Allowed";
    case 413: return "Content Too Large";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Error";
  }
}

std::string http_answer(int status, std::string_view body, bool keep_alive) {
  const bool json = status == 200;
  return cat("HTTP/1.1 ", status, ' ', reason(status), "\r\nContent-Type: ", json ? "application/json" : "text/plain",
             "\r\nContent-Length: ", body.size(), status == 405 ? "\r\nAllow: POST" : "",
             keep_alive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n", body);
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

// The connections of one thread.
class Server::Loop {
 public:
  explicit Loop(Server& server) : server_(server) {}

  void run() {
    std::vector<pollfd> descriptors;
    while (true) {
      const sys::TimePoint now = server_.clock_.now();
      forget_on_restart(now);
      sys::TimePoint wake = next_restart(now);
      descriptors.assign({{server_.quit_.read_end.get(), POLLIN, 0},
                          {now < accept_again_ ? -1 : server_.listener_.fd.get(), POLLIN, 0}});
      if (now < accept_again_) wake = std::min(wake, accept_again_);
      for (const auto& client : clients_) {
        short events = client->reads() ? POLLIN : 0;
        if (!client->out.empty()) {
          if (client->out.front().due <= now)
            events |= POLLOUT;
          else
            wake = std::min(wake, client->out.front().due);
        }
        descriptors.push_back({client->fd.get(), events, 0});
      }
      sys::poll(descriptors, wake);
      if (descriptors[0].revents != 0) return;
      const sys::TimePoint woken = server_.clock_.now();
      for (std::size_t i = 0; i < clients_.size(); ++i)
        if (!serve(*clients_[i], descriptors[i + 2].revents, woken)) clients_[i].reset();
      std::erase(clients_, nullptr);
      if (descriptors[1].revents != 0) accept_one(woken);
    }
  }

 private:
  struct Answer {
    std::string text;
    sys::TimePoint due;       // not to go out before
    bool close_after = false;
    bool reset_after = false;
    bool one_byte = false;
  };
  struct Client {
    sys::Fd fd;
    std::string in;
    std::deque<Answer> out;
    std::size_t written = 0;  // of out.front()
    std::size_t waiting = 0;  // bytes in out
    bool told_to_continue = false;
    bool ending = false;      // no more is read: the last answer closes it
    bool reads() const { return !ending && waiting < kMaxWaitingAnswers; }
  };

  sys::TimePoint next_restart(sys::TimePoint now) const {
    sys::TimePoint next = sys::kNever;
    for (const Fault& fault : server_.options_.faults)
      if (fault.kind == Fault::Kind::restart)
        next = std::min(next, server_.started_ + ((now - server_.started_) / fault.every + 1) * fault.every);
    return next;
  }

  void forget_on_restart(sys::TimePoint now) {
    const std::uint64_t restarts = server_.faults_.restarts(now - server_.started_);
    if (restarts == restarts_) return;
    restarts_ = restarts;
    clients_.clear();
    std::uint64_t done = server_.restarts_done_.load();
    while (done < restarts && !server_.restarts_done_.compare_exchange_weak(done, restarts)) continue;
    if (done < restarts) server_.chain_.forget_pool();  // by the first thread that comes to it
  }

  // One at a time, so that the threads share them.
  void accept_one(sys::TimePoint now) {
    sys::Fd fd(::accept4(server_.listener_.fd.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.is_open()) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) accept_again_ = now + kAcceptPause;
      return;
    }
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    clients_.push_back(std::make_unique<Client>());
    clients_.back()->fd = std::move(fd);
  }

  // False: the connection is done with.
  bool serve(Client& client, short events, sys::TimePoint now) {
    if ((events & (POLLERR | POLLNVAL)) != 0) return false;
    if ((events & POLLHUP) != 0 && !client.reads()) return false;
    if ((events & (POLLIN | POLLHUP)) != 0 && client.reads() && !read(client)) return false;
    while (true) {  // what was read may have had to wait until answers were out
      const bool more = answer_all(client);
      if (!write(client, more ? server_.clock_.now() : now)) return false;
      if (!more || !client.reads() || client.in.empty()) return true;
    }
  }

  bool read(Client& client) {
    const ssize_t got = ::recv(client.fd.get(), block_.data(), block_.size(), 0);
    if (got == 0) return false;
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    client.in.append(block_.data(), static_cast<std::size_t>(got));
    return true;
  }

  // The whole requests that are here; false if there was none.
  bool answer_all(Client& client) {
    std::size_t done = 0;
    const std::size_t before = client.out.size();
    while (client.reads() && done < client.in.size()) {
      const HttpRequest request = read_http_request(std::string_view(client.in).substr(done));
      if (request.kind == HttpRequest::Kind::incomplete) {
        if (request.wants_continue && !client.told_to_continue) {
          client.told_to_continue = true;
          push(client, {"HTTP/1.1 100 Continue\r\n\r\n", server_.clock_.now()});
        }
        break;
      }
      client.told_to_continue = false;
      if (request.kind == HttpRequest::Kind::bad)
        answer_plainly(client, request.status, false);
      else if (request.method != "POST")
        answer_plainly(client, 405, request.keep_alive);
      else
        answer(client, request);
      done += request.size;
    }
    client.in.erase(0, client.ending ? client.in.size() : done);
    return client.out.size() > before;
  }

  void push(Client& client, Answer answer) {
    client.waiting += answer.text.size();
    client.ending = client.ending || answer.close_after || answer.reset_after;
    client.out.push_back(std::move(answer));
  }

  void answer_plainly(Client& client, int status, bool keep_alive) {
    push(client, {http_answer(status, cat(reason(status), '\n'), keep_alive), server_.clock_.now(), !keep_alive});
  }

  void answer(Client& client, const HttpRequest& request) {
    const AnswerFaults faults = server_.faults_.for_answer(server_.since_start());
    Answer out;
    out.close_after = !request.keep_alive;
    out.one_byte = faults.bytes;
    out.reset_after = faults.reset;
    if (faults.status != 0) {
      out.text = http_answer(faults.status, cat(reason(faults.status), '\n'), request.keep_alive);
    } else {
      std::string body = server_.methods_.answer(request.body);
      if (faults.wrong_id) body = with_wrong_id(std::move(body));
      if (faults.garble) body = "<html>not what you asked for</html>";
      if (faults.truncate) body.resize(body.size() / 2);
      out.text = http_answer(200, body, request.keep_alive);
    }
    if (faults.reset) out.text.clear();
    if (faults.close) {
      out.text.resize(out.text.size() - out.text.size() / 4);  // the whole head, and some of the body
      out.close_after = true;
    }
    out.due = server_.clock_.now() + faults.delay;
    push(client, std::move(out));
  }

  bool write(Client& client, sys::TimePoint now) {
    while (!client.out.empty() && client.out.front().due <= now) {
      const Answer& answer = client.out.front();
      while (client.written < answer.text.size()) {
        const std::size_t size = answer.one_byte ? 1 : answer.text.size() - client.written;
        const ssize_t sent = ::send(client.fd.get(), answer.text.data() + client.written, size, MSG_NOSIGNAL);
        if (sent < 0) return errno == EAGAIN || errno == EINTR;
        client.written += static_cast<std::size_t>(sent);
      }
      if (answer.reset_after) {
        const linger now_and_hard{1, 0};
        ::setsockopt(client.fd.get(), SOL_SOCKET, SO_LINGER, &now_and_hard, sizeof now_and_hard);
        return false;
      }
      if (answer.close_after) return false;
      client.waiting -= answer.text.size();
      client.written = 0;
      client.out.pop_front();
    }
    return true;
  }

  Server& server_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<char> block_ = std::vector<char>(kReadBlock);
  sys::TimePoint accept_again_;
  std::uint64_t restarts_ = 0;
};

Server::Server(net::Listener listener, Options options, sys::Pipe quit, const sys::Clock& clock)
    : listener_(std::move(listener)), options_(std::move(options)), quit_(std::move(quit)), clock_(clock),
      started_(clock.now()), faults_(options_.faults, options_.seed),
      chain_(options_.config, static_cast<std::uint64_t>(
                                  std::chrono::duration_cast<std::chrono::seconds>(clock.wall_now().time_since_epoch()).count())),
      methods_(chain_, [this] { return faults_.refuse_send(); }) {}

base::Result<std::unique_ptr<Server>> Server::start(const net::Address& address, Options options,
                                                    const sys::Clock& clock) {
  auto listener = net::listen_on(address);
  if (!listener) return std::move(listener).error();
  if (::listen(listener->fd.get(), kBacklog) != 0) return sys::errno_error("listen " + address.to_text(), errno);
  auto quit = sys::make_pipe();
  if (!quit) return std::move(quit).error();
  std::unique_ptr<Server> server(new Server(std::move(*listener), std::move(options), std::move(*quit), clock));
  Server* const self = server.get();
  for (unsigned i = 0; i < std::max(1U, server->options_.threads); ++i)
    server->threads_.emplace_back([self] { Loop(*self).run(); });
  server->threads_.emplace_back([self] { self->make_blocks(); });
  return server;
}

Server::~Server() {
  const char byte = 0;
  static_cast<void>(!::write(quit_.write_end.get(), &byte, 1));  // never read: all the threads see it
  threads_.clear();
}

void Server::make_blocks() {
  sys::TimePoint due = started_ + options_.config.block_time;
  while (true) {
    pollfd descriptor{quit_.read_end.get(), POLLIN, 0};
    sys::poll({&descriptor, 1}, due);
    if (descriptor.revents != 0) return;
    const sys::TimePoint now = clock_.now();
    if (now < due) continue;
    if (!faults_.halts_blocks(now - started_)) {
      const auto wall = std::chrono::duration_cast<std::chrono::seconds>(clock_.wall_now().time_since_epoch());
      chain_.make_block(static_cast<std::uint64_t>(wall.count()), faults_.skipped_heights());
    }
    due += options_.config.block_time;
    if (due < now) due = now + options_.config.block_time;  // the process was held up: blocks are not made up for
  }
}

}  // namespace seiload::mockchain
