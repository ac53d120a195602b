#include "track/hash_index.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace seiload::test {
namespace {

using track::HashIndex;

base::Bytes32 hash(std::uint64_t number) {
  base::Bytes32 bytes{};
  base::store_be64(&bytes[24], number);  // the first bytes are equal, as a node may choose them
  return bytes;
}

constexpr auto kAny = [](std::uint32_t) { return true; };

TEST(HashIndex, FindsPlaces) {
  HashIndex index;
  EXPECT_EQ(index.find(hash(1), kAny), std::nullopt);
  index.insert(hash(1), 7);
  index.insert(hash(2), 0);
  EXPECT_EQ(index.size(), 2U);
  EXPECT_EQ(index.find(hash(1), kAny), 7U);
  EXPECT_EQ(index.find(hash(2), kAny), 0U);
  EXPECT_EQ(index.find(hash(3), kAny), std::nullopt);
  EXPECT_EQ(index.find(hash(1), [](std::uint32_t place) { return place != 7; }),
            std::nullopt);  // only looks alike
  index.erase(hash(1), 8);  // stands elsewhere
  index.erase(hash(3), 7);
  EXPECT_EQ(index.size(), 2U);
  index.erase(hash(1), 7);
  EXPECT_EQ(index.find(hash(1), kAny), std::nullopt);
  EXPECT_EQ(index.find(hash(2), kAny), 0U);
  EXPECT_EQ(index.size(), 1U);
}

// Against a map, with sizes on both sides of what the table begins with, and with many holes.
TEST(HashIndex, AgreesWithAMap) {
  std::mt19937_64 random(1);
  HashIndex index;
  std::map<std::uint64_t, std::uint32_t> map;
  std::vector<std::uint64_t> number_at;
  for (int step = 0; step < 200'000; ++step) {
    const std::uint64_t number = random() % (step % 50'000 < 25'000 ? 600 : 3000);
    if (const auto it = map.find(number); it == map.end()) {
      const auto place = static_cast<std::uint32_t>(number_at.size());
      number_at.push_back(number);
      index.insert(hash(number), place);
      map.emplace(number, place);
    } else {
      ASSERT_EQ(index.find(hash(number), [&](std::uint32_t place) { return number_at[place] == number; }),
                it->second);
      index.erase(hash(number), it->second);
      map.erase(it);
    }
    ASSERT_EQ(index.size(), map.size());
  }
  for (std::uint64_t number = 0; number < 3000; ++number) {
    const auto found =
        index.find(hash(number), [&](std::uint32_t place) { return number_at[place] == number; });
    const auto it = map.find(number);
    EXPECT_EQ(found, it == map.end() ? std::nullopt : std::optional(it->second)) << number;
  }
}

// A table that took some of a hash's own bytes as its place would look at every earlier one.
TEST(HashIndex, SpreadsHashesThatAreChosenAlike) {
  for (std::size_t free = 0; free < 4; ++free) {
    HashIndex index;
    std::uint64_t looks = 0;
    for (std::uint32_t i = 0; i < 20'000; ++i) {
      base::Bytes32 one{};
      base::store_be64(&one[8 * free], i * 0x1000193);
      EXPECT_EQ(index.find(one, [&](std::uint32_t) { return ++looks, false; }), std::nullopt);
      index.insert(one, i);
    }
    EXPECT_LT(looks, 1000U);  // of equal tags, 31 bits: about 0.1 are to be expected
  }
}

}  // namespace
}  // namespace seiload::test
