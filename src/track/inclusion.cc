#include "track/inclusion.h"

#include <algorithm>

namespace seiload::track {
namespace {

using State = OpenTransaction::State;

constexpr std::size_t kMinRecent = 128;    // blocks that a reorganisation may take back
constexpr std::size_t kMaxRecent = 4096;   // blocks
constexpr std::size_t kMaxSeen = 500'000;  // transactions of recent blocks; 48 MB
constexpr int kMaxAttempts = 5;            // at a block's receipts

constexpr sys::Duration kReceiptRetry = std::chrono::milliseconds(250);  // and twice that after each attempt

constexpr sys::Duration kProbeGrace =
    std::chrono::seconds(2);  // what expires waits that long for its account's nonce

}  // namespace

void Inclusion::count_steps(StepCounts::StepOf step_of) {
  const std::lock_guard lock(work_mutex_);
  steps_.count_by(std::move(step_of));
}

void Inclusion::add(std::span<const chain::Accepted> batch) {
  const std::lock_guard lock(mutex_);
  const std::size_t held = std::min(options_.bound, open_count_ + inbox_.size());
  const std::size_t taken = std::min(batch.size(), options_.bound - held);
  inbox_.insert(inbox_.end(), batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(taken));
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (batch[i].answered) ++(i < taken ? inbox_registered_ : dropped_at_cap_);
}

void Inclusion::take_inbox() {
  taken_.clear();
  {
    const std::lock_guard lock(mutex_);
    taken_.swap(inbox_);
    open_count_ += taken_.size();
    published_.registered += inbox_registered_;
    published_.in_flight += inbox_registered_;
    inbox_registered_ = 0;
  }
  for (const chain::Accepted& tx : taken_) take_one(tx);
}

void Inclusion::take_one(const chain::Accepted& tx) {
  RecentTransaction* const seen = recent_.find(tx.hash);
  if (seen != nullptr && (seen->is_ours || seen->is_unanswered)) return;  // reported twice: one transaction
  if (seen == nullptr && !open_.add(tx, tx.accepted, false)) return;      // the same
  if (seen == nullptr && tx.answered) ++counts_.in_flight;
  if (tx.answered) {
    ++counts_.registered;
    operations_.on_registered(tx.label);
    steps_.add(tx.due, &StepCount::registered);
  } else {
    ++counts_.unanswered;
  }
  if (seen != nullptr) include(*seen, tx, true);
}

void Inclusion::include(RecentTransaction& seen, const chain::Accepted& tx, bool record) {
  RecentBlock& block = recent_.block_of(seen);
  if (++block.ours == 1) ++counts_.receipts.blocks_with_ours;
  seen.tx = tx;
  if (!tx.answered) {
    seen.is_unanswered = true;
    ++counts_.unanswered_included;
    return;
  }
  ++counts_.included;
  operations_.on_included(tx.label);
  steps_.add(tx.due, &StepCount::included);
  if (record) {
    from_due_.record(block.arrived - tx.due);
    from_due_buckets_.record(measure::to_nanoseconds(block.arrived - tx.due));
    from_accepted_.record(block.arrived - tx.accepted);
  }
  seen.is_ours = true;
  if (seen.fate != ReceiptStatus::unknown) {
    count_fate(seen);
  } else if (options_.reads_receipts) {
    ++block.wanted;
    ++counts_.receipts.unread;
    if (block.unread != Unread::no || block.has_receipts)
      give_up_receipts(block, block.unread == Unread::sampled ? Unread::sampled : Unread::failed);
  }
}

void Inclusion::count_fate(const RecentTransaction& one) {
  ++(one.fate == ReceiptStatus::succeeded ? counts_.succeeded : counts_.reverted);
  if (one.fate == ReceiptStatus::reverted) ++recent_.block_of(one).reverted;
  operations_.on_receipt(one);
}

void Inclusion::take_open(RecentTransaction& seen) {
  OpenTransaction* const open = open_.find(seen.tx.hash);
  if (open == nullptr) return;
  if (open->answered) --(open->state == State::dropped ? counts_.dropped : counts_.in_flight);
  include(seen, open->as_accepted(), !open->was_included);
  open_.leave(*open);
}

void Inclusion::on_block(const chain::Block& block) {
  const std::lock_guard lock(work_mutex_);
  take_inbox();
  // A reorganisation deeper than the feed remembers, of which it reported a part.
  while (!recent_.blocks().empty() && recent_.blocks().back().number >= block.number) take_back_newest();
  RecentBlock& added = recent_.add(block);
  ++blocks_seen_;
  for (RecentTransaction& seen : recent_.transactions_of(added)) take_open(seen);
  forget_old(block.arrived);
  publish();
}

void Inclusion::on_orphan(std::uint64_t number, const base::Bytes32& hash) {
  const std::lock_guard lock(work_mutex_);
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
    if (!one.is_ours && !one.is_unanswered) continue;
    if (one.is_ours) {
      --counts_.included;
      ++counts_.reopened;
      operations_.take_back(one);
      steps_.take_back(one.tx.due, &StepCount::included);
      if (one.fate != ReceiptStatus::unknown)
        --(one.fate == ReceiptStatus::succeeded ? counts_.succeeded : counts_.reverted);
    } else {
      --counts_.unanswered_included;
    }
    if (open_.add(one.tx, block.arrived, true) && one.is_ours) ++counts_.in_flight;  // its time begins again
  }
  if (block.ours > 0) --counts_.receipts.blocks_with_ours;
  if (block.was_read) --counts_.receipts.blocks_read;
  counts_.receipts.unread -= block.wanted;
  (block.unread == Unread::sampled ? counts_.receipts.left_out : counts_.receipts.failed) -= block.given_up;
  recent_.forget_newest();
}

