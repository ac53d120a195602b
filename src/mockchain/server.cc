#include "mockchain/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "mockchain/conversation.h"
#include "sys/error.h"

namespace seiload::mockchain {
namespace {

using base::Duration;

constexpr std::size_t kReadBlock = 64 * 1024;
constexpr Duration kAcceptPause = std::chrono::milliseconds(100);  // after running out of descriptors
constexpr int kBacklog = 1024;

}  // namespace

// The connections of one thread.
class Server::Loop {
 public:
  Loop(Server& server, std::shared_ptr<const net::Listener> listener)
      : server_(server), listener_(std::move(listener)) {}

  void run() {
    std::vector<pollfd> descriptors;
    while (true) {
      const sys::TimePoint now = server_.clock_.now();
      listen_or_refuse(now);
      sys::TimePoint wake = next_change(now);
      descriptors.assign({{server_.quit_.fd(), POLLIN, 0},
                          {new_head_.fd(), POLLIN, 0},
                          {now < accept_again_ || !listener_ ? -1 : listener_->fd.get(), POLLIN, 0}});
      if (now < accept_again_) wake = std::min(wake, accept_again_);
      for (const auto& client : clients_) {
        short events = client->conversation.reads() ? POLLIN : 0;
        if (!client->conversation.empty()) {
          if (const sys::TimePoint due = client->conversation.front().due; due <= now)
            events |= POLLOUT;
          else
            wake = std::min(wake, due);
        }
        descriptors.push_back({client->fd.get(), events, 0});
      }
      server_.clock_.wait(descriptors, wake);
      if (descriptors[0].revents != 0) return;
      if (descriptors[1].revents != 0) new_head_.clear();
      const sys::TimePoint woken = server_.clock_.now();
      if (has_restarted(woken)) continue;
      for (std::size_t i = 0; i < clients_.size(); ++i)
        if (!serve(*clients_[i], descriptors[i + kOwn].revents, woken)) clients_[i].reset();
      std::erase(clients_, nullptr);
      if (descriptors[2].revents != 0) accept_one(woken);
    }
  }

  // There is a new head. Any thread; nothing happens where nobody has subscribed.
  void wake() {
    if (has_subscribers_.load(std::memory_order_relaxed)) new_head_.set();
  }

 private:
  static constexpr std::size_t kOwn = 3;  // descriptors that are no client's

  struct Client {
    sys::Fd fd;
    Conversation conversation;
    std::size_t written = 0;  // of the answer in front
  };

  sys::TimePoint next_change(sys::TimePoint now) const {
    const Duration next = server_.faults_.next_change(now - server_.started_);
    return next == Duration::max() ? sys::kNever : server_.started_ + next;
  }

  // The socket is closed once the last thread has let go of it.
  void listen_or_refuse(sys::TimePoint now) {
    if (server_.faults_.refuses_connections(now - server_.started_)) {
      listener_.reset();
      clients_.clear();
    } else if (!listener_ && now >= accept_again_) {
      listener_ = server_.listener();
      if (!listener_) accept_again_ = now + kAcceptPause;
    }
  }

  // If so, this thread answers nothing of before any more. What another one is busy with it still ends.
  bool has_restarted(sys::TimePoint now) {
    const std::uint64_t restarts = server_.faults_.restarts(now - server_.started_);
    if (restarts == restarts_) return false;
    restarts_ = restarts;
    const bool is_first = server_.drop_mempool(restarts);
    clients_.clear();
    // Those that wait to be taken end, too, but not who connects again because another thread ended it.
    for (int i = 0; is_first && listener_ && i < kBacklog && accept().is_open(); ++i) continue;
    return true;
  }

