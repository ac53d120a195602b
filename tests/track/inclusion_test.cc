#include "track/inclusion.h"

#include <gtest/gtest.h>

#include <map>

#include "base/hex.h"
#include "support/chain_peer.h"
#include "support/made_block.h"

namespace seiload::test {
namespace {

using base::cat;
using chain::Accepted;
using namespace std::chrono_literals;
using track::Inclusion;

const sys::TimePoint kStart = sys::TimePoint(1000s);

Accepted accepted(std::uint64_t tx, sys::Duration at = 0s) { return {hash(tx), kStart + at, kStart + at + 1ms}; }

chain::Block block(std::uint64_t number, const std::vector<std::uint64_t>& transactions, sys::Duration at = 1s,
                   std::uint8_t kind = 1) {
  chain::Block made = made_block(number, transactions, kind);
  made.arrived = kStart + at;
  return made;
}

std::string receipt(std::uint64_t tx, const base::Bytes32& of_block, bool succeeded) {
  return cat(R"({"transactionHash":")", base::to_hex(hash(tx)), R"(","blockHash":")", base::to_hex(of_block),
             R"(","status":")", succeeded ? "0x1" : "0x0", "\"}");
}

class InclusionTest : public ::testing::Test {
 protected:
  void make(bool reads_receipts, std::size_t bound = 1000, sys::Duration told_within = 60s) {
    inclusion_ = std::make_unique<Inclusion>(
        Inclusion::Options{.reap_after = 10s, .told_within = told_within, .bound = bound, .reads_receipts = reads_receipts});
  }
  void add(std::vector<Accepted> batch) { inclusion_->add(batch); }
  base::Status round(sys::Duration at = 2s) { return inclusion_->on_round(peer_.node(), peer_.stop(), kStart + at); }
  // Every sum of the specification, and the counts as a text.
  std::string counts() {
    const auto s = inclusion_->snapshot();
    EXPECT_TRUE(s.balanced);
    EXPECT_EQ(s.registered, s.included + s.expired + s.in_flight);
    EXPECT_EQ(s.included, s.succeeded + s.reverted + s.unverified());
    std::string text = cat(s.registered, " registered: ", s.included, " included, ", s.expired, " expired, ", s.in_flight, " open");
    if (s.succeeded + s.reverted > 0) text += cat("; ", s.succeeded, " good, ", s.reverted, " bad");
    if (s.receipts_wanted > 0) text += cat("; ", s.receipts_wanted, " receipts wanted");
    if (s.receipt_errors > 0) text += cat("; ", s.receipt_errors, " blocks without receipts");
    if (s.dropped_at_cap > 0) text += cat("; ", s.dropped_at_cap, " dropped");
    if (s.reopened > 0) text += cat("; ", s.reopened, " reopened");
    return text;
  }

  std::string asked_;                        // "eth_getBlockReceipts 0x5\n"
  std::map<std::string, std::string> says_;  // "METHOD PARAM" to a result; an empty result: no such method
  ChainPeer peer_{[this](const std::string& method, const std::string& first) {
    asked_ += cat(method, ' ', first, '\n');
    const auto it = says_.find(cat(method, ' ', first));
    return it == says_.end() ? std::string("null") : it->second;
  }};
  std::unique_ptr<Inclusion> inclusion_;
};

TEST_F(InclusionTest, MatchesByHash) {
  make(false);
  EXPECT_EQ(counts(), "0 registered: 0 included, 0 expired, 0 open");
  EXPECT_TRUE(inclusion_->settled());
  add({accepted(1), accepted(2), accepted(3, 500ms)});
  EXPECT_EQ(counts(), "3 registered: 0 included, 0 expired, 3 open");  // at once, before the feed's thread has looked
  EXPECT_FALSE(inclusion_->settled());
  inclusion_->on_block(block(5, {7, 2, 8, 3}));
  EXPECT_EQ(counts(), "3 registered: 2 included, 0 expired, 1 open");
  inclusion_->on_block(block(6, {1, 2}, 2s));  // no chain has it twice; the first counts
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open");
  EXPECT_TRUE(inclusion_->settled());
  EXPECT_EQ(asked_, "");
  const auto snapshot = inclusion_->snapshot();
  EXPECT_EQ(snapshot.from_due.count(), 3U);
  EXPECT_EQ(snapshot.from_due.min(), 500ms);
  EXPECT_EQ(snapshot.from_due.max(), 2s);
  EXPECT_EQ(snapshot.from_accepted.min(), 499ms);
  EXPECT_EQ(snapshot.from_due_buckets.buckets, (std::vector<std::uint64_t>{1, 1, 1, 0, 0, 0, 0, 0, 0}));
}

// The answer to the sending may come after the block.
TEST_F(InclusionTest, FindsWhatWasInABlockBeforeItWasAccepted) {
  make(false);
  inclusion_->on_block(block(5, {1, 2}));
  inclusion_->on_block(block(6, {3}));
  add({accepted(1), accepted(3)});
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "2 registered: 2 included, 0 expired, 0 open");
  EXPECT_EQ(inclusion_->snapshot().from_accepted.count(), 2U);
}

