#pragma once
// What a set-up transaction pays: by the latest block, twice its base fee and the tip, so that it gets in
// although the base fee rises, and never more than a cap. The load's fees are the scenarios'. Pure functions.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/uint256.h"
#include "eth/tx_type.h"

namespace seiload::chain {

inline constexpr std::uint64_t kGwei = 1'000'000'000;
inline constexpr std::uint64_t kSetUpFeeCap = 100 * kGwei;  // wei a gas
inline constexpr std::uint64_t kSetUpTip = 2 * kGwei;

struct Fees {
  eth::TxType type = eth::TxType::dynamic_fee;  // or legacy
  std::uint64_t fee_cap = 0;                    // wei a gas; the gas price of a legacy one
  std::uint64_t tip_cap = 0;                    // at most fee_cap; 0 of a legacy one

  friend bool operator==(const Fees&, const Fees&) = default;
};

// An Error (remote) where a transaction under the cap has no chance.
base::Result<Fees> fees_by_base_fee(const base::Uint256& base_fee);
base::Result<Fees> fees_by_gas_price(const base::Uint256& gas_price);  // where there is no base fee

// The same by a block, as JSON text. No fees: it has no base fee, and the gas price decides. Code::timeout:
// there is no such block yet.
base::Result<std::optional<Fees>> fees_of_block(std::string_view block);

// The least that nodes take for a replacement: both 12.5 % more, rounded up; and no less than what the latest
// block asks for. Nothing if that is above the cap.
std::optional<Fees> raised(const Fees& fees, const Fees& by_latest_block,
                           std::uint64_t max_fee = kSetUpFeeCap);

// No more than max_fee a gas. An Error (remote) where that is less than a legacy transaction must pay.
base::Result<Fees> capped(const Fees& fees, std::uint64_t max_fee);

// What is needed so that a node takes it: gas_limit * fee_cap + value. Saturates.
base::Uint256 cost_bound(const Fees& fees, std::uint64_t gas_limit, const base::Uint256& value);

std::string show_gwei(const base::Uint256& wei);   // "1.5 gwei", exactly
std::string show_ether(const base::Uint256& wei);  // "0.012 ether", exactly

}  // namespace seiload::chain
