#include "net/resolver_config.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::net {
namespace {

std::string describe(const ResolverConfig& config) {
  std::string text;
  for (const Address& server : config.nameservers) text += server.to_text() + " ";
  text += "search";
  for (const std::string& domain : config.search) text += " " + domain;
  text += base::cat(" ndots ", config.ndots, " timeout ", base::format_duration(config.timeout), " attempts ",
                    config.attempts);
  if (config.rotate) text += " rotate";
  if (config.use_tcp) text += " tcp";
  for (const HostsLine& line : config.hosts) {
    text += "\n" + line.address.ip_text();
    for (const std::string& name : line.names) text += " " + name;
  }
  return text;
}

std::string of_resolv_conf(std::string_view text) { return describe(parse_resolver_config(text, "")); }

TEST(ResolverConfig, HasDefaults) {
  const std::string want = "127.0.0.1:53 search ndots 1 timeout 5s attempts 2";
  EXPECT_EQ(of_resolv_conf(""), want);
  EXPECT_EQ(describe(load_resolver_config("/no/such/resolv.conf", "/no/such/hosts")), want);
  EXPECT_EQ(of_resolv_conf("nameserver\nnameserver not-an-address\noptions\nsearch\nwhat is this\n\n"), want);
  EXPECT_EQ(of_resolv_conf("options ndots:x timeout: attempts:-1 rotate2 debug inet6 ndots"), want);
}

TEST(ResolverConfig, ReadsWhatKubernetesWrites) {
  EXPECT_EQ(of_resolv_conf(
                "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\n"
                "options ndots:5\n"),
            "10.96.0.10:53 search default.svc.cluster.local svc.cluster.local cluster.local ndots 5 timeout "
            "5s attempts 2");
}

TEST(ResolverConfig, ReadsEveryKeyword) {
  EXPECT_EQ(
      of_resolv_conf("# comment\n; comment\n  \nnameserver 1.1.1.1 # and "
                     "more\r\n\tnameserver\t2606:4700::1111\nnameserver "
                     "fe80::1%1\nnameserver 4.4.4.4\ndomain Old.Example\nsearch A.Example. b.example .\n"
                     "options timeout:2 attempts:3\noptions rotate ndots:0"),
      "1.1.1.1:53 [2606:4700::1111]:53 [fe80::1%1]:53 search a.example b.example ndots 0 timeout 2s attempts "
      "3 rotate");
  EXPECT_EQ(of_resolv_conf("search a b\ndomain c d\n"),
            "127.0.0.1:53 search c ndots 1 timeout 5s attempts 2");
  EXPECT_EQ(of_resolv_conf("options ndots:99 timeout:99 attempts:99"),
            "127.0.0.1:53 search ndots 15 timeout 30s attempts 5");
  EXPECT_EQ(of_resolv_conf("options timeout:0 attempts:0"),
            "127.0.0.1:53 search ndots 1 timeout 1s attempts 1");
}

TEST(ResolverConfig, RemembersWhatItSkipped) {
  const auto remarks = [](std::string_view text) { return parse_resolver_config(text, "", "R").remarks; };
  EXPECT_EQ(remarks("# x\n\nsearch a\nsearch\nsortlist 10.0.0.0\noptions edns0 use-vc\nnameserver 1.1.1.1\n"),
            "");
  EXPECT_EQ(remarks(""), "R: no nameserver");
  EXPECT_EQ(
      remarks("nameserver 1.1.1.1\n\n  nameserver  dns.example # x\r\nnameserver\nnameservers 2.2.2.2\n"),
      "R: line 3 skipped: 'nameserver  dns.example # x': not an address, line 4 skipped: 'nameserver': not "
      "an "
      "address, line 5 skipped: 'nameservers 2.2.2.2': unknown keyword");
  EXPECT_EQ(
      remarks("nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\nnameserver 1.1.1.4\na\nb\nc\nd"),
      "R: line 4 skipped: 'nameserver 1.1.1.4': only 3 are asked, line 5 skipped: 'a': unknown keyword, "
      "line 6 skipped: 'b': unknown keyword, and 2 more lines");
  EXPECT_EQ(load_resolver_config("/no/such/resolv.conf", "/no/such/hosts").remarks,
            "/no/such/resolv.conf: No such file or directory");
  EXPECT_TRUE(parse_resolver_config("options use-vc", "").use_tcp);
}

TEST(ResolverConfig, ReadsHosts) {
  EXPECT_EQ(describe(parse_resolver_config(
                "",
                "127.0.0.1\tlocalhost Node.\n::1 localhost ip6-localhost # x\n#10.0.0.1 a\n"
                "10.0.0.2\n10.0.0.3 # b\nnonsense c\n\n10.0.0.4 d")),
            "127.0.0.1:53 search ndots 1 timeout 5s attempts 2\n127.0.0.1 localhost node\n::1 localhost "
            "ip6-localhost\n"
            "10.0.0.4 d");
}

}  // namespace
}  // namespace seiload::net
