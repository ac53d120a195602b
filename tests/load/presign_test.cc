#include "load/presign.h"

#include <gtest/gtest.h>

#include <string>

namespace seiload::load {
namespace {

// Adds the sender's next one, with what tells it apart as its body.
bool add(PresignCache& ahead, std::uint32_t sender, std::uint64_t arrival, std::uint64_t nonce,
         std::int64_t second = 7) {
  const std::uint32_t place = ahead.add(sender);
  if (place == kNone) return false;
  ahead[place].arrival = arrival;
  ahead[place].nonce = nonce;
  ahead[place].unix_seconds = second;
  ahead[place].body = std::to_string(sender) + '/' + std::to_string(arrival) + '/' + std::to_string(nonce);
  return true;
}

std::string take(PresignCache& ahead, std::uint32_t sender, std::uint64_t arrival, std::uint64_t nonce,
                 std::int64_t second = 7) {
  const PresignCache::Signed* const one = ahead.take(sender, arrival, nonce, second);
  return one == nullptr ? "none" : one->body;
}

TEST(PresignCache, GivesBackInOrder) {
  PresignCache ahead(2);
  EXPECT_EQ(take(ahead, 0, 0, 0), "none");
  EXPECT_TRUE(add(ahead, 0, 10, 3));
  EXPECT_TRUE(add(ahead, 0, 20, 4));
  EXPECT_TRUE(add(ahead, 1, 11, 0));
  EXPECT_EQ(ahead.count(0), 2u);
  EXPECT_EQ(ahead.count(1), 1u);
  EXPECT_EQ(take(ahead, 0, 10, 3), "0/10/3");
  EXPECT_TRUE(add(ahead, 0, 30, 5));
  EXPECT_EQ(take(ahead, 0, 20, 4), "0/20/4");
  EXPECT_EQ(take(ahead, 0, 30, 5), "0/30/5");
  EXPECT_EQ(take(ahead, 0, 40, 6), "none");
  EXPECT_EQ(take(ahead, 1, 11, 0), "1/11/0");
}

// What was signed for another nonce, another arrival or another second is never sent, nor what follows it.
TEST(PresignCache, ForgetsWhatTurnedOutOtherwise) {
  const struct {
    const char* name;
    std::uint64_t arrival, nonce;
    std::int64_t second;
  } kOthers[] = {{"arrival", 20, 3, 7}, {"nonce", 10, 4, 7}, {"nonce again", 10, 2, 7}, {"second", 10, 3, 8}};
  for (const auto& other : kOthers) {
    SCOPED_TRACE(other.name);
    PresignCache ahead(2);
    EXPECT_TRUE(add(ahead, 0, 10, 3));
    EXPECT_TRUE(add(ahead, 0, 20, 4));
    EXPECT_TRUE(add(ahead, 1, 11, 0));
    EXPECT_EQ(take(ahead, 0, other.arrival, other.nonce, other.second), "none");
    EXPECT_EQ(ahead.count(0), 0u);
    EXPECT_EQ(take(ahead, 0, 20, 4), "none");
    EXPECT_EQ(take(ahead, 1, 11, 0), "1/11/0");
  }
}

TEST(PresignCache, IsBounded) {
  constexpr std::uint32_t kSenders = PresignCache::kMost / PresignCache::kDepth + 1;
  PresignCache ahead(kSenders);
  std::size_t added = 0;
  for (std::uint32_t sender = 0; sender < kSenders; ++sender) {
    std::uint64_t of_sender = 0;
    while (add(ahead, sender, of_sender, of_sender)) ++of_sender;
    added += of_sender;
    EXPECT_EQ(of_sender, sender + 1 < kSenders ? PresignCache::kDepth : 0) << sender;
  }
  EXPECT_EQ(added, PresignCache::kMost);
  EXPECT_EQ(take(ahead, 0, 0, 0), "0/0/0");
  EXPECT_TRUE(add(ahead, kSenders - 1, 5, 5)) << "the place of what was taken out";
  EXPECT_FALSE(add(ahead, kSenders - 1, 6, 6));
}

}  // namespace
}  // namespace seiload::load
