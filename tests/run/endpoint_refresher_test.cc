#include "run/endpoint_refresher.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <mutex>
#include <sstream>
#include <thread>

#include "net/http_connection.h"
#include "support/scripted_dns.h"
#include "support/scripted_server.h"
#include "support/wait.h"
#include "sys/poll.h"

namespace seiload::test {
namespace {

using namespace std::chrono_literals;

net::Address at(std::uint8_t last, std::uint16_t port = 8545) {
  return net::Address::v4({10, 0, 0, last}, port);
}

// A name server for which node.test is at what `answers` say, none: it does not exist; and a log in memory.
class EndpointRefresher : public testing::Test {
 protected:
  std::vector<std::uint8_t> answers() {
    const std::lock_guard lock(mutex_);
    return answers_;
  }
  void answer(std::vector<std::uint8_t> last_bytes) {
    const std::lock_guard lock(mutex_);
    answers_ = std::move(last_bytes);
  }

  struct Watched {
    std::unique_ptr<run::EndpointRefresher> watch;
    std::unique_ptr<run::ServiceLoop> loop;  // last: it ends first
  };
  Watched watch(const net::Addresses& addresses) {
    const rpc::Endpoint endpoint{"http://node.test:8545", {"node.test:8545", "/", "", addresses}};
    auto watch = std::make_unique<run::EndpointRefresher>(
        std::vector{endpoint}, [this] { return config_; }, clock_, log_);
    auto loop = std::make_unique<run::ServiceLoop>(clock_, *stop_);
    EXPECT_TRUE(watch->start(*loop, *stop_));
    return {std::move(watch), std::move(loop)};
  }

  // Asks for looks until the addresses are these.
  static bool becomes(net::Addresses& addresses, const net::Addresses::List& wanted) {
    wait_for([&] { return addresses.request_refresh(), *addresses.now() == wanted; });
    return *addresses.now() == wanted;
  }

  // The log's lines without their times.
  std::string log_text() {
    std::string text(4096, '\0');
    const ssize_t size = ::pread(log_file_.get(), text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) out += line.substr(line.find(' ') + 1) + '\n';
    return out;
  }

  static net::ResolverConfig asking(const ScriptedDns& dns) {
    net::ResolverConfig config;
    config.nameservers = {dns.address()};
    return config;
  }

