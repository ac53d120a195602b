#pragma once
// What simulated runs send, and whether what reached the network is what the seed says: transfers, a built-in
// scenario that calls a contract, and a call of the user's own whose data names whatever a transaction
// depends on. The data is read word by word, without the program's encoder, its placeholders or its samplers.

#include <cstdint>
#include <span>
#include <unordered_set>

#include "eth/transaction.h"
#include "profile/profile.h"

namespace seiload::sim {

enum class Sends : std::uint8_t { transfers, erc20, calls };

// One scenario, with so many accounts, and tips by which no two arrivals are the same transaction. Calls go
// to a contract that is created at set-up.
profile::Profile profile_of(Sends sends, std::uint64_t accounts);

class SentCheck {
 public:
  // Of a run of profile_of() with this seed and these accounts; its scenario may stand there several times,
  // with other tips.
  SentCheck(Sends sends, const profile::Profile& profile, std::uint64_t seed,
            std::span<const eth::Address> pool)
      : sends_(sends), profile_(profile), seed_(seed), pool_(pool) {}

  // Throws a Violation unless the load has sent it so: who, to whom, and what, by the number of its arrival,
  // where the transaction tells that. Each different transaction once.
  void check(const eth::SignedTransaction& sent);

 private:
  void check_erc20(const eth::SignedTransaction& sent) const;
  void check_call(const eth::SignedTransaction& sent);
  const eth::Address& sender_of(std::uint64_t arrival) const { return pool_[arrival % pool_.size()]; }

  bool is_drawn_tip(std::uint64_t tip, std::uint64_t arrival) const;

  const Sends sends_;
  const profile::Profile& profile_;
  const std::uint64_t seed_;
  const std::span<const eth::Address> pool_;
  std::unordered_set<std::uint64_t> arrivals_;  // seen
};

}  // namespace seiload::sim
