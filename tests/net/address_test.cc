#include "net/address.h"

#include <gtest/gtest.h>

namespace seiload::net {
namespace {

TEST(Address, ReadsWhatItWrites) {
  for (const char* text : {"127.0.0.1:8545", "0.0.0.0:0", "255.255.255.255:65535", "[::1]:8545", "[::]:1",
                           "[2001:db8::8:800:200c:417a]:443", "[::ffff:10.0.0.1]:80", "[fe80::1%1]:53"}) {
    const auto address = Address::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->to_text(), text);
  }
}

TEST(Address, RefusesNearMisses) {
  for (const char* text : {"",
                           ":",
                           "127.0.0.1",
                           "127.0.0.1:",
                           "127.0.0.1:65536",
                           "127.0.0.1:-1",
                           "127.0.0.1: 1",
                           "127.0.0:1",
                           "127.0.0.256:1",
                           "127.0.0.01:1",
                           "127.1:1",
                           "[127.0.0.1]:1",
                           "::1:1",
                           "[::1]",
                           "[::1:1",
                           "::1]:1",
                           "[]:1",
                           "[::1::2]:1",
                           "[::1%]:1",
                           "[::1%no-such-interface]:1",
                           "127.0.0.1%1:1",
                           "localhost:1"})
    EXPECT_FALSE(Address::parse(text)) << text;
  EXPECT_FALSE(Address::parse_ip(std::string_view("::1\0x", 5), 1));
  EXPECT_FALSE(Address::parse_ip(std::string(1000, '1'), 1));
}

TEST(Address, KnowsItsParts) {
  const Address v4 = Address::v4({10, 1, 2, 3}, 8545);
  const Address v6 = Address::v6({0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 443);
  EXPECT_FALSE(v4.is_v6());
  EXPECT_EQ(v4.ip_text(), "10.1.2.3");
  EXPECT_EQ(v4.port(), 8545);
  EXPECT_TRUE(v6.is_v6());
  EXPECT_EQ(v6.to_text(), "[2001:db8::1]:443");
  EXPECT_EQ(v6, Address::parse("[2001:db8:0::0001]:443"));
  EXPECT_NE(v4, Address::v4({10, 1, 2, 3}, 8546));
  EXPECT_NE(v4, v6);
  EXPECT_EQ(v4.with_port(1).to_text(), "10.1.2.3:1");
  EXPECT_EQ(Address::parse("[fe80::1%1]:53")->with_port(65535).to_text(), "[fe80::1%1]:65535");
}

}  // namespace
}  // namespace seiload::net
