#include "chain/funding.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "chain/account_state.h"
#include "chain/block.h"
#include "chain/send_many.h"
#include "eth/abi.h"
#include "eth/abi_type.h"
#include "eth/gas.h"
#include "rpc/answer.h"

namespace seiload::chain {
namespace {

using base::cat;
using base::Uint256;

// A payment to an account that is new costs 9000 + 25000, to find out whether it is 2600, its 64 bytes of
// call data at most 1024, and the loop some hundreds.
constexpr std::uint64_t kGasOfCall = 60'000, kGasOfPayment = 45'000;
constexpr std::uint64_t kMaxTransactionGas = 1 << 24;  // EIP-7825
constexpr std::size_t kCallsInFlight = 8, kTransfersInFlight = 16;

}  // namespace

base::Result<std::uint64_t> transfer_gas(const TransactionSender& ask, const eth::Address& from,
                                         const eth::Address& to) {
  auto gas = ask.ask_quantity("eth_estimateGas", cat("[{\"from\":\"", eth::to_hex(from), "\",\"to\":\"",
                                                     eth::to_hex(to), "\",\"value\":\"0x1\"}]"));
  if (!gas && gas.error().code == base::Code::stopped) return std::move(gas).error();
  if (!gas || *gas <= Uint256(eth::kTransactionGas) || !gas->fits_u64()) return eth::kTransactionGas;
  return gas->low_u64() + gas->low_u64() / 5;
}

base::Status Funding::plan() {
  const eth::Address root = place_.root.sender().address;
  StartLimits limits = place_.limits();
  std::vector<std::uint64_t> waiting;
  constexpr sys::Duration kPatience = std::chrono::seconds(60);
  limits.deadline = sys::saturating_add(limits.deadline, kPatience);
  auto nonce = settle(place_.endpoint, {&root, 1}, kPatience, place_.context(limits), waiting);
  if (!nonce) return std::move(nonce).error();
  if (waiting[0] > 0)
    return base::Error{
        base::Code::timeout,
        cat(waiting[0], " earlier transactions of the root key's account ", eth::to_checksum(root),
            " still wait to get into a block, and may pay the same accounts: try again later")};
  first_nonce_ = (*nonce)[0];
  limits = place_.limits();
  auto balances = read_balances(place_.endpoint, accounts_, place_.context(limits));
  if (!balances) return std::move(balances).error();
  before_ = after_ = *std::move(balances);
  Uint256 sum;
  for (std::size_t i = 0; i < before_.size(); ++i) {
    const auto missing = Uint256::subtract(terms_.target, before_[i]);
    if (!missing || *missing == Uint256()) continue;
    if (terms_.wants && !terms_.wants(i, before_[i])) continue;
    under_.push_back(i);
    missing_.push_back(*missing);
    sum = Uint256::saturating_add(sum, *missing);
  }
  if (under_.empty()) return {};
  auto fees = place_.root.ask_fees();
  if (!fees) return std::move(fees).error();
  fees_ = *fees;
  std::uint64_t gas = 0;  // of a transaction
  if (terms_.by_contract) {
    constexpr std::string_view kMethod = "eth_getBlockByNumber";
    auto block = place_.root.ask(kMethod, R"(["latest",false])");
    if (!block) return std::move(block).error();
    auto latest = read_block(*block);
    if (!latest) return std::move(latest).error().with(kMethod);
    if (!*latest) return base::Error{base::Code::protocol, cat(kMethod, ": there is no latest block")};
    batch_ = batch_of((*latest)->gas_limit);
    gas = kGasOfCall + kGasOfPayment * batch_;
  } else {
    auto one = transfer_gas(place_.root, root, accounts_[under_[0]]);
    if (!one) return std::move(one).error();
    gas = transfer_gas_ = *one;
  }
  const auto fee = Uint256::multiply(cost_bound(fees_, gas, Uint256()), jobs());
  need_ = Uint256::saturating_add(sum, fee.value_or(sum));
  most_ = Uint256::saturating_add(
      sum, Uint256::saturating_multiply(
               Uint256::saturating_multiply(Uint256(place_.root.sender().max_fee), gas), jobs()));
  return {};
}

// As many as fit in a block with some room for others.
std::size_t Funding::batch_of(std::uint64_t block_gas_limit) const {
  const std::uint64_t gas = std::min(kMaxTransactionGas, block_gas_limit / 10 * 9);
  const std::uint64_t fit = gas > kGasOfCall ? (gas - kGasOfCall) / kGasOfPayment : 0;
  return std::clamp<std::size_t>(static_cast<std::size_t>(fit), 1, terms_.batch_size);
}

base::Status Funding::check_balance() const {
  const eth::Address root = place_.root.sender().address;
  auto balance = place_.root.ask_quantity("eth_getBalance", cat("[\"", eth::to_hex(root), "\",\"latest\"]"));
  if (!balance) return std::move(balance).error();
  if (*balance >= need_) return {};
  return base::Error{base::Code::remote,
                     cat("the root key's account ", eth::to_checksum(root), " needs ", show_ether(need_),
                         " to fund ", under_.size(), under_.size() == 1 ? " account" : " accounts",
                         ", and has ", show_ether(*balance), ": send it the rest")};
}

SetUpTransaction Funding::payment(std::size_t job, const std::optional<eth::Address>& contract) const {
  const std::size_t first = job * batch_, count = std::min(batch_, under_.size() - first);
  SetUpTransaction transaction;
  transaction.nonce = first_nonce_ + job;
  transaction.fees = fees_;
  if (!terms_.by_contract) {
    transaction.to = accounts_[under_[first]];
    transaction.what = cat("funding ", eth::to_checksum(*transaction.to));
    transaction.value = missing_[first];
    transaction.gas_limit = transfer_gas_;
    return transaction;
  }
  transaction.what = cat("funding accounts ", first + 1, " to ", first + count, " of ", under_.size());
  transaction.to = contract;
  transaction.gas_limit = kGasOfCall + kGasOfPayment * count;
  std::vector<eth::abi::Value> recipients, values;
  for (std::size_t i = first; i < first + count; ++i) {
    recipients.push_back(eth::abi::address(accounts_[under_[i]]));
    values.push_back(eth::abi::number(missing_[i]));
    transaction.value = Uint256::saturating_add(transaction.value, missing_[i]);
  }
  transaction.data =
      eth::abi::encode_call("disperseEther(address[],uint256[])",
                            {eth::abi::array(std::move(recipients)), eth::abi::array(std::move(values))});
  for (const std::string_view error : {"WrongValue(uint256,uint256)", "TransferFailed(address)"})
    transaction.errors.push_back(*eth::abi::parse_signature(error));
  return transaction;
}

base::Status Funding::pay(const std::optional<eth::Address>& contract) {
  if (under_.empty()) return {};
  if (auto status = check_balance(); !status) return status;
  // A deployment in between has taken nonces.
  const eth::Address root = place_.root.sender().address;
  auto nonce =
      place_.root.ask_quantity("eth_getTransactionCount", cat("[\"", eth::to_hex(root), "\",\"pending\"]"));
  if (!nonce) return std::move(nonce).error();
  first_nonce_ = nonce->low_u64();
  auto status = send_many(
      {.count = jobs(),
       .in_flight = terms_.by_contract ? kCallsInFlight : kTransfersInFlight,
       .at = [&](std::size_t job) -> SetUpJob {
         return {payment(job, contract), place_.root.sender()};
       },
       .on_end = [&](std::size_t, const SetUpJob& job, base::Result<SetUpReceipt> receipt) -> base::Status {
         if (!receipt) return std::move(receipt).error();
         ++sent_;
         if (!receipt->succeeded) return revert_error(job.transaction, *receipt);
         return {};
       }},
      place_.ask_many, place_.clock, place_.stop);
  if (!status && status.error().code == base::Code::stopped) return status;
  if (terms_.is_spent_meanwhile) return status;
  auto read = read_after();
  return status ? std::move(read) : std::move(status);
}

// A node behind a load balancer may not have the last block yet.
base::Status Funding::read_after() {
  constexpr int kTries = 20;
  std::vector<eth::Address> paid;
  for (const std::size_t i : under_) paid.push_back(accounts_[i]);
  std::size_t poor = 0;
  for (int tries = 0; tries < kTries; ++tries) {
    const StartLimits limits = place_.limits();
    auto balances = read_balances(place_.endpoint, paid, place_.context(limits));
    if (!balances) return std::move(balances).error();
    poor = 0;
    for (std::size_t i = 0; i < paid.size(); ++i) {
      after_[under_[i]] = (*balances)[i];
      if ((*balances)[i] < terms_.target) ++poor;
    }
    if (poor == 0) return {};
    if (auto status = place_.root.pause(); !status) return status;
  }
  return base::Error{base::Code::remote, cat(poor, " of ", paid.size(), " accounts have less than ",
                                             show_ether(terms_.target), " although they were paid")};
}

}  // namespace seiload::chain
