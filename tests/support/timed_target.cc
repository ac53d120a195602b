#include "support/timed_target.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdlib>

#include "base/check.h"
#include "base/text.h"
#include "support/scripted_server.h"
#include "sys/clock.h"
#include "sys/poll.h"
#include "sys/process.h"
#include "sys/socket_io.h"

namespace seiload::test {
namespace {

using base::cat;
using sys::TimePoint;

TimePoint now() { return std::chrono::steady_clock::now(); }

std::string result(std::string_view value) { return cat(R"({"jsonrpc":"2.0","id":1,"result":)", value, '}'); }

}  // namespace

TimedTarget::TimedTarget(Plan plan) : plan_(std::move(plan)), address_(net::Address::v4({127, 0, 0, 1}, 0)) {
  listener_ = listen_on_loopback(1024, address_);
  auto quit = sys::make_pipe();
  CHECK(quit);
  quit_ = std::move(*quit);
  thread_ = std::thread([this] { run(); });
}

TimedTarget::~TimedTarget() {
  quit_.write_end.reset();
  thread_.join();
}

std::vector<sys::Duration> TimedTarget::times(bool accepted) const {
  const std::lock_guard lock(mutex_);
  std::vector<sys::Duration> all = accepted ? accepted_ : refused_;
  std::sort(all.begin(), all.end());
  return all;
}

void TimedTarget::run() {
  sys::minimise_timer_slack();
  while (true) {
    std::vector<pollfd> descriptors = {{quit_.read_end.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const auto& [fd, client] : clients_) descriptors.push_back({fd, POLLIN, 0});
    sys::poll(descriptors, due_.empty() ? sys::kNever : due_.begin()->first);
    if (descriptors[0].revents != 0) return;
    for (std::size_t i = 2; i < descriptors.size(); ++i)
      if (descriptors[i].revents != 0 && !read(clients_[descriptors[i].fd]))
        clients_.erase(descriptors[i].fd);
    if (descriptors[1].revents != 0) accept_all();
    answer_due(now());
  }
}

void TimedTarget::accept_all() {
  while (true) {
    sys::Fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.is_open()) return;
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int number = fd.get();
    clients_[number].fd = std::move(fd);
  }
}

// False once the client has closed.
bool TimedTarget::read(Client& client) {
  const auto received = sys::receive_now(client.fd.get(), [&](std::string_view bytes) {
    client.unread += bytes;
    return true;
  });
  while (true) {
    constexpr std::string_view kLength = "content-length: ";
    const std::size_t end = client.unread.find("\r\n\r\n");
    if (end == std::string::npos) break;
    const std::string head = base::to_lower(client.unread.substr(0, end));
    const std::size_t length = head.find(kLength);
    CHECK(length != std::string::npos);
    const std::size_t size = end + 4 + std::strtoull(head.c_str() + length + kLength.size(), nullptr, 10);
    if (client.unread.size() < size) break;
    take(client.fd.get(), client.unread.substr(end + 4, size - end - 4), now());
    client.unread.erase(0, size);
  }
  return received == sys::Received::empty || received == sys::Received::paused;
}

void TimedTarget::take(int fd, const std::string& body, TimePoint now) {
  const auto calls = [&](std::string_view method) {
    return body.find(cat('"', method, '"')) != std::string::npos;
  };
  if (calls("eth_sendRawTransaction")) {
    if (seen_ == 0) first_ = now;
    const Answer answer = plan_(seen_++, now - first_);
    std::string text =
        answer.accepted
            ? result(cat("\"0x", std::string(64, 'a'), '"'))
            : std::string(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"txpool is full"}})");
    due_.emplace(now + answer.after, Due{fd, now, answer, std::move(text)});
  } else if (body.starts_with('[')) {
    write(fd, R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no batches"}})");
  } else if (calls("eth_chainId")) {
    write(fd, result("\"0x539\""));
  } else if (calls("eth_getTransactionCount")) {
    write(fd, result("\"0x0\""));
  } else {
    write(fd,
          result(R"({"number":"0x1","baseFeePerGas":"0x7","gasLimit":"0x1c9c380","timestamp":"0x6500"})"));
  }
}

void TimedTarget::answer_due(TimePoint now) {
  while (!due_.empty() && due_.begin()->first <= now) {
    const Due due = std::move(due_.begin()->second);
    due_.erase(due_.begin());
    if (!clients_.contains(due.fd)) continue;
    {
      const std::lock_guard lock(mutex_);
      (due.answer.accepted ? accepted_ : refused_).push_back(test::now() - due.read);
    }
    write(due.fd, due.text);
  }
}

void TimedTarget::write(int fd, const std::string& body) {
  const std::string text = cat("HTTP/1.1 200 OK\r\nContent-Length: ", body.size(), "\r\n\r\n", body);
  sys::send_now(fd, text);  // what a socket has room for: answers are small
}

}  // namespace seiload::test
