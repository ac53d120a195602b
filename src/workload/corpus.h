#pragma once
// The text form of a corpus, signed transactions that are sent later: one 0x-hex raw transaction a line, in
// sending order. Lines that begin with # are comments; the first one names the program, the chain id, the
// seed and the count:
//   # seiload 0.1.0: chain-id=1337 seed=7 count=100000
// A comment of the second kind says which of the lines that follow have the same sender, so that a reader
// recovers each sender once instead of once a line, which takes up to 40 times as long as all the rest:
//   #senders 0:91ac 1:03f7 0:5d20
// One entry a line: a number that stands for an account, and the last four digits of the line it is about,
// by which a reader sees that lines were removed or moved. Whoever knows nothing of it reads a comment.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace seiload::workload {

// Which part of a corpus: the accounts whose place in the table of all accounts is `index` modulo `count`.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;
};

struct CorpusTitle {
  std::string_view version;  // the program's
  std::uint64_t chain_id = 0, seed = 0;
  std::uint64_t count = 0;  // transactions in this file
  Shard shard;
};
std::string to_text(const CorpusTitle& title);  // the line with its end

inline constexpr std::string_view kSendersMark = "#senders";
inline constexpr std::size_t kCheckDigits = 4;  // of an entry of a line of senders
inline constexpr std::size_t kLinesPerMark = 64;

// Writes transactions, and in front of every kLinesPerMark of them the line of their senders. Thread rule:
// one owner.
class CorpusText {
 public:
  // `sender` stands for an account, the same number for the same account.
  void add(base::ByteSpan raw, std::uint64_t sender);
  // What was added since the last call; valid until the next add(). It begins with a line of senders, so take
  // many lines at a time.
  std::string_view take();

 private:
  void close_mark();

  std::string text_, mark_, lines_;
  std::size_t marked_ = 0;
  bool taken_ = false;
};

}  // namespace seiload::workload
