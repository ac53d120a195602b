#include "mockchain/call.h"

#include <algorithm>
#include <utility>

#include "base/hex.h"
#include "base/text.h"

namespace seiload::mockchain {
namespace {

using base::cat;
using json::Value;

constexpr std::uint64_t kSuggestedTip = 1'000'000'000;
constexpr std::uint64_t kMaxFeeHistory = 1024;
constexpr std::size_t kMaxPercentiles = 100;

}  // namespace

bool Call::run(std::string_view method) {
  const auto write_whole = [&](const Block& found, std::size_t i) {
    write_block(out_, found, params_.flag(i));
  };
  if (method == "eth_sendRawTransaction") {
    send();
  } else if (method == "eth_chainId") {
    number(chain_.config().chain_id);
  } else if (method == "net_version") {
    out_.string(std::to_string(chain_.config().chain_id));
  } else if (method == "web3_clientVersion") {
    out_.string(kClientVersion);
  } else if (method == "eth_syncing") {
    out_.boolean(false);
  } else if (method == "eth_blockNumber") {
    number(chain_.latest()->number);
  } else if (method == "eth_getBlockByNumber") {
    or_null(params_.block(0, false), [&](const Block& found) { write_whole(found, 1); });
  } else if (method == "eth_getBlockByHash") {
    if (const auto wanted = params_.hash(0))
      or_null(chain_.block(*wanted), [&](const Block& found) { write_whole(found, 1); });
  } else if (method == "eth_getBlockTransactionCountByNumber") {
    or_null(params_.block(0, false), [&](const Block& found) { number(found.transactions.size()); });
  } else if (method == "eth_getBlockTransactionCountByHash") {
    if (const auto wanted = params_.hash(0))
      or_null(chain_.block(*wanted), [&](const Block& found) { number(found.transactions.size()); });
  } else if (method == "eth_getUncleCountByBlockNumber") {
    or_null(params_.block(0, false), [&](const Block&) { number(0); });
  } else if (method == "eth_getUncleCountByBlockHash") {
    if (const auto wanted = params_.hash(0)) or_null(chain_.block(*wanted), [&](const Block&) { number(0); });
  } else if (method == "eth_getBlockReceipts") {
    or_null(params_.block(0, false), [&](const Block& found) {
      charge_receipts(found, false);
      write_receipts(out_, found);
    });
  } else if (method == "eth_getTransactionReceipt") {
    receipt();
  } else if (method == "eth_getTransactionByHash") {
    transaction();
  } else if (method == "eth_getTransactionCount") {
    const auto who = params_.address(0);
    if (who) number(params_.is_pending(1) ? chain_.pending_nonce(*who) : chain_.account(*who).nonce);
  } else if (method == "eth_getBalance") {
    if (const auto who = params_.address(0)) out_.string(chain_.account(*who).balance.to_quantity());
  } else if (method == "eth_getCode") {
    if (const auto who = params_.address(0))
      out_.string(chain_.account(*who).is_contract ? base::to_hex({&kContractCode, 1}) : "0x");
  } else if (method == "eth_call") {
    if (params_.required(0) != nullptr) out_.string("0x");
  } else if (method == "eth_estimateGas") {
    estimate();
  } else if (method == "eth_gasPrice") {
    out_.string(base::Uint256::add(chain_.next_base_fee(), kSuggestedTip)->to_quantity());
  } else if (method == "eth_maxPriorityFeePerGas") {
    number(kSuggestedTip);
  } else if (method == "eth_feeHistory") {
    fee_history();
  } else if (method == "txpool_status") {
    pool_status();
  } else if (method == "eth_subscribe") {
    subscribe();
  } else if (method == "eth_unsubscribe") {
    unsubscribe();
  } else {
    return false;
  }
  return true;
}

void Call::send() {
  SendFaults faults;
  if (faults_ != nullptr) faults = faults_->for_send(since_start_);
  if (faults.refusal) return params_.fail(kServerError, std::move(*faults.refusal));
  const auto written = params_.text(0);
  if (!written) return;
  auto raw = base::decode_hex(*written);
  if (!raw) return params_.fail_argument(0, "expected 0x and an even number of hexadecimal digits");
  auto tx = Transaction::decode(*raw, chain_.config().sender_of);
  if (!tx) return params_.fail(kServerError, std::move(tx).error().message);
  wait_ = chain_.take_turn(caller_.now);
  if (auto refusal = chain_.submit(*tx, caller_.now, faults.drop))
    return params_.fail(kServerError, std::move(*refusal));
  out_.string(base::to_hex((*tx)->hash()));
}

void Call::transaction() {
  const auto wanted = params_.hash(0);
  if (!wanted) return;
  if (const TransactionPtr waiting = chain_.find_waiting(*wanted)) return write_waiting(out_, *waiting);
  const auto place = chain_.find_included(*wanted);
  if (!place) return static_cast<void>(out_.null());
  write_transaction(out_, *place->block, place->index);
}

void Call::receipt() {
  const auto wanted = params_.hash(0);
  if (!wanted) return;
  const auto place = chain_.find_included(*wanted);
  if (!place) return static_cast<void>(out_.null());
  charge_receipts(*place->block, true);
  write_receipt(out_, *place->block, place->index);
}

void Call::estimate() {
  const Value* call = params_.required(0);
  if (call == nullptr) return;
  if (call->object() == nullptr) return params_.fail_argument(0, "expected an object");
  eth::Transaction tx;
  tx.gas_limit = chain_.config().gas_limit;
  base::Bytes data;
  const auto member = [&](const char* name) -> const std::string* {
    const Value* value = call->find(name);
    return value == nullptr ? nullptr : value->string();
  };
  if (const std::string* to = member("to")) {
    const auto bytes = base::decode_hex_array<20>(*to);
    if (!bytes) return params_.fail_argument(0, "to: expected 0x and 40 hexadecimal digits");
    tx.to = eth::Address{*bytes};
  }
  const std::string* input = member("input");
  if (input == nullptr) input = member("data");
  if (input != nullptr) {
    auto bytes = base::decode_hex(*input);
    if (!bytes)
      return params_.fail_argument(0, "input: expected 0x and an even number of hexadecimal digits");
    data = std::move(*bytes);
  }
  tx.data = data;
  number(gas_used(tx, tx.to && chain_.account(*tx.to).is_contract));
}

void Call::fee_history() {
  const Value* count = params_.required(0);
  if (count == nullptr) return;
  std::optional<std::uint64_t> blocks;
  if (count->number() != nullptr) blocks = count->number()->as_u64();
  if (count->string() != nullptr)
    if (const auto value = base::Uint256::from_quantity(*count->string()); value && value->fits_u64())
      blocks = value->low_u64();
  if (!blocks) return params_.fail_argument(0, "expected a number of blocks");
  const BlockPtr newest = params_.block(1, true);
  if (failure()) return;
  if (newest == nullptr) return params_.fail(kServerError, "request beyond head block");
  const Value* percentiles = params_.get(2);
  if (percentiles != nullptr && percentiles->array() == nullptr)
    return params_.fail_argument(2, "expected an array");
  if (percentiles != nullptr && percentiles->array()->size() > kMaxPercentiles)
    return params_.fail(kServerError,
                        cat("invalid reward percentile: over the query limit ", kMaxPercentiles));

  std::vector<BlockPtr> rows;  // without the heights that are not there
  for (std::uint64_t back = 0; back < std::min(*blocks, kMaxFeeHistory) && back <= newest->number; ++back)
    if (auto found = chain_.block(newest->number - back)) rows.insert(rows.begin(), std::move(found));
  if (rows.empty()) rows.push_back(newest);
  out_.begin_object().member("oldestBlock", quantity(rows.front()->number));
  out_.key("baseFeePerGas").begin_array();
  for (const BlockPtr& row : rows) number(row->base_fee);
  number(next_base_fee(*rows.back()));
  out_.end_array().key("gasUsedRatio").begin_array();
  for (const BlockPtr& row : rows)
    out_.number(static_cast<double>(row->gas_used) / static_cast<double>(row->gas_limit));
  out_.end_array();
  if (percentiles != nullptr && !percentiles->array()->empty()) write_rewards(*percentiles->array(), rows);
  out_.end_object();
}

void Call::write_rewards(const json::Array& percentiles, const std::vector<BlockPtr>& rows) {
  out_.key("reward").begin_array();
  for (const BlockPtr& row : rows) {
    std::vector<base::Uint256> tips;
    for (const TransactionPtr& tx : row->transactions) tips.push_back(tx->tip(row->base_fee));
    std::sort(tips.begin(), tips.end());
    out_.begin_array();
    for (const Value& one : percentiles) {
      const double share = one.number() != nullptr ? one.number()->as_double().value_or(0) / 100 : 0;
      const auto last = static_cast<double>(tips.empty() ? 0 : tips.size() - 1);
      const auto at = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * last);
      out_.string(tips.empty() ? "0x0" : tips[at].to_quantity());
    }
    out_.end_array();
  }
  out_.end_array();
}

