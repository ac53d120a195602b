// What the node dropped: whose pending nonce is to be read, and what the answers show.

#include <algorithm>
#include <unordered_map>

#include "track/inclusion.h"

namespace seiload::track {
namespace {

using State = OpenTransaction::State;

// A transaction is doubted when so many blocks came since its acceptance, or so many blocks in a row had
// nothing of ours.
constexpr std::size_t kPatience = 10, kEmptyBlocks = 3;
constexpr std::size_t kMaxLookedAt = 20'000;  // of those that wait, in one search for suspects

}  // namespace

std::vector<std::uint32_t> Inclusion::suspects(std::size_t most, sys::TimePoint now) {
  const std::lock_guard lock(work_mutex_);
  const auto& blocks = recent_.blocks();
  sys::TimePoint accepted_before{};  // those are doubted
  if (blocks.size() >= kPatience) accepted_before = blocks[blocks.size() - kPatience].arrived;
  if (blocks.size() >= kEmptyBlocks && std::all_of(blocks.end() - kEmptyBlocks, blocks.end(),
                                                   [](const RecentBlock& block) { return block.ours == 0; }))
    accepted_before = std::max(accepted_before, blocks[blocks.size() - kEmptyBlocks].arrived);
  accepted_before = std::max(accepted_before, now - options_.reap_after);
  std::vector<std::uint32_t> accounts;
  std::size_t looked_at = 0;
  for (const OpenTransaction& one : open_.all()) {
    if (one.since > accepted_before || accounts.size() == most || ++looked_at > kMaxLookedAt) break;
    if (one.state != State::waiting || !one.answered || one.account == chain::kNoAccount) continue;
    if (probes_.may_ask(one.account, now)) accounts.push_back(one.account);
  }
  return accounts;
}

std::vector<std::uint32_t> Inclusion::take_nonces(std::span<const PendingNonce> nonces, sys::TimePoint asked,
                                                  sys::TimePoint now) {
  const std::lock_guard lock(work_mutex_);
  struct Asked {
    NonceProbes::Gone gone;
    bool any = false;
  };
  std::unordered_map<std::uint32_t, Asked> accounts;
  for (const PendingNonce& one : nonces)
    accounts[one.account].gone = probes_.take(one.account, one.nonce, asked, blocks_seen_);
  for (OpenTransaction& one : open_.all()) {
    if (one.state != State::waiting || !one.answered || one.since > asked) continue;
    const auto found = accounts.find(one.account);
    if (found == accounts.end() || one.nonce < found->second.gone.from) continue;
    probes_.ask_soon(one.account);
    // What has expired needs no second answer.
    if (one.since >= found->second.gone.before && one.since + options_.reap_after > asked) continue;
    one.state = State::dropped;
    ++counts_.dropped, --counts_.in_flight;
    found->second.any = true;
  }
  std::vector<std::uint32_t> behind_gap;
  for (const auto& [account, what] : accounts) {
    probes_.end_turn(account, now);
    if (what.any) behind_gap.push_back(account);
  }
  std::sort(behind_gap.begin(), behind_gap.end());
  probes_.forget_old(options_.reap_after, now);
  expire(now);
  publish();
  return behind_gap;
}

}  // namespace seiload::track
