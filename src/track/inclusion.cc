#include "track/inclusion.h"

#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "rpc/node_error.h"

namespace seiload::track {
namespace {

constexpr std::size_t kLeastRecent = 128;       // blocks that a reorganisation may take back
constexpr std::size_t kMostRecent = 4096;       // blocks
constexpr std::size_t kMostSeen = 500'000;      // transactions of recent blocks; 37 MB
constexpr int kMostAttempts = 5;                // at a block's receipts
constexpr std::size_t kReceiptsAtOnce = 4'000;  // about 5 MB of answer
constexpr std::size_t kBlocksAtOnce = 32;

}  // namespace

void Inclusion::add(std::span<const chain::Accepted> batch) {
  const std::lock_guard lock(mutex_);
  const std::size_t held = std::min(options_.bound, open_count_ + inbox_.size());
  const std::size_t taken = std::min(batch.size(), options_.bound - held);
  inbox_.insert(inbox_.end(), batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(taken));
  dropped_ += batch.size() - taken;
}

void Inclusion::take_inbox() {
  taken_.clear();
  {
    const std::lock_guard lock(mutex_);
    taken_.swap(inbox_);
    open_count_ += taken_.size();
    published_.registered += taken_.size();
    published_.in_flight += taken_.size();
  }
  for (const chain::Accepted& tx : taken_) {
    RecentTransaction* const seen = recent_.find(tx.hash);
    if (seen != nullptr && seen->is_ours) continue;  // accepted twice: one transaction
    if (seen == nullptr && !open(tx, tx.accepted, false)) continue;  // the same
    ++counts_.registered;
    if (seen != nullptr) include(*seen, tx, true);
  }
}

bool Inclusion::open(const chain::Accepted& tx, sys::TimePoint since, bool was_included) {
  const auto [at, is_new] = open_.try_emplace(tx.hash, Open{tx, since, was_included, {}});
  if (is_new) at->second.by_age = by_age_.insert(by_age_.end(), &at->second);
  return is_new;
}

void Inclusion::close(OpenMap::iterator open) {
  by_age_.erase(open->second.by_age);
  open_.erase(open);
}

void Inclusion::include(RecentTransaction& seen, const chain::Accepted& tx, bool record) {
  RecentBlock& block = recent_.block_of(seen);
  ++counts_.included;
  if (record) {
    from_due_.record(block.arrived - tx.due);
    from_due_buckets_.record(static_cast<std::uint64_t>(std::max<std::int64_t>(0, (block.arrived - tx.due).count())));
    from_accepted_.record(block.arrived - tx.accepted);
  }
  seen.tx = tx;
  seen.is_ours = true;
  if (seen.fate != Fate::unknown) {
    count_fate(seen);
  } else if (options_.reads_receipts && block.attempts < kMostAttempts && !block.has_receipts) {
    ++block.wanted;
    ++counts_.receipts_wanted;
  }
}

void Inclusion::count_fate(const RecentTransaction& one) {
  ++(one.fate == Fate::succeeded ? counts_.succeeded : counts_.reverted);
}

void Inclusion::on_block(const chain::Block& block) {
  take_inbox();
  // A reorganisation deeper than the feed remembers, of which it told a part.
  while (!recent_.blocks().empty() && recent_.blocks().back().number >= block.number) take_back_newest();
  for (RecentTransaction& seen : recent_.transactions_of(recent_.add(block))) {
    const auto open = open_.find(seen.tx.hash);
    if (open == open_.end()) continue;
    include(seen, open->second.tx, !open->second.was_included);
    close(open);
  }
  forget_old(block.arrived);
  publish();
}

void Inclusion::on_orphan(std::uint64_t number, const base::Bytes32& hash) {
  if (recent_.blocks().empty()) return;
  const RecentBlock& newest = recent_.blocks().back();
  if (newest.number != number || newest.hash != hash) return;  // from before the start
  take_inbox();
  take_back_newest();
  publish();
}

void Inclusion::take_back_newest() {
  RecentBlock& block = recent_.blocks().back();
  for (const RecentTransaction& one : recent_.transactions_of(block)) {
    if (!one.is_ours) continue;
    --counts_.included;
    ++counts_.reopened;
    if (one.fate != Fate::unknown) --(one.fate == Fate::succeeded ? counts_.succeeded : counts_.reverted);
    open(one.tx, block.arrived, true);  // its time begins anew
  }
  counts_.receipts_wanted -= block.wanted;
  recent_.forget_newest();
}

base::Status Inclusion::on_round(chain::Node& node, const sys::Stop& stop, sys::TimePoint now) {
  take_inbox();
  expire(now);
  publish();
  if (!options_.reads_receipts) return {};
  auto status = read_receipts(node, stop);
  publish();
  return status;
}

void Inclusion::expire(sys::TimePoint now) {
  while (!by_age_.empty() && by_age_.front()->since + options_.reap_after <= now) {
    ++counts_.expired;
    close(open_.find(by_age_.front()->tx.hash));
  }
}

void Inclusion::give_up_receipts(RecentBlock& block) {
  if (block.wanted == 0) return;
  counts_.receipts_wanted -= block.wanted;
  block.wanted = 0;
  ++counts_.receipt_errors;
}

void Inclusion::forget_old(sys::TimePoint now) {
  auto& blocks = recent_.blocks();
  while (blocks.size() > 1 && (blocks.size() > kMostRecent || recent_.transactions() > kMostSeen ||
                               (blocks.size() > kLeastRecent && blocks.front().arrived + options_.told_within < now))) {
    give_up_receipts(blocks.front());
    recent_.forget_oldest();
  }
}

base::Status Inclusion::read_receipts(chain::Node& node, const sys::Stop& stop) {
  ++round_;
  while (counts_.receipts_wanted > 0) {
    std::vector<RecentBlock*> blocks;
    std::size_t receipts = 0;
    for (RecentBlock& block : recent_.blocks()) {
      if (block.wanted == 0 || block.asked_in == round_) continue;
      receipts += by_block_ ? block.count : block.wanted;
      if (!blocks.empty() && (receipts > kReceiptsAtOnce || blocks.size() == kBlocksAtOnce)) break;
      blocks.push_back(&block);
    }
    if (blocks.empty()) return {};  // the node is not that far yet: the next round
    for (RecentBlock* block : blocks) {
      ++block->attempts;
      block->asked_in = round_;
    }
    const bool by_block = by_block_;
    auto status = by_block_ ? read_by_block(node, stop, blocks) : read_by_transaction(node, stop, blocks);
    if (!status && status.error().code == base::Code::stopped) return status;
    if (by_block_ != by_block) {  // the other way now, from the beginning
      for (RecentBlock* block : blocks) block->attempts = 0, block->asked_in = 0;
      continue;
    }
    settle_receipts(blocks);
    if (!status) return status;
  }
  return {};
}

void Inclusion::settle_receipts(std::span<RecentBlock* const> blocks) {
  for (RecentBlock* block : blocks) {
    if (block->wanted == 0)
      block->attempts = 0;  // for those that are told late
    else if (block->attempts >= kMostAttempts)
      give_up_receipts(*block);
  }
}

base::Status Inclusion::read_by_block(chain::Node& node, const sys::Stop& stop, std::span<RecentBlock* const> blocks) {
  constexpr std::string_view kMethod = "eth_getBlockReceipts";
  std::vector<chain::Question> questions;
  for (const RecentBlock* block : blocks)
    questions.push_back({kMethod, base::cat("[\"", base::Uint256(block->number).to_quantity(), "\"]")});
  bool missing = false;
  auto status = node.ask(questions, stop, [&](std::size_t i, const rpc::Answer& answer) {
    if (answer.kind == rpc::Answer::Kind::error) {
      missing = missing || rpc::classify_error(answer.code, answer.message) == rpc::Outcome::method_missing;
      return;
    }
    RecentBlock& block = *blocks[i];
    std::size_t taken = 0;
    const auto complete = chain::read_receipts(answer.result, [&](const chain::Receipt& receipt) {
      if (receipt.block != block.hash) return;
      ++taken;
      take_receipt(block, receipt);
    });
    block.has_receipts = complete && *complete && taken == block.count;
  });
  if (missing) by_block_ = false;
  if (!status && status.error().code != base::Code::stopped) return std::move(status).error().with(kMethod);
  return status;
}

base::Status Inclusion::read_by_transaction(chain::Node& node, const sys::Stop& stop, std::span<RecentBlock* const> blocks) {
  constexpr std::string_view kMethod = "eth_getTransactionReceipt";
  std::vector<chain::Question> questions;
  std::vector<RecentBlock*> block_of;
  for (RecentBlock* block : blocks) {
    for (const RecentTransaction& one : recent_.transactions_of(*block)) {
      if (!one.is_ours || one.fate != Fate::unknown) continue;
      questions.push_back({kMethod, base::cat("[\"", base::to_hex(one.tx.hash), "\"]")});
      block_of.push_back(block);
    }
  }
  auto status = node.ask(questions, stop, [&](std::size_t i, const rpc::Answer& answer) {
    if (answer.kind == rpc::Answer::Kind::error) return;
    const auto complete = chain::read_receipts(answer.result, [&](const chain::Receipt& receipt) {
      if (receipt.block == block_of[i]->hash) take_receipt(*block_of[i], receipt);
    });
    static_cast<void>(complete);  // null, or none: asked again in the next round
  });
  if (!status && status.error().code != base::Code::stopped) return std::move(status).error().with(kMethod);
  return status;
}

void Inclusion::take_receipt(RecentBlock& block, const chain::Receipt& receipt) {
  RecentTransaction* const seen = recent_.find(receipt.transaction);
  if (seen == nullptr || seen->block != block.id || seen->fate != Fate::unknown) return;
  seen->fate = receipt.succeeded ? Fate::succeeded : Fate::reverted;
  if (!seen->is_ours || block.wanted == 0) return;
  count_fate(*seen);
  --block.wanted;
  --counts_.receipts_wanted;
}

void Inclusion::publish() {
  const std::lock_guard lock(mutex_);
  open_count_ = open_.size();
  counts_.in_flight = open_.size();
  published_ = counts_;
}

InclusionSnapshot Inclusion::snapshot() const {
  InclusionSnapshot snapshot;
  {
    const std::lock_guard lock(mutex_);
    snapshot = published_;
    snapshot.dropped_at_cap = dropped_;
    snapshot.registered += inbox_.size();
    snapshot.in_flight += inbox_.size();
  }
  snapshot.balanced = snapshot.registered == snapshot.included + snapshot.expired + snapshot.in_flight;
  snapshot.from_due = from_due_.snapshot();
  from_due_buckets_.add_to(snapshot.from_due_buckets);
  snapshot.from_accepted = from_accepted_.snapshot();
  return snapshot;
}

bool Inclusion::settled() const {
  const std::lock_guard lock(mutex_);
  return inbox_.empty() && published_.in_flight == 0 && published_.receipts_wanted == 0;
}

}  // namespace seiload::track
