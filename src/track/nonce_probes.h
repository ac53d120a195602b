#pragma once
// When the pending nonce of an account may be asked for, and what the answers of its node show. Pure. Thread
// rule: one owner.

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "sys/clock.h"

namespace seiload::track {

class NonceProbes {
 public:
  // True: it may be asked for now, and not again for a moment.
  bool may_ask(std::uint32_t account, sys::TimePoint now);

  // The transactions of an account that its node does not have: those from this nonce on that were accepted
  // before that.
  struct Gone {
    std::uint64_t from = 0;
    sys::TimePoint before{};
  };
  // The node's answer to a question of that time, `blocks` having come so far. A node behind a balancer may
  // be a block behind another one: what was accepted before the first of two questions with the same answer,
  // a block between them, is gone.
  Gone take(std::uint32_t account, std::uint64_t nonce, sys::TimePoint asked, std::uint64_t blocks);

  // After take(): transactions of the account are ahead of its node, it is asked once more soon.
  void ask_soon(std::uint32_t account);
  // After that: when it may be asked again counts from now on.
  void end_turn(std::uint32_t account, sys::TimePoint now);

  bool was_asked_since(std::uint32_t account, sys::TimePoint when) const;  // and answered

  // Where there are many: those that could be asked for so long that nothing waits of them.
  void forget_old(sys::Duration unused, sys::TimePoint now);

 private:
  struct Probe {
    std::optional<std::uint64_t> nonce;  // what the node answered last
    sys::TimePoint asked, next;          // when it was asked that, and may be again
    std::uint64_t blocks = 0;            // so far, then
    sys::Duration pause{0};
  };

  std::unordered_map<std::uint32_t, Probe> probes_;  // by account: those that were suspected lately
};

}  // namespace seiload::track
