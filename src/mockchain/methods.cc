#include "mockchain/methods.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/hex.h"
#include "base/text.h"
#include "json/writer.h"
#include "mockchain/encode.h"

namespace seiload::mockchain {
namespace {

using base::cat;
using Failure = Methods::Failure;
using json::Value;

constexpr int kParseError = -32700, kInvalidRequest = -32600, kNoMethod = -32601, kInvalidParams = -32602,
              kServerError = -32000;
constexpr std::uint64_t kSuggestedTip = 1'000'000'000;
constexpr std::uint64_t kMaxFeeHistory = 1024;
constexpr std::size_t kMaxPercentiles = 100;
constexpr std::size_t kMaxBatchAnswer = 25'000'000;  // bytes; geth's default
constexpr int kTooLarge = -32003;

// One call: reads its parameters, writes its result. The first failure stays.
class Call {
 public:
  Call(Chain& chain, const Faults* faults, sys::TimePoint started, const Caller& caller,
       const json::Array& params, std::string& result)
      : chain_(chain),
        faults_(faults),
        since_start_(caller.now - started),
        caller_(caller),
        params_(params),
        out_(result) {}

  // False: no such method.
  bool run(std::string_view method);
  const std::optional<Failure>& failure() const { return failure_; }
  base::Duration cost() const { return cost_; }

 private:
  void fail(int code, std::string message) {
    if (!failure_) failure_ = Failure{code, std::move(message)};
  }
  void fail_argument(std::size_t i, std::string_view what) {
    fail(kInvalidParams, cat("invalid argument ", i, ": ", what));
  }

  const Value* param(std::size_t i) const {
    return i < params_.size() && !params_[i].is_null() ? &params_[i] : nullptr;
  }
  const Value* required(std::size_t i) {
    const Value* value = param(i);
    if (value == nullptr) fail(kInvalidParams, cat("missing value for required argument ", i));
    return value;
  }
  std::optional<std::string_view> text(std::size_t i) {
    const Value* value = required(i);
    if (value == nullptr) return std::nullopt;
    if (value->string() != nullptr) return *value->string();
    fail_argument(i, cat("expected a string, got ", json::name_of(value->kind())));
    return std::nullopt;
  }
  std::optional<eth::Address> address(std::size_t i) {
    const auto written = text(i);
    if (!written) return std::nullopt;
    const auto bytes = base::decode_hex_array<20>(*written);
    if (!bytes) return fail_argument(i, "expected 0x and 40 hexadecimal digits"), std::nullopt;
    return eth::Address{*bytes};
  }
  std::optional<base::Bytes32> hash(std::size_t i) {
    const auto written = text(i);
    if (!written) return std::nullopt;
    const auto bytes = base::decode_hex_array<32>(*written);
    if (!bytes) fail_argument(i, "expected 0x and 64 hexadecimal digits");
    return bytes;
  }
  bool flag(std::size_t i) {
    const Value* value = param(i);
    if (value == nullptr) return false;
    if (value->boolean() != nullptr) return *value->boolean();
    fail_argument(i, "expected true or false");
    return false;
  }

  // The block of a tag, number, hash or an object with one of these (EIP-1898); the latest where nothing is
  // given. Null: there is none (or a failure).
  BlockPtr block(std::size_t i, bool may_be_missing) {
    if (may_be_missing && param(i) == nullptr) return chain_.latest();
    const Value* value = required(i);
    if (value != nullptr && value->object() != nullptr) return block_of_object(i, *value);
    const auto tag = text(i);
    return tag ? block_of_text(i, *tag) : nullptr;
  }
  BlockPtr block_of_text(std::size_t i, std::string_view tag) {
    if (tag == "latest" || tag == "pending" || tag == "safe" || tag == "finalized") return chain_.latest();
    if (tag == "earliest") return chain_.block(0);
    if (const auto bytes = base::decode_hex_array<32>(tag)) return chain_.block(*bytes);
    if (const auto number = base::Uint256::from_quantity(tag))
      return number->fits_u64() ? chain_.block(number->low_u64()) : nullptr;
    fail_argument(i, "expected a block number or tag");
    return nullptr;
  }
  BlockPtr block_of_object(std::size_t i, const Value& object) {
    const Value *by_hash = object.find("blockHash"), *by_number = object.find("blockNumber");
    if (by_hash != nullptr && by_number != nullptr)
      return fail_argument(i, "cannot specify both blockHash and blockNumber, choose one or the other"),
             nullptr;
    const Value* one = by_hash != nullptr ? by_hash : by_number;
    if (one == nullptr || one->string() == nullptr)
      return fail_argument(i, "expected blockHash or blockNumber, a string"), nullptr;
    if (by_hash != nullptr && !base::decode_hex_array<32>(*one->string()))
      return fail_argument(i, "blockHash: expected 0x and 64 hexadecimal digits"), nullptr;
    return block_of_text(i, *one->string());
  }
  // State is kept of the latest block only; asking for an older one is answered with it.
  bool is_pending(std::size_t i) {
    const Value* value = param(i);
    return value != nullptr && value->string() != nullptr && *value->string() == "pending";
  }

