// The placeholders of one word (workload/call_compiler.h).

#include <algorithm>

#include "base/number.h"
#include "base/text.h"
#include "crypto/keccak.h"
#include "workload/call_compiler.h"

namespace seiload::workload {
namespace {

using base::cat;
using base::quote;
using eth::abi::Type;
using profile::Argument;
using Place = Placeholder::Kind;
using Kind = Type::Kind;

constexpr std::size_t kWord = 32;

bool is_number(const Type& type) {
  return type.kind == Kind::unsigned_number || type.kind == Kind::signed_number;
}

CompiledWord constant(const eth::Address& address) {
  CompiledWord word;
  std::copy(address.bytes.begin(), address.bytes.end(), word.constant.end() - 20);
  return word;
}

CompiledWord from(WordSource::Kind kind, bool is_address = false) {
  CompiledWord word;
  word.source.emplace();
  word.source->kind = kind;
  word.source->is_address = is_address;
  return word;
}

// What a number that counts up, or the time, may come to.
std::uint32_t bits_of(Place kind) { return kind == Place::time ? 32 : 64; }

// high - low, modulo 2^256.
base::Bytes32 difference(const base::Bytes32& high, const base::Bytes32& low) {
  base::Bytes32 out;
  int borrow = 0;
  for (std::size_t i = kWord; i-- > 0;) {
    const int byte = high[i] - low[i] - borrow;
    borrow = byte < 0 ? 1 : 0;
    out[i] = static_cast<std::uint8_t>(byte);
  }
  return out;
}

bool is_below(const Type& type, base::Bytes32 a, base::Bytes32 b) {
  if (type.kind == Kind::signed_number) {  // moves them above zero
    a[0] = static_cast<std::uint8_t>(a[0] ^ 0x80U);
    b[0] = static_cast<std::uint8_t>(b[0] ^ 0x80U);
  }
  return a < b;
}

}  // namespace

std::optional<CompiledWord> CallCompiler::word_placeholder(const Type& type, const Placeholder& placeholder,
                                                           const At& at) {
  const Place kind = placeholder.kind;
  if (kind == Place::pick) {
    CompiledWord word = from(WordSource::Kind::choice, type.kind == Kind::address);
    for (const std::string_view choice : split_choices(placeholder.argument)) {
      auto one = parse_word(type, Argument::of(std::string(choice)));
      if (!one) return fail(at, cat(placeholder.text, ": ", one.error().message)), std::nullopt;
      word.source->choices.push_back(*one);
    }
    return word;
  }
  const std::string_view what = noun_of(kind);
  const bool fits_kind = what == "an address" ? type.kind == Kind::address
                         : what == "bytes"    ? type.kind == Kind::fixed_bytes
                                              : is_number(type);
  if (!fits_kind)
    return fail(at, cat(placeholder.text, " is ", what, " and does not fit ", type.text())), std::nullopt;
  switch (kind) {
    case Place::sender:
      return from(WordSource::Kind::sender, true);
    case Place::receiver:
      return from(WordSource::Kind::receiver, true);
    case Place::fresh:
      return from(WordSource::Kind::fresh, true);
    case Place::account:
    case Place::contract: {
      const auto address = named_address(placeholder, at);
      return address ? std::optional(constant(*address)) : std::nullopt;
    }
    case Place::bytes:
    case Place::random_bytes:
    case Place::sized_bytes: {
      const auto size = base::parse_u64(placeholder.argument);
      if (kind == Place::sized_bytes || size != type.size)
        return fail(at, cat(placeholder.text, " does not fit ", type.text(), ": expected {",
                            kind == Place::bytes ? "bytes:" : "randomBytes:", type.size, '}')),
               std::nullopt;
      if (kind == Place::bytes) return CompiledWord{};
      CompiledWord word = from(WordSource::Kind::random_bytes);
      word.source->size = type.size;
      return word;
    }
    case Place::random: {
      auto source = random_range(type, placeholder, at);
      return source ? std::optional(CompiledWord{{}, std::move(source)}) : std::nullopt;
    }
    case Place::key:
      if (!need_keys(at)) return std::nullopt;
      break;
    default:
      break;
  }
  const std::uint32_t bits = type.size - (type.kind == Kind::signed_number ? 1 : 0);
  const std::uint64_t most = kind == Place::key ? context_.scenario.record_count - 1 : ~std::uint64_t{0};
  const std::uint32_t needed =
      kind == Place::key ? static_cast<std::uint32_t>(base::Uint256(most).bit_length()) : bits_of(kind);
  if (bits < needed && !(type.size >= 64 && kind != Place::key))
    return fail(at, cat(placeholder.text, " is out of the range of ", type.text(), ": it needs ", needed,
                        " bits")),
           std::nullopt;
  switch (kind) {
    case Place::number: {
      const auto first = placeholder.argument.empty() ? std::optional<std::uint64_t>(0)
                                                      : base::parse_u64(placeholder.argument);
      if (!first || *first > ~std::uint64_t{0} / 2)
        return fail(at, cat(placeholder.text, ": expected a number below 2^63 to count from")), std::nullopt;
      CompiledWord word = from(WordSource::Kind::number);
      base::store_be64(word.source->low.data() + kWord - 8, *first);
      return word;
    }
    case Place::turn:
      return from(WordSource::Kind::turn);
    case Place::nonce:
      return from(WordSource::Kind::nonce);
    case Place::time:
      return from(WordSource::Kind::time);
    case Place::key:
      return from(WordSource::Kind::key);
    default:
      return CompiledWord{base::Uint256(context_.environment.chain_id).to_be_bytes(), {}};
  }
}

bool CallCompiler::need_keys(const At& at) {
  const profile::ScenarioConfig& scenario = context_.scenario;
  if (scenario.record_count == 0 || !scenario.key_distribution)
    return fail(at, "{key} needs keyDistribution and recordCount in the scenario");
  if (!out_.keys_) out_.keys_.emplace(*scenario.key_distribution, scenario.record_count);
  return true;
}

std::optional<WordSource> CallCompiler::random_range(const Type& type, const Placeholder& placeholder,
                                                     const At& at) {
  const std::string& text = placeholder.argument;
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos)
    return fail(at, cat(quote(placeholder.text), " needs a range, as in {random:1..100}")), std::nullopt;
  const auto low = parse_word(type, Argument::of(text.substr(0, dots)));
  const auto high = parse_word(type, Argument::of(text.substr(dots + 2)));
  for (const auto* end : {&low, &high})
    if (!*end) return fail(at, cat(placeholder.text, ": ", end->error().message)), std::nullopt;
  if (is_below(type, *high, *low))
    return fail(at, cat(placeholder.text, ": the range's end is below its begin")), std::nullopt;
  WordSource source;
  source.kind = WordSource::Kind::random;
  source.low = *low;
  source.span = difference(*high, *low);
  return source;
}

