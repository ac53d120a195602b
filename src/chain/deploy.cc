#include "chain/deploy.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "chain/transaction_fees.h"
#include "crypto/keccak.h"
#include "eth/account.h"
#include "eth/create2.h"
#include "eth/gas.h"

namespace seiload::chain {
namespace {

using base::cat;

constexpr std::uint64_t kDeploymentGas = 3'000'000;

// A byte of code costs 200 to store and at most 16 to send; a byte of init code may be one of code.
std::uint64_t default_gas(std::size_t init_code_size) {
  return std::max<std::uint64_t>(kDeploymentGas, 500'000 + 300 * init_code_size);
}

class Deployment {
 public:
  Deployment(std::span<const ContractToDeploy> contracts, std::uint64_t seed,
             base::ByteSpan factory_init_code, const TransactionSender& sender, sys::Log& log,
             const DeployTerms& terms)
      : contracts_(contracts),
        salt_(deployment_salt(seed)),
        factory_init_code_(factory_init_code),
        deployer_(sender.sender().address),
        sender_(sender),
        log_(log),
        terms_(terms) {}

  base::Result<std::vector<eth::Address>> run() {
    if (auto status = find_factory(); !status) return std::move(status).error();
    if (auto status = plan(); !status) return std::move(status).error();
    if (auto status = check_balance(); !status) return std::move(status).error();
    if (terms_.approve)
      if (auto status = terms_.approve(worst_case()); !status) return std::move(status).error();
    if (needs_factory_) {
      if (auto status = create_factory(); !status) return std::move(status).error();
    }
    std::vector<eth::Address> addresses;
    for (const ContractToDeploy& contract : contracts_) {
      auto address = deploy(contract, addresses);
      if (!address) return std::move(address).error();
      addresses.push_back(*address);
    }
    if (!reused_.empty()) log_.info(cat("contracts on the chain already: ", reused_));
    return addresses;
  }

 private:
  base::Result<bool> has_code(const eth::Address& address) const { return chain::has_code(sender_, address); }

  base::Status find_factory() {
    auto has_proxy = has_code(eth::kDeploymentProxy);
    if (!has_proxy) return std::move(has_proxy).error();
    factory_ = *has_proxy ? eth::kDeploymentProxy : eth::create_address(deployer_, 0);
    if (*has_proxy) return {};
    auto has_own = has_code(factory_);
    if (!has_own) return std::move(has_own).error();
    lacks_factory_ = !*has_own;
    return {};
  }

  // What is to be sent, and what it costs at most.
  base::Status plan() {
    auto nonce = sender_.ask_quantity("eth_getTransactionCount",
                                      cat("[\"", eth::to_hex(deployer_), "\",\"pending\"]"));
    if (!nonce) return std::move(nonce).error();
    creates_ = terms_.may_create && lacks_factory_ && *nonce > base::Uint256(0);
    if (creates_) lacks_factory_ = false;
    // Each is created after the factory, whose place is taken else.
    std::uint64_t next = std::max<std::uint64_t>(nonce->low_u64(), lacks_factory_ ? 1 : 0);
    std::vector<eth::Address> addresses;
    for (const ContractToDeploy& contract : contracts_) {
      auto init_code = init_code_of(contract, addresses);
      if (!init_code) return std::move(init_code).error();
      eth::Address address;
      if (is_created(contract)) {
        address = eth::create_address(deployer_, next);
      } else {
        address = eth::create2_address(factory_, salt_, *init_code);
      }
      addresses.push_back(address);
      auto stands = is_created(contract) ? base::Result<bool>(false) : has_code(address);
      if (!stands) return std::move(stands).error();
      if (*stands) continue;
      ++next;
      planned_.push_back({contract.gas.value_or(default_gas(init_code->size())), contract.value});
      names_ += cat(names_.empty() ? "" : ", ", contract.name);
    }
    needs_factory_ = lacks_factory_ && !planned_.empty();
    if (needs_factory_ && *nonce > base::Uint256(0))
      return base::Error{
          base::Code::remote,
          cat("the chain lacks the deployment proxy (", eth::to_checksum(eth::kDeploymentProxy),
              "), and the deployer ", eth::to_checksum(deployer_), " has sent ", nonce->to_decimal(),
              " transactions, so that it can no longer create a factory: take another --seed")};
    if (needs_factory_) planned_.push_back({default_gas(factory_init_code_.size()), {}});
    return {};
  }

  base::Uint256 worst_case() const {
    const Fees fees{.fee_cap = sender_.sender().max_fee};
    base::Uint256 most;
    for (const Planned& one : planned_)
      most = base::Uint256::saturating_add(most, cost_bound(fees, one.gas, one.value));
    return most;
  }

  base::Status check_balance() const {
    if (planned_.empty()) return {};
    auto fees = sender_.ask_fees();
    if (!fees) return std::move(fees).error();
    base::Uint256 need;
    for (const Planned& one : planned_) {
      need = base::Uint256::saturating_add(need, cost_bound(*fees, one.gas, one.value));
    }
    need = base::Uint256::saturating_add(need, terms_.also_needed);
    auto balance =
        sender_.ask_quantity("eth_getBalance", cat("[\"", eth::to_hex(deployer_), "\",\"latest\"]"));
    if (!balance) return std::move(balance).error();
    if (*balance >= need) return {};
    return base::Error{base::Code::remote,
                       cat("the deployer ", eth::to_checksum(deployer_), " needs ", show_ether(need),
                           " to deploy ", names_, terms_.also_for.empty() ? "" : " and ", terms_.also_for,
                           ", and has ", show_ether(*balance), ": send it the rest")};
  }

  base::Status create_factory() {
    SetUpTransaction transaction;
    transaction.what = "creating the factory of contracts";
    transaction.data.assign(factory_init_code_.begin(), factory_init_code_.end());
    transaction.gas_limit = default_gas(factory_init_code_.size());
    auto receipt = sender_.send(transaction);
    if (!receipt) return std::move(receipt).error();
    if (!receipt->succeeded) return revert_error(transaction, *receipt);
    return await_code(factory_, transaction.what);
  }

  base::Result<base::Bytes> init_code_of(const ContractToDeploy& contract,
                                         std::span<const eth::Address> earlier) const {
    auto code = contract.init_code(earlier);
    if (!code) return std::move(code).error().with(cat("contract ", contract.name));
    if (code->size() > eth::kMaxInitCodeSize)
      return base::invalid_input(cat("contract ", contract.name, ": its init code has ", code->size(),
                                     " bytes, and no chain takes more than ", eth::kMaxInitCodeSize,
                                     " (EIP-3860)"));
    return code;
  }

  base::Result<eth::Address> deploy(const ContractToDeploy& contract, std::span<const eth::Address> earlier) {
    auto init_code = init_code_of(contract, earlier);
    if (!init_code) return std::move(init_code).error();
    SetUpTransaction transaction;
    transaction.what = cat("deploying ", contract.name);
    transaction.value = contract.value;
    transaction.errors = contract.errors;
    transaction.gas_limit = contract.gas.value_or(default_gas(init_code->size()));
    eth::Address address;
    if (is_created(contract)) {
      transaction.data = *std::move(init_code);
    } else {
      address = eth::create2_address(factory_, salt_, *init_code);
      auto stands = has_code(address);
      if (!stands) return std::move(stands).error();
      if (*stands) {
        reused_ += cat(reused_.empty() ? "" : ", ", contract.name, " at ", eth::to_checksum(address));
        return address;
      }
      transaction.to = factory_;
      transaction.data.assign(salt_.begin(), salt_.end());
      base::append(transaction.data, *init_code);
      // The proxy keeps a constructor's reason to itself. Only an account has the money for a value.
      const bool is_free = contract.value == base::Uint256(0);
      transaction.replay = Replay{is_free ? factory_ : deployer_, {}, *std::move(init_code)};
    }
    auto receipt = sender_.send(transaction);
    if (!receipt) return std::move(receipt).error();
    if (is_created(contract)) address = eth::create_address(deployer_, receipt->nonce);
    if (!receipt->succeeded) {
      // Another run may have been faster by a block.
      auto stands = is_created(contract) ? base::Result<bool>(false) : has_code(address);
      if (!stands) return std::move(stands).error();
      if (!*stands) return revert_error(transaction, *receipt);
    } else if (auto status = await_code(address, transaction.what); !status) {
      return std::move(status).error();
    }
    log_.info(
        cat("deployed ", contract.name, " at ", eth::to_checksum(address), ", gas used ", receipt->gas_used));
    return address;
  }

  // A node behind a load balancer may not have the block yet.
  base::Status await_code(const eth::Address& address, std::string_view what) const {
    constexpr int kTries = 20;
    for (int i = 0; i < kTries; ++i) {
      auto stands = has_code(address);
      if (!stands) return std::move(stands).error();
      if (*stands) return {};
      if (auto status = sender_.pause(); !status) return status;
    }
    return base::Error{base::Code::remote, cat(what, ": its transaction succeeded, but there is no code at ",
                                               eth::to_checksum(address))};
  }

  bool is_created(const ContractToDeploy& contract) const { return contract.create || creates_; }

  struct Planned {
    std::uint64_t gas;
    base::Uint256 value;
  };

  const std::span<const ContractToDeploy> contracts_;
  const base::Bytes32 salt_;
  const base::ByteSpan factory_init_code_;
  const eth::Address deployer_;
  const TransactionSender& sender_;
  sys::Log& log_;
  const DeployTerms& terms_;
  eth::Address factory_;
  bool creates_ = false;        // all of them, since there is no factory and can be none
  bool lacks_factory_ = false;  // neither the proxy nor our own is there
  bool needs_factory_ = false;
  std::vector<Planned> planned_;
  std::string names_, reused_;
};

}  // namespace

base::Bytes32 deployer_key(std::uint64_t seed) { return eth::pool_key(seed, ~std::uint64_t{0}, 0); }

base::Bytes32 deployment_salt(std::uint64_t seed) {
  constexpr std::string_view kDomain = "seiload";
  base::Bytes message(kDomain.begin(), kDomain.end());
  message.resize(kDomain.size() + 8);
  base::store_be64(message.data() + kDomain.size(), seed);
  return crypto::keccak256(message);
}

base::Result<bool> has_code(const TransactionSender& sender, const eth::Address& address) {
  auto code = sender.ask("eth_getCode", cat("[\"", eth::to_hex(address), "\",\"latest\"]"));
  if (!code) return std::move(code).error();
  return code->size() >= 6 && code->starts_with("\"0x");  // a byte or more, and its quotes
}

base::Result<std::vector<eth::Address>> deploy(std::span<const ContractToDeploy> contracts,
                                               std::uint64_t seed, base::ByteSpan factory_init_code,
                                               const TransactionSender& sender, sys::Log& log,
                                               const DeployTerms& terms) {
  if (contracts.empty()) return std::vector<eth::Address>();
  return Deployment(contracts, seed, factory_init_code, sender, log, terms).run();
}

}  // namespace seiload::chain
