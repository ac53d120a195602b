#include "support/scripted_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/check.h"
#include "base/text.h"

namespace seiload::test {
namespace {

net::Address loopback(std::uint16_t port) { return net::Address::v4({127, 0, 0, 1}, port); }

sys::Fd bind_to_loopback(net::Address& address) {
  sys::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  CHECK(fd.is_open());
  address = loopback(0);
  CHECK(::bind(fd.get(), address.raw(), address.raw_size()) == 0);
  sockaddr_in bound{};
  socklen_t size = sizeof bound;
  CHECK(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&bound), &size) == 0);
  address = loopback(ntohs(bound.sin_port));
  return fd;
}

// The length of the request at the front of `text`, 0 if it is not all there.
std::size_t request_size(const std::string& text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  constexpr std::string_view kLength = "Content-Length: ";
  const std::size_t length = text.find(kLength);
  const std::size_t body =
      length < end ? std::strtoull(text.c_str() + length + kLength.size(), nullptr, 10) : 0;
  return text.size() < end + 4 + body ? 0 : end + 4 + body;
}

}  // namespace

sys::Fd listen_on_loopback(int backlog, net::Address& address) {
  sys::Fd fd = bind_to_loopback(address);
  CHECK(::listen(fd.get(), backlog) == 0);
  return fd;
}

SilentPort::SilentPort() : address_(net::Address::v4({127, 0, 0, 1}, 0)) {
  listener_ = listen_on_loopback(0, address_);
  for (int i = 0; i < 4; ++i) {
    fillers_.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    (void)::connect(fillers_.back().get(), address_.raw(), address_.raw_size());
  }
}

net::HttpTarget target_at(std::vector<net::Address> addresses) {
  return {"node.test:8545", "/rpc?k=v", "", std::move(addresses)};
}

RefusingPort::RefusingPort() : address_(loopback(0)) { fd_ = bind_to_loopback(address_); }

bool Peer::wait(short events) {
  while (true) {
    pollfd descriptors[] = {{server_.quit_.read_end.get(), POLLIN, 0}, {fd_.get(), events, 0}};
    if (::poll(descriptors, 2, 10'000) == 0) return false;
    if (descriptors[0].revents != 0) return false;
    if (descriptors[1].revents != 0) return true;
  }
}

std::string Peer::read_unit(const std::function<std::size_t(const std::string&)>& size_of) {
  while (true) {
    if (const std::size_t size = size_of(unread_); size > 0) {
      std::string unit = unread_.substr(0, size);
      unread_.erase(0, size);
      return unit;
    }
    char piece[65536];
    if (!wait(POLLIN)) return {};
    const ssize_t n = ::recv(fd_.get(), piece, sizeof piece, 0);
    if (n <= 0) return {};
    unread_.append(piece, static_cast<std::size_t>(n));
  }
}

std::string Peer::read_request() {
  std::string request = read_unit(request_size);
  if (request.empty()) return request;
  const std::lock_guard lock(server_.mutex_);
  server_.requests_.push_back(request);
  return request;
}

void Peer::read_some() {
  char piece[1000];
  if (wait(POLLIN)) (void)::recv(fd_.get(), piece, sizeof piece, 0);
}

bool Peer::write(std::string_view bytes, std::size_t piece) {
  while (!bytes.empty()) {
    const std::size_t size = piece == 0 ? bytes.size() : std::min(piece, bytes.size());
    if (!wait(POLLOUT)) return false;
    const ssize_t n = ::send(fd_.get(), bytes.data(), size, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

void Peer::reset() {
  const linger hard{1, 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  fd_.reset();
}

void Peer::finish_sending() { ::shutdown(fd_.get(), SHUT_WR); }

bool Peer::wait_for_close() {
  char piece[65536];
  while (wait(POLLIN))
    if (::recv(fd_.get(), piece, sizeof piece, 0) <= 0) return true;
  return false;
}

ScriptedServer::ScriptedServer(std::vector<Script> scripts)
    : scripts_(std::move(scripts)), address_(loopback(0)) {
  listener_ = listen_on_loopback(64, address_);
  start();
}

ScriptedServer::ScriptedServer(OnUnixSocket, std::vector<Script> scripts)
    : scripts_(std::move(scripts)), address_(loopback(0)) {
  char folder[] = "/tmp/seiload-test-XXXXXX";
  CHECK(::mkdtemp(folder) != nullptr);
  folder_ = folder;
  address_ = net::Address::unix_socket(folder_ + "/node.ipc").value();
  listener_ = sys::Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  CHECK(::bind(listener_.get(), address_.raw(), address_.raw_size()) == 0 &&
        ::listen(listener_.get(), 64) == 0);
  start();
}

void ScriptedServer::start() {
  auto quit = sys::make_pipe();
  CHECK(quit);
  quit_ = std::move(*quit);
  thread_ = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
  quit_.write_end.reset();
  thread_.join();
  if (folder_.empty()) return;
  ::unlink(address_.to_text().c_str());
  ::rmdir(folder_.c_str());
}

net::HttpTarget ScriptedServer::target() const { return target_at({address_}); }

void ScriptedServer::run() {
  while (true) {
    pollfd descriptors[] = {{quit_.read_end.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    ::poll(descriptors, 2, -1);
    if (descriptors[0].revents != 0) return;
    sys::Fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.is_open()) continue;
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    std::size_t i = 0;
    {
      const std::lock_guard lock(mutex_);
      i = accepted_++;
    }
    if (i < scripts_.size()) {
      Peer peer(std::move(fd), *this);
      scripts_[i](peer);
    }
    fd.reset();
    const std::lock_guard lock(mutex_);
    ++finished_;
    changed_.notify_all();
  }
}

std::vector<std::string> ScriptedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::size_t ScriptedServer::accepted() const {
  const std::lock_guard lock(mutex_);
  return accepted_;
}

void ScriptedServer::wait_for_finished(std::size_t scripts) {
  std::unique_lock lock(mutex_);
  CHECK(changed_.wait_for(lock, std::chrono::seconds(10), [&] { return finished_ >= scripts; }));
}

}  // namespace seiload::test
