#include "track/inclusion.h"

#include <gtest/gtest.h>

#include <map>

#include "base/hex.h"
#include "support/chain_peer.h"
#include "support/hand_clock.h"
#include "support/made_block.h"
#include "track/receipt_reader.h"

namespace seiload::test {
namespace {

using base::cat;
using chain::Accepted;
using namespace std::chrono_literals;
using track::Inclusion;

// Near the real time, by which waits for answers end.
const sys::TimePoint kStart = std::chrono::steady_clock::now();

Accepted accepted(std::uint64_t tx, sys::Duration at = 0s) {
  return {hash(tx), kStart + at, kStart + at + 1ms};
}

chain::Block block(std::uint64_t number, const std::vector<std::uint64_t>& transactions,
                   sys::Duration at = 1s, std::uint8_t kind = 1) {
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
  void make(bool reads_receipts, std::size_t bound = 1000, sys::Duration max_report_delay = 60s,
            bool reads_nonces = false) {
    reads_receipts_ = reads_receipts;
    inclusion_ = std::make_unique<Inclusion>(Inclusion::Options{.reap_after = 10s,
                                                                .max_report_delay = max_report_delay,
                                                                .bound = bound,
                                                                .reads_receipts = reads_receipts,
                                                                .reads_nonces = reads_nonces});
    reader_ = std::make_unique<track::ReceiptReader>(*inclusion_, endpoints_, track::ReceiptReader::Options{},
                                                     clock_, log_, wake_);
  }
  void add(std::vector<Accepted> batch) { inclusion_->add(batch); }
  // What happens by that time: what is due for it expires, and all receipts are asked for that are wanted
  // then.
  void round(sys::Duration at = 2s) {
    inclusion_->on_time(kStart + at);
    clock_.set(kStart + at);
    while (inclusion_->wanted_receipts(clock_.now())) reader_->step(peer_.stop());
  }
  // Every sum of the specification, and the counts as a text.
  std::string counts() {
    const auto s = inclusion_->snapshot();
    EXPECT_TRUE(s.balances());
    EXPECT_EQ(s.registered, s.included + s.dropped + s.expired + s.in_flight);
    EXPECT_TRUE(!reads_receipts_ ||
                s.unverified() == s.receipts.unread + s.receipts.left_out + s.receipts.failed);
    EXPECT_EQ(s.included, s.succeeded + s.reverted + s.unverified());
    std::string text = cat(s.registered, " registered: ", s.included, " included, ", s.expired, " expired, ",
                           s.in_flight, " open");
    if (s.succeeded + s.reverted > 0) text += cat("; ", s.succeeded, " good, ", s.reverted, " bad");
    if (s.receipts.unread > 0) text += cat("; ", s.receipts.unread, " receipts wanted");
    if (s.receipt_errors > 0) text += cat("; ", s.receipt_errors, " blocks without receipts");
    if (s.receipts.failed > 0) text += cat("; ", s.receipts.failed, " without a receipt");
    if (s.dropped > 0) text += cat("; ", s.dropped, " dropped by the node");
    if (s.unanswered > 0)
      text += cat("; ", s.unanswered_included, " of ", s.unanswered, " unanswered included");
    if (s.dropped_at_cap > 0) text += cat("; ", s.dropped_at_cap, " dropped");
    if (s.reopened > 0) text += cat("; ", s.reopened, " reopened");
    return text;
  }

  bool reads_receipts_ = false;
  test::HandClock clock_{kStart};
  sys::Log log_{-1, clock_, sys::Level::error};
  const sys::Event wake_;
  std::string asked_;                        // "eth_getBlockReceipts 0x5\n"
  std::string replayed_;                     // the same, of replays
  std::map<std::string, std::string> says_;  // "METHOD PARAM" to a result; an empty result: no such method
  ChainPeer peer_{[this](const std::string& method, const std::string& first) {
    if (method == "eth_chainId") return std::string("\"0x1\"");  // of the measure of a round trip
    (method == "eth_getTransactionByHash" || method == "eth_call" ? replayed_ : asked_) +=
        cat(method, ' ', first, '\n');
    const auto it = says_.find(cat(method, ' ', first));
    return it == says_.end() ? std::string("null") : it->second;
  }};
  const std::vector<rpc::Endpoint> endpoints_{peer_.endpoint()};
  std::unique_ptr<Inclusion> inclusion_;
  std::unique_ptr<track::ReceiptReader> reader_;
};

TEST_F(InclusionTest, MatchesByHash) {
  make(false);
  EXPECT_EQ(counts(), "0 registered: 0 included, 0 expired, 0 open");
  EXPECT_TRUE(inclusion_->settled(true));
  add({accepted(1), accepted(2), accepted(3, 500ms)});
  EXPECT_EQ(counts(),
            "3 registered: 0 included, 0 expired, 3 open");  // at once, before the feed's thread has looked
  EXPECT_FALSE(inclusion_->settled(true));
  inclusion_->on_block(block(5, {7, 2, 8, 3}));
  EXPECT_EQ(counts(), "3 registered: 2 included, 0 expired, 1 open");
  inclusion_->on_block(block(6, {1, 2}, 2s));  // no chain has it twice; the first counts
  round();
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open");
  EXPECT_TRUE(inclusion_->settled(true));
  EXPECT_EQ(asked_, "");
  const auto snapshot = inclusion_->snapshot();
  EXPECT_EQ(snapshot.from_due.count(), 3U);
  EXPECT_EQ(snapshot.from_due.min(), 500ms);
  EXPECT_EQ(snapshot.from_due.max(), 2s);
  EXPECT_EQ(snapshot.from_accepted.min(), 499ms);
  EXPECT_EQ(inclusion_->due_buckets().buckets, (std::vector<std::uint64_t>{1, 1, 1, 0, 0, 0, 0, 0, 0}));
}

// The answer to the sending may come after the block.
TEST_F(InclusionTest, FindsWhatWasInABlockBeforeItWasAccepted) {
  make(false);
  inclusion_->on_block(block(5, {1, 2}));
  inclusion_->on_block(block(6, {3}));
  add({accepted(1), accepted(3)});
  round();
  EXPECT_EQ(counts(), "2 registered: 2 included, 0 expired, 0 open");
  EXPECT_EQ(inclusion_->snapshot().from_accepted.count(), 2U);
}

TEST_F(InclusionTest, CountsATransactionAcceptedTwiceOnce) {
  make(false);
  add({accepted(1), accepted(1)});
  add({accepted(1)});
  round();
  EXPECT_EQ(counts(), "1 registered: 0 included, 0 expired, 1 open");
  inclusion_->on_block(block(5, {1}));
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open");
  add({accepted(1)});  // and once more, when it is in a block
  round();
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
  round(10s);
  EXPECT_EQ(counts(), "2 registered: 0 included, 0 expired, 2 open");
  round(10s + 1ms);  // counted from the acceptance
  EXPECT_EQ(counts(), "2 registered: 0 included, 1 expired, 1 open");
  inclusion_->on_block(block(5, {1, 2}, 11s));  // too late for the first
  round(30s);
  EXPECT_EQ(counts(), "2 registered: 1 included, 1 expired, 0 open");
}

TEST_F(InclusionTest, ReadsReceiptsOnceABlock) {
  make(true);
  const auto b5 = hash(5, 1), b6 = hash(6, 1);
  says_["eth_getBlockReceipts 0x5"] =
      cat('[', receipt(1, b5, true), ',', receipt(9, b5, false), ',', receipt(2, b5, false), ']');
  says_["eth_getBlockReceipts 0x6"] = cat('[', receipt(3, b6, true), ']');
  add({accepted(1), accepted(2), accepted(3)});
  inclusion_->on_block(block(5, {1, 9, 2}));
  inclusion_->on_block(block(6, {3}));
  inclusion_->on_block(block(7, {8}));  // nothing of ours: not asked about
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open; 3 receipts wanted");
  EXPECT_FALSE(inclusion_->settled(true));
  round();
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open; 2 good, 1 bad");
  EXPECT_TRUE(inclusion_->settled(true));
  EXPECT_EQ(asked_,
            "eth_getBlockReceipts 0x6\neth_getBlockReceipts 0x5\n");  // the newest first, one a request
  add({accepted(9)});                                                 // late: its receipt is known
  round();
  EXPECT_EQ(counts(), "4 registered: 4 included, 0 expired, 0 open; 2 good, 2 bad");
  EXPECT_EQ(asked_, "eth_getBlockReceipts 0x6\neth_getBlockReceipts 0x5\n");
}

TEST_F(InclusionTest, WhereANodeLacksThemThoseOfOursAreRead) {
  make(true);
  const auto method = [](std::uint64_t tx) {
    return cat("eth_getTransactionReceipt ", base::to_hex(hash(tx)));
  };
  const auto b5 = hash(5, 1);
  says_["eth_getBlockReceipts 0x5"] = "";
  says_[method(1)] = receipt(1, b5, true);
  says_[method(2)] = receipt(2, b5, false);
  add({accepted(1), accepted(2)});
  inclusion_->on_block(block(5, {1, 9, 2}));
  round();
  EXPECT_EQ(counts(), "2 registered: 2 included, 0 expired, 0 open; 1 good, 1 bad");
  EXPECT_EQ(asked_, cat("eth_getBlockReceipts 0x5\n", method(1), '\n', method(2), '\n'));
  // Ever after, at once. A receipt of another block is of a chain that is gone.
  asked_.clear();
  says_[method(3)] = receipt(3, hash(6, 7), true);
  add({accepted(3)});
  inclusion_->on_block(block(6, {3}));
  round();
  EXPECT_EQ(asked_, method(3) + "\n");
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open; 1 good, 1 bad; 1 receipts wanted");
  says_[method(3)] = receipt(3, hash(6, 1), true);
  round(4s);
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
    round();
    round();
  }
  EXPECT_EQ(counts(), "8 registered: 8 included, 0 expired, 0 open; 8 good, 0 bad");
}

TEST_F(InclusionTest, GivesUpReceiptsThatDoNotCome) {
  make(true);
  add({accepted(1), accepted(2)});
  inclusion_->on_block(block(5, {1, 2}));
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipt(1, hash(5, 1), true), ']');  // one is missing
  for (int i = 0; i < 4; ++i) round(2s + i * 10s);
  EXPECT_EQ(counts(), "2 registered: 2 included, 0 expired, 0 open; 1 good, 0 bad; 1 receipts wanted");
  EXPECT_FALSE(inclusion_->settled(true));
  round(60s);
  EXPECT_EQ(counts(),
            "2 registered: 2 included, 0 expired, 0 open; 1 good, 0 bad; 1 blocks without receipts; 1 "
            "without a receipt");
  EXPECT_TRUE(inclusion_->settled(true));
  const std::string asked = asked_;
  round(120s);
  EXPECT_EQ(asked_, asked);
}

