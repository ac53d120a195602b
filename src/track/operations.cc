#include "track/operations.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "track/blocks.h"

namespace seiload::track {

Operations::Row::Row() : gas_buckets(kGasBounds) {}

Operations::Row& Operations::row(std::uint16_t label) {
  while (rows_.size() <= label) rows_.emplace_back();
  return rows_[label];
}

void Operations::on_receipt(const RecentTransaction& one) {
  Row& of = row(one.tx.label);
  ++(one.fate == ReceiptStatus::succeeded ? of.counts.succeeded : of.counts.reverted);
  if (one.gas_used == RecentTransaction::kNoGas) return;
  of.gas.record(one.gas_used);
  of.gas_buckets.record(one.gas_used);
}

void Operations::take_back(const RecentTransaction& one) {
  Row& of = row(one.tx.label);
  --of.counts.included;
  if (one.fate == ReceiptStatus::unknown) return;
  --(one.fate == ReceiptStatus::succeeded ? of.counts.succeeded : of.counts.reverted);
  if (one.gas_used != RecentTransaction::kNoGas) of.gas.take_back(one.gas_used);
  if (Replay* const replay = find_replay(one.tx.hash)) replay->is_void = true;
}

Operations::Replay* Operations::find_replay(const base::Bytes32& transaction) {
  const auto found = std::find_if(replays_.begin(), replays_.end(), [&](const Replay& one) {
    return !one.is_void && one.transaction == transaction;
  });
  return found == replays_.end() ? nullptr : &*found;
}

std::vector<std::uint16_t> Operations::to_replay(bool spread) const {
  if (replays_.size() >= kMaxReplays) return {};
  struct Candidate {
    std::size_t tried;
    std::uint16_t label;
  };
  std::vector<Candidate> candidates;
  for (std::size_t label = 0; label < rows_.size(); ++label) {
    std::size_t tried = 0, standing = 0;
    for (const Replay& one : replays_) {
      if (one.label != label) continue;
      ++tried;
      if (!one.is_void) ++standing;
    }
    if (standing >= rows_[label].counts.reverted || (tried > 0 && !spread)) continue;
    candidates.push_back({tried, static_cast<std::uint16_t>(label)});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.tried < b.tried; });
  std::vector<std::uint16_t> labels;
  labels.reserve(candidates.size());
  for (const Candidate& one : candidates) labels.push_back(one.label);
  return labels;
}

bool Operations::is_replayed(const base::Bytes32& transaction) const {
  return const_cast<Operations*>(this)->find_replay(transaction) != nullptr;
}

void Operations::begin_replay(const RecentTransaction& one) {
  CHECK(replays_.size() < kMaxReplays);
  replays_.push_back({one.tx.label, one.tx.hash});
}

void Operations::end_replay(const base::Bytes32& transaction, std::optional<std::string> reason) {
  Replay* const replay = find_replay(transaction);
  if (replay == nullptr) return;
  if (reason)
    replay->reason = std::move(reason);
  else
    replays_.erase(replays_.begin() + (replay - replays_.data()));
}

std::vector<measure::OnChainReport> Operations::reports() const {
  std::vector<measure::OnChainReport> all;
  all.reserve(rows_.size());
  for (const Row& row : rows_) {
    all.push_back(row.counts);
    all.back().gas = row.gas.snapshot();
  }
  for (const Replay& one : replays_)
    if (!one.is_void && one.reason) all[one.label].add_reason({*one.reason, 1});
  return all;
}

std::vector<OperationMetrics> Operations::metrics() const {
  std::vector<OperationMetrics> all;
  all.reserve(rows_.size());
  for (const Row& row : rows_) {
    all.push_back({row.counts.included, row.counts.succeeded, row.counts.reverted, {}});
    row.gas_buckets.add_to(all.back().gas);
  }
  return all;
}

}  // namespace seiload::track
