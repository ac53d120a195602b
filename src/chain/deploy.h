#pragma once
// Puts the contracts of a run on the chain. Their addresses are the same in every run with the same seed:
// CREATE2 with a salt of the seed, through the deterministic deployment proxy, or, where the chain lacks it,
// through a factory of the same interface that the deployer creates as its first transaction. What stands at
// its address is used again, so a second run deploys nothing. Contracts whose constructor must see an account
// as its sender are created by the deployer itself, in every run anew.
//
// Everything is planned first, with the money it takes: too little is an error before any transaction.
// Blocks its thread; wakes immediately for the stop.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/uint256.h"
#include "chain/transaction_sender.h"
#include "eth/abi_type.h"
#include "eth/address.h"
#include "sys/log.h"

namespace seiload::chain {

// The account of a seed that deploys where no root key does: pool number 2^64 - 1, index 0 (eth/account.h).
base::Bytes32 deployer_key(std::uint64_t seed);

// keccak256("seiload" || seed, 8 bytes, big-endian).
base::Bytes32 deployment_salt(std::uint64_t seed);

struct ContractToDeploy {
  std::string name;
  // The init code with the constructor's arguments at its end, which may name the contracts before it in the
  // list. Called several times; the same addresses give the same code.
  std::function<base::Result<base::Bytes>(std::span<const eth::Address> earlier)> init_code;
  bool create = false;                           // by CREATE from the deployer
  base::Uint256 value = {};                      // wei, for the constructor
  std::optional<std::uint64_t> gas = {};         // the limit; else 3,000,000, or more for code that is large
  std::vector<eth::abi::Signature> errors = {};  // the custom ones of its ABI
};

// What the deployer's balance must leave for, and what may be done where the chain lacks the proxy and the
// deployer has sent transactions, so that it can no longer create a factory at its place.
struct DeployTerms {
  base::Uint256 also_needed = {};  // wei
  std::string also_for = {};       // "to fund 500 accounts"
  bool may_create = false;         // create the contracts in every run anew then; else it is an error
  // Given what the transactions cost at most, before the first of them; its Error ends the deployment.
  std::function<base::Status(const base::Uint256& most)> approve = {};
};

// One address a contract, in their order. The init code is of the factory for chains that lack the proxy. An
// Error: stopped; invalid_input for what no chain takes; else what the chain said (a constructor's reason),
// or address, need and balance of the deployer.
base::Result<std::vector<eth::Address>> deploy(std::span<const ContractToDeploy> contracts,
                                               std::uint64_t seed, base::ByteSpan factory_init_code,
                                               const TransactionSender& sender, sys::Log& log,
                                               const DeployTerms& terms = {});

// Whether there is a contract at this address.
base::Result<bool> has_code(const TransactionSender& sender, const eth::Address& address);

}  // namespace seiload::chain
