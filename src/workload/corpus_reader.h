#pragma once
// Reads a corpus (workload/corpus.h) as a stream: decodes and checks each transaction and says whose it is.
// What it keeps grows with the senders, not with the transactions. A sender is recovered from a signature,
// once where the corpus says which lines have the same one; that is believed only as long as the account's
// nonces follow each other, else it is recovered again. Thread rule: one owner.

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/sha2.h"
#include "eth/transaction.h"

namespace seiload::workload {

// Some transactions one after another.
struct CorpusBatch {
  struct Entry {
    std::uint32_t sender = 0;  // numbered by first appearance, from 0
    std::uint64_t nonce = 0;
    std::size_t begin = 0, size = 0;  // its raw bytes, in `raw`
    base::Bytes32 hash{};
    base::Uint256 cost = {};  // wei: gas limit * fee cap + value
  };
  std::vector<Entry> entries;
  base::Bytes raw;
  std::vector<eth::Address>
      new_senders;  // those that appear first in this batch, in the order of their numbers
};

class CorpusReader {
 public:
  static constexpr std::size_t kMaxLine = 8 << 20;  // characters

  // Fills room from its begin and says how much; 0: the end.
  using Read = std::function<base::Result<std::size_t>(std::span<char> room)>;

  // `name` is for messages.
  CorpusReader(std::string name, Read read) : name_(std::move(name)), read_(std::move(read)) {}

  // Calls step(i) for every i below count, in any order and perhaps on several threads, and returns once all
  // have returned.
  using ForEach = std::function<void(std::size_t count, const std::function<void(std::size_t i)>& step)>;
  // How senders are recovered that no comment tells; without it, one after another.
  void recover_by(ForEach for_each) { for_each_ = std::move(for_each); }

  // The next transactions, at most so many, in place of what is in the batch; none: the end. An Error,
  // invalid_input, names the corpus, line and column; or it is the read's.
  base::Status next(CorpusBatch& batch, std::size_t most);
  // The same, kept for the next call: for errors to be seen early. An empty corpus is an Error here.
  base::Status look_ahead(std::size_t most);

  const std::string& name() const { return name_; }
  // Of all transactions, once the first was read: a corpus has one.
  std::optional<std::uint64_t> chain_id() const { return chain_id_; }
  std::optional<std::uint64_t> seed() const { return seed_; }  // of the title, once it was read
  std::uint64_t count() const { return count_; }               // transactions read
  std::uint64_t recovered() const { return recovered_; }       // senders recovered from signatures
  // SHA-256 of all bytes, as sha256sum(1) prints it; nothing before the end.
  std::optional<base::Bytes32> hash() const { return hash_; }

 private:
  struct Pending {  // an entry whose sender is not known yet
    std::size_t entry;
    std::uint64_t line;
    std::optional<std::uint64_t> mark;
    std::optional<eth::Address> sender;  // recovered ahead
  };
  struct Mark {
    std::uint64_t number;
    std::string check;
  };

  base::Status read_entries(CorpusBatch& batch, std::size_t most);
  void hash_all(CorpusBatch& batch);
  // False at the end.
  base::Result<bool> next_line(std::string_view& line);
  void read_comment(std::string_view line);
  std::optional<std::uint64_t> mark_of(std::string_view line);
  base::Status add(std::string_view line, CorpusBatch& batch);
  std::uint32_t number_of(const eth::Address& sender, CorpusBatch& batch);
  base::Status find_senders(CorpusBatch& batch);
  void recover_ahead(const CorpusBatch& batch);
  base::Error error(std::size_t column, std::string_view what) const { return error_at(line_, column, what); }
  base::Error error_at(std::uint64_t line, std::size_t column, std::string_view what) const;

  const std::string name_;
  const Read read_;
  ForEach for_each_;
  std::string buffer_;
  std::size_t at_ = 0, end_ = 0;  // of what is unread in buffer_
  bool read_to_end_ = false;
  std::uint64_t line_ = 0;
  std::optional<std::uint64_t> chain_id_, seed_;
  std::uint64_t first_line_ = 0;  // of the first transaction
  std::uint64_t count_ = 0, recovered_ = 0;
  crypto::Sha256 digest_;
  std::optional<base::Bytes32> hash_;

  std::vector<Pending> pending_;                             // of the batch that is being read
  std::deque<Mark> marks_;                                   // of the lines that follow
  std::unordered_map<std::uint64_t, std::uint32_t> marked_;  // senders, by the number of their marks
  struct AddressHash {
    std::size_t operator()(const eth::Address& address) const {
      return base::load_be64(address.bytes.data());
    }
  };
  std::unordered_map<eth::Address, std::uint32_t, AddressHash> numbers_;
  std::vector<eth::Address> addresses_;     // by number
  std::vector<std::uint64_t> next_nonces_;  // by number
  std::optional<CorpusBatch> looked_ahead_;
  std::vector<base::ByteSpan> inputs_;   // of hash_all()
  std::vector<base::Bytes32> hashes_;
};

}  // namespace seiload::workload
