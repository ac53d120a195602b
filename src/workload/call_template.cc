#include "workload/call_template.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/hex.h"
#include "eth/gas.h"
#include "workload/purpose.h"

namespace seiload::workload {
namespace {

constexpr std::size_t kWord = 32;
constexpr std::size_t kLimbs = 4;

using Limbs = std::array<std::uint64_t, kLimbs>;  // the highest first

Limbs load(const base::Bytes32& word) {
  Limbs limbs;
  for (std::size_t i = 0; i < kLimbs; ++i) limbs[i] = base::load_be64(word.data() + 8 * i);
  return limbs;
}

base::Bytes32 store(const Limbs& limbs) {
  base::Bytes32 word;
  for (std::size_t i = 0; i < kLimbs; ++i) base::store_be64(word.data() + 8 * i, limbs[i]);
  return word;
}

base::Bytes32 word_of(std::uint64_t number) { return store({0, 0, 0, number}); }

base::Bytes32 word_of(const eth::Address& address) {
  base::Bytes32 word{};
  std::copy(address.bytes.begin(), address.bytes.end(), word.end() - 20);
  return word;
}

// Uniform over 0 to span, by rejection: at most two tries on average.
Limbs draw_up_to(const Limbs& span, base::Random& random) {
  std::size_t first = 0;
  while (first < kLimbs && span[first] == 0) ++first;
  if (first == kLimbs) return {};
  Limbs drawn{};
  if (first == kLimbs - 1 && span[first] != ~std::uint64_t{0}) {
    drawn[first] = random.below(span[first] + 1);
    return drawn;
  }
  const std::uint64_t mask = ~std::uint64_t{0} >> __builtin_clzll(span[first]);
  do {
    for (std::size_t i = first; i < kLimbs; ++i) drawn[i] = random.next();
    drawn[first] &= mask;
  } while (drawn > span);
  return drawn;
}

Limbs sum(const Limbs& a, const Limbs& b) {
  Limbs out;
  bool carry = false;
  for (std::size_t i = kLimbs; i-- > 0;) {
    std::uint64_t limb = 0;
    const bool first = __builtin_add_overflow(a[i], b[i], &limb);
    carry = __builtin_add_overflow(limb, std::uint64_t{carry}, &out[i]) || first;
  }
  return out;
}

void fill_random(std::uint8_t* out, std::size_t size, base::Random& random) {
  for (; size >= 8; out += 8, size -= 8) base::store_be64(out, random.next());
  if (size == 0) return;
  std::array<std::uint8_t, 8> last;
  base::store_be64(last.data(), random.next());
  std::copy_n(last.begin(), size, out);
}

void append_text(base::Bytes& out, const WordSource& source, const base::Bytes32& word) {
  if (source.is_address) {
    std::array<char, 42> text = {'0', 'x'};
    base::write_hex(text.data() + 2, base::ByteSpan(word).last(20));
    return base::append(out, base::as_bytes({text.data(), text.size()}));
  }
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), base::load_be64(word.data() + 24)).ptr;
  base::append(out, base::as_bytes({digits.data(), static_cast<std::size_t>(end - digits.data())}));
}

// The most bytes of a word that are not zero.
std::size_t non_zero_bytes(const WordSource& source) {
  using Kind = WordSource::Kind;
  const auto count = [](const base::Bytes32& word) {
    return kWord - static_cast<std::size_t>(std::count(word.begin(), word.end(), std::uint8_t{0}));
  };
  const auto width = [](const base::Bytes32& word) {
    return static_cast<std::size_t>(
        word.end() - std::find_if(word.begin(), word.end(), [](std::uint8_t b) { return b != 0; }));
  };
  switch (source.kind) {
    case Kind::sender:
    case Kind::receiver:
    case Kind::fresh:
      return 20;
    case Kind::random: {
      const base::Bytes32 high = store(sum(load(source.low), load(source.span)));
      return high < source.low ? kWord : width(high);  // over zero: a negative number is all ones
    }
    case Kind::choice: {
      std::size_t most = 0;
      for (const base::Bytes32& choice : source.choices) most = std::max(most, count(choice));
      return most;
    }
    case Kind::random_bytes:
      return source.size;
    default:
      return 8;
  }
}

}  // namespace

base::Bytes32 WordSource::word(const Operation& operation, base::Random& random, const Sampler* keys) const {
  switch (kind) {
    case Kind::sender:
      return word_of(operation.sender);
    case Kind::receiver:
      return word_of(operation.receiver);
    case Kind::number:
      return word_of(operation.number + base::load_be64(low.data() + kWord - 8));
    case Kind::turn:
      return word_of(operation.turn);
    case Kind::time:
      return word_of(operation.unix_seconds);
    case Kind::nonce:
      return {};  // the builder's
    case Kind::random:
      return store(sum(load(low), draw_up_to(load(span), random)));
    case Kind::key:
      return word_of(keys->draw(random));
    case Kind::choice:
      return choices[random.below(choices.size())];
    case Kind::fresh: {
      base::Bytes32 out{};
      fill_random(out.data() + 12, 20, random);
      return out;
    }
    case Kind::random_bytes:
      break;
  }
  base::Bytes32 out{};
  fill_random(out.data(), size, random);
  return out;
}

