// The simplest client that paces its requests: one socket, one ppoll, the same signed transaction again and
// again. What it costs is what any generator costs at least. paced_client PORT COUNT PER_SECOND: prints its
// CPU microseconds.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

void wait(int fd, short events, nanoseconds time) {
  pollfd descriptor{fd, events, 0};
  const timespec limit{time.count() / 1'000'000'000, time.count() % 1'000'000'000};
  ppoll(&descriptor, 1, &limit, nullptr);
}

std::string request() {
  const std::string body = R"({"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x)" +
                           std::string(230, '0') + "\"]}";
  return "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

// One request and the whole of its answer, whose body ends with a closing brace.
bool exchange(int fd, std::string_view text) {
  char answer[4096];
  if (send(fd, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) return false;
  wait(fd, POLLIN, std::chrono::seconds(10));
  const ssize_t size = recv(fd, answer, sizeof(answer), 0);
  return size > 0 && std::string_view(answer, static_cast<std::size_t>(size)).find("\"result\"") !=
                         std::string_view::npos;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(argv[1])));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const long count = std::atol(argv[2]);
  const nanoseconds interval(1'000'000'000 / std::atol(argv[3]));
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) return 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  prctl(PR_SET_TIMERSLACK, 1);
  const std::string text = request();
  const Clock::time_point start = Clock::now();
  for (long i = 0; i < count; ++i) {
    const Clock::time_point due = start + i * interval;
    for (Clock::time_point now = Clock::now(); now < due; now = Clock::now()) wait(fd, 0, due - now);
    if (!exchange(fd, text)) return 1;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%ld\n", (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 + usage.ru_utime.tv_usec +
                           usage.ru_stime.tv_usec);
  close(fd);
}
