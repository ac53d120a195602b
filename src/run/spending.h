#pragma once
// What a run may cost at most, by its parts, and --max-spend: the worst case is known and shown before the
// first transaction, and a run that may cost more than the limit is refused. Thread rule: the run's thread.

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/uint256.h"
#include "chain/transaction_fees.h"

namespace seiload::run {

class Spending {
 public:
  enum class Part : std::uint8_t { deployment, funding, setup_calls, prewarm };
  static constexpr std::size_t kParts = 4;

  // --max-spend as given, which parses (eth/amount.h); empty: no limit.
  explicit Spending(const std::string& max_spend);

  const std::optional<base::Uint256>& limit() const { return limit_; }

  // Wei a gas: what set-up transactions pay at most.
  std::uint64_t max_fee() const { return max_fee_; }
  void set_max_fee(std::uint64_t max_fee) { max_fee_ = max_fee; }

  // In wei, at most; or, until it is set again, at least, where estimates of gas are still to come.
  void set(Part part, const base::Uint256& wei, bool is_least = false);
  base::Uint256 of(Part part) const { return parts_[static_cast<std::size_t>(part)].wei; }
  // What a transaction of the load costs at most, and how many there are; nothing: the run has no such end.
  void set_load(const base::Uint256& each, std::optional<std::uint64_t> count, bool is_least);

  // An Error (invalid_input) where the run may cost more than the limit: "--max-spend 2ether: the run may
  // cost 2.5 ether: funding 2 ether, load 0.5 ether (...)". Without an end: where not one transaction fits.
  base::Status check() const;
  // "worst case: 2.5 ether: funding 2 ether, load 0.5 ether (119 transactions of up to 0.0042 ether)"
  std::string text() const;
  // What set-up leaves of the limit for the load. Requires a limit, and that check() passes.
  base::Uint256 left_for_load() const;

 private:
  struct Amount {
    base::Uint256 wei;
    bool is_least = false;
  };
  base::Uint256 set_up() const;
  base::Uint256 total() const;  // with one transaction of the load at least
  std::string parts_text() const;

  const std::string given_;
  std::optional<base::Uint256> limit_;
  std::uint64_t max_fee_ = chain::kSetUpFeeCap;
  std::array<Amount, kParts> parts_;
  Amount each_;
  std::optional<std::uint64_t> count_;
  bool has_load_ = false;
};

}  // namespace seiload::run
