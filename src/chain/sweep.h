#pragma once
// Sends what accounts own to one address, in one transfer each that leaves nothing: its tip is its fee cap,
// so that its fee is known to the wei before. What is worth less than its fee stays. Nothing is kept between
// runs: a sweep that was killed is started again. Blocks its thread; wakes immediately for the stop.

#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "chain/funding.h"

namespace seiload::chain {

struct SweptAccount {
  eth::Address address;
  base::Uint256 before, after;
  std::string why;      // what is left was left; empty: nothing is
  bool failed = false;  // it is more than dust
};

struct SweepResult {
  std::vector<SweptAccount> accounts;  // in the order of the keys
  base::Uint256 swept, fees;           // that arrived, and that it took
  std::size_t transfers = 0;
};

// `place.root` only asks. An Error: stopped, or what kept the node from being asked; what concerns single
// accounts is in the result.
base::Result<SweepResult> sweep(std::span<const eth::Address> accounts, std::span<const base::Bytes32> keys,
                                const eth::Address& to, std::uint64_t chain_id, const FundingPlace& place);

}  // namespace seiload::chain