TEST_F(InclusionTest, AReorganisationGivesItsTransactionsBack) {
  make(true);
  says_["eth_getBlockReceipts 0x5"] =
      cat('[', receipt(1, hash(5, 1), true), ',', receipt(2, hash(5, 1), false), ']');
  add({accepted(1), accepted(2), accepted(3)});
  inclusion_->on_block(block(5, {1, 2}));
  round();
  inclusion_->on_block(block(6, {3}, 2s));  // its receipts are still to be read
  inclusion_->on_orphan(6, hash(6, 1));
  EXPECT_EQ(counts(), "3 registered: 2 included, 0 expired, 1 open; 1 good, 1 bad; 1 reopened");
  inclusion_->on_orphan(5, hash(5, 1));
  EXPECT_EQ(counts(), "3 registered: 0 included, 0 expired, 3 open; 3 reopened");
  inclusion_->on_orphan(4, hash(4, 1));  // from before the start
  // In another block, with another fate. Its latency is that of the first time.
  says_["eth_getBlockReceipts 0x5"] =
      cat('[', receipt(2, hash(5, 2), true), ',', receipt(3, hash(5, 2), true), ']');
  inclusion_->on_block(block(5, {2, 3}, 4s, 2));
  round(4s);
  EXPECT_EQ(counts(), "3 registered: 2 included, 0 expired, 1 open; 2 good, 0 bad; 3 reopened");
  EXPECT_EQ(inclusion_->snapshot().from_due.count(), 3U);
  EXPECT_EQ(inclusion_->snapshot().from_due.max(), 2s);
  // What does not come again expires, its time counted from the blocks that were taken back.
  round(11s - 1ms);
  EXPECT_EQ(counts(), "3 registered: 2 included, 0 expired, 1 open; 2 good, 0 bad; 3 reopened");
  round(12s);
  EXPECT_EQ(counts(), "3 registered: 2 included, 1 expired, 0 open; 2 good, 0 bad; 3 reopened");
}