TEST_F(InclusionTest, CountsATransactionAcceptedTwiceOnce) {
  make(false);
  add({accepted(1), accepted(1)});
  add({accepted(1)});
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "1 registered: 0 included, 0 expired, 1 open");
  inclusion_->on_block(block(5, {1}));
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open");
  add({accepted(1)});  // and once more, when it is in a block
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open");
}

TEST_F(InclusionTest, SaysWhatItsBoundDrops) {
  make(false, 3);
  add({accepted(1), accepted(2)});
  add({accepted(3), accepted(4), accepted(5)});
  EXPECT_EQ(counts(), "3 registered: 0 included, 0 expired, 3 open; 2 dropped");
  inclusion_->on_block(block(5, {1, 4}));
  EXPECT_EQ(counts(), "3 registered: 1 included, 0 expired, 2 open; 2 dropped");
  add({accepted(6), accepted(7)});  // there is room for one again
  EXPECT_EQ(counts(), "4 registered: 1 included, 0 expired, 3 open; 3 dropped");
}

TEST_F(InclusionTest, GivesUpAfterTheReap) {
  make(false);
  add({accepted(1, 0s), accepted(2, 5s)});
  EXPECT_TRUE(round(10s));
  EXPECT_EQ(counts(), "2 registered: 0 included, 0 expired, 2 open");
  EXPECT_TRUE(round(10s + 1ms));  // counted from the acceptance
  EXPECT_EQ(counts(), "2 registered: 0 included, 1 expired, 1 open");
  inclusion_->on_block(block(5, {1, 2}, 11s));  // too late for the first
  EXPECT_TRUE(round(30s));
  EXPECT_EQ(counts(), "2 registered: 1 included, 1 expired, 0 open");
}

TEST_F(InclusionTest, ReadsReceiptsOnceABlock) {
  make(true);
  const auto b5 = hash(5, 1), b6 = hash(6, 1);
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipt(1, b5, true), ',', receipt(9, b5, false), ',', receipt(2, b5, false), ']');
  says_["eth_getBlockReceipts 0x6"] = cat('[', receipt(3, b6, true), ']');
  add({accepted(1), accepted(2), accepted(3)});
  inclusion_->on_block(block(5, {1, 9, 2}));
  inclusion_->on_block(block(6, {3}));
  inclusion_->on_block(block(7, {8}));  // nothing of ours: not asked about
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open; 3 receipts wanted");
  EXPECT_FALSE(inclusion_->settled());
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open; 2 good, 1 bad");
  EXPECT_TRUE(inclusion_->settled());
  EXPECT_EQ(asked_, "eth_getBlockReceipts 0x5\neth_getBlockReceipts 0x6\n");
  EXPECT_EQ(peer_.requests(), 1U);
  add({accepted(9)});  // late: its receipt is known
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "4 registered: 4 included, 0 expired, 0 open; 2 good, 2 bad");
  EXPECT_EQ(peer_.requests(), 1U);
}

