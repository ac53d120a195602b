#include "load/replay.h"

namespace seiload::load {

void Replay::take(std::uint32_t account, Operation& operation, std::string& body) {
  const std::uint32_t index = waiting_[account].pop(slots_);
  Slot& slot = slots_[index];
  operation.nonce = slot.nonce;
  operation.hash = slot.hash;
  body.swap(slot.body);  // which so keeps some room, too
  free_.push_back(index);
  --in_window_;
}

}  // namespace seiload::load