// Receipts of a block that was taken back and of the one in its place are not confused.
TEST_F(InclusionTest, TakesNoReceiptOfAnotherBlock) {
  make(true);
  add({accepted(1)});
  inclusion_->on_block(block(5, {1}, 1s, 2));
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipt(1, hash(5, 1), false), ']');
  round();
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open; 1 receipts wanted");
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipt(1, hash(5, 2), true), ']');
  round(4s);
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open; 1 good, 0 bad");
}

// --- by operation ------------------------------------------------------------------------------------------

Accepted of_operation(std::uint16_t label, std::uint64_t tx) {
  Accepted one = accepted(tx);
  one.label = label;
  return one;
}

std::string gas_receipt(std::uint64_t tx, const base::Bytes32& of_block, bool succeeded, const char* gas) {
  const std::string plain = receipt(tx, of_block, succeeded);
  return cat(plain.substr(0, plain.size() - 1), R"(,"gasUsed":")", gas, "\"}");
}

class OperationsTest : public InclusionTest {
 protected:
  // "0: 3 registered, 2 included, 1 good, 1 bad, gas 2 of 21000 to 50000"
  std::string rows() {
    std::string text;
    const auto overall = inclusion_->snapshot();
    measure::OnChainReport sum;
    const auto all = inclusion_->on_chain();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const measure::OnChainReport& row = all[i];
      text += cat(i, ": ", row.registered, " registered, ", row.included, " included, ", row.succeeded,
                  " good, ", row.reverted, " bad, gas ", row.gas.count());
      if (row.gas.count() > 0) text += cat(" of ", *row.gas.min(), " to ", *row.gas.max());
      for (const measure::RevertReason& one : row.reasons) text += cat(", ", one.count, " ", one.reason);
      text += '\n';
      sum.merge(row);
    }
    EXPECT_EQ(sum.registered, overall.registered);
    EXPECT_EQ(sum.included, overall.included);
    EXPECT_EQ(sum.succeeded, overall.succeeded);
    EXPECT_EQ(sum.reverted, overall.reverted);
    return text;
  }
};

