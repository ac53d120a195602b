#include "track/receipt_reader.h"

#include <algorithm>

#include "base/check.h"
#include "base/hex.h"
#include "base/text.h"
#include "track/replayer.h"

namespace seiload::track {
namespace {

constexpr sys::Duration kFirstCredit = std::chrono::milliseconds(250);
constexpr sys::Duration kLook = std::chrono::milliseconds(250);  // at what is to be asked for once more
constexpr sys::Duration kFirstPause = std::chrono::milliseconds(250), kMaxPause = std::chrono::seconds(8);
constexpr int kErrorsUntilFallback = 3, kMaxFailedReplays = 3;

constexpr std::string_view kByBlock = "eth_getBlockReceipts", kByTransaction = "eth_getTransactionReceipt";

base::Error refusal(std::string_view method, const rpc::Answer& answer, const base::Secrets& secrets) {
  return {base::Code::remote, base::cat(method, ": the node answered: ",
                                        base::quote(secrets.hide_start(answer.message, 200).substr(0, 200)),
                                        " (code ", answer.code, ')')};
}

}  // namespace

ReceiptReader::ReceiptReader(Inclusion& inclusion, const std::vector<rpc::Endpoint>& endpoints,
                             const Options& options, const sys::Clock& clock, sys::Log& log,
                             const sys::Event& wake)
    : inclusion_(inclusion), options_(options), clock_(clock), log_(log), wake_(wake), endpoints_(endpoints) {
  CHECK(!endpoints.empty());
  client_ =
      std::make_unique<rpc::Client>(endpoints_.front(), rpc::Client::Options{.http = options_.http}, clock_);
}

void ReceiptReader::run(const sys::Event& stop, const std::function<void()>& after_look) {
  while (!stop.is_set()) {
    wake_.clear();
    const sys::TimePoint next = step(stop);
    after_look();
    pollfd descriptors[] = {{stop.fd(), POLLIN, 0}, {wake_.fd(), POLLIN, 0}};
    clock_.wait(descriptors, next);
  }
}

sys::TimePoint ReceiptReader::step(const sys::Event& stop) {
  const sys::TimePoint begun = clock_.now();
  if (!budget_) budget_.emplace(options_.share, kFirstCredit, begun);
  const auto wanted = inclusion_.wanted_receipts(begun);
  const bool has_ended = load_ended_;
  const sys::TimePoint allowed = budget_->next(begun);
  const bool is_bound = !(has_ended && options_.reads_rest);
  must_wait_ = wanted && is_bound && allowed > begun;
  if (begun >= next_replay_at_ && (has_ended || allowed <= begun))
    if (const auto reverted = next_replay(has_ended && (!wanted || must_wait_)))
      return replay_one(*reverted, stop);
  if (!wanted) return begun + kLook;
  if (must_wait_) {
    const std::lock_guard lock(mutex_);
    state_.over_budget = true;
    return std::min(allowed, begun + kLook);  // the load may end meanwhile
  }
  if (!round_trip_) measure_round_trip(stop);
  std::vector<chain::Receipt> got;
  const bool by_block = by_block_;
  const sys::TimePoint asked = clock_.now();
  const auto status = by_block ? read_by_block(*wanted, stop, got) : read_by_transaction(*wanted, stop, got);
  const sys::TimePoint now = clock_.now();
  if (!status && status.error().code == base::Code::stopped) return now;
  const sys::Duration took = spend(asked, now);
  {
    const std::lock_guard lock(mutex_);
    ++state_.requests;
    state_.took += took;
  }
  if (status) {
    errors_in_a_row_ = 0;
    by_block_worked_ = by_block_worked_ || (by_block && !got.empty());
  } else {
    on_error(status.error());
  }
  if (by_block_ != by_block) {  // begin again in the other way
    inclusion_.restart_receipts();
    return now;
  }
  inclusion_.take_receipts(*wanted, got, now);
  if (status) return now;
  return now + std::min(kMaxPause, kFirstPause * (1 << std::min(errors_in_a_row_ - 1, 5)));
}

// What the node took for what was asked then, as far as it is known; off the budget.
sys::Duration ReceiptReader::spend(sys::TimePoint asked, sys::TimePoint now) {
  const sys::Duration took =
      std::max(now - asked - round_trip_.value_or(sys::Duration(0)), (now - asked) / 10);
  budget_->spend(took, now);
  return took;
}

std::optional<WantedReplay> ReceiptReader::next_replay(bool spread) {
  if (failed_replays_ >= kMaxFailedReplays) return std::nullopt;
  is_replaying_ = true;  // before it is none that is wanted any more: is_done()
  auto reverted = inclusion_.next_replay(spread);
  if (!reverted) is_replaying_ = false;
  return reverted;
}

sys::TimePoint ReceiptReader::replay_one(const WantedReplay& reverted, const sys::Event& stop) {
  if (!round_trip_) measure_round_trip(stop);
  const sys::TimePoint asked = clock_.now();
  auto reason = replay(reverted, options_.errors, *client_, stop);
  const sys::TimePoint now = clock_.now();
  spend(asked, now);
  if (reason) {
    inclusion_.take_replay(reverted, *std::move(reason));
  } else {
    inclusion_.take_replay(reverted, std::nullopt);
    if (reason.error().code != base::Code::stopped && failed_replays_++ == 0)
      log_.warning(base::cat("reverted transaction ", base::to_hex(reverted.transaction),
                             ": its reason is not known: ", reason.error().message));
    next_replay_at_ = now + kFirstPause;
  }
  is_replaying_ = false;
  return now;
}

// The first question opens the connection, the second one is measured.
void ReceiptReader::measure_round_trip(const sys::Event& stop) {
  for (int i = 0; i < 2; ++i) {
    const sys::TimePoint asked = clock_.now();
    if (!client_->call_one("eth_chainId", "[]", stop)) return;
    round_trip_ = clock_.now() - asked;
  }
}

base::Status ReceiptReader::read_by_block(const WantedReceipts& wanted, const sys::Event& stop,
                                          std::vector<chain::Receipt>& got) {
  const rpc::Call call{kByBlock, base::cat("[\"", base::Uint256(wanted.number).to_quantity(), "\"]")};
  base::Status result;
  auto status = client_->call({&call, 1}, stop, [&](std::size_t, const rpc::Answer& answer) -> base::Status {
    if (answer.kind == rpc::Answer::Kind::error) {
      result = refusal(kByBlock, answer, client_->secrets());
      return {};
    }
    auto read =
        chain::read_receipts(answer.result, [&](const chain::Receipt& receipt) { got.push_back(receipt); });
    if (!read) result = std::move(read).error().with(kByBlock);
    return {};
  });
  if (!status && status.error().code != base::Code::stopped) return std::move(status).error().with(kByBlock);
  if (!status) return status;
  if (result || client_->was_rate_limited()) return result;
  // A node that never gave any is asked in the other way; one that did may only be behind.
  if (by_block_worked_ && errors_in_a_row_ + 1 < kErrorsUntilFallback) return result;
  by_block_ = false;
  log_.warning(base::cat("receipts: endpoint ", client_->name(), ": ", result.error().message,
                         "; reading them one transaction at a time"));
  return result;
}

base::Status ReceiptReader::read_by_transaction(const WantedReceipts& wanted, const sys::Event& stop,
                                                std::vector<chain::Receipt>& got) {
  std::vector<rpc::Call> calls;
  for (const base::Bytes32& hash : wanted.ours)
    calls.push_back({kByTransaction, base::cat("[\"", base::to_hex(hash), "\"]")});
  base::Status result;
  auto status = client_->call(calls, stop, [&](std::size_t, const rpc::Answer& answer) -> base::Status {
    if (answer.kind == rpc::Answer::Kind::error) {
      if (result) result = refusal(kByTransaction, answer, client_->secrets());
      return {};
    }
    auto read =
        chain::read_receipts(answer.result, [&](const chain::Receipt& receipt) { got.push_back(receipt); });
    if (!read && result) result = std::move(read).error().with(kByTransaction);
    return {};
  });
  if (!status && status.error().code != base::Code::stopped)
    return std::move(status).error().with(kByTransaction);
  return status ? result : status;
}

void ReceiptReader::on_error(const base::Error& error) {
  ++errors_in_a_row_;
  const std::lock_guard lock(mutex_);
  if (by_block_ && state_.last_error != error.message)
    log_.warning(
        base::cat("receipts: endpoint ", client_->name(), ": ", error.message, "; retrying, load continues"));
  state_.last_error = error.message;
  if (error.code != base::Code::remote || client_->was_rate_limited()) ask_next_endpoint();
}

void ReceiptReader::ask_next_endpoint() {
  if (endpoints_.size() < 2) return;
  endpoint_ = (endpoint_ + 1) % endpoints_.size();
  client_ = std::make_unique<rpc::Client>(endpoints_[endpoint_], rpc::Client::Options{.http = options_.http},
                                          clock_);
  round_trip_.reset();
  by_block_ = true;
  by_block_worked_ = false;
  // Until all have failed, this is no attempt at a block's receipts.
  if (static_cast<std::size_t>(errors_in_a_row_) < endpoints_.size()) inclusion_.restart_receipts();
}

bool ReceiptReader::is_done() const {
  const bool wants_replay = failed_replays_ < kMaxFailedReplays && inclusion_.wants_replay();
  return !wants_replay && !is_replaying_ && (must_wait_ || inclusion_.settled(true));
}

ReceiptState ReceiptReader::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace seiload::track
