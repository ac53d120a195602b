#include "net/addresses.h"

#include <gtest/gtest.h>

namespace seiload::net {
namespace {

Address at(std::uint8_t last) { return Address::v4({10, 0, 0, last}, 8545); }

Addresses::List list_of(const std::vector<std::uint8_t>& last_bytes) {
  Addresses::List list;
  for (const std::uint8_t last : last_bytes) list.push_back(at(last));
  return list;
}

// The last bytes in the order to try.
std::vector<int> order(const Addresses& addresses) {
  std::vector<int> out;
  for (const Address& address : *addresses.now()) out.push_back(std::stoi(address.ip_text().substr(7)));
  return out;
}

using Order = std::vector<int>;

TEST(Addresses, WhatConnectedComesFirstAndWhatFailedLastForAllCopies) {
  Addresses addresses("node.test", 8545, list_of({1, 2, 3, 4}));
  Addresses copy = addresses;
  EXPECT_EQ(order(copy), (Order{1, 2, 3, 4}));
  addresses.note_failed(at(1));
  EXPECT_EQ(order(copy), (Order{2, 3, 4, 1}));
  copy.note_connected(at(3));
  EXPECT_EQ(order(addresses), (Order{3, 2, 4, 1}));
  addresses.note_connected(at(3));
  addresses.note_failed(at(2));
  EXPECT_EQ(order(copy), (Order{3, 4, 1, 2})) << "the one that failed last was tried last";
  addresses.note_failed(at(3));
  addresses.note_connected(at(1));
  EXPECT_EQ(order(copy), (Order{1, 4, 2, 3}));
  addresses.note_failed(at(9));
  addresses.note_connected(at(9));
  EXPECT_EQ(order(copy), (Order{1, 4, 2, 3})) << "no address of the list";
}

TEST(Addresses, ANewLookupKeepsWhatIsKnown) {
  Addresses addresses("node.test", 8545, list_of({1, 2, 3}));
  addresses.note_connected(at(2));
  addresses.note_failed(at(1));
  addresses.note_failed(at(3));
  addresses.replace(list_of({3, 4, 5, 2}));
  EXPECT_EQ(order(addresses), (Order{2, 4, 5, 3}));
  addresses.replace(list_of({3, 6}));
  EXPECT_EQ(order(addresses), (Order{6, 3}));
  addresses.replace(list_of({1, 2}));
  EXPECT_EQ(order(addresses), (Order{1, 2})) << "what was gone is unknown again";
}

TEST(Addresses, ALookupIsAskedForOnceHoweverManyWantIt) {
  Addresses addresses("node.test", 8545, list_of({1}));
  EXPECT_FALSE(addresses.take_refresh_request());
  addresses.request_refresh();
  addresses.request_refresh();
  EXPECT_TRUE(addresses.take_refresh_request());
  EXPECT_FALSE(addresses.take_refresh_request());
}

}  // namespace
}  // namespace seiload::net
