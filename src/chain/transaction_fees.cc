#include "chain/transaction_fees.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "json/value.h"

namespace seiload::chain {
namespace {

base::Result<std::uint64_t> below_cap(const base::Uint256& price, std::string_view name) {
  if (price > base::Uint256(kSetUpFeeCap))
    return base::Error{base::Code::remote,
                       base::cat(name, " is ", show_gwei(price), ", above the ", show_gwei(kSetUpFeeCap),
                                 " that a set-up transaction may pay")};
  return price.low_u64();
}

constexpr std::uint64_t an_eighth_more(std::uint64_t fee) { return fee + fee / 8 + 1; }

std::string with_unit(const base::Uint256& wei, std::size_t decimals, std::string_view unit) {
  std::string digits = wei.to_decimal();
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  digits.insert(digits.size() - decimals, 1, '.');
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return base::cat(digits, ' ', unit);
}

}  // namespace

base::Result<Fees> fees_by_base_fee(const base::Uint256& base_fee) {
  auto fee = below_cap(base_fee, "the base fee");
  if (!fee) return std::move(fee).error();
  const std::uint64_t cap = std::min(kSetUpFeeCap, 2 * *fee + kSetUpTip);
  return Fees{eth::TxType::dynamic_fee, cap, std::min(kSetUpTip, cap)};
}

base::Result<Fees> fees_by_gas_price(const base::Uint256& gas_price) {
  auto price = below_cap(gas_price, "the gas price");
  if (!price) return std::move(price).error();
  return Fees{eth::TxType::legacy, *price, 0};
}

base::Result<std::optional<Fees>> fees_of_block(std::string_view text) {
  const auto block = json::parse(text);
  if (!block || block->object() == nullptr)
    return base::Error{base::Code::timeout, "there is no latest block"};
  const json::Value* const base_fee = block->find("baseFeePerGas");
  if (base_fee == nullptr || base_fee->is_null()) return std::optional<Fees>();
  std::optional<base::Uint256> fee;
  if (base_fee->string() != nullptr) fee = base::Uint256::from_quantity(*base_fee->string());
  if (!fee) return base::Error{base::Code::timeout, "the latest block's base fee is not a quantity"};
  auto fees = fees_by_base_fee(*fee);
  if (!fees) return std::move(fees).error();
  return std::optional<Fees>(*fees);
}

std::optional<Fees> raised(const Fees& fees, const Fees& by_latest_block, std::uint64_t max_fee) {
  Fees more = fees;
  more.fee_cap = std::max(an_eighth_more(fees.fee_cap), by_latest_block.fee_cap);
  if (fees.type == eth::TxType::dynamic_fee)
    more.tip_cap = std::max(an_eighth_more(fees.tip_cap), by_latest_block.tip_cap);
  if (more.fee_cap > std::min(max_fee, kSetUpFeeCap) || more.tip_cap > more.fee_cap) return std::nullopt;
  return more;
}

base::Result<Fees> capped(const Fees& fees, std::uint64_t max_fee) {
  if (fees.fee_cap <= max_fee) return fees;
  if (fees.type == eth::TxType::legacy)
    return base::Error{base::Code::remote,
                       base::cat("the gas price has risen to ", show_gwei(fees.fee_cap), ", above the ",
                                 show_gwei(max_fee), " that the worst case of this run was made with")};
  return Fees{fees.type, max_fee, std::min(fees.tip_cap, max_fee)};
}

base::Uint256 cost_bound(const Fees& fees, std::uint64_t gas_limit, const base::Uint256& value) {
  const auto fee = base::Uint256::saturating_multiply(base::Uint256(fees.fee_cap), gas_limit);
  return base::Uint256::saturating_add(fee, value);
}

std::string show_gwei(const base::Uint256& wei) { return with_unit(wei, 9, "gwei"); }

std::string show_ether(const base::Uint256& wei) { return with_unit(wei, 18, "ether"); }

}  // namespace seiload::chain
