#pragma once
// Many set-up transactions together, a bounded number in flight, each with a course of its own
// (chain/transaction_course.h) and all their questions of a moment in one batch. They begin in their order.
// Blocks its thread; wakes immediately for the stop.

#include <functional>

#include "chain/node_call.h"
#include "chain/transaction_course.h"
#include "sys/clock.h"
#include "sys/event.h"

namespace seiload::chain {

struct SetUpJob {
  SetUpTransaction transaction;
  Sender sender;
};

struct ManyJobs {
  std::size_t count = 0;
  std::size_t in_flight = 1;  // at most, > 0
  std::function<SetUpJob(std::size_t i)> at;
  // Once a job, in any order. An Error ends it all: nothing more begins, and what is in flight is waited for.
  std::function<base::Status(std::size_t i, const SetUpJob& job, base::Result<SetUpReceipt> receipt)> on_end;
};

// The first Error of on_end, or stopped.
base::Status send_many(const ManyJobs& jobs, const NodeCalls& ask, const sys::Clock& clock,
                       const sys::Event& stop, const TransactionCourse::Pace& pace = {});

}  // namespace seiload::chain
