#pragma once
// How many transactions ended in each class of outcomes.

#include <cstdint>

namespace seiload::measure {

struct ClassCounts {
  std::uint64_t accepted = 0, rejected = 0, failed = 0, unanswered = 0, unsent = 0;

  std::uint64_t not_accepted() const { return rejected + failed + unanswered + unsent; }
  std::uint64_t sum() const { return accepted + not_accepted(); }

  ClassCounts& operator+=(const ClassCounts& more) {
    accepted += more.accepted;
    rejected += more.rejected;
    failed += more.failed;
    unanswered += more.unanswered;
    unsent += more.unsent;
    return *this;
  }
  ClassCounts since(const ClassCounts& before) const {
    return {accepted - before.accepted, rejected - before.rejected, failed - before.failed,
            unanswered - before.unanswered, unsent - before.unsent};
  }
  bool operator==(const ClassCounts&) const = default;
};

}  // namespace seiload::measure