TEST_F(InclusionTest, WhereANodeLacksThemThoseOfOursAreRead) {
  make(true);
  const auto method = [](std::uint64_t tx) { return cat("eth_getTransactionReceipt ", base::to_hex(hash(tx))); };
  const auto b5 = hash(5, 1);
  says_["eth_getBlockReceipts 0x5"] = "";
  says_[method(1)] = receipt(1, b5, true);
  says_[method(2)] = receipt(2, b5, false);
  add({accepted(1), accepted(2)});
  inclusion_->on_block(block(5, {1, 9, 2}));
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "2 registered: 2 included, 0 expired, 0 open; 1 good, 1 bad");
  EXPECT_EQ(asked_, cat("eth_getBlockReceipts 0x5\n", method(1), '\n', method(2), '\n'));
  EXPECT_EQ(peer_.requests(), 2U);
  // Ever after, at once. A receipt of another block is of a chain that is gone.
  asked_.clear();
  says_[method(3)] = receipt(3, hash(6, 7), true);
  add({accepted(3)});
  inclusion_->on_block(block(6, {3}));
  EXPECT_TRUE(round());
  EXPECT_EQ(asked_, method(3) + "\n");
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open; 1 good, 1 bad; 1 receipts wanted");
  says_[method(3)] = receipt(3, hash(6, 1), true);
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open; 2 good, 1 bad");
}

// Answers that trickle in one by one do not use up the attempts at a block's receipts.
TEST_F(InclusionTest, EveryLateOneGetsItsReceipt) {
  make(true);
  says_["eth_getBlockReceipts 0x5"] = "";
  inclusion_->on_block(block(5, {1, 2, 3, 4, 5, 6, 7, 8}));
  for (std::uint64_t tx = 1; tx <= 8; ++tx) {
    says_[cat("eth_getTransactionReceipt ", base::to_hex(hash(tx)))] = receipt(tx, hash(5, 1), true);
    add({accepted(tx)});
    EXPECT_TRUE(round());
    EXPECT_TRUE(round());
  }
  EXPECT_EQ(counts(), "8 registered: 8 included, 0 expired, 0 open; 8 good, 0 bad");
}

TEST_F(InclusionTest, GivesUpReceiptsThatDoNotCome) {
  make(true);
  add({accepted(1), accepted(2)});
  inclusion_->on_block(block(5, {1, 2}));
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipt(1, hash(5, 1), true), ']');  // one is missing
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "2 registered: 2 included, 0 expired, 0 open; 1 good, 0 bad; 1 receipts wanted");
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "2 registered: 2 included, 0 expired, 0 open; 1 good, 0 bad; 1 blocks without receipts");
  EXPECT_TRUE(inclusion_->settled());
  EXPECT_TRUE(round());
  EXPECT_EQ(peer_.requests(), 5U);
}

TEST_F(InclusionTest, AReorganisationGivesItsTransactionsBack) {
  make(true);
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipt(1, hash(5, 1), true), ',', receipt(2, hash(5, 1), false), ']');
  add({accepted(1), accepted(2), accepted(3)});
  inclusion_->on_block(block(5, {1, 2}));
  EXPECT_TRUE(round());
  inclusion_->on_block(block(6, {3}, 2s));  // its receipts are still to be read
  inclusion_->on_orphan(6, hash(6, 1));
  EXPECT_EQ(counts(), "3 registered: 2 included, 0 expired, 1 open; 1 good, 1 bad; 1 reopened");
  inclusion_->on_orphan(5, hash(5, 1));
  EXPECT_EQ(counts(), "3 registered: 0 included, 0 expired, 3 open; 3 reopened");
  inclusion_->on_orphan(4, hash(4, 1));  // from before the start
  // In another block, with another fate. Its latency is that of the first time.
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipt(2, hash(5, 2), true), ',', receipt(3, hash(5, 2), true), ']');
  inclusion_->on_block(block(5, {2, 3}, 4s, 2));
  EXPECT_TRUE(round(4s));
  EXPECT_EQ(counts(), "3 registered: 2 included, 0 expired, 1 open; 2 good, 0 bad; 3 reopened");
  EXPECT_EQ(inclusion_->snapshot().from_due.count(), 3U);
  EXPECT_EQ(inclusion_->snapshot().from_due.max(), 2s);
  // What does not come again expires, its time counted from the blocks that were taken back.
  EXPECT_TRUE(round(11s - 1ms));
  EXPECT_EQ(counts(), "3 registered: 2 included, 0 expired, 1 open; 2 good, 0 bad; 3 reopened");
  EXPECT_TRUE(round(12s));
  EXPECT_EQ(counts(), "3 registered: 2 included, 1 expired, 0 open; 2 good, 0 bad; 3 reopened");
}

