#include "run/spending.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "eth/amount.h"

namespace seiload::run {
namespace {

using base::cat;
using base::Uint256;

constexpr std::string_view kNames[Spending::kParts] = {"deployment", "funding", "set-up calls", "prewarm"};

}  // namespace

Spending::Spending(const std::string& max_spend) : given_(max_spend) {
  if (!max_spend.empty()) limit_ = eth::parse_amount(max_spend).value();
}

void Spending::set(Part part, const Uint256& wei, bool is_least) {
  parts_[static_cast<std::size_t>(part)] = {wei, is_least};
}

void Spending::set_load(const Uint256& each, std::optional<std::uint64_t> count, bool is_least) {
  each_ = {each, is_least};
  count_ = count;
  has_load_ = true;
}

Uint256 Spending::set_up() const {
  Uint256 sum;
  for (const Amount& part : parts_) sum = Uint256::saturating_add(sum, part.wei);
  return sum;
}

Uint256 Spending::total() const {
  const Uint256 load = has_load_ ? Uint256::saturating_multiply(each_.wei, count_.value_or(1)) : Uint256();
  return Uint256::saturating_add(set_up(), load);
}

Uint256 Spending::left_for_load() const { return Uint256::subtract(*limit_, set_up()).value_or(Uint256()); }

base::Status Spending::check() const {
  if (!limit_ || total() <= *limit_) return {};
  return base::invalid_input(
      cat("--max-spend ", given_, ": ",
          has_load_ && !count_ ? "no transaction of the load can be paid for: the run may cost "
                               : "the run may cost ",
          chain::show_ether(total()), ": ", parts_text()));
}

std::string Spending::text() const {
  const bool is_open = has_load_ && !count_;
  const bool is_least = each_.is_least || std::any_of(parts_.begin(), parts_.end(),
                                                      [](const Amount& part) { return part.is_least; });
  std::string text = "worst case: ";
  if (!is_open) text += cat(chain::show_ether(total()), is_least ? " or more: " : ": ");
  text += parts_text();
  if (is_open && limit_) text += cat("; the run ends before it costs more than ", given_);
  if (is_least) text += "; some gas limits are estimated once the contracts are deployed";
  return text;
}

std::string Spending::parts_text() const {
  std::string text;
  for (std::size_t i = 0; i < kParts; ++i)
    if (parts_[i].wei != Uint256())
      text += cat(kNames[i], ' ', chain::show_ether(parts_[i].wei), parts_[i].is_least ? " or more, " : ", ");
  if (!has_load_) return text.substr(0, text.size() - std::min<std::size_t>(2, text.size()));
  const std::string each = cat(chain::show_ether(each_.wei), each_.is_least ? " or more" : "");
  if (!count_) return text + cat("load ", each, " a transaction, without an end");
  const Uint256 load = Uint256::saturating_multiply(each_.wei, *count_);
  return text + cat("load ", chain::show_ether(load), " (", *count_,
                    *count_ == 1 ? " transaction of up to " : " transactions of up to ", each, ')');
}

}  // namespace seiload::run
