#include "chain/transaction_sender.h"

#include <utility>

#include "base/hex.h"
#include "base/text.h"
#include "rpc/answer.h"

namespace seiload::chain {

using base::cat;

base::Result<SetUpReceipt> TransactionSender::send(const SetUpTransaction& transaction) const {
  TransactionCourse course(transaction, sender_, clock_.now(), pace_);
  while (true) {
    if (stop_.is_set()) return sys::stopped_error();
    auto question = course.next(clock_.now());
    if (course.is_done()) return course.result();
    if (!question) {
      clock_.wait_for(stop_, course.wake_at());
      continue;
    }
    const auto reply = call_(question->method, std::move(question->params));
    if (!reply && reply.error().code == base::Code::stopped) return reply.error();
    course.take(reply, clock_.now());
  }
}

base::Error revert_error(const SetUpTransaction& transaction, const SetUpReceipt& receipt) {
  return {base::Code::remote, cat(transaction.what, ": reverted: ", receipt.reason, " (status 0 in block ",
                                  receipt.block, ", gas used ", receipt.gas_used, " of ",
                                  transaction.gas_limit, ", transaction ", base::to_hex(receipt.hash), ")")};
}

base::Result<std::string> TransactionSender::ask(std::string_view method, const std::string& params) const {
  auto reply = repeated(call_, clock_, stop_, {pace_.patience, pace_.poll})(method, params);
  if (!reply) return std::move(reply).error();
  if (reply->result) return *std::move(reply->result);
  return error_of(method, *reply);
}

base::Result<base::Uint256> TransactionSender::ask_quantity(std::string_view method,
                                                            const std::string& params) const {
  auto result = ask(method, params);
  if (!result) return std::move(result).error();
  const auto number = rpc::read_quantity(*result);
  if (!number) return base::Error{base::Code::protocol, cat(method, ": the result is not a quantity")};
  return *number;
}

base::Result<Fees> TransactionSender::ask_fees() const {
  constexpr std::string_view kMethod = "eth_getBlockByNumber";
  auto block = ask(kMethod, R"(["latest",false])");
  if (!block) return std::move(block).error();
  auto fees = fees_of_block(*block);
  if (!fees) return std::move(fees).error().with(kMethod);
  if (*fees) return capped(**fees, sender_.max_fee);
  auto price = ask_quantity("eth_gasPrice", "[]");
  if (!price) return std::move(price).error();
  auto by_price = fees_by_gas_price(*price);
  if (!by_price) return by_price;
  return capped(*by_price, sender_.max_fee);
}

base::Status TransactionSender::pause() const {
  if (clock_.wait_for(stop_, sys::saturating_add(clock_.now(), pace_.poll))) return sys::stopped_error();
  return {};
}

}  // namespace seiload::chain
