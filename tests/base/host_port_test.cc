#include "base/host_port.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::base {
namespace {

std::string split(std::string_view text) {
  const auto it = split_host_port(text);
  return it ? cat(it->host, '|', it->port) : "none";
}

TEST(HostPort, SplitsAtTheLastColon) {
  EXPECT_EQ(split("0.0.0.0:9090"), "0.0.0.0|9090");
  EXPECT_EQ(split("localhost:0"), "localhost|0");
  EXPECT_EQ(split(":9090"), "|9090");
  EXPECT_EQ(split("[::1]:65535"), "::1|65535");
  EXPECT_EQ(split("[fe80::1%eth0]:1"), "fe80::1%eth0|1");
}

TEST(HostPort, TakesNothingElse) {
  for (const char* text :
       {"", ":", "9090", "host", "host:", "host:65536", "host:-1", "host:+1", "host:1x", "::1:9090", "[]:1",
        "[::1]", "[::1:9", "::1]:9", "a b:1", "http://h:1", "host: 1", "host:000001"})
    EXPECT_EQ(split(text), "none") << text;
}

}  // namespace
}  // namespace seiload::base