  void number(std::uint64_t value) { out_.string(quantity(value)); }
  void or_null(const BlockPtr& found, auto write) {
    if (found == nullptr)
      out_.null();
    else
      write(*found);
  }

  void charge_receipts(const Block& block, bool single) {
    if (faults_ != nullptr) cost_ += faults_->receipts_cost(block.transactions.size(), single, since_start_);
  }

  void send();
  void transaction();
  void receipt();
  void estimate();
  void fee_history();
  void pool_status();
  void subscribe();
  void unsubscribe();

  Chain& chain_;
  const Faults* const faults_;
  const base::Duration since_start_;
  const Caller& caller_;
  const json::Array& params_;
  json::Writer out_;
  std::optional<Failure> failure_;
  base::Duration cost_{0};
};

bool Call::run(std::string_view method) {
  const auto write_whole = [&](const Block& found, std::size_t i) { write_block(out_, found, flag(i)); };
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
    or_null(block(0, false), [&](const Block& found) { write_whole(found, 1); });
  } else if (method == "eth_getBlockByHash") {
    if (const auto wanted = hash(0))
      or_null(chain_.block(*wanted), [&](const Block& found) { write_whole(found, 1); });
  } else if (method == "eth_getBlockTransactionCountByNumber") {
    or_null(block(0, false), [&](const Block& found) { number(found.transactions.size()); });
  } else if (method == "eth_getBlockTransactionCountByHash") {
    if (const auto wanted = hash(0))
      or_null(chain_.block(*wanted), [&](const Block& found) { number(found.transactions.size()); });
  } else if (method == "eth_getUncleCountByBlockNumber") {
    or_null(block(0, false), [&](const Block&) { number(0); });
  } else if (method == "eth_getUncleCountByBlockHash") {
    if (const auto wanted = hash(0)) or_null(chain_.block(*wanted), [&](const Block&) { number(0); });
  } else if (method == "eth_getBlockReceipts") {
    or_null(block(0, false), [&](const Block& found) {
      charge_receipts(found, false);
      write_receipts(out_, found);
    });
  } else if (method == "eth_getTransactionReceipt") {
    receipt();
  } else if (method == "eth_getTransactionByHash") {
    transaction();
  } else if (method == "eth_getTransactionCount") {
    const auto who = address(0);
    if (who) number(is_pending(1) ? chain_.pending_nonce(*who) : chain_.account(*who).nonce);
  } else if (method == "eth_getBalance") {
    if (const auto who = address(0)) out_.string(chain_.account(*who).balance.to_quantity());
  } else if (method == "eth_getCode") {
    if (const auto who = address(0))
      out_.string(chain_.account(*who).is_contract ? base::to_hex({&kContractCode, 1}) : "0x");
  } else if (method == "eth_call") {
    if (required(0) != nullptr) out_.string("0x");
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
  if (faults.refusal) return fail(kServerError, std::move(*faults.refusal));
  const auto written = text(0);
  if (!written) return;
  auto raw = base::decode_hex(*written);
  if (!raw) return fail_argument(0, "expected 0x and an even number of hexadecimal digits");
  auto tx = Transaction::decode(*raw, chain_.config().sender_of);
  if (!tx) return fail(kServerError, std::move(tx).error().message);
  if (auto refusal = chain_.submit(*tx, caller_.now, faults.drop))
    return fail(kServerError, std::move(*refusal));
  out_.string(base::to_hex((*tx)->hash()));
}

void Call::transaction() {
  const auto wanted = hash(0);
  if (!wanted) return;
  if (const TransactionPtr waiting = chain_.find_waiting(*wanted)) return write_waiting(out_, *waiting);
  const auto place = chain_.find_included(*wanted);
  if (!place) return static_cast<void>(out_.null());
  write_transaction(out_, *place->block, place->index);
}

void Call::receipt() {
  const auto wanted = hash(0);
  if (!wanted) return;
  const auto place = chain_.find_included(*wanted);
  if (!place) return static_cast<void>(out_.null());
  charge_receipts(*place->block, true);
  write_receipt(out_, *place->block, place->index);
}

void Call::estimate() {
  const Value* call = required(0);
  if (call == nullptr) return;
  if (call->object() == nullptr) return fail_argument(0, "expected an object");
  eth::Transaction tx;
  tx.gas_limit = chain_.config().gas_limit;
  base::Bytes data;
  const auto member = [&](const char* name) -> const std::string* {
    const Value* value = call->find(name);
    return value == nullptr ? nullptr : value->string();
  };
  if (const std::string* to = member("to")) {
    const auto bytes = base::decode_hex_array<20>(*to);
    if (!bytes) return fail_argument(0, "to: expected 0x and 40 hexadecimal digits");
    tx.to = eth::Address{*bytes};
  }
  const std::string* input = member("input");
  if (input == nullptr) input = member("data");
  if (input != nullptr) {
    auto bytes = base::decode_hex(*input);
    if (!bytes) return fail_argument(0, "input: expected 0x and an even number of hexadecimal digits");
    data = std::move(*bytes);
  }
  tx.data = data;
  number(gas_used(tx, tx.to && chain_.account(*tx.to).is_contract));
}

void Call::fee_history() {
  const Value* count = required(0);
  if (count == nullptr) return;
  std::optional<std::uint64_t> blocks;
  if (count->number() != nullptr) blocks = count->number()->as_u64();
  if (count->string() != nullptr)
    if (const auto value = base::Uint256::from_quantity(*count->string()); value && value->fits_u64())
      blocks = value->low_u64();
  if (!blocks) return fail_argument(0, "expected a number of blocks");
  const BlockPtr newest = block(1, true);
  if (failure_) return;
  if (newest == nullptr) return fail(kServerError, "request beyond head block");
  const Value* percentiles = param(2);
  if (percentiles != nullptr && percentiles->array() == nullptr) return fail_argument(2, "expected an array");
  if (percentiles != nullptr && percentiles->array()->size() > kMaxPercentiles)
    return fail(kServerError, cat("invalid reward percentile: over the query limit ", kMaxPercentiles));

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
  if (percentiles != nullptr && !percentiles->array()->empty()) {
    out_.key("reward").begin_array();
    for (const BlockPtr& row : rows) {
      std::vector<base::Uint256> tips;
      for (const TransactionPtr& tx : row->transactions) tips.push_back(tx->tip(row->base_fee));
      std::sort(tips.begin(), tips.end());
      out_.begin_array();
      for (const Value& one : *percentiles->array()) {
        const double share = one.number() != nullptr ? one.number()->as_double().value_or(0) / 100 : 0;
        const auto last = static_cast<double>(tips.empty() ? 0 : tips.size() - 1);
        const auto at = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * last);
        out_.string(tips.empty() ? "0x0" : tips[at].to_quantity());
      }
      out_.end_array();
    }
    out_.end_array();
  }
  out_.end_object();
}

void Call::pool_status() {
  const Pool::Counts counts = chain_.pool_counts();
  out_.begin_object()
      .member("pending", quantity(counts.pending))
      .member("queued", quantity(counts.queued))
      .end_object();
}

void Call::subscribe() {
  if (caller_.subscriptions == nullptr) return fail(kNoMethod, "notifications not supported");
  const auto what = text(0);
  if (!what) return;
  if (*what != "newHeads")
    return fail(kNoMethod, cat("no ", base::quote(*what), " subscription in eth namespace"));
  const auto id = caller_.subscriptions->add(chain_.latest()->number);
  if (!id) return fail(kServerError, cat("more than ", Subscriptions::kMost, " subscriptions"));
  out_.string(*id);
}

void Call::unsubscribe() {
  if (caller_.subscriptions == nullptr) return fail(kNoMethod, "notifications not supported");
  const auto id = text(0);
  if (!id) return;
  if (!caller_.subscriptions->remove(*id)) return fail(kServerError, "subscription not found");
  out_.boolean(true);
}

void append_failure(std::string& out, std::string_view id, int code, std::string_view message) {
  out += cat(R"({"jsonrpc":"2.0","id":)", id, R"(,"error":{"code":)", code, R"(,"message":)");
  json::append_string(out, message);
  out += "}}";
}

// The id as it is to be written; "null" for one that no request may have.
std::string id_text(const Value* id) {
  if (id == nullptr) return "null";
  if (id->number() != nullptr) return id->number()->text;
  if (id->string() == nullptr) return "null";
  std::string text;
  json::append_string(text, *id->string());
  return text;
}

std::string disorder(std::vector<std::string_view> answers, const BatchFaults& faults) {
  const auto at = [&](std::uint64_t place) { return answers.begin() + static_cast<std::ptrdiff_t>(place); };
  if (faults.drop_one) answers.erase(at(faults.draw % answers.size()));
  if (faults.reorder && answers.size() > 1)
    std::rotate(answers.begin(), at(1 + faults.draw % (answers.size() - 1)), answers.end());
  std::string out(1, '[');
  for (const std::string_view answer : answers) out += cat(out.size() > 1 ? "," : "", answer);
  return out += ']';
}

}  // namespace

