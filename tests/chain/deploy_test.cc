#include "chain/deploy.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/hex.h"
#include "base/text.h"
#include "crypto/keccak.h"
#include "eth/create2.h"
#include "eth/transaction.h"
#include "json/value.h"
#include "sys/fd.h"

namespace seiload::chain {
namespace {

using base::cat;

constexpr std::uint64_t kSeed = 7;
const base::Bytes kFactoryCode{0xfa, 0xc0};
// Init code with this in front is of a constructor that reverts.
constexpr std::uint8_t kReverts = 0xfd;

// A chain that creates what it is asked to, in a block for each transaction.
class Chain {
 public:
  std::map<eth::Address, base::Bytes> code;  // the init code
  base::Uint256 balance{1'000'000'000'000'000'000};
  std::uint64_t nonce = 0;
  int lag = 0;  // so many answers to eth_getCode are from before the last block
  std::string log;
  bool stand_when_reverted = false;

  base::Result<NodeReply> operator()(std::string_view method, const std::string& params) {
    const auto parsed = json::parse(params);
    const auto& first = parsed->array()->front();
    if (method == "eth_getBlockByNumber") return result(R"({"baseFeePerGas":"0x3b9aca00"})");
    if (method == "eth_getTransactionCount") return result(quantity(nonce));
    if (method == "eth_getBalance") return result(cat('"', balance.to_quantity(), '"'));
    if (method == "eth_getCode") {
      if (lag > 0) return --lag, result("\"0x\"");
      return result(code.count(*eth::parse_address(*first.string())) > 0 ? "\"0x00\"" : "\"0x\"");
    }
    if (method == "eth_sendRawTransaction") {
      send(*base::decode_hex(*first.string()));
      return result("\"0x00\"");
    }
    if (method == "eth_getTransactionReceipt")
      return result(
          cat(R"({"blockNumber":"0x5","gasUsed":"0x64","status":")", succeeded_ ? "0x1" : "0x0", "\"}"));
    EXPECT_EQ(method, "eth_call");
    EXPECT_EQ(params.find("\"to\""), std::string::npos) << params;
    log += cat("replay from ", *first.find("from")->string(), '\n');
    return NodeReply{{}, 3, "execution reverted", "\"0x4e487b71" + std::string(62, '0') + "11\""};
  }

 private:
  static NodeReply result(std::string_view text) { return {std::string(text), 0, {}, {}}; }
  static std::string quantity(std::uint64_t n) { return cat('"', base::Uint256(n).to_quantity(), '"'); }

  void send(const base::Bytes& raw) {
    const auto tx = eth::decode_transaction(raw);
    EXPECT_EQ(tx->tx.nonce, nonce);
    base::Bytes init_code(tx->tx.data.begin(), tx->tx.data.end());
    eth::Address address = eth::create_address(tx->sender, nonce++);
    if (tx->tx.to) {
      EXPECT_TRUE(code.count(*tx->tx.to)) << "no factory";
      base::Bytes32 salt;
      std::copy_n(init_code.begin(), 32, salt.begin());
      init_code.erase(init_code.begin(), init_code.begin() + 32);
      address = eth::create2_address(*tx->tx.to, salt, init_code);
    }
    succeeded_ = init_code.front() != kReverts;
    if (succeeded_ || stand_when_reverted) code[address] = init_code;
    log += cat(tx->tx.to ? "create2 " : "create ", base::to_hex(init_code), ", gas ", tx->tx.gas_limit,
               tx->tx.value == base::Uint256(0) ? "" : cat(", value ", tx->tx.value.to_decimal()), '\n');
  }

  bool succeeded_ = true;
};

ContractToDeploy contract(std::string name, base::Bytes code) {
  return {std::move(name), [code](std::span<const eth::Address>) { return code; }, false, {}, {}};
}

class ChainDeploy : public testing::Test {
 protected:
  // Addresses, or the error's message.
  std::string deploy(const std::vector<ContractToDeploy>& contracts) {
    const base::Bytes32 key = deployer_key(kSeed);
    const Sender sender{eth::address_of_key(key), &key, 1};
    const sys::SystemClock clock;
    const sys::Event stop;
    const NodeCall call = [this](std::string_view method, const std::string& params) {
      return chain_(method, params);
    };
    const TransactionSender transactions(call, sender, clock, stop, {.poll = sys::Duration(0)});
    sys::Pipe pipe = *sys::make_pipe();
    sys::Log log(pipe.write_end.get(), clock, sys::Level::info);
    auto deployed = chain::deploy(contracts, kSeed, kFactoryCode, transactions, log, terms_);
    pipe.write_end.reset();
    log_ = texts_in(pipe.read_end.get());
    if (!deployed) return deployed.error().message;
    std::string text;
    for (const eth::Address& address : *deployed) text += eth::to_checksum(address) + '\n';
    return text;
  }

