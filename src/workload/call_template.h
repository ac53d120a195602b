#pragma once
// A call's data, prepared once (workload/call_compiler.h): on the hot path it is a copy of prepared bytes and
// a few words written in place. Where a value's length is drawn, what follows it moves, and the offsets that
// cross it are corrected (the ABI's tails, eth/abi.h). Nothing is allocated once the buffer has grown. What
// is drawn follows from seed and number alone: words by kCall, values of drawn length by kCallLength
// (workload/purpose.h), each in their order, so that StorageRW's slots are the same whatever its pads and
// operations. Thread rule: constant once compiled.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "workload/intent.h"
#include "workload/sampler.h"
#include "workload/scenario.h"

namespace seiload::workload {

// Where a word of 32 bytes comes from.
struct WordSource {
  enum class Kind : std::uint8_t {
    sender,
    receiver,
    fresh,
    number,  // and low
    turn,
    nonce,
    time,
    random,  // low + 0..span, modulo 2^256
    key,
    choice,
    random_bytes,  // the first `size` bytes
  };
  Kind kind = Kind::sender;
  std::uint32_t size = 0;
  base::Bytes32 low{}, span{};
  std::vector<base::Bytes32> choices = {};
  bool is_address = false;  // how it is shown within a text

  base::Bytes32 word(const Operation& operation, base::Random& random, const Sampler* keys) const;
};

// A value of drawn length, in `bytes` or `string`.
struct DrawnBytes {
  enum class Kind : std::uint8_t { sized, choice, text };
  struct Part {  // of a text: a literal, then a word
    std::string literal;
    std::optional<WordSource> word;
  };
  Kind kind = Kind::sized;
  std::vector<base::Bytes> choices = {};
  std::vector<Part> parts = {};
  std::size_t max_size = 0;  // bytes, without padding
};

class CallTemplate {
 public:
  static constexpr std::size_t kMaxDrawn = 32;        // values of drawn length
  static constexpr std::size_t kMaxSize = 256 << 10;  // bytes of data

  // Appends to intent.data, which is empty; sets intent.nonce_words.
  void write(const Operation& operation, Intent& intent) const;

  bool needs_receiver() const;
  bool uses_nonce() const;
  bool is_constant() const { return words_.empty() && fills_.empty() && drawn_.empty(); }
  base::ByteSpan bytes() const { return bytes_; }  // all of it where it is constant
  // The most gas that data of this shape is charged before anything runs, and at least (EIP-7623's floor or
  // the intrinsic gas): 21000 included; as a call's data, or as init code; with an access list of so much.
  std::uint64_t gas_bound(bool creates = false, std::uint64_t list_gas = 0) const;
  std::size_t max_size() const;  // bytes
  // The bytes of {sizedBytes} in whole words in data of this size.
  std::size_t sized_bytes(std::size_t data_size) const { return has_sized_ ? data_size - bytes_.size() : 0; }

 private:
  friend class CallCompiler;

  struct Word {
    std::uint32_t at;
    std::uint16_t after;  // so many drawn values stand before it
    WordSource source;
  };
  struct Fill {  // random bytes of fixed length
    std::uint32_t at;
    std::uint16_t after;
    std::uint32_t size;
  };
  struct Drawn {
    std::uint32_t at;  // behind its length
    bool is_padded;    // to whole words, with its length in front; else data as it is
    DrawnBytes value;
  };
  struct Offset {  // a word that counts over drawn values
    std::uint32_t at;
    std::uint16_t first, last;  // over these, and those before first stand before it
    std::uint64_t value;
  };

  base::Bytes bytes_;  // with every drawn value empty
  std::vector<Word> words_;
  std::vector<Fill> fills_;
  std::vector<Drawn> drawn_;
  std::vector<Offset> offsets_;
  std::optional<Sampler> keys_, sizes_;
  std::vector<std::uint64_t> size_buckets_;
  bool has_sized_ = false;
};

}  // namespace seiload::workload
