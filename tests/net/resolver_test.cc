#include "net/resolver.h"

#include <gtest/gtest.h>

#include <future>

#include "net/dns_message.h"
#include "support/scripted_dns.h"
#include "support/scripted_server.h"

namespace seiload::net {
namespace {

using test::DnsQuestion;
using test::DnsReply;
using test::ScriptedDns;
using namespace std::chrono_literals;
using Strings = std::vector<std::string>;
using Replies = std::vector<base::Bytes>;

sys::TimePoint soon() { return sys::TimePoint(std::chrono::steady_clock::now()) + 10s; }

ResolverConfig asking(std::vector<Address> servers) {
  ResolverConfig config;
  config.nameservers = std::move(servers);
  return config;
}

std::string describe(const base::Result<std::vector<Address>>& result) {
  if (!result) return result.error().message;
  std::string text;
  for (const Address& address : *result) text += (text.empty() ? "" : " ") + address.to_text();
  return text;
}

base::Result<std::vector<Address>> resolve_now(const std::string& host, const ResolverConfig& config,
                                               sys::TimePoint deadline = soon()) {
  const sys::Event stop;
  return resolve(host, 8545, config, sys::SystemClock(), deadline, stop);
}

// Every name it knows has this address; the others do not exist.
ScriptedDns::Script knowing(Strings names, std::array<std::uint8_t, 4> ip) {
  return [names, ip](const DnsQuestion& question) -> Replies {
    if (std::find(names.begin(), names.end(), question.name) == names.end())
      return {DnsReply(question, DnsCode::no_such_name).bytes};
    DnsReply reply(question);
    if (question.is_a()) reply.a(question.name, ip);
    return {reply.bytes};
  };
}

TEST(Resolver, KnowsSomeNamesWithoutAsking) {
  ResolverConfig config = parse_resolver_config("", "10.0.0.1 node\n10.0.0.2 node other\n10.0.0.1 NODE\n");
  config.nameservers = {Address::v4({127, 0, 0, 1}, 1)};
  EXPECT_EQ(describe(resolve_now("10.1.2.3", config)), "10.1.2.3:8545");
  EXPECT_EQ(describe(resolve_now("2001:db8::1", config)), "[2001:db8::1]:8545");
  EXPECT_EQ(describe(resolve_now("Node", config)), "10.0.0.1:8545 10.0.0.2:8545");
  EXPECT_EQ(describe(resolve_now("other.", config)), "10.0.0.2:8545");
  for (const char* name : {"localhost", "LOCALHOST.", "node.localhost"})
    EXPECT_EQ(describe(resolve_now(name, config)), "127.0.0.1:8545 [::1]:8545") << name;
  const ResolverConfig other = parse_resolver_config("", "127.0.0.9 localhost\n");
  EXPECT_EQ(describe(resolve_now("localhost", other)), "127.0.0.9:8545") << "/etc/hosts has the word";
}

TEST(Resolver, AsksForBothFamilies) {
  ScriptedDns server([](const DnsQuestion& question) -> Replies {
    DnsReply reply(question);
    if (question.is_a())
      reply.a("node.test", {127, 0, 0, 5}).a("node.test", {127, 0, 0, 6});
    else
      reply.aaaa("node.test", "::1");
    return {reply.bytes};
  });
  const auto result = resolve_now("Node.Test", asking({server.address()}));
  ASSERT_TRUE(result) << result.error().message;
  Strings texts;
  for (const Address& address : *result) texts.push_back(address.to_text());
  std::sort(texts.begin(), texts.end());  // whether ::1 has a route is the machine's affair
  EXPECT_EQ(texts, (Strings{"127.0.0.5:8545", "127.0.0.6:8545", "[::1]:8545"}));
  EXPECT_EQ(server.questions(), (Strings{"A node.test", "AAAA node.test"}));
}

TEST(Resolver, TakesOneFamilyWhereTheOtherHasNoneOrFails) {
  ScriptedDns only_v6([](const DnsQuestion& question) -> Replies {
    DnsReply reply(question);
    if (!question.is_a()) reply.aaaa("node.test", "2001:db8::1");
    return {reply.bytes};
  });
  EXPECT_EQ(describe(resolve_now("node.test", asking({only_v6.address()}))), "[2001:db8::1]:8545");
  for (const bool silent : {false, true}) {
    ScriptedDns fails_at_v6([&](const DnsQuestion& question) -> Replies {
      if (question.is_a()) return {DnsReply(question).a("node.test", {10, 0, 0, 1}).bytes};
      if (silent) return {};
      return {DnsReply(question, DnsCode::server_failure).bytes};
    });
    EXPECT_EQ(describe(resolve_now("node.test", asking({fails_at_v6.address()}))), "10.0.0.1:8545");
  }
}

TEST(Resolver, AsksOverTcpWhatWasTruncated) {
  ScriptedDns server([](const DnsQuestion& question) -> Replies {
    DnsReply reply(question);
    if (!question.is_a()) return {reply.bytes};
    if (!question.tcp) return {reply.truncated().bytes};
    for (std::uint8_t i = 1; i <= 60; ++i) reply.a("node.test", {10, 0, 0, i});
    return {reply.bytes};
  });
  const auto result = resolve_now("node.test", asking({server.address()}));
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->size(), 60U);
  EXPECT_EQ(result->back().to_text(), "10.0.0.60:8545");
  EXPECT_EQ(server.questions(), (Strings{"A node.test", "A node.test tcp", "AAAA node.test"}));
}

TEST(Resolver, UsesWhatCameTruncatedOverTcpToo) {
  ScriptedDns server([](const DnsQuestion& question) -> Replies {
    DnsReply reply(question);
    if (!question.is_a()) return {reply.bytes};
    if (!question.tcp) return {reply.truncated().bytes};
    return {reply.a("node.test", {10, 0, 0, 1}).a("node.test", {10, 0, 0, 2}).truncated().bytes};
  });
  EXPECT_EQ(describe(resolve_now("node.test", asking({server.address()}))), "10.0.0.1:8545 10.0.0.2:8545");
}

TEST(Resolver, UsesWhatCameTruncatedWhereTcpFails) {
  ScriptedDns server([](const DnsQuestion& question) -> Replies {
    if (question.tcp) return {};  // closes
    if (!question.is_a()) return {DnsReply(question).bytes};
    return {DnsReply(question).a("node.test", {10, 0, 0, 1}).truncated().bytes};
  });
  EXPECT_EQ(describe(resolve_now("node.test", asking({server.address()}))), "10.0.0.1:8545");
}

TEST(Resolver, AsksOverTcpAloneWhereResolvConfSaysSo) {
  ScriptedDns server(knowing({"node.test"}, {10, 0, 0, 1}));
  ResolverConfig config = parse_resolver_config("options use-vc\n", "");
  config.nameservers = {server.address()};
  EXPECT_EQ(describe(resolve_now("node.test", config)), "10.0.0.1:8545");
  EXPECT_EQ(server.questions(), (Strings{"A node.test tcp", "AAAA node.test tcp"}));
}

TEST(Resolver, AnErrorWithoutTheQuestionEndsTheWait) {
  ScriptedDns server([](const DnsQuestion& question) -> Replies {
    return {DnsReply(question, DnsCode::format_error).without_question().bytes};
  });
  const ResolverConfig config = asking({server.address()});  // 5 s a server and attempt
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(describe(resolve_now("node.test", config)),
            "resolve 'node.test': no usable answer (" + server.address().to_text() + ": FORMERR)");
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST(Resolver, SaysWhatOfResolvConfCouldNotBeUsed) {
  ScriptedDns server(knowing({}, {}));
  ResolverConfig config = parse_resolver_config("nameserver dns.example\n", "", "/x/resolv.conf");
  config.nameservers = {server.address()};
  EXPECT_EQ(describe(resolve_now("node.test", config)),
            "resolve 'node.test': no such name (asked " + server.address().to_text() +
                "); /x/resolv.conf: line 1 skipped: 'nameserver dns.example': not an address, no nameserver");
  EXPECT_EQ(describe(resolve_now("a..b", config)), "resolve 'a..b': not a host name");
}

TEST(Resolver, SaysThatTcpFailed) {
  ScriptedDns server([](const DnsQuestion& question) -> Replies {
    if (question.tcp) return {};  // closes
    return {DnsReply(question).truncated().bytes};
  });
  EXPECT_EQ(describe(resolve_now("node.test", asking({server.address()}))),
            "resolve 'node.test': no usable answer (" + server.address().to_text() +
                ": over TCP: closed before the answer)");
}

TEST(Resolver, FollowsAliasesWithinAndAcrossAnswers) {
  ScriptedDns server([](const DnsQuestion& question) -> Replies {
    DnsReply reply(question);
    if (question.name == "a.test") reply.cname("a.test", "b.test").cname("b.test", "c.test");
    if (question.name == "c.test") reply.cname("c.test", "d.test");
    if (question.name == "c.test" && question.is_a()) reply.a("d.test", {10, 0, 0, 4});
    return {reply.bytes};
  });
  EXPECT_EQ(describe(resolve_now("a.test", asking({server.address()}))), "10.0.0.4:8545");
  EXPECT_EQ(server.questions(), (Strings{"A a.test", "A c.test", "AAAA a.test", "AAAA c.test"}));
}

TEST(Resolver, EndsAliasesWithoutEnd) {
  ScriptedDns server([](const DnsQuestion& question) -> Replies {
    return {DnsReply(question).cname(question.name, "x" + question.name).bytes};
  });
  EXPECT_EQ(describe(resolve_now("a.test", asking({server.address()}))),
            "resolve 'a.test': no usable answer (aliases without end at 'xxxxxxxxa.test')");
}

TEST(Resolver, TellsNoNameFromNoAddressFromFailure) {
  ScriptedDns server([](const DnsQuestion& question) -> Replies {
    if (question.name == "missing.test") return {DnsReply(question, DnsCode::no_such_name).bytes};
    if (question.name == "failing.test") return {DnsReply(question, DnsCode::server_failure).bytes};
    if (question.name == "silent.test") return {};
    return {DnsReply(question).bytes};
  });
  ResolverConfig config = asking({server.address()});
  config.timeout = 20ms;
  const std::string at = server.address().to_text();
  const struct {
    const char* host;
    std::string message;
    base::Code code;
  } kCases[] = {
      {"missing.test", "resolve 'missing.test': no such name (asked " + at + ")", base::Code::remote},
      {"empty.test", "resolve 'empty.test': the name has no address (asked " + at + ")", base::Code::remote},
      {"failing.test", "resolve 'failing.test': no usable answer (" + at + ": SERVFAIL)", base::Code::remote},
      {"silent.test", "resolve 'silent.test': no answer (" + at + ": timed out)", base::Code::timeout},
      {"bad..test", "resolve 'bad..test': not a host name", base::Code::invalid_input},
  };
  for (const auto& c : kCases) {
    const auto result = resolve_now(c.host, config);
    ASSERT_FALSE(result) << c.host;
    EXPECT_EQ(result.error().message, c.message);
    EXPECT_EQ(result.error().code, c.code) << c.host;
  }
}

TEST(Resolver, AsksTheNextServer) {
  ScriptedDns failing(
      [](const DnsQuestion& question) { return Replies{DnsReply(question, DnsCode::server_failure).bytes}; });
  ScriptedDns silent([](const DnsQuestion&) { return Replies{}; });
  ScriptedDns good(knowing({"node.test"}, {10, 0, 0, 1}));
  const test::RefusingPort nobody;  // its UDP port is free too: an ICMP message comes back
  ResolverConfig config = asking({failing.address(), silent.address(), good.address()});
  config.timeout = 200ms;
  EXPECT_EQ(describe(resolve_now("node.test", config)), "10.0.0.1:8545");
  EXPECT_EQ(failing.questions(), (Strings{"A node.test", "AAAA node.test"}));
  EXPECT_EQ(silent.questions(), (Strings{"A node.test", "AAAA node.test"}));

  config = asking({failing.address(), nobody.address()});
  const auto result = resolve_now("node.test", config);
  EXPECT_EQ(describe(result), "resolve 'node.test': no usable answer (" + failing.address().to_text() +
                                  ": SERVFAIL; " + nobody.address().to_text() + ": Connection refused)");
  EXPECT_EQ(failing.questions().size(), 6U) << "two attempts";
}

TEST(Resolver, IgnoresAnswersToOtherQuestions) {
  ScriptedDns server([](const DnsQuestion& question) -> Replies {
    DnsQuestion other_id = question, other_name = question, other_type = question;
    ++other_id.id;
    other_name.name = "other.test";
    other_type.type = question.is_a() ? DnsType::aaaa : DnsType::a;
    Replies replies;
    for (const DnsQuestion& wrong : {other_id, other_name, other_type})
      replies.push_back(DnsReply(wrong).a(wrong.name, {6, 6, 6, 6}).bytes);
    replies.push_back({1, 2, 3});
    replies.push_back({});
    DnsReply right(question);
    if (question.is_a()) right.a("node.test", {10, 0, 0, 1});
    replies.push_back(right.bytes);
    return replies;
  });
  EXPECT_EQ(describe(resolve_now("node.test", asking({server.address()}))), "10.0.0.1:8545");
  EXPECT_EQ(server.questions().size(), 2U) << "at the first attempt";
}

TEST(Resolver, WalksTheSearchList) {
  ResolverConfig config = parse_resolver_config(
      "search default.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n", "");
  EXPECT_EQ(
      search_candidates("node", config),
      (Strings{"node.default.svc.cluster.local", "node.svc.cluster.local", "node.cluster.local", "node"}));
  EXPECT_EQ(search_candidates("a.b.c.d.e", config).back(), "a.b.c.d.e");
  EXPECT_EQ(search_candidates("a.b.c.d.e.f", config).front(), "a.b.c.d.e.f");
  EXPECT_EQ(search_candidates("node.", config), (Strings{"node"}));

  ScriptedDns server(knowing({"node.chain.svc.cluster.local", "rpc.example"}, {10, 0, 0, 1}));
  config.nameservers = {server.address()};
  EXPECT_EQ(describe(resolve_now("node.chain", config)), "10.0.0.1:8545");
  EXPECT_EQ(server.questions(),
            (Strings{"A node.chain.default.svc.cluster.local", "A node.chain.svc.cluster.local",
                     "AAAA node.chain.default.svc.cluster.local", "AAAA node.chain.svc.cluster.local"}));
  EXPECT_EQ(describe(resolve_now("rpc.example", config)), "10.0.0.1:8545") << "as it is, last";
  const auto asked_before = server.questions().size();
  EXPECT_EQ(describe(resolve_now("rpc.example.", config)), "10.0.0.1:8545");
  EXPECT_EQ(server.questions().size(), asked_before + 2) << "as it is, only";
  EXPECT_EQ(describe(resolve_now("none", config)), "resolve 'none': no such name (asked " +
                                                       server.address().to_text() +
                                                       "); /etc/resolv.conf: no nameserver");
}

TEST(Resolver, KeepsToTheDeadlineAndTheStop) {
  ScriptedDns silent([](const DnsQuestion&) { return Replies{}; });
  const ResolverConfig config = asking({silent.address()});
  const auto start = std::chrono::steady_clock::now();
  const auto late = resolve_now("node.test", config, sys::TimePoint(start) + 30ms);
  EXPECT_EQ(describe(late), "resolve 'node.test': no answer (" + silent.address().to_text() + ": timed out)");

  const sys::Event stop;
  auto waiting = std::async(std::launch::async, [&] {
    return resolve("node.test", 1, config, sys::SystemClock(), sys::kNever, stop);
  });
  stop.set();
  const auto stopped = waiting.get();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, base::Code::stopped);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
}

TEST(Resolver, BeginsWithAnyServerToRotate) {
  ScriptedDns one(knowing({"node.test"}, {10, 0, 0, 1})), two(knowing({"node.test"}, {10, 0, 0, 2}));
  ResolverConfig config = asking({one.address(), two.address()});
  config.rotate = true;
  for (int i = 0; i < 200 && (one.questions().empty() || two.questions().empty()); ++i)
    EXPECT_TRUE(resolve_now("node.test", config));
  EXPECT_FALSE(one.questions().empty());
  EXPECT_FALSE(two.questions().empty());
}

TEST(Resolver, OrdersAddresses) {
  const auto order = [](const Strings& texts, const std::string& unrouted) {
    std::vector<Address> addresses;
    for (const std::string& text : texts) addresses.push_back(*Address::parse_ip(text, 1));
    std::string out;
    for (const Address& address : order_addresses(addresses, [&](const Address& a) {
           return unrouted == "v6" ? !a.is_v6() : a.ip_text() != unrouted;
         }))
      out += (out.empty() ? "" : " ") + address.ip_text();
    return out;
  };
  EXPECT_EQ(order({"1.1.1.1", "2.2.2.2", "1.1.1.1", "::1", "::2", "::3", "::1"}, ""),
            "::1 1.1.1.1 ::2 2.2.2.2 ::3");
  EXPECT_EQ(order({"1.1.1.1", "2.2.2.2", "::1"}, "v6"), "1.1.1.1 2.2.2.2 ::1");
  EXPECT_EQ(order({"1.1.1.1", "2.2.2.2", "::1"}, "1.1.1.1"), "::1 2.2.2.2 1.1.1.1");
  EXPECT_EQ(order({}, ""), "");
}

}  // namespace
}  // namespace seiload::net
