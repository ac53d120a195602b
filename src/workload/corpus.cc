#include "workload/corpus.h"

#include <charconv>

#include "base/hex.h"
#include "base/text.h"

namespace seiload::workload {

std::string to_text(const CorpusTitle& title) {
  std::string text = base::cat("# seiload ", title.version, ": chain-id=", title.chain_id,
                               " seed=", title.seed, " count=", title.count);
  if (title.shard.count > 1) text += base::cat(" shard=", title.shard.index, '/', title.shard.count);
  return text + '\n';
}

void CorpusText::add(base::ByteSpan raw, std::uint64_t sender) {
  if (taken_) text_.clear();
  taken_ = false;
  const std::size_t begin = lines_.size();
  lines_.resize(begin + 3 + 2 * raw.size());
  char* out = lines_.data() + begin;
  *out++ = '0';
  *out++ = 'x';
  out = base::write_hex(out, raw);
  *out = '\n';

  char number[20];
  const char* const number_end = std::to_chars(number, number + sizeof number, sender).ptr;
  mark_ += ' ';
  mark_.append(number, static_cast<std::size_t>(number_end - number));
  mark_ += ':';
  mark_.append(out - kCheckDigits, kCheckDigits);
  if (++marked_ == kLinesPerMark) close_mark();
}

void CorpusText::close_mark() {
  if (marked_ == 0) return;
  text_ += kSendersMark;
  text_ += mark_;
  text_ += '\n';
  text_ += lines_;
  mark_.clear();
  lines_.clear();
  marked_ = 0;
}

std::string_view CorpusText::take() {
  if (taken_) text_.clear();
  close_mark();
  taken_ = true;
  return text_;
}

}  // namespace seiload::workload
