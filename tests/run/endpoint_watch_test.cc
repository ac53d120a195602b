#include "run/endpoint_watch.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <mutex>
#include <sstream>

#include "base/text.h"
#include "support/fake_node.h"
#include "support/scripted_dns.h"
#include "support/scripted_server.h"
#include "support/wait.h"

namespace seiload::test {
namespace {

using base::cat;
using namespace std::chrono_literals;

net::Address local(std::uint8_t last, std::uint16_t port) {
  return net::Address::v4({127, 0, 0, last}, port);
}

std::uint16_t port_of(const FakeNode& node) { return net::Address::parse(node.url().substr(7))->port(); }

rpc::Endpoint named(const std::string& host, std::uint16_t port, net::Addresses::List addresses) {
  const std::string authority = cat(host, ":", port);
  return {cat("http://", authority), {authority, "/", "", net::Addresses(host, port, std::move(addresses))}};
}

std::string names(const run::EndpointList& list) {
  std::string out;
  for (std::size_t i = 0; i < list.at_start; ++i)
    out += cat(list.endpoints[i].name, " at ", list.endpoints[i].target.addresses.now()->size(), '\n');
  return out + cat(list.endpoints.size() - list.at_start, " free");
}

TEST(EndpointList, HasOneEndpointANameOrAnAddress) {
  const std::vector<rpc::Endpoint> all{named("node.test", 1, {local(3, 1), local(2, 1)}),
                                       named("127.0.0.1", 1, {local(1, 1)}), named("none.test", 1, {})};
  EXPECT_EQ(names(run::EndpointList::make(all, false)),
            "http://node.test:1 at 2\nhttp://127.0.0.1:1 at 1\nhttp://none.test:1 at 0\n0 free");
  const auto each = run::EndpointList::make(all, true);
  EXPECT_EQ(names(each),
            "http://node.test:1 [127.0.0.2] at 1\nhttp://node.test:1 [127.0.0.3] at 1\n"
            "http://127.0.0.1:1 at 1\nhttp://none.test:1 at 0\n16 free");
  EXPECT_EQ(each.endpoints[0].target.host_header, "node.test:1");
}

// A name server for which node.test is at what answer() said last, and a log in memory.
class EndpointWatch : public testing::Test {
 protected:
  void answer(std::vector<std::uint8_t> last_bytes) {
    const std::lock_guard lock(mutex_);
    answers_ = std::move(last_bytes);
  }

  std::unique_ptr<run::EndpointWatch> watch(run::EndpointList& list, std::vector<bool> active) {
    active.resize(list.endpoints.size());
    assignment_.emplace(list.at_start, std::move(active));
    net::ResolverConfig config;
    config.nameservers = {dns_.address()};
    auto watched = std::make_unique<run::EndpointWatch>(
        list, *assignment_, 1337, [config] { return config; },
        [this](std::size_t endpoint, const std::string& name) { named_ += cat(endpoint, ' ', name, '\n'); },
        run::EndpointWatch::Pace{10ms, 10ms}, clock_, log_);
    EXPECT_TRUE(watched->start(*stop_));
    return watched;
  }

  bool becomes_active(std::size_t endpoint, bool active) {
    wait_for([&] { return assignment_->now()->is_active(endpoint) == active; });
    return assignment_->now()->is_active(endpoint) == active;
  }

  std::string log_text() {
    std::string text(4096, '\0');
    text.resize(static_cast<std::size_t>(
        std::max<ssize_t>(::pread(log_file_.get(), text.data(), text.size(), 0), 0)));
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) out += line.substr(line.find(' ') + 1) + '\n';
    return out;
  }

