#include "load/restart_detector.h"

#include <utility>

namespace seiload::load {

void RestartDetector::look_at(std::span<Link> links, std::uint64_t accepted) {
  const bool ended_before = any_ended_;
  for (const Link& link : links) any_ended_ = any_ended_ || link.has_ended();
  bool any_old = false;
  open_ = 0;
  for (Link& link : links) {
    const bool is_open = link.connection->fd() >= 0;
    const bool is_new = !link.was_open || link.connection->openings() != link.openings;
    if (is_new) link.answered_in = 0;
    // What had not answered before the first end was seen may have been opened after it had come about.
    const bool may_be_new =
        any_ended_ && !ended_before && (link.answered_in == 0 || link.answered_in == round_);
    if (is_open && (is_new || may_be_new))
      link.since = static_cast<std::uint16_t>(epoch_ + (any_ended_ ? 1 : 0));
    link.was_open = is_open;
    link.openings = link.connection->openings();
    any_old = any_old || (is_open && link.since == epoch_);
    open_ += is_open ? 1 : 0;
  }
  if (!any_ended_ || any_old) return;
  any_ended_ = false;
  if (std::exchange(accepted_by_then_, accepted) != accepted) {
    ++epoch_;
  } else {
    for (Link& link : links) link.since = epoch_;
  }
}

}  // namespace seiload::load
