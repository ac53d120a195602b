#include "run/service_loop.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <stdexcept>

#include "run/metrics_endpoint.h"
#include "run/otlp_push.h"
#include "support/scripted_server.h"
#include "support/wait.h"

namespace seiload::run {
namespace {

using namespace std::chrono_literals;

// Counts its turns; waits for an event, or for instants that are a millisecond apart.
class Counting final : public Service {
 public:
  explicit Counting(const sys::Event* event) : event_(event) {}

  sys::TimePoint add_polls(std::vector<pollfd>& descriptors) override {
    if (event_ == nullptr) return next_;
    descriptors.push_back({event_->fd(), POLLIN, 0});
    return sys::kNever;
  }
  void on_poll(std::span<const pollfd> descriptors, sys::TimePoint now) override {
    if (event_ != nullptr) {
      if (descriptors[0].revents == 0) return;
      event_->clear();
      ++turns;
      if (throws) throw std::runtime_error("no more");
    } else if (now >= next_) {
      next_ = now + 1ms;
      ++turns;
    }
  }
  void on_loop_end() noexcept override { has_ended = true; }

  std::atomic<int> turns{0};
  std::atomic<bool> throws{false}, has_ended{false};

 private:
  const sys::Event* const event_;
  sys::TimePoint next_{};
};

class ServiceLoopTest : public ::testing::Test {
 protected:
  sys::SystemClock clock_;
  const std::unique_ptr<sys::Stop> stop_ = std::make_unique<sys::Stop>();
};

TEST_F(ServiceLoopTest, EachServiceHasItsTurnsAlsoOneThatComesLater) {
  const sys::Event event;
  Counting by_event(&event), by_time(nullptr);
  {
    ServiceLoop loop(clock_, *stop_);
    ASSERT_TRUE(loop.add(by_event));
    event.set();
    test::wait_for([&] { return by_event.turns == 1; });
    ASSERT_TRUE(loop.add(by_time));
    test::wait_for([&] { return by_time.turns >= 3; });
    event.set();
    test::wait_for([&] { return by_event.turns == 2; });
  }
  EXPECT_EQ(by_event.turns, 2);
  EXPECT_TRUE(by_event.has_ended && by_time.has_ended);
  EXPECT_FALSE(stop_->requested());
}

TEST_F(ServiceLoopTest, AnExceptionIsAFailureOfTheRun) {
  const sys::Event event;
  Counting failing(&event), other(nullptr);
  failing.throws = true;
  ServiceLoop loop(clock_, *stop_);
  ASSERT_TRUE(loop.add(failing));
  ASSERT_TRUE(loop.add(other));
  event.set();
  EXPECT_TRUE(clock_.wait_for(*stop_, clock_.now() + 60s));
  EXPECT_EQ(stop_->reason().error.message, "services thread: no more");
  EXPECT_TRUE(failing.has_ended && other.has_ended);
}

TEST_F(ServiceLoopTest, AScrapeIsServedWhileACollectorIsSilent) {
  const sys::Fd log_file(::memfd_create("log", MFD_CLOEXEC));
  sys::Log log(log_file.get(), clock_, sys::Level::info);
  Metrics metrics({}, clock_);
  auto endpoint = MetricsEndpoint::open("127.0.0.1:0", metrics, clock_, *stop_, log);
  ASSERT_TRUE(endpoint);
  std::string line(4096, '\0');
  line.resize(static_cast<std::size_t>(::pread(log_file.get(), line.data(), line.size(), 0)));
  const std::size_t at = line.find("http://") + 7;
  const auto address = net::Address::parse(line.substr(at, line.find("/metrics", at) - at));
  ASSERT_TRUE(address) << line;

  test::ScriptedServer collector({[](test::Peer& peer) {
    peer.read_request();
    peer.wait_for_close();
  }});
  OtlpSettings settings;
  settings.url = "http://" + collector.address().to_text();
  settings.interval = 1ms;
  OtlpPush push(settings, metrics, "1", clock_.wall_now(), clock_, log);
  ServiceLoop loop(clock_, *stop_);
  ASSERT_TRUE(loop.add(**endpoint));
  ASSERT_TRUE(push.start(loop, *stop_));
  test::wait_for([&] { return collector.requests().size() == 1; });

  const sys::Fd scraper(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::connect(scraper.get(), address->raw(), address->raw_size()), 0);
  const std::string_view request = "GET /metrics HTTP/1.0\r\n\r\n";
  ASSERT_EQ(::send(scraper.get(), request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
  char answer[16];
  ASSERT_EQ(::recv(scraper.get(), answer, sizeof answer, MSG_WAITALL), 16);
  EXPECT_EQ(std::string_view(answer, 15), "HTTP/1.1 200 OK");
  EXPECT_EQ(collector.requests().size(), 1U);  // it has not been given up
}

}  // namespace
}  // namespace seiload::run