bool CallTemplate::needs_receiver() const {
  const auto is_receiver = [](const WordSource& source) { return source.kind == WordSource::Kind::receiver; };
  return std::any_of(words_.begin(), words_.end(),
                     [&](const Word& word) { return is_receiver(word.source); }) ||
         std::any_of(drawn_.begin(), drawn_.end(), [&](const Drawn& drawn) {
           return std::any_of(
               drawn.value.parts.begin(), drawn.value.parts.end(),
               [&](const DrawnBytes::Part& part) { return part.word && is_receiver(*part.word); });
         });
}

bool CallTemplate::uses_nonce() const {
  return std::any_of(words_.begin(), words_.end(),
                     [](const Word& word) { return word.source.kind == WordSource::Kind::nonce; });
}

std::uint64_t CallTemplate::gas_bound(bool creates, std::uint64_t list_gas) const {
  std::size_t zeros = static_cast<std::size_t>(std::count(bytes_.begin(), bytes_.end(), std::uint8_t{0}));
  std::size_t others = bytes_.size() - zeros;
  const auto turn = [&](std::size_t count) {
    zeros -= std::min(count, zeros);
    others += count;
  };
  for (const Word& word : words_) turn(non_zero_bytes(word.source));
  for (const Fill& fill : fills_) turn(fill.size);
  for (const Drawn& drawn : drawn_) {
    const std::size_t size = drawn.value.max_size;
    const std::size_t padding = drawn.is_padded ? (kWord - size % kWord) % kWord : 0;
    if (drawn.value.kind == DrawnBytes::Kind::sized) {
      zeros += size + padding;
    } else {
      others += size;
      zeros += padding;
    }
    if (drawn.is_padded) turn(4);  // its length
  }
  turn(4 * offsets_.size());
  const std::uint64_t floor = 10 * std::uint64_t{zeros} + 40 * std::uint64_t{others};
  const std::uint64_t words = (std::uint64_t{zeros} + others + kWord - 1) / kWord;
  const std::uint64_t creation = creates ? eth::kCreationGas + 2 * words : 0;
  const std::uint64_t intrinsic = list_gas + creation + 4 * std::uint64_t{zeros} + 16 * std::uint64_t{others};
  return eth::kTransactionGas + std::max(intrinsic, floor);
}

std::size_t CallTemplate::max_size() const {
  std::size_t size = bytes_.size();
  for (const Drawn& drawn : drawn_) {
    const std::size_t more = drawn.value.max_size;
    size += drawn.is_padded ? (more + kWord - 1) / kWord * kWord : more;
  }
  return size;
}

void CallTemplate::write(const Operation& operation, Intent& intent) const {
  base::Random random(operation.seed, kCall, operation.number);
  base::Random lengths(operation.seed, kCallLength, operation.number);
  const Sampler* const keys = keys_ ? &*keys_ : nullptr;
  base::Bytes& out = intent.data;
  std::array<std::uint32_t, kMaxDrawn + 1> shift;  // of what stands behind so many drawn values
  shift[0] = 0;
  std::size_t done = 0;
  for (std::size_t i = 0; i < drawn_.size(); ++i) {
    const Drawn& drawn = drawn_[i];
    base::append(out, base::ByteSpan(bytes_).subspan(done, drawn.at - done));
    done = drawn.at;
    const std::size_t begin = out.size();
    switch (drawn.value.kind) {
      case DrawnBytes::Kind::sized:
        out.resize(begin + static_cast<std::size_t>(size_buckets_[sizes_->draw(lengths)]));
        break;
      case DrawnBytes::Kind::choice:
        base::append(out, drawn.value.choices[lengths.below(drawn.value.choices.size())]);
        break;
      case DrawnBytes::Kind::text:
        for (const DrawnBytes::Part& part : drawn.value.parts) {
          base::append(out, base::as_bytes(part.literal));
          if (part.word) append_text(out, *part.word, part.word->word(operation, lengths, keys));
        }
        break;
    }
    const std::size_t size = out.size() - begin;
    if (drawn.is_padded) {
      out.resize(begin + (size + kWord - 1) / kWord * kWord);
      base::store_be64(out.data() + begin - 8, size);
    }
    shift[i + 1] = shift[i] + static_cast<std::uint32_t>(out.size() - begin);
  }
  base::append(out, base::ByteSpan(bytes_).subspan(done));
  for (const Offset& offset : offsets_)
    base::store_be64(out.data() + offset.at + shift[offset.first] + kWord - 8,
                     offset.value + shift[offset.last] - shift[offset.first]);
  for (const Word& word : words_) {
    const std::uint32_t at = word.at + shift[word.after];
    if (word.source.kind == WordSource::Kind::nonce) {
      intent.nonce_words.push_back(at);
      continue;
    }
    const base::Bytes32 value = word.source.word(operation, random, keys);
    std::copy(value.begin(), value.end(), out.begin() + at);
  }
  for (const Fill& fill : fills_) fill_random(out.data() + fill.at + shift[fill.after], fill.size, random);
}

}  // namespace seiload::workload
