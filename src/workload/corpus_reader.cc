#include "workload/corpus_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/hex.h"
#include "base/number.h"
#include "base/text.h"
#include "workload/corpus.h"

namespace seiload::workload {
namespace {

using base::cat;

constexpr std::size_t kPiece = 256 << 10;  // bytes a read

// Whose a transaction is: the account that its mark says, else recovered.
class Sender final : public eth::SenderOf {
 public:
  explicit Sender(const eth::Address* known) : known_(known) {}
  std::optional<eth::Address> operator()(const eth::Transaction& tx,
                                         const crypto::Signature& signature) const override {
    return known_ != nullptr ? std::optional(*known_) : eth::recover_sender(tx, signature);
  }

 private:
  const eth::Address* const known_;
};

// The number behind "KEY=" in a title.
std::optional<std::uint64_t> value_of(std::string_view title, std::string_view key) {
  const std::size_t at = title.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = title.substr(at + key.size());
  return base::parse_u64(rest.substr(0, rest.find(' ')));
}

}  // namespace

base::Error CorpusReader::error(std::size_t column, std::string_view what) const {
  return {base::Code::invalid_input, cat(name_, ':', line_, ':', column, ": ", what)};
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
  std::string_view line;
  while (batch.entries.size() < most) {
    const auto any = next_line(line);
    if (!any) return any.error();
    if (!*any) return {};
    if (line.empty()) continue;
    if (line[0] == '#') {
      read_comment(line);
    } else if (auto status = add(line, batch); !status) {
      return status;
    }
  }
  return {};
}

// Comments that are none of ours mean nothing, however much they look like it.
void CorpusReader::read_comment(std::string_view line) {
  if (line.starts_with("# seiload ")) {  // its numbers of accounts are its own
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

  const auto mark = mark_of(line);
  const auto known = mark ? marked_.find(*mark) : marked_.end();
  const bool is_known = known != marked_.end();
  const auto decoded = eth::decode_transaction(raw, Sender(is_known ? &addresses_[known->second] : nullptr));
  if (!decoded) return error(1, decoded.error().message);
  const eth::Transaction& tx = decoded->tx;
  if (!chain_id_) first_line_ = line_;
  if (tx.chain_id == 0) return error(1, "the transaction is for any chain: it has no chain id (EIP-155)");
  if (chain_id_.value_or(tx.chain_id) != tx.chain_id)
    return error(1, cat("chain id is ", tx.chain_id, ", but that of line ", first_line_, " is ", *chain_id_));
  chain_id_ = tx.chain_id;

  std::uint32_t sender = is_known ? known->second : 0;
  if (!is_known || next_nonces_[sender] != tx.nonce) {
    ++recovered_;
    const auto address = is_known ? eth::recover_sender(tx, decoded->signature) : decoded->sender;
    if (!address) return error(1, "transaction: a signature that no key made");
    sender = number_of(*address, batch);
    if (mark) marked_[*mark] = sender;
  }
  next_nonces_[sender] = tx.nonce + 1;
  batch.entries.push_back({sender, tx.nonce, begin, raw.size(), decoded->hash});
  ++count_;
  return {};
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