Methods::Answer Methods::answer(std::string_view text, const Caller& caller) const {
  Answer answer;
  std::string& out = answer.text;
  const auto parsed = json::parse(text, {.max_depth = 32});
  if (!parsed) {
    append_failure(out, "null", kParseError, "parse error");
    return answer;
  }
  const json::Array* batch = parsed->array();
  if (batch == nullptr) {
    answer_one(*parsed, caller, answer);
    return answer;
  }
  if (batch->empty() || batch->size() > kMaxBatch) {
    append_failure(out, "null", kInvalidRequest, batch->empty() ? "empty batch" : "batch too large");
    return answer;
  }
  out += '[';
  std::vector<std::size_t> begins;  // of the answers
  for (const Value& request : *batch) {
    const std::size_t begin = out.size();
    if (begin > kMaxBatchAnswer)
      append_failure(out, id_text(request.find("id")), kTooLarge, "response too large");
    else
      answer_one(request, caller, answer);
    if (out.size() == begin) continue;  // a notification
    begins.push_back(begin);
    out += ',';
  }
  if (begins.empty()) out.clear();
  if (begins.empty()) return answer;
  out.back() = ']';
  if (!caller.faults.drop_one && !caller.faults.reorder) return answer;
  std::vector<std::string_view> answers;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : out.size();
    answers.push_back(std::string_view(out).substr(begins[i], end - 1 - begins[i]));
  }
  answer.text = disorder(std::move(answers), caller.faults);
  return answer;
}

