#include "track/inclusion.h"

#include <algorithm>

#include "base/hex.h"
#include "base/text.h"

namespace seiload::track {
namespace {

constexpr std::size_t kLeastRecent = 128;       // blocks that a reorganisation may take back
constexpr std::size_t kMostRecent = 4096;       // blocks
constexpr std::size_t kMostSeen = 500'000;      // transactions of recent blocks
constexpr sys::Duration kRecent = std::chrono::seconds(60);  // more than the answer to a sending may take
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
    ++counts_.registered;
    if (const auto seen = seen_.find(tx.hash); seen != seen_.end()) {
      Recent* block = block_at(seen->second.block);
      CHECK(block != nullptr);
      if (seen->second.place != kNotOurs) {
        --counts_.registered;  // accepted twice: one transaction
        continue;
      }
      include(*block, seen->second, tx, true);
      continue;
    }
    const bool is_new = open_.emplace(tx.hash, Open{tx}).second;
    if (!is_new) {
      --counts_.registered;  // the same
      continue;
    }
    by_age_.emplace_back(tx.accepted, tx.hash);
  }
}

void Inclusion::include(Recent& block, Seen& seen, const chain::Accepted& tx, bool record) {
  ++counts_.included;
  seen.place = static_cast<std::uint32_t>(block.ours.size());
  if (record) {
    from_due_.record(block.arrived - tx.due);
    from_due_buckets_.record(static_cast<std::uint64_t>(std::max<std::int64_t>(0, (block.arrived - tx.due).count())));
    from_accepted_.record(block.arrived - tx.accepted);
  }
  block.ours.push_back({tx});
  if (seen.status != Status::unknown) {
    set_status(block.ours.back(), seen.status);
  } else if (options_.reads_receipts && block.attempts < kMostAttempts && !block.has_receipts) {
    ++block.unknown;
    ++counts_.receipts_wanted;
  }
}

void Inclusion::set_status(Matched& one, Status status) {
  one.status = status;
  ++(status == Status::succeeded ? counts_.succeeded : counts_.reverted);
}

Inclusion::Recent* Inclusion::block_at(std::uint64_t number) {
  const auto it = std::lower_bound(recent_.begin(), recent_.end(), number,
                                   [](const Recent& block, std::uint64_t wanted) { return block.number < wanted; });
  return it != recent_.end() && it->number == number ? &*it : nullptr;
}

void Inclusion::on_block(const chain::Block& block) {
  take_inbox();
  Recent& recent = recent_.emplace_back();
  recent.number = block.number;
  recent.hash = block.hash;
  recent.arrived = block.arrived;
  recent.transactions = block.transactions;
  recent.ours.reserve(std::min(block.transactions.size(), open_.size()));
  for (const base::Bytes32& hash : block.transactions) {
    Seen& seen = seen_[hash] = Seen{block.number};
    const auto open = open_.find(hash);
    if (open == open_.end()) continue;
    include(recent, seen, open->second.tx, !open->second.was_included);
    open_.erase(open);
  }
  recent.ours.shrink_to_fit();  // it is kept for a minute, and few come late
  forget_old(block.arrived);
  publish();
}