TEST_F(OperationsTest, EachCountsItsOwn) {
  make(true);
  const auto b5 = hash(5, 1);
  says_["eth_getBlockReceipts 0x5"] =
      cat('[', gas_receipt(1, b5, true, "0x5208"), ',', gas_receipt(2, b5, false, "0xc350"), ',',
          receipt(3, b5, true), ',', gas_receipt(4, b5, true, "0xffffffffffffffff"), ']');
  add({of_operation(0, 1), of_operation(2, 2), of_operation(2, 3), of_operation(2, 4), of_operation(0, 9)});
  inclusion_->on_block(block(5, {1, 2, 3, 4, 7}));
  inclusion_->on_time(kStart + 1s);
  EXPECT_EQ(rows(),
            "0: 2 registered, 1 included, 0 good, 0 bad, gas 0\n"
            "1: 0 registered, 0 included, 0 good, 0 bad, gas 0\n"
            "2: 3 registered, 3 included, 0 good, 0 bad, gas 0\n");
  round();
  // A receipt without gas, or with more than there is, gives no sample.
  EXPECT_EQ(rows(),
            "0: 2 registered, 1 included, 1 good, 0 bad, gas 1 of 21000 to 21000\n"
            "1: 0 registered, 0 included, 0 good, 0 bad, gas 0\n"
            "2: 3 registered, 3 included, 2 good, 1 bad, gas 1 of 50000 to 50000\n");
}