// The result is written where it stays: it may be megabytes. What turns out to be none is taken back.
void Methods::answer_one(const Value& request, const Caller& caller, Answer& answer) const {
  std::string& out = answer.text;
  static const json::Array kNone;
  const Value* method = request.find("method");
  const Value* params = request.find("params");
  const Value* id = request.find("id");
  const bool no_params = params == nullptr || params->is_null();
  if (method == nullptr || method->string() == nullptr)
    return append_failure(out, id_text(id), kInvalidRequest, "invalid request");
  if (!no_params && params->array() == nullptr)
    return append_failure(out, id_text(id), kInvalidParams, "non-array args");
  const std::size_t begin = out.size();
  out += cat(R"({"jsonrpc":"2.0","id":)", id_text(id), R"(,"result":)");
  Call call(chain_, faults_, started_, caller, no_params ? kNone : *params->array(), out);
  const bool known = call.run(*method->string());
  answer.cost += call.cost();
  if (known && !call.failure() && id != nullptr) return static_cast<void>(out += '}');
  out.resize(begin);
  if (id == nullptr) return;  // a notification
  if (!known)
    return append_failure(out, id_text(id), kNoMethod,
                          cat("the method ", *method->string(), " does not exist/is not available"));
  append_failure(out, id_text(id), call.failure()->code, call.failure()->message);
}

}  // namespace seiload::mockchain