void Inclusion::on_orphan(std::uint64_t number, const base::Bytes32& hash) {
  if (recent_.empty() || recent_.back().number != number || recent_.back().hash != hash) return;  // from before the start
  take_inbox();
  Recent& block = recent_.back();
  for (const base::Bytes32& transaction : block.transactions) seen_.erase(transaction);
  for (const Matched& one : block.ours) {
    --counts_.included;
    ++counts_.reopened;
    if (one.status != Status::unknown) --(one.status == Status::succeeded ? counts_.succeeded : counts_.reverted);
    open_.emplace(one.tx.hash, Open{one.tx, true});
    by_age_.emplace_back(block.arrived, one.tx.hash);  // its time begins anew
  }
  counts_.receipts_wanted -= block.unknown;
  recent_.pop_back();
  publish();
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

// An entry of a reorganised transaction stands twice in the list; the later one counts.
void Inclusion::expire(sys::TimePoint now) {
  while (!by_age_.empty() && by_age_.front().first + options_.reap_after <= now) {
    const auto [since, hash] = by_age_.front();
    by_age_.pop_front();
    const auto open = open_.find(hash);
    if (open == open_.end() || (open->second.was_included && open->second.tx.accepted == since)) continue;
    ++counts_.expired;
    open_.erase(open);
  }
}

void Inclusion::give_up_receipts(Recent& block) {
  if (block.unknown == 0) return;
  counts_.receipts_wanted -= block.unknown;
  block.unknown = 0;
  ++counts_.receipt_errors;
}

void Inclusion::forget_old(sys::TimePoint now) {
  while (recent_.size() > 1 &&
         (recent_.size() > kMostRecent || seen_.size() > kMostSeen ||
          (recent_.size() > kLeastRecent && recent_.front().arrived + kRecent < now))) {
    Recent& oldest = recent_.front();
    give_up_receipts(oldest);
    for (const base::Bytes32& hash : oldest.transactions) {
      const auto seen = seen_.find(hash);
      if (seen != seen_.end() && seen->second.block == oldest.number) seen_.erase(seen);
    }
    recent_.pop_front();
  }
}

base::Status Inclusion::read_receipts(chain::Node& node, const sys::Stop& stop) {
  ++round_;
  while (counts_.receipts_wanted > 0) {
    std::vector<Recent*> blocks;
    std::size_t receipts = 0;
    for (Recent& block : recent_) {
      if (block.unknown == 0 || block.asked_in == round_) continue;
      receipts += by_block_ ? block.transactions.size() : block.unknown;
      if (!blocks.empty() && (receipts > kReceiptsAtOnce || blocks.size() == kBlocksAtOnce)) break;
      blocks.push_back(&block);
    }
    if (blocks.empty()) return {};  // the node is not that far yet: the next round
    for (Recent* block : blocks) {
      ++block->attempts;
      block->asked_in = round_;
    }
    const bool by_block = by_block_;
    auto status = by_block_ ? read_by_block(node, stop, blocks) : read_by_transaction(node, stop, blocks);
    if (!status && status.error().code == base::Code::stopped) return status;
    if (by_block_ != by_block) {  // the other way now, from the beginning
      for (Recent* block : blocks) block->attempts = 0, block->asked_in = 0;
      continue;
    }
    settle_receipts(blocks);
    if (!status) return status;
  }
  return {};
}

void Inclusion::settle_receipts(std::span<Recent* const> blocks) {
  for (Recent* block : blocks) {
    if (block->unknown == 0)
      block->attempts = 0;  // for those that are told late
    else if (block->attempts >= kMostAttempts)
      give_up_receipts(*block);
  }
}

base::Status Inclusion::read_by_block(chain::Node& node, const sys::Stop& stop, std::span<Recent* const> blocks) {
  constexpr std::string_view kMethod = "eth_getBlockReceipts";
  std::vector<chain::Question> questions;
  for (const Recent* block : blocks)
    questions.push_back({kMethod, base::cat("[\"", base::Uint256(block->number).to_quantity(), "\"]")});
  bool missing = false;
  auto status = node.ask(questions, stop, [&](std::size_t i, const rpc::Answer& answer) {
    if (answer.kind == rpc::Answer::Kind::error) {
      missing = missing || rpc::classify_error(answer.code, answer.message) == rpc::Outcome::method_missing;
      return;
    }
    Recent& block = *blocks[i];
    std::size_t taken = 0;
    const auto complete = chain::read_receipts(answer.result, [&](const chain::Receipt& receipt) {
      if (receipt.block != block.hash) return;
      ++taken;
      take_receipt(block, receipt);
    });
    block.has_receipts = complete && *complete && taken == block.transactions.size();
  });
  if (missing) by_block_ = false;
  if (!status && status.error().code != base::Code::stopped) return std::move(status).error().with(kMethod);
  return status;
}

base::Status Inclusion::read_by_transaction(chain::Node& node, const sys::Stop& stop, std::span<Recent* const> blocks) {
  constexpr std::string_view kMethod = "eth_getTransactionReceipt";
  std::vector<chain::Question> questions;
  std::vector<Recent*> block_of;
  for (Recent* block : blocks) {
    for (const Matched& one : block->ours) {
      if (one.status != Status::unknown) continue;
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

void Inclusion::take_receipt(Recent& block, const chain::Receipt& receipt) {
  const Status status = receipt.succeeded ? Status::succeeded : Status::reverted;
  const auto seen = seen_.find(receipt.transaction);
  if (seen == seen_.end() || seen->second.block != block.number || seen->second.status != Status::unknown) return;
  seen->second.status = status;
  if (seen->second.place == kNotOurs || block.unknown == 0) return;
  set_status(block.ours[seen->second.place], status);
  --block.unknown;
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
