#include "chain/transaction_course.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/duration.h"
#include "base/hex.h"
#include "base/text.h"
#include "chain/replay.h"
#include "crypto/ecdsa.h"
#include "eth/transaction.h"
#include "json/value.h"
#include "rpc/answer.h"
#include "rpc/node_error.h"

namespace seiload::chain {
namespace {

using base::cat;
using measure::Outcome;

constexpr std::string_view kMethods[] = {"eth_getBlockByNumber",      "eth_gasPrice",
                                         "eth_getTransactionCount",   "eth_sendRawTransaction",
                                         "eth_getTransactionReceipt", "eth_call"};

std::optional<std::uint64_t> read_u64(const json::Value* value) {
  if (value == nullptr || value->string() == nullptr) return std::nullopt;
  const auto number = base::Uint256::from_quantity(*value->string());
  if (!number || !number->fits_u64()) return std::nullopt;
  return number->low_u64();
}

// Those that a later try may find gone.
bool may_pass(Outcome outcome) {
  return rpc::is_passing(outcome) || outcome == Outcome::pool_full || outcome == Outcome::account_limit ||
         outcome == Outcome::nonce_gap;
}

bool is_nonce_used(Outcome outcome) {
  return outcome == Outcome::nonce_too_low || outcome == Outcome::nonce_taken;
}

}  // namespace

TransactionCourse::TransactionCourse(const SetUpTransaction& transaction, const Sender& sender,
                                     sys::TimePoint now, const Pace& pace)
    : transaction_(transaction), sender_(sender), pace_(pace), deadline_(now + pace.patience) {
  if (!transaction.fees) return;
  fees_ = *transaction.fees;
  state_ = State::nonce;
  if (!transaction.nonce) return;
  nonce_ = *transaction.nonce;
  sign();
  state_ = State::send;
}

std::optional<TransactionCourse::Question> TransactionCourse::next(sys::TimePoint now) {
  if (!is_done() && now >= deadline_) give_up();
  if (is_done()) return std::nullopt;
  if (state_ == State::receipt && now >= replace_at_) {
    state_ = State::head;
    retry_at_ = now;
  }
  if (now < retry_at_) return std::nullopt;
  return Question{kMethods[static_cast<std::size_t>(state_)], params_of(state_)};
}

sys::TimePoint TransactionCourse::wake_at() const {
  return std::min(deadline_, state_ == State::receipt ? std::min(retry_at_, replace_at_) : retry_at_);
}

std::string TransactionCourse::params_of(State state) const {
  switch (state) {
    case State::head:
      return R"(["latest",false])";
    case State::nonce:
      return cat("[\"", eth::to_hex(sender_.address), "\",\"pending\"]");
    case State::send:
      return cat("[\"", base::to_hex(raw_), "\"]");
    case State::receipt:
      return cat("[\"", base::to_hex(versions_[looked_for_]), "\"]");
    case State::replay: {
      const Replay own{sender_.address, transaction_.to, transaction_.data};
      const Replay& call = transaction_.replay ? *transaction_.replay : own;
      return replay_params(
          {call.from, call.to, call.data, transaction_.value, transaction_.gas_limit, receipt_.block});
    }
    case State::gas_price:
    case State::done:
      return "[]";
  }
  return {};
}

void TransactionCourse::take(const base::Result<NodeReply>& reply, sys::TimePoint now) {
  CHECK(!is_done());
  if (!reply) {
    if (state_ == State::send) wait_for_receipt(now);  // it may have arrived
    return again(reply.error().message, now);
  }
  if (state_ == State::replay) return take_replay(*reply, now);
  if (!reply->result) {
    if (state_ == State::send) return take_refusal(*reply, now);
    const Outcome outcome = rpc::classify_error(reply->code, reply->message, reply->data);
    return take_error(error_of(kMethods[static_cast<std::size_t>(state_)], *reply).message,
                      !may_pass(outcome) && state_ != State::receipt, now);
  }
  switch (state_) {
    case State::head:
      return take_head(*reply->result, now);
    case State::gas_price:
      return take_gas_price(*reply->result, now);
    case State::nonce:
      return take_nonce(*reply->result, now);
    case State::send:
      wait_for_receipt(now);
      state_ = State::receipt;
      return;
    default:
      return take_receipt(*reply->result, now);
  }
}

void TransactionCourse::take_head(const std::string& result, sys::TimePoint now) {
  auto fees = fees_of_block(result);
  if (!fees && fees.error().code == base::Code::timeout) return again(fees.error().message, now);
  if (!fees) return take_fees(std::move(fees).error(), now);
  if (*fees) return take_fees(**fees, now);
  state_ = State::gas_price;
}

void TransactionCourse::take_gas_price(const std::string& result, sys::TimePoint now) {
  const auto price = rpc::read_quantity(result);
  if (!price) return again("eth_gasPrice: the result is not a quantity", now);
  take_fees(fees_by_gas_price(*price), now);
}

void TransactionCourse::take_fees(base::Result<Fees> fees, sys::TimePoint now) {
  if (fees) fees = capped(*fees, sender_.max_fee);
  if (!is_sent_) {
    if (!fees) return fail(fees.error().code, fees.error().message);
    fees_ = *fees;
    state_ = State::nonce;
    return;
  }
  const auto more = fees ? raised_fees(*fees) : std::nullopt;
  if (!more) {  // what was sent is all that can be
    state_ = State::receipt;
    replace_at_ = sys::kNever;
    retry_at_ = now;
    return;
  }
  fees_ = *more;
  sign();
  state_ = State::send;
}

void TransactionCourse::take_nonce(const std::string& result, sys::TimePoint now) {
  const auto nonce = rpc::read_quantity(result);
  if (!nonce || !nonce->fits_u64())
    return again("eth_getTransactionCount: the result is not a quantity", now);
  nonce_ = nonce->low_u64();
  versions_.clear();
  sign();
  state_ = State::send;
}

void TransactionCourse::sign() {
  eth::Transaction tx;
  tx.type = fees_.type;
  tx.chain_id = sender_.chain_id;
  tx.nonce = nonce_;
  tx.gas_price = tx.fee_cap = fees_.fee_cap;
  tx.tip_cap = fees_.tip_cap;
  tx.gas_limit = transaction_.gas_limit;
  tx.to = transaction_.to;
  tx.value = transaction_.value;
  if (transaction_.total) {
    const auto left = base::Uint256::subtract(*transaction_.total,
                                              cost_bound(fees_, transaction_.gas_limit, base::Uint256()));
    CHECK(left.has_value());  // raised_fees() stops before, and whoever gives a total gives one that suffices
    tx.value = *left;
  }
  tx.data = transaction_.data;
  raw_ = eth::encode_signed(tx, crypto::sign_constant_time(*sender_.key, eth::signing_digest(tx)));
  versions_.push_back(eth::transaction_hash(raw_));
  looked_for_ = versions_.size() - 1;
}

std::optional<Fees> TransactionCourse::raised_fees(const Fees& by_latest_block) const {
  const auto more = raised(fees_, by_latest_block, sender_.max_fee);
  if (more && transaction_.total &&
      cost_bound(*more, transaction_.gas_limit, base::Uint256()) > *transaction_.total)
    return std::nullopt;
  return more;
}

// The last version may have reached the node.
void TransactionCourse::wait_for_receipt(sys::TimePoint now) {
  if (!is_sent_) deadline_ = now + pace_.patience;
  is_sent_ = true;
  replace_at_ = now + pace_.replace_after;
  retry_at_ = now;
}

// eth_sendRawTransaction was answered with an error.
void TransactionCourse::take_refusal(const NodeReply& reply, sys::TimePoint now) {
  const Outcome outcome = rpc::classify_error(reply.code, reply.message, reply.data);
  const std::string cause = error_of("eth_sendRawTransaction", reply).message;
  if (outcome == Outcome::request_timeout) wait_for_receipt(now);
  if (outcome == Outcome::already_known || (is_sent_ && is_nonce_used(outcome))) {
    wait_for_receipt(now);
    state_ = State::receipt;
    return;
  }
  if (outcome == Outcome::underpriced) {
    const auto more = raised_fees(fees_);
    if (more) {
      fees_ = *more;
      versions_.pop_back();
      sign();
      return again(cause, now);
    }
  }
  if (!is_sent_ && is_nonce_used(outcome) && !transaction_.nonce) {
    state_ = State::nonce;
    return again(cause, now);
  }
  take_error(cause, !may_pass(outcome), now);
}

// A question failed. Where something was sent, that goes on all the same.
void TransactionCourse::take_error(std::string cause, bool is_definite, sys::TimePoint now) {
  if (!is_sent_ && is_definite) return fail(base::Code::remote, cause);
  again(std::move(cause), now);
  if (!is_sent_ || (state_ == State::send && !is_definite)) return;
  if (state_ != State::receipt) replace_at_ = now + pace_.replace_after;
  state_ = State::receipt;
}

void TransactionCourse::take_receipt(const std::string& result, sys::TimePoint now) {
  const auto receipt = json::parse(result);
  if (!receipt || receipt->object() == nullptr) {
    looked_for_ = (looked_for_ + 1) % versions_.size();
    return again(receipt && receipt->is_null() ? std::string() : "the receipt is not an object", now);
  }
  const auto status = read_u64(receipt->find("status")), block = read_u64(receipt->find("blockNumber")),
             gas_used = read_u64(receipt->find("gasUsed"));
  if (!status || !block || !gas_used) return again("the receipt lacks status, blockNumber or gasUsed", now);
  receipt_ = {versions_[looked_for_], nonce_, *block, *gas_used, *status == 1, {}};
  if (receipt_.succeeded) {
    state_ = State::done;
    return;
  }
  state_ = State::replay;
  retry_at_ = now;
  deadline_ = now + pace_.replace_after;
  last_cause_.clear();
}

void TransactionCourse::take_replay(const NodeReply& reply, sys::TimePoint now) {
  if (!reply.result && may_pass(rpc::classify_error(reply.code, reply.message, reply.data)))
    return again(error_of("eth_call", reply).message, now);
  receipt_.reason = replay_reason(reply, receipt_.gas_used >= transaction_.gas_limit, transaction_.errors);
  state_ = State::done;
}

// The same question once more, a little later.
void TransactionCourse::again(std::string cause, sys::TimePoint now) {
  if (!cause.empty()) last_cause_ = std::move(cause);
  retry_at_ = now + pace_.poll;
}

void TransactionCourse::give_up() {
  if (state_ == State::replay) {
    receipt_.reason = cat("unknown: no answer to its replay", last_cause_.empty() ? "" : ": ", last_cause_);
    state_ = State::done;
    return;
  }
  std::string text;
  const std::string patience = base::format_duration(pace_.patience);
  if (is_sent_)
    text = cat("transaction ", base::to_hex(versions_.back()), " is in no block after ", patience, " (nonce ",
               nonce_, ", fee cap ", show_gwei(fees_.fee_cap), ")");
  else
    text = cat("not sent within ", patience);
  if (!last_cause_.empty()) text += cat("; last: ", last_cause_);
  fail(base::Code::timeout, text);
}

void TransactionCourse::fail(base::Code code, std::string_view message) {
  error_ = base::Error{code, cat(transaction_.what, ": ", message)};
  state_ = State::done;
}

base::Result<SetUpReceipt> TransactionCourse::result() const {
  CHECK(is_done());
  if (error_) return *error_;
  return receipt_;
}

}  // namespace seiload::chain
