#include "track/receipt_reader.h"

#include <gtest/gtest.h>

#include <atomic>

#include "base/hex.h"
#include "support/chain_peer.h"
#include "support/hand_clock.h"
#include "support/made_block.h"

namespace seiload::test {
namespace {

using base::cat;
using namespace std::chrono_literals;

// Moves on when told, from any thread. Begins at the real time, by which waits for answers end.
// A node that takes a second for the receipts of a block, which has the transaction of its own number.
class ReceiptReader : public ::testing::Test {
 protected:
  void make(bool reads_rest) {
    reader_ = std::make_unique<track::ReceiptReader>(
        inclusion_, endpoints_, track::ReceiptReader::Options{.reads_rest = reads_rest}, clock_, log_, wake_);
  }
  void block(std::uint64_t number) {
    const chain::Accepted tx{.hash = hash(number), .due = clock_.now(), .accepted = clock_.now()};
    inclusion_.add({&tx, 1});
    chain::Block made = made_block(number, {number});
    made.arrived = clock_.now();
    inclusion_.on_block(made);
  }
  // All that is to be done at this time.
  void work() {
    sys::TimePoint next;
    do next = reader_->step(peer_.stop());
    while (next <= clock_.now());
  }

  test::HandClock clock_;
  const sys::TimePoint begun_ = clock_.now();
  sys::Log log_{-1, clock_, sys::Level::error};
  const sys::Event wake_;
  track::Inclusion inclusion_{
      {.reap_after = 1h, .max_report_delay = 1h, .bound = 1000, .reads_receipts = true}};
  // Of those that were replayed: the reason is the same for all.
  std::uint64_t replayed() {
    return inclusion_.on_chain().at(0).reasons.empty() ? 0 : inclusion_.on_chain().at(0).reasons[0].count;
  }

  std::vector<std::uint64_t> read_;  // heights
  const char* status_ = "0x1";
  ChainPeer peer_{[this](const std::string& method, const std::string& first) {
    if (method == "eth_getTransactionByHash")
      return cat(
          R"({"from":"0x00000000000000000000000000000000000000aa","to":null,"input":"0x","value":"0x0",)",
          R"("gas":"0x5208","blockHash":")",
          base::to_hex(hash(base::load_be64(base::decode_hex(first)->data()), 1)), "\"}");
    if (method != "eth_getBlockReceipts") return std::string("\"0x1\"");
    clock_.pass(1s);
    const std::uint64_t number = base::Uint256::from_quantity(first)->low_u64();
    read_.push_back(number);
    return cat(R"([{"transactionHash":")", base::to_hex(hash(number)), R"(","blockHash":")",
               base::to_hex(hash(number, 1)), R"(","status":")", status_, "\"}]");
  }};
  std::vector<rpc::Endpoint> endpoints_{peer_.endpoint()};
  std::unique_ptr<track::ReceiptReader> reader_;
};

TEST_F(ReceiptReader, GoesOnWithTheNextEndpointWhereOneDoesNotAnswer) {
  const RefusingPort nobody;
  ScriptedServer limiting({[](Peer& peer) {
    while (!peer.read_request().empty()) peer.write("HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n");
  }});
  endpoints_ = {{"nobody", target_at({nobody.address()})}, {"limiting", limiting.target()}, peer_.endpoint()};
  make(false);
  for (std::uint64_t number = 1; number <= 5; ++number) {
    clock_.pass(20s);
    block(number);
    work();
  }
  EXPECT_EQ(inclusion_.snapshot().receipts.failed, 0U);
  EXPECT_GE(inclusion_.snapshot().succeeded, 3U) << reader_->state().last_error;
  EXPECT_FALSE(read_.empty());
}

TEST_F(ReceiptReader, TakesATenthOfTheTimeAndLeavesBlocksOutEvenly) {
  make(false);
  for (std::uint64_t number = 1; number <= 250; ++number) {
    clock_.pass(400ms);
    block(number);
    work();
  }
  const double seconds = base::to_seconds(clock_.now() - begun_);
  EXPECT_GE(static_cast<double>(read_.size()), 0.1 * seconds - 1);
  EXPECT_LE(static_cast<double>(read_.size()), 0.1 * seconds + 2);
  // A block in 400 ms, and ten seconds for each: about the 25th from the first on that the credit does not
  // cover.
  for (std::size_t i = 2; i + 1 < read_.size(); ++i) {
    EXPECT_GE(read_[i + 1] - read_[i], 20U) << i;
    EXPECT_LE(read_[i + 1] - read_[i], 28U) << i;
  }
  const auto snapshot = inclusion_.snapshot();
  EXPECT_EQ(snapshot.receipts.blocks_with_ours, 250U);
  EXPECT_EQ(snapshot.receipts.blocks_read, read_.size());
  EXPECT_EQ(snapshot.succeeded, read_.size());
  EXPECT_EQ(snapshot.receipts.unread + snapshot.receipts.left_out, 250 - read_.size());
  EXPECT_TRUE(reader_->state().over_budget);
  EXPECT_TRUE(reader_->is_done());  // nothing more will be read in time
  EXPECT_EQ(reader_->state().took, 1s * read_.size());
}

TEST_F(ReceiptReader, ReadsTheRestAfterTheLoadWhereAllAreWanted) {
  make(true);
  for (std::uint64_t number = 1; number <= 20; ++number) {
    clock_.pass(400ms);
    block(number);
    work();
  }
  EXPECT_LE(read_.size(), 3U);
  reader_->on_load_ended();
  work();
  EXPECT_EQ(read_.size(), 20U) << reader_->state().last_error;
  EXPECT_EQ(inclusion_.snapshot().succeeded, 20U);
  EXPECT_TRUE(reader_->is_done());
}

// One during the load, as soon as there is one; the others once it has ended and receipts are read.
TEST_F(ReceiptReader, ReplaysWhatReverted) {
  status_ = "0x0";
  make(false);
  for (std::uint64_t number = 1; number <= 7; ++number) {
    clock_.pass(20s);
    block(number);
    work();
    EXPECT_EQ(replayed(), number == 1 ? 0U : 1U) << number;  // the first receipts took all of the share
  }
  EXPECT_EQ(inclusion_.snapshot().reverted, 7U);
  reader_->on_load_ended();
  EXPECT_FALSE(reader_->is_done());
  work();
  EXPECT_EQ(replayed(), 5U);
  EXPECT_TRUE(reader_->is_done());
}

// It must not wait for ever for what the node does not give.
TEST_F(ReceiptReader, GivesUpReplaysThatGetNoAnswer) {
  status_ = "0x0";
  peer_.fail_with("eth_call", -32601, "method not found");
  make(false);
  clock_.pass(20s);
  block(1);
  work();
  reader_->on_load_ended();
  for (int i = 0; i < 3; ++i) {
    clock_.pass(1s);
    work();
  }
  EXPECT_EQ(replayed(), 0U);
  EXPECT_TRUE(reader_->is_done());
}

TEST_F(ReceiptReader, ReadsAllWhereTheTimeAllowsIt) {
  make(false);
  for (std::uint64_t number = 1; number <= 20; ++number) {
    clock_.pass(12s);
    block(number);
    work();
  }
  EXPECT_EQ(inclusion_.snapshot().succeeded, 20U);
  EXPECT_EQ(inclusion_.snapshot().receipts.blocks_read, 20U);
}

}  // namespace
}  // namespace seiload::test