  // The log's lines without their times and levels.
  static std::string texts_in(int fd) {
    std::string lines, texts;
    std::array<char, 4096> part;
    for (ssize_t size; (size = read(fd, part.data(), part.size())) > 0;)
      lines.append(part.data(), static_cast<std::size_t>(size));
    for (std::size_t end; (end = lines.find('\n')) != std::string::npos; lines.erase(0, end + 1))
      texts += lines.substr(lines.find(": ") + 2, end + 1 - (lines.find(": ") + 2));
    return texts;
  }

  static std::string at(const eth::Address& factory, const base::Bytes& init_code) {
    return eth::to_checksum(eth::create2_address(factory, deployment_salt(kSeed), init_code));
  }

  const eth::Address deployer_ = eth::address_of_key(deployer_key(kSeed));
  const eth::Address own_factory_ = eth::create_address(deployer_, 0);
  Chain chain_;
  DeployTerms terms_;
  std::string log_;
};

// The fee cap is 4 gwei, and may be raised to 100.
TEST_F(ChainDeploy, WhatItCostsAtMostIsApprovedBeforeAnyTransaction) {
  std::string asked;
  terms_.approve = [&](const base::Uint256& most) -> base::Status {
    asked += show_ether(most);
    return base::Error{base::Code::remote, "too much"};
  };
  EXPECT_EQ(deploy({contract("A", {1})}), "too much");
  EXPECT_EQ(asked, "0.6 ether") << "the factory, and the contract";
  EXPECT_EQ(chain_.log, "");
}

TEST_F(ChainDeploy, SaltAndDeployerFollowFromTheSeed) {
  EXPECT_EQ(base::to_hex(deployment_salt(0x0102)),
            base::to_hex(crypto::keccak256(*base::decode_hex("0x7365696c6f61640000000000000102"))));
  EXPECT_NE(deployer_key(1), deployer_key(2));
}

TEST_F(ChainDeploy, GoesThroughTheProxyWhereThereIsOne) {
  chain_.code[eth::kDeploymentProxy] = {1};
  const std::string where = at(eth::kDeploymentProxy, {1, 2});
  EXPECT_EQ(deploy({contract("A", {1, 2})}), where + '\n');
  EXPECT_EQ(chain_.log, "create2 0x0102, gas 3000000\n");
  EXPECT_EQ(log_, cat("deployed A at ", where, ", gas used 100\n"));
}

TEST_F(ChainDeploy, ASecondRunDeploysNothingAndNeedsNoMoney) {
  const std::vector<ContractToDeploy> both{contract("A", {1}), contract("B", {2})};
  const std::string first = deploy(both);
  chain_.log.clear();
  chain_.balance = 0;
  EXPECT_EQ(deploy(both), first);
  EXPECT_EQ(chain_.log, "");
  EXPECT_EQ(log_, cat("contracts on the chain already: A at ", at(own_factory_, {1}), ", B at ",
                      at(own_factory_, {2}), '\n'));
}

TEST_F(ChainDeploy, CreatesAFactoryWhereThereIsNoProxy) {
  EXPECT_EQ(deploy({contract("A", {1}), contract("B", {2})}),
            cat(at(own_factory_, {1}), '\n', at(own_factory_, {2}), '\n'));
  EXPECT_EQ(chain_.log, "create 0xfac0, gas 3000000\ncreate2 0x01, gas 3000000\ncreate2 0x02, gas 3000000\n");
  EXPECT_EQ(chain_.code.count(own_factory_), 1U);
}

TEST_F(ChainDeploy, CannotCreateAFactoryOnceTheDeployerHasSentSomething) {
  chain_.nonce = 3;
  EXPECT_EQ(deploy({contract("A", {1})}),
            cat("the chain lacks the deployment proxy (0x4e59b44847b379578588920cA78FbF26c0B4956C), and the "
                "deployer ",
                eth::to_checksum(deployer_),
                " has sent 3 transactions, so that it can no longer create a factory: take another --seed"));
  EXPECT_EQ(chain_.log, "");
}

TEST_F(ChainDeploy, TooLittleMoneyIsSaidBeforeAnyTransaction) {
  chain_.balance = 5;
  std::vector<ContractToDeploy> contracts{contract("A", {1}), contract("B", {2})};
  contracts[1].gas = 1'000'000;
  contracts[1].value = 3;
  EXPECT_EQ(deploy(contracts),
            cat("the deployer ", eth::to_checksum(deployer_),
                " needs 0.028000000000000003 ether to deploy A, B, and has 0.000000000000000005 ether: send "
                "it the rest"));
  EXPECT_EQ(chain_.log, "");
}

TEST_F(ChainDeploy, AConstructorMayNameEarlierContracts) {
  chain_.code[eth::kDeploymentProxy] = {1};
  std::vector<ContractToDeploy> contracts{contract("token", {1}), contract("own", {2}), contract("pair", {})};
  contracts[1].create = true;
  contracts[2].init_code = [](std::span<const eth::Address> earlier) {
    base::Bytes code{9};
    for (const eth::Address& address : earlier) code.push_back(address.bytes[0]);
    return code;
  };
  const eth::Address token =
      eth::create2_address(eth::kDeploymentProxy, deployment_salt(kSeed), base::Bytes{1});
  const eth::Address own = eth::create_address(deployer_, 1);
  EXPECT_EQ(deploy(contracts), cat(eth::to_checksum(token), '\n', eth::to_checksum(own), '\n',
                                   at(eth::kDeploymentProxy, {9, token.bytes[0], own.bytes[0]}), '\n'));
}

TEST_F(ChainDeploy, CreatedContractsAreNewInEveryRun) {
  std::vector<ContractToDeploy> contracts{contract("own", {2})};
  contracts[0].create = true;
  contracts[0].value = 4;
  contracts[0].gas = 77'000;
  chain_.code[eth::kDeploymentProxy] = {1};
  EXPECT_EQ(deploy(contracts), eth::to_checksum(eth::create_address(deployer_, 0)) + '\n');
  EXPECT_EQ(deploy(contracts), eth::to_checksum(eth::create_address(deployer_, 1)) + '\n');
  EXPECT_EQ(chain_.log, "create 0x02, gas 77000, value 4\ncreate 0x02, gas 77000, value 4\n");
}

TEST_F(ChainDeploy, AConstructorThatRevertsSaysWhy) {
  chain_.code[eth::kDeploymentProxy] = {1};
  std::string said = deploy({contract("A", {kReverts})});
  said.replace(said.find("0x", said.find("transaction")), 66, "HASH");
  EXPECT_EQ(said,
            "deploying A: reverted: panic 0x11 (arithmetic overflow) (status 0 in block 5, gas used 100 of "
            "3000000, transaction HASH)");
  EXPECT_EQ(chain_.log,
            "create2 0xfd, gas 3000000\nreplay from 0x4e59b44847b379578588920ca78fbf26c0b4956c\n");
}

TEST_F(ChainDeploy, AnotherRunMayBeFaster) {
  chain_.code[eth::kDeploymentProxy] = {1};
  chain_.stand_when_reverted = true;
  EXPECT_EQ(deploy({contract("A", {kReverts})}), at(eth::kDeploymentProxy, {kReverts}) + '\n');
}

TEST_F(ChainDeploy, LooksAgainWhereANodeIsBehind) {
  chain_.lag = 3;  // the proxy, our factory, A; then the factory once it was created
  EXPECT_EQ(deploy({contract("A", {1})}), at(own_factory_, {1}) + '\n');
}

TEST_F(ChainDeploy, GivesLargeCodeTheGasItNeedsAndRefusesWhatNoChainTakes) {
  chain_.code[eth::kDeploymentProxy] = {1};
  deploy({contract("A", base::Bytes(10'000, 1))});
  EXPECT_NE(chain_.log.find(", gas 3500000\n"), std::string::npos);
  EXPECT_EQ(deploy({contract("A", base::Bytes(49'153, 1))}),
            "contract A: its init code has 49153 bytes, and no chain takes more than 49152 (EIP-3860)");
}

TEST_F(ChainDeploy, AsksNothingForNoContracts) {
  chain_.balance = 0;
  EXPECT_EQ(deploy({}), "");
}

}  // namespace
}  // namespace seiload::chain
