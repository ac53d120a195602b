#include "track/open_transactions.h"

namespace seiload::track {

using State = OpenTransaction::State;

bool OpenTransactions::add(const chain::Accepted& tx, sys::TimePoint since, bool was_included) {
  if (find(tx.hash) != nullptr) return false;
  index_.insert(tx.hash, first_place_ + static_cast<std::uint32_t>(all_.size()));
  OpenTransaction& added = all_.emplace_back();
  added.hash = tx.hash;
  added.due = tx.due;
  added.since = since;
  added.nonce = tx.nonce;
  added.account = tx.account;
  added.label = tx.label;
  added.answered = tx.answered;
  added.was_included = was_included;
  return true;
}

OpenTransaction* OpenTransactions::find(const base::Bytes32& hash) {
  const auto place = index_.find(hash, [&](std::uint32_t one) { return at(one).hash == hash; });
  return place ? &at(*place) : nullptr;
}

void OpenTransactions::leave(OpenTransaction& one) {
  const auto place = index_.find(one.hash, [&](std::uint32_t candidate) { return &at(candidate) == &one; });
  index_.erase(one.hash, *place);
  one.state = State::left;
  while (!all_.empty() && all_.front().state == State::left) {
    all_.pop_front();
    ++first_place_;
  }
}

}  // namespace seiload::track