// What was taken back counts where it is included again, once, with the fate and the gas that it has there.
TEST_F(OperationsTest, AReorganisationTakesThemBack) {
  make(true);
  const auto first = hash(5, 1), second = hash(5, 2);
  says_["eth_getBlockReceipts 0x5"] =
      cat('[', gas_receipt(1, first, false, "0xc350"), ',', gas_receipt(2, first, true, "0x5208"), ']');
  add({of_operation(0, 1), of_operation(1, 2)});
  inclusion_->on_block(block(5, {1, 2}));
  round();
  inclusion_->on_orphan(5, first);
  EXPECT_EQ(rows(),
            "0: 1 registered, 0 included, 0 good, 0 bad, gas 0\n"
            "1: 1 registered, 0 included, 0 good, 0 bad, gas 0\n");
  says_["eth_getBlockReceipts 0x5"] = cat('[', gas_receipt(1, second, true, "0xea60"), ']');
  inclusion_->on_block(block(5, {1}, 2s, 2));
  round(3s);
  EXPECT_EQ(rows(),
            "0: 1 registered, 1 included, 1 good, 0 bad, gas 1 of 60000 to 60000\n"
            "1: 1 registered, 0 included, 0 good, 0 bad, gas 0\n");
  const auto metrics = inclusion_->operation_metrics();
  ASSERT_EQ(metrics.size(), 2U);
  EXPECT_EQ(metrics[0].gas.count(), 2U) << "buckets for scrapers never fall";
  EXPECT_EQ(metrics[0].included, 1U);
  EXPECT_EQ(metrics[1].included, 0U);
}

// One of each operation during the load, the rest of the five after it, evenly.
TEST_F(OperationsTest, FiveRevertsAreReplayed) {
  make(true);
  std::vector<Accepted> all;
  std::vector<std::uint64_t> numbers;
  std::string receipts;
  for (std::uint64_t tx = 1; tx <= 20; ++tx) {
    all.push_back(of_operation(tx <= 10 ? 0 : 1, tx));
    numbers.push_back(tx);
    receipts += cat(receipts.empty() ? "" : ",", gas_receipt(tx, hash(5, 1), false, "0x5208"));
  }
  add(all);
  inclusion_->on_block(block(5, numbers));
  says_["eth_getBlockReceipts 0x5"] = cat('[', receipts, ']');
  round();
  std::vector<track::WantedReplay> wanted;
  while (const auto one = inclusion_->next_replay(false)) wanted.push_back(*one);
  ASSERT_EQ(wanted.size(), 2U);
  EXPECT_EQ(wanted[0].transaction, hash(1));
  EXPECT_EQ(wanted[1].transaction, hash(11));
  EXPECT_EQ(wanted[0].block, hash(5, 1));
  EXPECT_EQ(wanted[0].number, 5U);
  EXPECT_EQ(wanted[0].gas_used, 21'000U);
  inclusion_->take_replay(wanted[0], "'no'");
  inclusion_->take_replay(wanted[1], std::nullopt);  // no answer: it may be tried again
  EXPECT_EQ(inclusion_->next_replay(false)->transaction, hash(11));
  inclusion_->take_replay(wanted[1], "out of gas");
  EXPECT_EQ(inclusion_->next_replay(false), std::nullopt);
  EXPECT_TRUE(inclusion_->wants_replay());
  while (const auto one = inclusion_->next_replay(true)) inclusion_->take_replay(*one, "'no'");
  EXPECT_FALSE(inclusion_->wants_replay());
  EXPECT_EQ(
      rows(),
      "0: 10 registered, 10 included, 0 good, 10 bad, gas 10 of 21000 to 21000, 3 'no'\n"
      "1: 10 registered, 10 included, 0 good, 10 bad, gas 10 of 21000 to 21000, 1 out of gas, 1 'no'\n");
  EXPECT_EQ(inclusion_->on_chain()[0].not_replayed(), 7U);
}

// A reason is of a transaction in the chain: one whose block was taken back has none, told before or after.
TEST_F(OperationsTest, AReorganisationTakesReasonsBack) {
  make(true);
  says_["eth_getBlockReceipts 0x5"] =
      cat('[', receipt(1, hash(5, 1), false), ',', receipt(2, hash(5, 1), false), ']');
  add({of_operation(0, 1), of_operation(1, 2)});
  inclusion_->on_block(block(5, {1, 2}));
  round();
  const auto told = inclusion_->next_replay(false), asked = inclusion_->next_replay(false);
  ASSERT_TRUE(told && asked);
  inclusion_->take_replay(*told, "'no'");
  inclusion_->on_orphan(5, hash(5, 1));
  inclusion_->take_replay(*asked, "'no'");
  inclusion_->on_block(block(5, {1, 2}, 2s, 2));
  says_["eth_getBlockReceipts 0x5"] =
      cat('[', receipt(1, hash(5, 2), false), ',', receipt(2, hash(5, 2), true), ']');
  round(3s);
  EXPECT_EQ(rows(),
            "0: 1 registered, 1 included, 0 good, 1 bad, gas 0\n"
            "1: 1 registered, 1 included, 1 good, 0 bad, gas 0\n");
  EXPECT_EQ(inclusion_->next_replay(false), std::nullopt) << "not without end";
  const auto again = inclusion_->next_replay(true);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->block, hash(5, 2));
  inclusion_->take_replay(*again, "'still no'");
  EXPECT_EQ(inclusion_->on_chain()[0].reasons, (std::vector<measure::RevertReason>{{"'still no'", 1}}));
}

