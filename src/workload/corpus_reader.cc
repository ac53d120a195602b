#include "workload/corpus_reader.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>
#include <utility>

#include "base/hex.h"
#include "base/number.h"
#include "base/text.h"
#include "crypto/keccak.h"
#include "workload/corpus.h"

namespace seiload::workload {
namespace {

using base::cat;

constexpr std::string_view kTitle = "# seiload ";
constexpr std::size_t kPiece = 256 << 10;  // bytes a read

// Who sent it is found out later, and its hash, too: that of many together.
class Unknown final : public eth::SenderOf {
 public:
  std::optional<eth::Address> operator()(const eth::Transaction&, const crypto::Signature&) const override {
    return eth::Address();
  }
  bool wants_hash() const override { return false; }
};

// Of a transaction that decodes; nothing: no key made its signature.
std::optional<eth::Address> recover(base::ByteSpan raw) {
  class Recover final : public eth::SenderOf {
   public:
    std::optional<eth::Address> operator()(const eth::Transaction& tx,
                                           const crypto::Signature& signature) const override {
      return eth::recover_sender(tx, signature);
    }
    bool wants_hash() const override { return false; }
  };
  const auto decoded = eth::decode_transaction(raw, Recover());
  return decoded ? std::optional(decoded->sender) : std::nullopt;
}

// The number behind "KEY=" in a title.
std::optional<std::uint64_t> value_of(std::string_view title, std::string_view key) {
  const std::size_t at = title.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = title.substr(at + key.size());
  return base::parse_u64(rest.substr(0, rest.find(' ')));
}

base::Uint256 cost_of(const eth::Transaction& tx) {
  const bool has_one_price = tx.type == eth::TxType::legacy || tx.type == eth::TxType::access_list;
  const base::Uint256& price = has_one_price ? tx.gas_price : tx.fee_cap;
  const auto fee = base::Uint256::saturating_multiply(price, tx.gas_limit);
  return base::Uint256::saturating_add(fee, tx.value);
}

}  // namespace

base::Error CorpusReader::error_at(std::uint64_t line, std::size_t column, std::string_view what) const {
  return {base::Code::invalid_input, cat(name_, ':', line, ':', column, ": ", what)};
}

base::Result<bool> CorpusReader::next_line(std::string_view& line) {
  std::size_t searched = at_;
  while (true) {
    const void* const found = std::memchr(buffer_.data() + searched, '\n', end_ - searched);
    if (found != nullptr || (read_to_end_ && at_ < end_)) {
      const std::size_t line_end =
          found != nullptr ? static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data())
                           : end_;
      line = std::string_view(buffer_).substr(at_, line_end - at_);
      at_ = std::min(end_, line_end + 1);
      ++line_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      return true;
    }
    if (read_to_end_) return false;
    std::memmove(buffer_.data(), buffer_.data() + at_, end_ - at_);
    end_ -= std::exchange(at_, 0);
    searched = end_;
    if (end_ > kMaxLine) return ++line_, error(1, cat("a line of more than ", kMaxLine, " characters"));
    if (buffer_.size() < end_ + kPiece) buffer_.resize(std::max(end_ + kPiece, 2 * buffer_.size()));
    const auto got = read_(std::span(buffer_).subspan(end_, kPiece));
    if (!got) return got.error();
    digest_.update({reinterpret_cast<const std::uint8_t*>(buffer_.data()) + end_, *got});
    end_ += *got;
    read_to_end_ = *got == 0;
    if (read_to_end_) hash_ = digest_.finish();
  }
}

base::Status CorpusReader::look_ahead(std::size_t most) {
  CorpusBatch batch;
  if (auto status = next(batch, most); !status) return status;
  if (batch.entries.empty()) return base::invalid_input(cat(name_, ": there is no transaction in it"));
  looked_ahead_ = std::move(batch);
  return {};
}

base::Status CorpusReader::next(CorpusBatch& batch, std::size_t most) {
  if (looked_ahead_) {
    batch = *std::exchange(looked_ahead_, std::nullopt);
    return {};
  }
  batch.entries.clear();
  batch.raw.clear();
  batch.new_senders.clear();
  pending_.clear();
  if (auto status = read_entries(batch, most); !status) return status;
  if (auto status = find_senders(batch); !status) return status;
  hash_all(batch);
  return {};
}

base::Status CorpusReader::read_entries(CorpusBatch& batch, std::size_t most) {
  std::string_view line;
  while (batch.entries.size() < most) {
    const auto any = next_line(line);
    if (!any) return any.error();
    if (!*any) return {};
    if (line.empty()) continue;
    if (line[0] == '#') {
      if (line.starts_with(kTitle))
        if (auto status = find_senders(batch); !status) return status;
      read_comment(line);
    } else if (auto status = add(line, batch); !status) {
      auto earlier = find_senders(batch);
      return earlier ? std::move(status) : std::move(earlier);
    }
  }
  return {};
}

// Together: wide code takes several at once.
void CorpusReader::hash_all(CorpusBatch& batch) {
  inputs_.clear();
  for (const CorpusBatch::Entry& entry : batch.entries)
    inputs_.push_back(base::ByteSpan(batch.raw).subspan(entry.begin, entry.size));
  hashes_.resize(inputs_.size());
  crypto::keccak256_many(inputs_, hashes_);
  for (std::size_t i = 0; i < hashes_.size(); ++i) batch.entries[i].hash = hashes_[i];
}