  sys::Fd accept() const {
    return sys::Fd(::accept4(listener_->fd.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  }

  // One at a time, so that the threads share them.
  void accept_one(sys::TimePoint now) {
    sys::Fd fd = accept();
    if (!fd.is_open()) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        accept_again_ = now + kAcceptPause;
      return;
    }
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    clients_.push_back(std::make_unique<Client>(
        Client{std::move(fd), {server_.chain_, server_.methods_, server_.faults_, server_.started_}}));
  }

  // False: the connection is done with.
  bool serve(Client& client, short events, sys::TimePoint now) {
    Conversation& conversation = client.conversation;
    if ((events & (POLLERR | POLLNVAL)) != 0) return false;
    if ((events & POLLHUP) != 0 && !conversation.reads()) return false;
    if ((events & (POLLIN | POLLHUP)) != 0 && conversation.reads() && !read(client, now)) return false;
    do {  // what was read may have had to wait until answers were out
      if (!write(client, now)) return false;
    } while (conversation.has_unread() && conversation.reads() && conversation.take({}, now));
    if (!conversation.subscribed()) return true;
    // For good: it only spares wakes. Set before the heads are looked at, so that none falls between.
    has_subscribers_.store(true, std::memory_order_relaxed);
    return conversation.tell_heads(now) && write(client, now);
  }

  bool read(Client& client, sys::TimePoint now) {
    const ssize_t got = ::recv(client.fd.get(), block_.data(), block_.size(), 0);
    if (got == 0) return false;
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    client.conversation.take({block_.data(), static_cast<std::size_t>(got)}, now);
    return true;
  }

  bool write(Client& client, sys::TimePoint now) {
    Conversation& conversation = client.conversation;
    while (!conversation.empty() && conversation.front().due <= now) {
      const Answer& answer = conversation.front();
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
      client.written = 0;
      conversation.pop();
    }
    return true;
  }

  Server& server_;
  const sys::Event new_head_;
  std::atomic<bool> has_subscribers_{false};
  std::shared_ptr<const net::Listener> listener_;  // null: connections are refused
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<char> block_ = std::vector<char>(kReadBlock);
  sys::TimePoint accept_again_;
  std::uint64_t restarts_ = 0;
};

Server::Server(net::Listener reserved, Options options, const sys::Clock& clock)
    : reserved_(std::move(reserved.fd)),
      address_(reserved.address),
      options_(std::move(options)),
      clock_(clock),
      started_(clock.now()),
      faults_(options_.faults, options_.seed),
      chain_(
          options_.config,
          static_cast<std::uint64_t>(
              std::chrono::duration_cast<std::chrono::seconds>(clock.wall_now().time_since_epoch()).count())),
      methods_(chain_, &faults_, started_) {}

base::Result<std::unique_ptr<Server>> Server::start(const net::Address& address, Options options,
                                                    const sys::Clock& clock,
                                                    const sys::Thread::OnFailure& on_failure) {
  auto reserved = net::reserve(address);
  if (!reserved) return std::move(reserved).error();
  std::unique_ptr<Server> server(new Server(std::move(*reserved), std::move(options), clock));
  if (auto status = server->start_threads(on_failure); !status) return std::move(status).error();
  return server;
}

base::Status Server::check_reachable() const {
  // A datagram's: nothing is sent, only the way is looked up.
  const sys::Fd fd(::socket(address_.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd.is_open()) return sys::errno_error("socket", errno);
  if (::connect(fd.get(), address_.raw(), address_.raw_size()) != 0)
    return sys::errno_error("connect " + address_.to_text(), errno);
  return {};
}

base::Status Server::start_threads(const sys::Thread::OnFailure& on_failure) {
  auto listener = listen();
  if (!listener) return std::move(listener).error();
  listener_ = *listener;
  for (unsigned i = 0; i < std::max(1U, options_.threads); ++i) {
    loops_.push_back(std::make_unique<Loop>(*this, *listener));
  }
  const auto start = [&](std::string_view name, std::function<void()> body) -> base::Status {
    auto thread = sys::Thread::start(name, std::move(body), on_failure);
    if (!thread) return std::move(thread).error();
    threads_.push_back(std::move(*thread));
    return {};
  };
  for (const auto& loop : loops_)
    if (auto status = start("mock chain server", [&loop] { loop->run(); }); !status) return status;
  return start("mock chain block", [this] { make_blocks(); });
}

base::Result<std::shared_ptr<const net::Listener>> Server::listen() const {
  auto listener = net::listen_on(address_);
  if (!listener) return std::move(listener).error();
  if (::listen(listener->fd.get(), kBacklog) != 0)
    return sys::errno_error("listen " + address_.to_text(), errno);
  return std::make_shared<const net::Listener>(std::move(*listener));
}

std::shared_ptr<const net::Listener> Server::listener() {
  const std::lock_guard lock(mutex_);
  if (auto listener = listener_.lock()) return listener;
  auto listener = listen();
  if (!listener) return nullptr;
  listener_ = *listener;
  return *listener;
}

bool Server::drop_mempool(std::uint64_t restarts) {
  const std::lock_guard lock(mutex_);
  if (restarts_done_ >= restarts) return false;
  restarts_done_ = restarts;
  chain_.drop_mempool();
  return true;
}

Server::~Server() {
  quit_.set();
  threads_.clear();
}

void Server::make_blocks() {
  sys::TimePoint due = started_ + options_.config.block_time;
  while (true) {
    if (clock_.wait_for(quit_, due)) return;
    const sys::TimePoint now = clock_.now();
    if (!faults_.halts_blocks(now - started_)) {
      const auto wall =
          std::chrono::duration_cast<std::chrono::seconds>(clock_.wall_now().time_since_epoch());
      chain_.make_block(static_cast<std::uint64_t>(wall.count()), faults_.skipped_heights(now - started_),
                        now);
      for (const auto& loop : loops_) loop->wake();
    }
    due += options_.config.block_time;
    if (due < now)
      due = now + options_.config.block_time;  // the process was held up: blocks are not made up for
  }
}

}  // namespace seiload::mockchain
