#include "track/nonce_probes.h"

#include <algorithm>

namespace seiload::track {
namespace {

constexpr sys::Duration kPause = std::chrono::milliseconds(500), kMaxPause = std::chrono::seconds(8);
constexpr std::size_t kMany = 1024;

}  // namespace

bool NonceProbes::may_ask(std::uint32_t account, sys::TimePoint now) {
  Probe& probe = probes_[account];
  if (probe.next > now) return false;
  probe.next = now + kPause;
  return true;
}

NonceProbes::Gone NonceProbes::take(std::uint32_t account, std::uint64_t nonce, sys::TimePoint asked,
                                    std::uint64_t blocks) {
  Probe& probe = probes_[account];
  const bool is_same = probe.nonce == nonce;
  const bool again = is_same && blocks > probe.blocks;
  const Gone gone{nonce, again ? probe.asked : sys::TimePoint{}};
  probe.pause = is_same ? std::min(kMaxPause, 2 * probe.pause) : kPause;
  if (!again) probe.blocks = blocks;
  probe.nonce = nonce;
  probe.asked = asked;
  return gone;
}

void NonceProbes::ask_soon(std::uint32_t account) { probes_[account].pause = kPause; }

void NonceProbes::end_turn(std::uint32_t account, sys::TimePoint now) {
  Probe& probe = probes_[account];
  probe.next = now + probe.pause;
}

bool NonceProbes::was_asked_since(std::uint32_t account, sys::TimePoint when) const {
  const auto probe = probes_.find(account);
  return probe != probes_.end() && probe->second.nonce && probe->second.asked >= when;
}

void NonceProbes::forget_old(sys::Duration unused, sys::TimePoint now) {
  if (probes_.size() <= kMany) return;
  std::erase_if(probes_, [&](const auto& probe) { return probe.second.next + unused < now; });
}

}  // namespace seiload::track
