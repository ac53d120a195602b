#include "chain/send_many.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/hex.h"
#include "base/text.h"
#include "eth/account.h"
#include "eth/transaction.h"

namespace seiload::chain {
namespace {

using base::cat;
using namespace std::chrono_literals;

constexpr eth::Address kNobody{{0xde, 0xad}};

// Time passes while somebody waits, and at once.
class JumpClock final : public sys::Clock {
 public:
  sys::TimePoint now() const override { return now_; }
  sys::WallTime wall_now() const override { return sys::WallTime(now_.time_since_epoch()); }
  int wait(std::span<pollfd> descriptors, sys::TimePoint deadline) const override {
    for (pollfd& one : descriptors) one.revents = 0;
    now_ = std::max(now_, deadline);
    return 0;
  }

 private:
  mutable sys::TimePoint now_{std::chrono::seconds(1)};
};

// A node that puts what it has into a block when it has been asked for receipts a few times.
class Node {
 public:
  std::set<std::uint64_t> loses;    // nonces whose first sending has no effect
  std::set<std::uint64_t> refuses;  // for good
  std::set<std::uint64_t> reverts;
  std::size_t most_in_flight = 0;
  std::vector<std::uint64_t> nonces;  // in the order in which they came
  std::map<std::uint64_t, base::Uint256> values, fee_caps;

  std::vector<base::Result<NodeReply>> ask(std::span<const rpc::Call> calls) {
    std::vector<base::Result<NodeReply>> replies;
    for (const rpc::Call& call : calls) replies.push_back(reply_to(call));
    return replies;
  }

 private:
  NodeReply reply_to(const rpc::Call& call) {
    if (call.method == "eth_getBlockByNumber") return {R"({"baseFeePerGas":"0x3b9aca00"})", 0, {}, {}};
    if (call.method == "eth_sendRawTransaction") return take(call.params);
    if (call.method == "eth_call") return {{}, 3, "execution reverted", {}};
    const std::string hash = call.params.substr(2, 66);
    const auto found = waiting_.find(hash);
    if (found == waiting_.end() || found->second.asked++ < 2) return {"null", 0, {}, {}};
    const bool good = reverts.count(found->second.nonce) == 0;
    waiting_.erase(found);
    return {cat(R"({"status":")", good ? "0x1" : "0x0", R"(","blockNumber":"0xc","gasUsed":"0x5208"})"),
            0,
            {},
            {}};
  }

  NodeReply take(std::string_view params) {
    const auto raw = base::decode_hex(params.substr(2, params.size() - 4));
    const auto tx = eth::decode_transaction(*raw);
    EXPECT_TRUE(tx);
    const std::uint64_t nonce = tx->tx.nonce;
    nonces.push_back(nonce);
    values[nonce] = tx->tx.value;
    fee_caps[nonce] = tx->tx.fee_cap;
    if (refuses.count(nonce) != 0) return {{}, -32000, "nonce too low", {}};
    if (loses.erase(nonce) == 0) waiting_[base::to_hex(tx->hash)] = {nonce, 0};
    most_in_flight = std::max(most_in_flight, waiting_.size());
    return {cat('"', base::to_hex(tx->hash), '"'), 0, {}, {}};
  }

  struct Waiting {
    std::uint64_t nonce;
    int asked;
  };
  std::map<std::string, Waiting> waiting_;
};

class SendMany : public ::testing::Test {
 protected:
  base::Status send(std::size_t count, std::size_t in_flight) {
    return send_many(
        {.count = count,
         .in_flight = in_flight,
         .at = [&](std::size_t i) { return job(i); },
         .on_end = [&](std::size_t i, const SetUpJob&, base::Result<SetUpReceipt> receipt) -> base::Status {
           if (!receipt) {
             ends_ += cat(i, " ", receipt.error().message, "\n");
             return receipt.error();
           }
           ends_ += cat(i, receipt->succeeded ? " good\n" : " reverted\n");
           ++ended_;
           return {};
         }},
        [&](std::span<const rpc::Call> calls) { return node_.ask(calls); }, clock_, stop_);
  }

  SetUpJob job(std::size_t i) const {
    SetUpJob one;
    one.transaction.what = cat("paying ", i);
    one.transaction.to = kNobody;
    one.transaction.value = value_;
    one.transaction.total = total_;
    one.transaction.gas_limit = 21000;
    one.transaction.nonce = 5 + i;
    one.transaction.fees = Fees{eth::TxType::dynamic_fee, 4 * kGwei, 2 * kGwei};
    one.sender = {eth::address_of_key(key_), &key_, 99};
    return one;
  }

  const base::Bytes32 key_ = eth::pool_key(1, 2, 3);
  Node node_;
  JumpClock clock_;
  sys::Event stop_;
  base::Uint256 value_ = 7;
  std::optional<base::Uint256> total_;
  std::string ends_;
  std::size_t ended_ = 0;
};

TEST_F(SendMany, AllInTheirOrderAndNoMoreThanAskedForInFlight) {
  EXPECT_TRUE(send(25, 8));
  EXPECT_EQ(ended_, 25U);
  EXPECT_EQ(node_.most_in_flight, 8U);
  ASSERT_EQ(node_.nonces.size(), 25U);
  for (std::size_t i = 0; i < 25; ++i) EXPECT_EQ(node_.nonces[i], 5 + i);
}

TEST_F(SendMany, WhatTheNodeLosesIsSentAgainForMore) {
  node_.loses = {6};
  EXPECT_TRUE(send(3, 3));
  EXPECT_EQ(ended_, 3U);
  EXPECT_EQ(node_.nonces, (std::vector<std::uint64_t>{5, 6, 7, 6}));
  EXPECT_EQ(node_.fee_caps[6], base::Uint256(4'500'000'001));
}

TEST_F(SendMany, ATotalPaysTheFeeAndTheRestIsTheValue) {
  total_ = base::Uint256(1'000'000'000'000'000);
  node_.loses = {5};
  EXPECT_TRUE(send(1, 1));
  EXPECT_EQ(node_.values[5], base::Uint256(1'000'000'000'000'000 - 21000 * 4'500'000'001ULL));
}

TEST_F(SendMany, AfterAnErrorNothingMoreBegins) {
  node_.refuses = {6};
  EXPECT_FALSE(send(10, 2));
  EXPECT_EQ(ends_, "1 paying 1: eth_sendRawTransaction: the node answered: nonce too low\n0 good\n");
  EXPECT_EQ(node_.nonces, (std::vector<std::uint64_t>{5, 6}));
}

TEST_F(SendMany, ARevertIsAReceipt) {
  node_.reverts = {5};
  EXPECT_TRUE(send(2, 2));
  EXPECT_NE(ends_.find("0 reverted\n"), std::string::npos) << ends_;
  EXPECT_NE(ends_.find("1 good\n"), std::string::npos) << ends_;
}

TEST_F(SendMany, EndsWithTheStop) {
  stop_.set();
  const auto status = send(2, 2);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, base::Code::stopped);
  EXPECT_EQ(ends_, "");
}

}  // namespace
}  // namespace seiload::chain