// --- what is kept ------------------------------------------------------------------------------------------

// Memory stays bounded however long a run is.
TEST_F(InclusionTest, ForgetsOldBlocks) {
  make(false);
  for (std::uint64_t i = 0; i < 200; ++i) inclusion_->on_block(block(i, {i}, std::chrono::seconds(i)));
  add({accepted(0), accepted(10), accepted(150)});
  round(200s);
  EXPECT_EQ(counts(), "3 registered: 1 included, 2 expired, 0 open");
}

TEST_F(InclusionTest, RemembersBlocksForAsLongAsAnAnswerMayTake) {
  for (const sys::Duration within : {100s, 190s}) {
    make(false, 1000, within);
    for (std::uint64_t i = 0; i < 200; ++i) inclusion_->on_block(block(i, {i}, std::chrono::seconds(i)));
    add({accepted(10, 199s), accepted(9, 199s)});
    round(200s);
    EXPECT_EQ(counts(), within == 100s ? "2 registered: 0 included, 0 expired, 2 open"
                                       : "2 registered: 2 included, 0 expired, 0 open");
  }
}

// The feed remembers fewer blocks than a minute of a fast chain has: it tells a part of a deep reorganisation
// only.
TEST_F(InclusionTest, ALowerBlockTakesBackAllFromItsHeightOn) {
  make(false);
  add({accepted(1), accepted(2), accepted(3)});
  for (std::uint64_t i = 2000; i < 2004; ++i) inclusion_->on_block(block(i, {i - 1999}));
  EXPECT_EQ(counts(), "3 registered: 3 included, 0 expired, 0 open");
  inclusion_->on_orphan(2003, hash(2003, 1));
  inclusion_->on_block(block(5, {2, 9}, 2s));
  EXPECT_EQ(counts(), "3 registered: 1 included, 0 expired, 2 open; 3 reopened");
  add({accepted(9)});
  round();
  EXPECT_EQ(counts(), "4 registered: 2 included, 0 expired, 2 open; 3 reopened");
}