void Inclusion::on_time(sys::TimePoint now) {
  const std::lock_guard lock(work_mutex_);
  take_inbox();
  expire(now);
  publish();
}

void Inclusion::expire(sys::TimePoint now) {
  while (!open_.all().empty()) {
    OpenTransaction& oldest = open_.all().front();
    if (oldest.since + options_.reap_after > now || awaits_nonce(oldest, now)) return;
    if (oldest.answered && oldest.state == State::waiting) ++counts_.expired, --counts_.in_flight;
    open_.leave(oldest);
  }
}

bool Inclusion::awaits_nonce(const OpenTransaction& one, sys::TimePoint now) const {
  if (!options_.reads_nonces || !one.answered || one.state != State::waiting) return false;
  if (one.account == chain::kNoAccount || one.since + options_.reap_after + kProbeGrace <= now) return false;
  return !probes_.was_asked_since(one.account, one.since + options_.reap_after);
}

// --- receipts ----------------------------------------------------------------------------------------------

void Inclusion::give_up_receipts(RecentBlock& block, Unread why) {
  if (block.wanted == 0) return;
  if (why == Unread::failed && block.unread != Unread::failed) ++counts_.receipt_errors;
  block.unread = why;
  (why == Unread::sampled ? counts_.receipts.left_out : counts_.receipts.failed) += block.wanted;
  counts_.receipts.unread -= block.wanted;
  block.given_up += block.wanted;
  block.wanted = 0;
}

void Inclusion::forget_old(sys::TimePoint now) {
  auto& blocks = recent_.blocks();
  while (blocks.size() > 1 &&
         (blocks.size() > kMaxRecent || recent_.transactions() > kMaxSeen ||
          (blocks.size() > kMinRecent && blocks.front().arrived + options_.max_report_delay < now))) {
    give_up_receipts(blocks.front(), blocks.front().attempts > 0 ? Unread::failed : Unread::sampled);
    recent_.forget_oldest();
  }
}

std::optional<WantedReceipts> Inclusion::wanted_receipts(sys::TimePoint now) const {
  const std::lock_guard lock(work_mutex_);
  if (counts_.receipts.unread == 0) return std::nullopt;
  auto& recent = const_cast<RecentBlocks&>(recent_);  // looks at it only
  for (auto block = recent.blocks().rbegin(); block != recent.blocks().rend(); ++block) {
    if (block->wanted == 0 || block->retry_at > now) continue;
    WantedReceipts wanted{block->number, block->hash, block->count, {}};
    for (const RecentTransaction& one : recent.transactions_of(*block))
      if (one.is_ours && one.fate == ReceiptStatus::unknown) wanted.ours.push_back(one.tx.hash);
    return wanted;
  }
  return std::nullopt;
}