// Receipts of a block that was taken back and of the one in its place are not confused.
TEST_F(InclusionTest, TakesNoReceiptOfAnotherBlock) {
  make(true);
  add({accepted(1)});
  inclusion_->on_block(block(5, {1}, 1s, 2));
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipt(1, hash(5, 1), false), ']');
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open; 1 receipts wanted");
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipt(1, hash(5, 2), true), ']');
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open; 1 good, 0 bad");
}

// Memory stays bounded however long a run is.
TEST_F(InclusionTest, ForgetsOldBlocks) {
  make(false);
  for (std::uint64_t i = 0; i < 200; ++i) inclusion_->on_block(block(i, {i}, std::chrono::seconds(i)));
  add({accepted(0), accepted(10), accepted(150)});
  EXPECT_TRUE(round(200s));
  EXPECT_EQ(counts(), "3 registered: 1 included, 2 expired, 0 open");
}

TEST_F(InclusionTest, RemembersBlocksForAsLongAsAnAnswerMayTake) {
  for (const sys::Duration within : {100s, 190s}) {
    make(false, 1000, within);
    for (std::uint64_t i = 0; i < 200; ++i) inclusion_->on_block(block(i, {i}, std::chrono::seconds(i)));
    add({accepted(10, 199s), accepted(9, 199s)});
    EXPECT_TRUE(round(200s));
    EXPECT_EQ(counts(), within == 100s ? "2 registered: 0 included, 0 expired, 2 open"
                                       : "2 registered: 2 included, 0 expired, 0 open");
  }
}

// The feed remembers fewer blocks than a minute of a fast chain has: it tells a part of a deep reorganisation only.
TEST_F(InclusionTest, ALowerBlockTakesBackAllFromItsHeightOn) {
  make(false);
  add({accepted(1), accepted(2), accepted(3)});
  for (std::uint64_t i = 2000; i < 2004; ++i) inclusion_->on_block(block(i, {i - 1999}));
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open");
  inclusion_->on_orphan(2003, hash(2003, 1));
  inclusion_->on_block(block(5, {2, 9}, 2s));
  EXPECT_EQ(counts(), "3 registered: 1 included, 0 expired, 2 open; 3 reopened");
  add({accepted(9)});
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "4 registered: 2 included, 0 expired, 2 open; 3 reopened");
}

TEST_F(InclusionTest, ATransportErrorIsOneOfTheFeed) {
  make(true);
  add({accepted(1)});
  inclusion_->on_block(block(5, {1}));
  const RefusingPort refusing;
  const rpc::Endpoint endpoint{"node", target_at({refusing.address()})};
  const sys::SystemClock clock;
  chain::Node node(endpoint, {}, clock);
  const auto status = inclusion_->on_round(node, peer_.stop(), kStart + 2s);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message,
            cat("eth_getBlockReceipts: connect ", refusing.address().to_text(), ": Connection refused"));
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipt(1, hash(5, 1), true), ']');
  EXPECT_TRUE(round());
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open; 1 good, 0 bad");
}

}  // namespace
}  // namespace seiload::test