TEST_F(InclusionTest, AnyErrorOfABlocksReceiptsFallsBackToSingleOnes) {
  make(true);
  peer_.fail_with("eth_getBlockReceipts", -32004,
                  "Method eth_getBlockReceipts is not supported");  // as hardhat says it
  says_[cat("eth_getTransactionReceipt ", base::to_hex(hash(1)))] = receipt(1, hash(5, 1), false);
  add({accepted(1)});
  inclusion_->on_block(block(5, {1, 9}));
  round();
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open; 0 good, 1 bad");
  EXPECT_EQ(reader_->state().last_error,
            "eth_getBlockReceipts: the node answered: 'Method eth_getBlockReceipts is not supported' (code "
            "-32004)");
}

TEST_F(InclusionTest, WatchesForWhatWasNeverAnswered) {
  make(false);
  Accepted lost = accepted(1), late = accepted(2), gone = accepted(3);
  lost.answered = late.answered = gone.answered = false;
  add({accepted(9), lost, gone});
  inclusion_->on_block(block(5, {1, 2, 9}));
  add({late});
  round();
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open; 2 of 3 unanswered included");
  inclusion_->on_orphan(5, hash(5, 1));
  EXPECT_EQ(counts(), "1 registered: 0 included, 0 expired, 1 open; 0 of 3 unanswered included; 1 reopened");
  inclusion_->on_block(block(5, {2, 9}, 2s, 2));
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open; 1 of 3 unanswered included; 1 reopened");
  round(30s);  // it did not come
  EXPECT_EQ(counts(), "1 registered: 1 included, 0 expired, 0 open; 1 of 3 unanswered included; 1 reopened");
  EXPECT_EQ(inclusion_->snapshot().from_due.count(), 1U);
}

// --- what the node dropped ---------------------------------------------------------------------------------

Accepted sent_by(std::uint32_t account, std::uint64_t nonce, std::uint64_t tx, sys::Duration at = 0s) {
  Accepted one = accepted(tx, at);
  one.account = account;
  one.nonce = nonce;
  return one;
}

class DroppedTest : public InclusionTest {
 protected:
  using Accounts = std::vector<std::uint32_t>;
  Accounts suspects(sys::Duration at) { return inclusion_->suspects(100, kStart + at); }
  Accounts take(std::vector<Inclusion::PendingNonce> nonces, sys::Duration at) {
    return inclusion_->take_nonces(nonces, kStart + at, kStart + at + 5ms);
  }
};

TEST_F(DroppedTest, SuspectsThoseThatWaitWhileBlocksHaveNothingOfOurs) {
  make(false);
  add({sent_by(7, 0, 1), sent_by(8, 0, 2), sent_by(9, 0, 3, 1500ms)});
  inclusion_->on_block(block(5, {2}, 1s));
  EXPECT_EQ(suspects(1s), Accounts{});
  inclusion_->on_block(block(6, {}, 2s));
  inclusion_->on_block(block(7, {}, 3s));
  EXPECT_EQ(suspects(3s), Accounts{});
  inclusion_->on_block(
      block(8, {90}, 4s));  // the third without ours; 9 was accepted before the first of them
  EXPECT_EQ(suspects(4s), (Accounts{7, 9}));
  EXPECT_EQ(suspects(4100ms), Accounts{});  // not so soon again
  EXPECT_EQ(suspects(5s), (Accounts{7, 9}));
}

TEST_F(DroppedTest, SuspectsWhatHasWaitedForTenBlocks) {
  make(false);
  add({sent_by(7, 0, 1), sent_by(8, 0, 2, 4s), sent_by(chain::kNoAccount, 0, 3)});
  for (std::uint64_t i = 0; i < 12; ++i) {
    EXPECT_EQ(suspects(std::chrono::seconds(i)), Accounts{}) << i;
    add({sent_by(6, i, 100 + i, std::chrono::seconds(i))});
    inclusion_->on_block(block(i, {100 + i}, std::chrono::seconds(i + 1)));
    if (i == 9) break;
  }
  EXPECT_EQ(suspects(9900ms), Accounts{7});
}