  std::mutex mutex_;
  std::vector<std::uint8_t> answers_;  // guarded by mutex_
  ScriptedDns dns_{[this](const DnsQuestion& question) {
    const auto last_bytes = answers();
    DnsReply reply(question, last_bytes.empty() ? net::DnsCode::no_such_name : net::DnsCode::no_error);
    if (question.is_a())
      for (const std::uint8_t last : last_bytes) reply.a("node.test", {10, 0, 0, last});
    return std::vector<base::Bytes>{reply.bytes};
  }};
  net::ResolverConfig config_ = asking(dns_);
  sys::SystemClock clock_;
  std::unique_ptr<sys::Stop> stop_ = std::make_unique<sys::Stop>();
  sys::Fd log_file_{::memfd_create("log", MFD_CLOEXEC)};
  sys::Log log_{log_file_.get(), clock_, sys::Level::info};
};

TEST_F(EndpointRefresher, PutsInTheNewAddressAfterARequestOnly) {
  answer({2});
  net::Addresses addresses("node.test", 8545, {at(1)});
  const auto watched = watch(addresses);
  std::this_thread::sleep_for(600ms);  // two looks at whether anybody has asked
  EXPECT_EQ(dns_.questions(), std::vector<std::string>());
  EXPECT_EQ(*addresses.now(), net::Addresses::List{at(1)});
  EXPECT_TRUE(becomes(addresses, {at(2)}));
  EXPECT_EQ(log_text(),
            "info: endpoint http://node.test:8545: now at 10.0.0.2:8545, before at 10.0.0.1:8545\n");
}

TEST_F(EndpointRefresher, KeepsTheAddressesWhereTheNameIsGoneAndSaysSoOnce) {
  net::Addresses addresses("node.test", 8545, {at(1)});
  const auto watched = watch(addresses);
  wait_for([&] { return addresses.request_refresh(), dns_.questions().size() >= 4; });  // A and AAAA, twice
  EXPECT_EQ(*addresses.now(), net::Addresses::List{at(1)});
  answer({3});
  EXPECT_TRUE(becomes(addresses, {at(3)}));
  const std::string server = dns_.address().to_text();
  EXPECT_EQ(log_text(),
            "warning: endpoint http://node.test:8545: resolve 'node.test': no such name (asked " + server +
                "); keeping the previous addresses\n"
                "info: endpoint http://node.test:8545: now at 10.0.0.3:8545, before at 10.0.0.1:8545\n");
}

TEST_F(EndpointRefresher, AnotherOrderOfTheSameAddressesChangesNothing) {
  answer({2, 1});
  net::Addresses addresses("node.test", 8545, {at(1), at(2)});
  const auto watched = watch(addresses);
  addresses.request_refresh();
  wait_for([&] { return dns_.questions().size() >= 2; });
  answer({5, 6});
  EXPECT_TRUE(becomes(addresses, {at(5), at(6)}));
  EXPECT_EQ(log_text(),
            "info: endpoint http://node.test:8545: now at 10.0.0.5:8545, 10.0.0.6:8545, "
            "before at 10.0.0.1:8545, 10.0.0.2:8545\n");
}

TEST_F(EndpointRefresher, EndsAtOnceInTheMiddleOfALook) {
  ScriptedDns silent([](const DnsQuestion&) { return std::vector<base::Bytes>(); });
  config_.nameservers = {silent.address()};
  net::Addresses addresses("node.test", 8545, {at(1)});
  {
    const auto watched = watch(addresses);
    addresses.request_refresh();
    wait_for([&] { return !silent.questions().empty(); });
  }
  EXPECT_EQ(*addresses.now(), net::Addresses::List{at(1)});
  EXPECT_EQ(log_text(), "");
}

class Answers final : public net::HttpConnection::Listener {
 public:
  void on_answer(const net::HttpAnswer& answer) override { last = "answer " + std::string(answer.body); }
  void on_failure(const net::RequestFailure& failure) override {
    last = "failure " + std::string(failure.detail);
  }

  std::string last;
};

// Until the request has ended.
std::string ask(net::HttpConnection& connection, Answers& answers) {
  answers.last.clear();
  connection.submit(0, "{}", std::chrono::steady_clock::now());
  while (answers.last.empty()) {
    pollfd descriptor{connection.fd(), connection.interest(), 0};
    sys::poll({&descriptor, 1}, connection.deadline());
    const auto now = std::chrono::steady_clock::now();
    if (descriptor.revents != 0) connection.on_ready(descriptor.revents, now);
    if (answers.last.empty() && connection.deadline() <= now) connection.on_time(now);
  }
  return answers.last;
}

TEST(Addresses, AConnectionAsksForALookWhereItIsRefusedAndGoesByWhatComesOfIt) {
  std::optional<net::Address> refusing;
  {
    ScriptedServer gone({[](Peer&) {}});
    refusing = gone.address();
  }
  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    peer.wait_for_close();
  }});
  net::Addresses addresses("node.test", 8545, {*refusing});
  const net::HttpTarget target{"node.test:8545", "/", "", addresses};
  Answers answers;
  net::HttpConnection connection(target, {}, answers);
  EXPECT_FALSE(addresses.take_refresh_request());
  EXPECT_EQ(ask(connection, answers), "failure connect " + refusing->to_text() + ": Connection refused");
  EXPECT_TRUE(addresses.take_refresh_request());
  addresses.replace({server.address()});
  EXPECT_EQ(ask(connection, answers), "answer hi");
  EXPECT_FALSE(addresses.take_refresh_request());
}

}  // namespace
}  // namespace seiload::test
