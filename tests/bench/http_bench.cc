// Requests a second and client CPU per request: N keep-alive connections in one ppoll loop POST a fixed body
// of 304 bytes. From the repository's root, after `make`:
//   g++ -std=c++20 -O2 -iquote src -D_GNU_SOURCE tests/bench/http_bench.cc build/libseiload.a -pthread -o
//   build/http_bench build/http_bench http://127.0.0.1:8080/ [CONNECTIONS=16] [SECONDS=5] [PIPELINE=1]

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "net/http_connection.h"
#include "net/resolver.h"
#include "net/url.h"
#include "sys/clock.h"
#include "sys/poll.h"
#include "sys/process.h"

namespace {

using namespace seiload;

sys::TimePoint now() { return std::chrono::steady_clock::now(); }

class Client final : public net::HttpConnection::Listener {
 public:
  Client(const net::HttpTarget& target, const net::ConnectionLimits& limits, const std::string& body)
      : connection(target, limits, *this), body_(body) {}

  void fill(sys::TimePoint time) {
    while (connection.can_submit()) connection.submit(0, body_, time);
  }
  void on_answer(const net::HttpAnswer& answer) override {
    ++(answer.status == 200 ? answers : others);
    fill(answer.now);
  }
  void on_failure(const net::RequestFailure& failure) override {
    if (failures++ == 0)
      std::fprintf(stderr, "%.*s\n", static_cast<int>(failure.detail.size()), failure.detail.data());
  }

  net::HttpConnection connection;
  std::uint64_t answers = 0, others = 0, failures = 0;

 private:
  const std::string& body_;
};

int run(const net::HttpTarget& target, std::size_t connections, int seconds, unsigned pipeline) {
  const std::string body(304, 'x');
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < connections; ++i)
    clients.push_back(std::make_unique<Client>(target, net::ConnectionLimits{.pipeline = pipeline}, body));
  std::vector<pollfd> descriptors(connections);
  const auto begin = now(), end = begin + std::chrono::seconds(seconds);
  const auto cpu_begin = sys::cpu_time();
  for (auto time = begin; time < end; time = now()) {
    for (std::size_t i = 0; i < connections; ++i) {
      auto& connection = clients[i]->connection;
      if (connection.deadline() <= time) connection.on_time(time);
      clients[i]->fill(time);
      descriptors[i] = {connection.fd(), connection.interest(), 0};
    }
    sys::poll(descriptors, end);
    const auto woken = now();
    for (std::size_t i = 0; i < connections; ++i)
      if (descriptors[i].revents != 0) clients[i]->connection.on_ready(descriptors[i].revents, woken);
  }
  const double wall = base::to_seconds(now() - begin), cpu = base::to_seconds(sys::cpu_time() - cpu_begin);
  std::uint64_t answers = 0, others = 0, failures = 0;
  for (const auto& client : clients) {
    answers += client->answers;
    others += client->others;
    failures += client->failures;
  }
  const auto total = static_cast<double>(answers + others);
  std::printf(
      "%.0f requests/s, %.3f us client CPU a request, %llu of status 200, %llu others, %llu failures\n",
      total / wall, total > 0 ? cpu * 1e6 / total : 0.0, static_cast<unsigned long long>(answers),
      static_cast<unsigned long long>(others), static_cast<unsigned long long>(failures));
  return failures == 0 && total > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: http_bench URL [CONNECTIONS] [SECONDS] [PIPELINE]\n");
    return 2;
  }
  const auto number = [&](int i, int otherwise) { return argc > i ? std::atoi(argv[i]) : otherwise; };
  const sys::Event stop;
  const auto url = net::parse_url(argv[1]);
  if (!url) {
    std::fprintf(stderr, "%s\n", url.error().message.c_str());
    return 2;
  }
  auto addresses =
      net::resolve(url->host, url->port, net::load_resolver_config(), sys::SystemClock(), sys::kNever, stop);
  if (!addresses) {
    std::fprintf(stderr, "%s\n", addresses.error().message.c_str());
    return 1;
  }
  return run(net::make_target(*url, std::move(*addresses)), static_cast<std::size_t>(number(2, 16)),
             number(3, 5), static_cast<unsigned>(number(4, 1)));
}