std::optional<eth::Address> CallCompiler::named_address(const Placeholder& placeholder, const At& at) {
  if (placeholder.kind == Place::account) {
    const auto number = base::parse_u64(placeholder.argument);
    if (!number || *number >= context_.account_count)
      return fail(at, cat(placeholder.text, ": expected an account's number from 0 to ",
                          context_.account_count - 1)),
             std::nullopt;
    const bool is_known = *number < context_.accounts.size();
    return is_known ? context_.accounts[static_cast<std::size_t>(*number)]
                    : made_up_address(placeholder.text);
  }
  const auto known = context_.environment.contracts.find(placeholder.argument);
  if (known != context_.environment.contracts.end()) return known->second;
  const bool exists = std::find(context_.contracts.begin(), context_.contracts.end(), placeholder.argument) !=
                      context_.contracts.end();
  if (context_.knows_contracts && !exists)
    return fail(at, cat("no contract ", quote(placeholder.argument), " in 'contracts'",
                        base::did_you_mean(placeholder.argument, context_.contracts))),
           std::nullopt;
  return made_up_address(placeholder.argument);
}

eth::Address made_up_address(std::string_view name) {
  const base::Bytes32 hash = crypto::keccak256(base::as_bytes(cat("seiload made-up contract ", name)));
  eth::Address address;
  std::copy(hash.end() - 20, hash.end(), address.bytes.begin());
  return address;
}

}  // namespace seiload::workload