  std::mutex mutex_;
  std::vector<std::uint8_t> answers_;  // guarded by mutex_
  ScriptedDns dns_{[this](const DnsQuestion& question) {
    const std::lock_guard lock(mutex_);
    DnsReply reply(question, answers_.empty() ? net::DnsCode::no_such_name : net::DnsCode::no_error);
    if (question.is_a())
      for (const std::uint8_t last : answers_) reply.a("node.test", {127, 0, 0, last});
    return std::vector<base::Bytes>{reply.bytes};
  }};
  std::unique_ptr<sys::Stop> stop_ = std::make_unique<sys::Stop>();
  std::optional<chain::Assignment> assignment_;
  std::string named_;  // the watch's thread's, until finish()
  sys::SystemClock clock_;
  sys::Fd log_file_{::memfd_create("log", MFD_CLOEXEC)};
  sys::Log log_{log_file_.get(), clock_, sys::Level::info};
};

TEST_F(EndpointWatch, FollowsTheAddressesOfAName) {
  FakeNode node;  // at 127.0.0.1; nobody listens at its port of 127.0.0.2
  const std::string url = cat("http://node.test:", port_of(node));
  auto list = run::EndpointList::make({named("node.test", port_of(node), {local(2, port_of(node))})}, true);
  answer({2, 1});
  const auto watched = watch(list, {true});
  ASSERT_TRUE(becomes_active(1, true)) << log_text();
  EXPECT_TRUE(assignment_->now()->is_active(0));
  answer({1});
  ASSERT_TRUE(becomes_active(0, false)) << log_text();
  answer({});  // no answer is no news
  wait_for([&] { return log_text().find("keeping") != std::string::npos; });
  answer({2, 1});  // where it does not answer, it takes no load
  const auto asked = dns_.questions().size();
  wait_for([&] { return dns_.questions().size() >= asked + 6; });
  watched->finish();
  EXPECT_FALSE(assignment_->now()->is_active(0));
  EXPECT_EQ(named_, cat("1 ", url, " [127.0.0.1]\n"));
  const std::string why = ": its name does not have this address any more";
  EXPECT_TRUE(watched->note(0).starts_with("no load from ") && watched->note(0).ends_with(" on" + why))
      << watched->note(0);
  EXPECT_TRUE(watched->note(1).starts_with("load from ") && watched->note(1).ends_with(" on"))
      << watched->note(1);
  EXPECT_EQ(log_text(), cat("info: endpoint ", url, " [127.0.0.1]: takes load from now on\ninfo: endpoint ",
                            url, " [127.0.0.2]: takes no more load", why, "\nwarning: endpoint ", url,
                            ": resolve 'node.test': no such name (asked ", dns_.address().to_text(),
                            "); keeping the previous addresses\n"));
}

TEST_F(EndpointWatch, TheLastAddressStaysWhateverTheNameServerSays) {
  FakeNode node;
  auto list = run::EndpointList::make({named("node.test", port_of(node), {local(1, port_of(node))})}, true);
  answer({2});
  const auto watched = watch(list, {true});
  wait_for([&] { return dns_.questions().size() >= 12; });  // A and AAAA, six times
  watched->finish();
  EXPECT_TRUE(assignment_->now()->is_active(0));
}

TEST_F(EndpointWatch, WhoWasMissingTakesLoadOnceItTellsTheChainId) {
  FakeNode::Options other;
  other.chain_id = 5;
  FakeNode right, wrong(other);
  const RefusingPort dead;
  auto list = run::EndpointList::make({named("127.0.0.1", dead.address().port(), {dead.address()}),
                                       named("127.0.0.1", port_of(right), {local(1, port_of(right))}),
                                       named("127.0.0.1", port_of(wrong), {local(1, port_of(wrong))}),
                                       named("node.test", port_of(right), {})},
                                      false);
  const std::string missing = cat("endpoint ", list.endpoints[1].name, ": Connection refused");
  list.missing = {"", missing, missing, missing};
  answer({1});
  const auto watched = watch(list, {true, false, false, false});
  ASSERT_TRUE(becomes_active(1, true)) << log_text();
  ASSERT_TRUE(becomes_active(3, true)) << log_text();
  wait_for([&] { return log_text().find("chain id is 5") != std::string::npos; });
  watched->finish();
  EXPECT_TRUE(watched->note(1).starts_with("unreachable at the start (Connection refused); load from "))
      << watched->note(1);
  EXPECT_TRUE(watched->note(2).ends_with("; chain id is 5, not 1337: no load")) << watched->note(2);
  EXPECT_FALSE(assignment_->now()->is_active(2));
  EXPECT_EQ(watched->note(0), "");
}

}  // namespace
}  // namespace seiload::test