TEST_F(DroppedTest, IsWhatTheNodesPendingNonceIsNotAbove) {
  make(false);
  add({sent_by(7, 4, 1), sent_by(7, 5, 2), sent_by(7, 6, 3), sent_by(8, 0, 4)});
  for (std::uint64_t i = 5; i < 8; ++i) inclusion_->on_block(block(i, {}, 1s));
  EXPECT_EQ(suspects(2s), (Accounts{7, 8}));
  // Once is not enough: the node may be behind a balancer, and a block late.
  EXPECT_EQ(take({{7, 5}, {8, 1}}, 2s), Accounts{});
  EXPECT_EQ(take({{7, 5}, {8, 1}}, 3s), Accounts{});  // no block since
  inclusion_->on_block(block(8, {}, 3500ms));
  EXPECT_EQ(counts(), "4 registered: 0 included, 0 expired, 4 open");
  EXPECT_EQ(take({{7, 5}, {8, 1}}, 4s), Accounts{7});
  EXPECT_EQ(counts(), "4 registered: 0 included, 0 expired, 2 open; 2 dropped by the node");
  // What fills the gap is another transaction; one that the node had after all is included.
  add({sent_by(7, 5, 5, 4s)});
  inclusion_->on_block(block(9, {1, 4, 5, 3}, 5s));
  EXPECT_EQ(counts(), "5 registered: 4 included, 0 expired, 0 open; 1 dropped by the node");
  EXPECT_TRUE(inclusion_->settled(true));
  round(30s);  // it is forgotten, not counted twice
  EXPECT_EQ(counts(), "5 registered: 4 included, 0 expired, 0 open; 1 dropped by the node");
}

TEST_F(DroppedTest, ANonceThatMovesIsNoDrop) {
  make(false);
  add({sent_by(7, 4, 1), sent_by(7, 5, 2)});
  for (std::uint64_t i = 5; i < 8; ++i) inclusion_->on_block(block(i, {}, 1s));
  EXPECT_EQ(take({{7, 4}}, 2s), Accounts{});
  inclusion_->on_block(block(8, {1}, 3s));
  EXPECT_EQ(take({{7, 5}}, 4s), Accounts{});
  inclusion_->on_block(block(9, {2}, 5s));
  EXPECT_EQ(counts(), "2 registered: 2 included, 0 expired, 0 open");
}

// Which of both it is, the account's nonce tells; without an answer it has expired a little later.
TEST_F(DroppedTest, WhatExpiresWaitsForItsAccountsNonce) {
  make(false, 1000, 60s, true);
  add({sent_by(7, 4, 1), sent_by(8, 0, 2), sent_by(9, 0, 3)});
  round(10500ms);
  EXPECT_EQ(counts(), "3 registered: 0 included, 0 expired, 3 open");
  EXPECT_EQ(suspects(10500ms), (Accounts{7, 8, 9}));
  EXPECT_EQ(take({{7, 4}, {8, 1}}, 10500ms), Accounts{7});
  round(10600ms);
  EXPECT_EQ(counts(), "3 registered: 0 included, 1 expired, 1 open; 1 dropped by the node");
  round(13s);
  EXPECT_EQ(counts(), "3 registered: 0 included, 2 expired, 0 open; 1 dropped by the node");
}

TEST_F(DroppedTest, CountsByStep) {
  make(false);
  inclusion_->count_steps(
      [](sys::TimePoint due) { return due < kStart + 1s ? std::size_t{0} : std::size_t{1}; });
  add({accepted(1), accepted(2), accepted(3, 1s)});
  inclusion_->on_block(block(5, {1, 3}, 2s));
  auto steps = inclusion_->steps();
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].registered, 2U);
  EXPECT_EQ(steps[0].included, 1U);
  EXPECT_EQ(steps[1].registered, 1U);
  EXPECT_EQ(steps[1].included, 1U);
  inclusion_->on_orphan(5, hash(5, 1));
  EXPECT_EQ(inclusion_->steps()[0].included, 0U);
}

}  // namespace
}  // namespace seiload::test
