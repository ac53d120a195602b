#pragma once
// The one interface that every scenario implements. A scenario is a pure function from an operation's number
// and draws to its transaction; it knows no nonce, no key and no network. Thread rule: constant, read by all
// workers.

#include <cstdint>
#include <optional>

#include "eth/address.h"
#include "workload/intent.h"

namespace seiload::workload {

// What a scenario builds operation i from. All but the time follows from seed, profile and i.
struct Operation {
  std::uint64_t number;        // i, counted over the whole run
  std::uint64_t unix_seconds;  // now
  eth::Address sender = {};
  eth::Address receiver = {};  // where needs_receiver(): the next account of the pool, or a fresh one
  std::uint64_t turn = 0;      // how many of the sender's arrivals came before this one
  std::uint64_t seed = 0;      // of the run, for draws of (seed, purpose, number)
};

// The Unix time that values and bounds on them reckon with at most: until the year 2242.
inline constexpr std::uint64_t kMaxUnixSeconds = (std::uint64_t{1} << 33) - 1;

class Scenario {
 public:
  virtual ~Scenario() = default;

  // Whether operations have a receiver; a fresh one costs a key derivation.
  virtual bool needs_receiver() const = 0;
  // Whether the gas limit that write() gives is a lower bound only, to be replaced by an estimate.
  virtual bool needs_estimate() const { return false; }
  // Whether that limit is what the user gave, to which an access list adds nothing.
  virtual bool has_given_gas() const { return false; }
  // Where its calls find their code, if that is the same for all.
  virtual std::optional<eth::Address> code_at() const { return std::nullopt; }
  // What no operation exceeds, of what write() gives.
  struct Most {
    base::Uint256 value;  // wei
    std::uint64_t gas_limit = 0, fee_cap = 0;
  };
  virtual Most most() const = 0;
  // Writes to, value, data (appended: it comes empty), and the default gas limit and fees, which the
  // profile's pickers may replace. Allocates nothing but room for data that was never as long before.
  virtual void write(const Operation& operation, Intent& intent) const = 0;
};

}  // namespace seiload::workload