void Call::pool_status() {
  const Pool::Counts counts = chain_.pool_counts();
  out_.begin_object()
      .member("pending", quantity(counts.pending))
      .member("queued", quantity(counts.queued))
      .end_object();
}

void Call::subscribe() {
  if (caller_.subscriptions == nullptr) return params_.fail(kNoMethod, "notifications not supported");
  const auto what = params_.text(0);
  if (!what) return;
  if (*what != "newHeads")
    return params_.fail(kNoMethod, cat("no ", base::quote(*what), " subscription in eth namespace"));
  const auto id = caller_.subscriptions->add(chain_.latest()->number);
  if (!id) return params_.fail(kServerError, cat("more than ", Subscriptions::kMost, " subscriptions"));
  out_.string(*id);
}

void Call::unsubscribe() {
  if (caller_.subscriptions == nullptr) return params_.fail(kNoMethod, "notifications not supported");
  const auto id = params_.text(0);
  if (!id) return;
  if (!caller_.subscriptions->remove(*id)) return params_.fail(kServerError, "subscription not found");
  out_.boolean(true);
}

void Call::charge_receipts(const Block& block, bool single) {
  if (faults_ != nullptr) cost_ += faults_->receipts_cost(block.transactions.size(), single, since_start_);
}

}  // namespace seiload::mockchain
