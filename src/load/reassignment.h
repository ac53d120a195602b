#pragma once
// Endpoints have begun or ceased to take load: accounts go where they are assigned to now, and read their
// nonces there first. What was sent stays where it is; what waits at an endpoint that takes no more load is
// withdrawn. Thread rule: the worker alone.

#include <cstdint>

#include "load/builder.h"
#include "load/completion.h"

namespace seiload::load {

class Reassignment {
 public:
  // All outlive it. Assigns the accounts as at the start, and lists their turns.
  Reassignment(const Completion::Parts& parts, Builder& builder, Completion& completion);

  // Once a round.
  void follow(sys::TimePoint now);

 private:
  void assign_senders();
  void empty_queue(std::uint16_t endpoint, const chain::AssignmentMap& assignment, sys::TimePoint now);

  const Completion::Parts parts_;
  Builder& builder_;
  Completion& completion_;
  std::uint32_t version_ = 0;
};

}  // namespace seiload::load
