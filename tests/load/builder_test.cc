#include "load/builder.h"

#include <gtest/gtest.h>

#include <string>

#include "support/load_context.h"

namespace seiload::load {
namespace {

class BuilderTest : public ::testing::Test {
 protected:
  BuilderTest() {
    context_.settings.debug = true;  // hashes are wanted
    senders_.resize(3);
  }

  // Builds this arrival, of its account, and tells what became of it: whether it was signed before, its
  // nonce, its request.
  std::string build(Builder& builder, std::uint64_t arrival, std::int64_t second = 7) {
    const std::uint32_t index = in_flight_.admit();
    in_flight_[index].arrival = arrival;
    in_flight_[index].sender = static_cast<std::uint32_t>(arrival % 3);
    const bool is_signed = builder.build(index, second);
    std::string taken;
    builder.finish([&](std::uint32_t slot) { taken += std::to_string(slot) + ' '; });
    EXPECT_EQ(taken, is_signed ? "" : std::to_string(index) + ' ');
    std::string text = is_signed ? "before, " : "now, ";
    text += "nonce " + std::to_string(in_flight_[index].nonce) + ": " + in_flight_[index].body;
    hash_ = in_flight_[index].hash;
    in_flight_.end(index);
    return text;
  }

  // The same arrival, by a builder that signs nothing ahead.
  std::string expected(std::string_view when, std::uint64_t arrival, std::uint64_t nonce,
                       std::int64_t second = 7) {
    std::vector<Sender> senders(3);
    for (Sender& sender : senders) sender.next_nonce = nonce;
    Builder builder(context_.run, 0, in_flight_, senders);
    std::string text = build(builder, arrival, second);
    EXPECT_TRUE(text.starts_with("now, "));
    return std::string(when) + text.substr(3);
  }

  const sys::SystemClock clock_{};
  test::LoadContext context_{clock_};
  InFlight in_flight_;
  std::vector<Sender> senders_;
  base::Bytes32 hash_{};
};

// Byte for byte what would have been signed in its turn.
TEST_F(BuilderTest, WhatWasSignedAheadIsWhatWouldBeSignedNow) {
  Builder builder(context_.run, 0, in_flight_, senders_);
  builder.enable_presign();
  EXPECT_TRUE(builder.presign(0, 0, 7));
  EXPECT_TRUE(builder.presign(0, 3, 7));
  EXPECT_TRUE(builder.presign(1, 1, 7));
  EXPECT_EQ(builder.presigned(0), 2U);
  EXPECT_EQ(builder.size(), 3U);
  builder.finish([](std::uint32_t) { FAIL() << "nothing was built in its turn"; });
  EXPECT_EQ(build(builder, 0), expected("before", 0, 0));
  EXPECT_EQ(build(builder, 3), expected("before", 3, 1));
  EXPECT_EQ(build(builder, 1), expected("before", 1, 0));
  const base::Bytes32 hash = hash_;
  expected("before", 1, 0);
  EXPECT_EQ(hash, hash_);
  EXPECT_EQ(build(builder, 6), expected("now", 6, 2));
  EXPECT_EQ(senders_[0].next_nonce, 3U);
  EXPECT_EQ(senders_[0].in_flight, 3U);
}

TEST_F(BuilderTest, NothingGoesOutThatTurnedOutOtherwise) {
  Builder builder(context_.run, 0, in_flight_, senders_);
  builder.enable_presign();
  for (std::uint32_t sender = 0; sender < 3; ++sender) {
    EXPECT_TRUE(builder.presign(sender, sender, 7));
    EXPECT_TRUE(builder.presign(sender, sender + 3, 7));
  }
  builder.finish([](std::uint32_t) {});
  EXPECT_EQ(build(builder, 0, 8), expected("now", 0, 0, 8)) << "another second";
  EXPECT_EQ(build(builder, 3), expected("now", 3, 1)) << "what followed it";
  EXPECT_EQ(build(builder, 4), expected("now", 4, 0)) << "another arrival";
  senders_[2].next_nonce = 5;
  EXPECT_EQ(build(builder, 2), expected("now", 2, 5)) << "another nonce";
}

}  // namespace
}  // namespace seiload::load