// Comments that are none of ours mean nothing, however much they look like it.
void CorpusReader::read_comment(std::string_view line) {
  if (line.starts_with(kTitle)) {  // its numbers of accounts are its own
    marked_.clear();
    marks_.clear();
    if (!seed_) seed_ = value_of(line, " seed=");
    return;
  }
  if (!line.starts_with(kSendersMark)) return;
  marks_.clear();
  line.remove_prefix(kSendersMark.size());
  while (line.starts_with(' ')) {
    line.remove_prefix(1);
    const std::string_view one = line.substr(0, line.find(' '));
    line.remove_prefix(one.size());
    const std::size_t colon = one.find(':');
    const auto number = base::parse_u64(one.substr(0, colon));
    if (!number || colon == std::string_view::npos || marks_.size() == 2 * kLinesPerMark) return;
    marks_.push_back({*number, std::string(one.substr(colon + 1))});
  }
}

// Of the first of the marks that are left which fits the line: others were about lines that were removed.
std::optional<std::uint64_t> CorpusReader::mark_of(std::string_view line) {
  const auto fits = [&](const Mark& mark) {
    return mark.check.size() == kCheckDigits && line.ends_with(mark.check);
  };
  const auto found = std::find_if(marks_.begin(), marks_.end(), fits);
  if (found == marks_.end()) return std::nullopt;
  const std::uint64_t number = found->number;
  marks_.erase(marks_.begin(), found + 1);
  return number;
}

base::Status CorpusReader::add(std::string_view line, CorpusBatch& batch) {
  if (!line.starts_with("0x"))
    return error(1, "expected 0x and a raw transaction in hexadecimal digits, or # and a comment");
  const std::size_t begin = batch.raw.size();
  const std::string_view digits = line.substr(2);
  if (digits.size() % 2 != 0) return error(line.size(), "an odd number of hexadecimal digits");
  batch.raw.resize(begin + digits.size() / 2);
  const std::size_t read = base::read_hex(digits, batch.raw.data() + begin);
  if (read < digits.size())
    return error(3 + read, cat("expected a hexadecimal digit, got ", base::quote(digits.substr(read, 1))));
  const base::ByteSpan raw(batch.raw.data() + begin, digits.size() / 2);

  const auto decoded = eth::decode_transaction(raw, Unknown());
  if (!decoded) return error(1, decoded.error().message);
  const eth::Transaction& tx = decoded->tx;
  if (!chain_id_) first_line_ = line_;
  if (tx.chain_id == 0) return error(1, "the transaction is for any chain: it has no chain id (EIP-155)");
  if (chain_id_.value_or(tx.chain_id) != tx.chain_id)
    return error(1, cat("chain id is ", tx.chain_id, ", but that of line ", first_line_, " is ", *chain_id_));
  chain_id_ = tx.chain_id;
  pending_.push_back({batch.entries.size(), line_, mark_of(line), {}});
  batch.entries.push_back({0, tx.nonce, begin, raw.size(), {}, cost_of(tx)});
  ++count_;
  return {};
}

// Of those that were added since the last time, in their order.
base::Status CorpusReader::find_senders(CorpusBatch& batch) {
  recover_ahead(batch);
  for (Pending& one : pending_) {
    CorpusBatch::Entry& entry = batch.entries[one.entry];
    const auto known = one.mark ? marked_.find(*one.mark) : marked_.end();
    const bool is_known = known != marked_.end();
    std::uint32_t sender = is_known ? known->second : 0;
    if (!is_known || next_nonces_[sender] != entry.nonce) {
      ++recovered_;
      if (!one.sender) one.sender = recover(base::ByteSpan(batch.raw).subspan(entry.begin, entry.size));
      if (!one.sender) return error_at(one.line, 1, "transaction: a signature that no key made");
      sender = number_of(*one.sender, batch);
      if (one.mark) marked_[*one.mark] = sender;
    }
    next_nonces_[sender] = entry.nonce + 1;
    entry.sender = sender;
  }
  pending_.clear();
  return {};
}

// The senders that no mark tells, all together. What it does not find is recovered where it is needed.
void CorpusReader::recover_ahead(const CorpusBatch& batch) {
  if (!for_each_) return;
  std::vector<Pending*> needed;
  std::unordered_set<std::uint64_t> seen;  // marks: the first line of each tells the others'
  for (Pending& one : pending_) {
    const bool is_told = one.mark && (marked_.contains(*one.mark) || !seen.insert(*one.mark).second);
    if (!is_told) needed.push_back(&one);
  }
  for_each_(needed.size(), [&](std::size_t i) {
    const CorpusBatch::Entry& entry = batch.entries[needed[i]->entry];
    needed[i]->sender = recover(base::ByteSpan(batch.raw).subspan(entry.begin, entry.size));
  });
}

std::uint32_t CorpusReader::number_of(const eth::Address& sender, CorpusBatch& batch) {
  const auto [place, is_new] = numbers_.try_emplace(sender, static_cast<std::uint32_t>(addresses_.size()));
  if (is_new) {
    addresses_.push_back(sender);
    next_nonces_.push_back(0);
    batch.new_senders.push_back(sender);
  }
  return place->second;
}

}  // namespace seiload::workload
