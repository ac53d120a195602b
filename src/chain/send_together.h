#pragma once
// Sends set-up transactions of different accounts together, each until its receipt
// (chain/transaction_course.h): what all of them ask the node next goes out as one batch. How many there are
// is the bound on what is in flight. Blocks its thread; wakes immediately for the stop.

#include <span>
#include <vector>

#include "chain/node_call.h"
#include "chain/transaction_course.h"
#include "sys/clock.h"
#include "sys/event.h"

namespace seiload::chain {

struct AccountTransaction {
  SetUpTransaction transaction;
  Sender sender;  // of one transaction only
};

// One receipt each, in their order, whether it succeeded or not. The first transaction that gets none ends
// it, with an Error as TransactionSender::send() has it: others may still get into blocks.
base::Result<std::vector<SetUpReceipt>> send_together(std::span<const AccountTransaction> transactions,
                                                      const NodeCalls& ask, const sys::Clock& clock,
                                                      const sys::Event& stop,
                                                      const TransactionCourse::Pace& pace = {});

}  // namespace seiload::chain