void Inclusion::take_receipts(const WantedReceipts& of, std::span<const chain::Receipt> receipts,
                              sys::TimePoint now) {
  const std::lock_guard lock(work_mutex_);
  RecentBlock* const block = recent_.find_block(of.number, of.hash);
  if (block == nullptr) return;  // it has left the chain, or was forgotten
  for (const chain::Receipt& receipt : receipts) {
    RecentTransaction* const seen = recent_.find(receipt.transaction);
    if (receipt.block != block->hash || seen == nullptr || seen->block != block->id ||
        seen->fate != ReceiptStatus::unknown)
      continue;
    if (seen->is_ours && block->wanted == 0) continue;  // given up, and counted so
    seen->fate = receipt.succeeded ? ReceiptStatus::succeeded : ReceiptStatus::reverted;
    // What is more than any block's limit is no gas.
    if (receipt.gas_used && *receipt.gas_used < stats::SparseHistogram::kLimit)
      seen->gas_used = *receipt.gas_used;
    if (!seen->is_ours) continue;
    count_fate(*seen);
    --block->wanted;
    --counts_.receipts.unread;
  }
  block->has_receipts = receipts.size() == block->count;
  if (block->wanted == 0) {
    if (!block->was_read) ++counts_.receipts.blocks_read;
    block->was_read = true;
    block->attempts = 0;  // for those that are reported late
  } else if (++block->attempts >= kMaxAttempts) {
    give_up_receipts(*block, Unread::failed);
  } else {
    block->retry_at = now + kReceiptRetry * (1 << block->attempts);
  }
  publish();
}

void Inclusion::restart_receipts() {
  const std::lock_guard lock(work_mutex_);
  for (RecentBlock& block : recent_.blocks()) block.attempts = 0, block.retry_at = {};
}

const RecentTransaction* Inclusion::find_replay(bool spread) {
  for (const std::uint16_t label : operations_.to_replay(spread)) {
    // The newest one: of the older ones' blocks a node may have no state any more.
    for (auto block = recent_.blocks().rbegin(); block != recent_.blocks().rend(); ++block) {
      if (block->reverted == 0) continue;
      for (const RecentTransaction& one : recent_.transactions_of(*block))
        if (one.is_ours && one.fate == ReceiptStatus::reverted && one.tx.label == label &&
            !operations_.is_replayed(one.tx.hash))
          return &one;
    }
  }
  return nullptr;
}

std::optional<WantedReplay> Inclusion::next_replay(bool spread) {
  const std::lock_guard lock(work_mutex_);
  const RecentTransaction* const found = find_replay(spread);
  if (found == nullptr) return std::nullopt;
  operations_.begin_replay(*found);
  const RecentBlock& block = recent_.block_of(*found);
  return WantedReplay{found->tx.hash, block.number, block.hash, found->gas_used};
}

bool Inclusion::wants_replay() const {
  const std::lock_guard lock(work_mutex_);
  return const_cast<Inclusion*>(this)->find_replay(true) != nullptr;  // looks at it only
}

void Inclusion::take_replay(const WantedReplay& of, std::optional<std::string> reason) {
  const std::lock_guard lock(work_mutex_);
  operations_.end_replay(of.transaction, std::move(reason));
}

// --- for others --------------------------------------------------------------------------------------------

void Inclusion::publish() {
  const std::lock_guard lock(mutex_);
  open_count_ = open_.size();
  published_ = counts_;
  published_steps_ = steps_.get();
}

measure::InclusionReport Inclusion::snapshot() const {
  measure::InclusionReport snapshot;
  {
    const std::lock_guard lock(mutex_);
    snapshot = published_;
    snapshot.dropped_at_cap = dropped_at_cap_;
    snapshot.registered += inbox_registered_;
    snapshot.in_flight += inbox_registered_;
  }
  snapshot.by_receipts = options_.reads_receipts;
  snapshot.limit = options_.bound;
  snapshot.from_due = from_due_.snapshot();
  snapshot.from_accepted = from_accepted_.snapshot();
  return snapshot;
}

stats::FixedCounts Inclusion::due_buckets() const {
  stats::FixedCounts buckets;
  from_due_buckets_.add_to(buckets);
  return buckets;
}

std::vector<measure::OnChainReport> Inclusion::on_chain() const {
  const std::lock_guard lock(work_mutex_);
  return operations_.reports();
}

std::vector<OperationMetrics> Inclusion::operation_metrics() const {
  const std::lock_guard lock(work_mutex_);
  return operations_.metrics();
}

std::vector<StepCount> Inclusion::steps() const {
  const std::lock_guard lock(mutex_);
  return published_steps_;
}

bool Inclusion::settled(bool receipts) const {
  const std::lock_guard lock(mutex_);
  return inbox_.empty() && published_.in_flight == 0 && (!receipts || published_.receipts.unread == 0);
}

sys::Duration Inclusion::longest_wait(sys::TimePoint now) const {
  const std::lock_guard lock(work_mutex_);
  for (const OpenTransaction& one : open_.all())
    if (one.state == State::waiting && one.answered) return std::max(sys::Duration(0), now - one.since);
  return sys::Duration(0);
}

}  // namespace seiload::track
