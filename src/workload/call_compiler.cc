#include "workload/call_compiler.h"

#include <algorithm>

#include "base/check.h"
#include "base/hex.h"
#include "base/number.h"
#include "base/text.h"
#include "crypto/keccak.h"
#include "workload/purpose.h"

namespace seiload::workload {
namespace {

using base::cat;
using base::quote;
using eth::abi::Type;
using profile::Argument;
using Place = Placeholder::Kind;
using Kind = Type::Kind;

constexpr std::size_t kWord = 32;

void append_word(base::Bytes& out, std::uint64_t number) {
  base::append(out, base::Uint256(number).to_be_bytes());
}

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

// What it gives, for messages; `bits`: of numbers, those that they may need.
std::string_view noun(Place kind) {
  switch (kind) {
    case Place::sender:
    case Place::receiver:
    case Place::fresh:
    case Place::account:
    case Place::contract:
      return "an address";
    case Place::bytes:
    case Place::random_bytes:
    case Place::sized_bytes:
      return "bytes";
    default:
      return "a number";
  }
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

// The text's one placeholder; null if it has none or is more than that.
const Placeholder* sole(const std::vector<Piece>& pieces) {
  return pieces.size() == 1 && pieces[0].is_placeholder ? &pieces[0].placeholder : nullptr;
}

bool has_any(const std::vector<Piece>& pieces) {
  return std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return piece.is_placeholder; });
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

base::Bytes32 CompiledWord::draw(const Operation& operation, std::uint64_t purpose,
                                 const Sampler* keys) const {
  if (!source) return constant;
  base::Random random(operation.seed, purpose, operation.number);
  return source->word(operation, random, keys);
}

bool CallCompiler::fail(const At& at, std::string message) {
  problem_ = {at.path, at.offset, std::move(message)};
  return false;
}

bool CallCompiler::has_room(std::size_t more, const At& at) {
  max_size_ += more;
  if (max_size_ <= CallTemplate::kMaxSize) return true;
  return fail(at, cat("the call's data is larger than ", CallTemplate::kMaxSize, " bytes"));
}

std::optional<CallTemplate> CallCompiler::call(base::ByteSpan start, const Type& tuple,
                                               std::span<const Argument> arguments, std::size_t offset,
                                               std::string_view path) {
  const At at{std::string(path), offset};
  // Arguments follow the selector, and the offsets of the tails count from the first of them.
  base::append(out_.bytes_, start);
  if (arguments.size() != tuple.parts.size()) {
    fail(at, cat(tuple.text(), " takes ", tuple.parts.size(),
                 tuple.parts.size() == 1 ? " argument" : " arguments", ", got ", arguments.size()));
    return std::nullopt;
  }
  std::vector<const Type*> types;
  for (const Type& part : tuple.parts) types.push_back(&part);
  if (!has_room(start.size(), at) || !sequence(types, arguments, at.path)) return std::nullopt;
  return std::move(out_);
}

// The heads in order, then the tails; offsets count from the first head.
bool CallCompiler::sequence(std::span<const Type* const> types, std::span<const Argument> items,
                            const std::string& path) {
  const std::size_t begin = out_.bytes_.size();
  const auto first = static_cast<std::uint16_t>(out_.drawn_.size());
  std::vector<std::size_t> heads(items.size());
  const auto place = [&](std::size_t i) { return At{cat(path, '[', i, ']'), items[i].offset}; };
  for (std::size_t i = 0; i < items.size(); ++i) {
    heads[i] = out_.bytes_.size();
    if (!types[i]->is_dynamic()) {
      if (!in_head(*types[i], items[i], place(i))) return false;
    } else {
      if (!has_room(kWord, place(i))) return false;
      append_word(out_.bytes_, 0);
    }
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!types[i]->is_dynamic()) continue;
    const std::uint64_t offset = out_.bytes_.size() - begin;
    base::store_be64(out_.bytes_.data() + heads[i] + kWord - 8, offset);
    const auto last = static_cast<std::uint16_t>(out_.drawn_.size());
    if (last > first) out_.offsets_.push_back({static_cast<std::uint32_t>(heads[i]), first, last, offset});
    if (!in_tail(*types[i], items[i], place(i))) return false;
  }
  return true;
}

bool CallCompiler::in_head(const Type& type, const Argument& argument, const At& at) {
  if (type.kind == Kind::tuple || type.kind == Kind::fixed_array) return list(type, argument, at, false);
  auto word = scalar(type, argument, at);
  if (!word || !has_room(kWord, at)) return false;
  const auto where = static_cast<std::uint32_t>(out_.bytes_.size());
  base::append(out_.bytes_, word->constant);
  if (word->source)
    out_.words_.push_back({where, static_cast<std::uint16_t>(out_.drawn_.size()), *std::move(word->source)});
  return true;
}

bool CallCompiler::in_tail(const Type& type, const Argument& argument, const At& at) {
  if (type.kind == Kind::bytes || type.kind == Kind::string) return byte_string(type, argument, at, true);
  return list(type, argument, at, type.kind == Kind::array);
}

bool CallCompiler::list(const Type& type, const Argument& argument, const At& at, bool counted) {
  const bool is_tuple = type.kind == Kind::tuple;
  if (argument.kind != Argument::Kind::list)
    return fail(at, cat("expected a list for ", type.text(), ", got ", quote(argument.text)));
  const std::size_t count = argument.items.size();
  const std::size_t wanted = counted ? count : is_tuple ? type.parts.size() : type.size;
  if (count != wanted)
    return fail(at, cat(type.text(), " takes ", wanted, wanted == 1 ? " value" : " values", ", got ", count));
  std::vector<const Type*> types;
  for (std::size_t i = 0; i < count; ++i) types.push_back(is_tuple ? &type.parts[i] : &type.parts[0]);
  if (counted) {
    if (!has_room(kWord, at)) return false;
    append_word(out_.bytes_, count);
  }
  return sequence(types, argument.items, at.path);
}

bool CallCompiler::add_bytes(base::ByteSpan bytes, const At& at, bool padded) {
  const std::size_t padding = padded ? (kWord - bytes.size() % kWord) % kWord : 0;
  if (!has_room(bytes.size() + padding + (padded ? kWord : 0), at)) return false;
  if (padded) append_word(out_.bytes_, bytes.size());
  base::append(out_.bytes_, bytes);
  out_.bytes_.resize(out_.bytes_.size() + padding);
  return true;
}

bool CallCompiler::add_drawn(DrawnBytes value, const At& at, bool padded) {
  if (out_.drawn_.size() == CallTemplate::kMaxDrawn)
    return fail(at, cat("more than ", CallTemplate::kMaxDrawn, " values of drawn length in one call"));
  if (!has_room(value.max_size + 2 * kWord, at)) return false;
  if (padded) append_word(out_.bytes_, 0);
  out_.drawn_.push_back({static_cast<std::uint32_t>(out_.bytes_.size()), padded, std::move(value)});
  return true;
}

bool CallCompiler::byte_string(const Type& type, const Argument& argument, const At& at, bool padded) {
  const bool is_text = type.kind == Kind::string;
  if (argument.kind != Argument::Kind::text)
    return fail(at,
                cat("expected ", is_text ? "a text" : "hex bytes, 0x..., for bytes", ", got ",
                    argument.kind == Argument::Kind::list ? std::string("a list") : quote(argument.text)));
  const auto pieces = parse_pieces(argument.text);
  if (!pieces) return fail(at, pieces.error().message);
  if (const Placeholder* one = sole(*pieces)) {
    if (one->kind == Place::pick) return one_of_bytes(type, *one, at, padded);
    if (noun(one->kind) == "bytes") return bytes_placeholder(type, *one, at, padded);
    if (!is_text) return fail(at, cat(one->text, " is ", noun(one->kind), ", not bytes"));
  }
  if (is_text && has_any(*pieces)) return mixed_text(*pieces, at);
  if (has_any(*pieces)) return fail(at, "only a string can mix text and placeholders");
  const std::string text = pieces->empty() ? std::string() : pieces->front().literal;
  if (is_text) return add_bytes(base::as_bytes(text), at, padded);
  const auto bytes = base::decode_hex(text);
  if (!bytes) return fail(at, cat("expected hex bytes, 0x..., for bytes, got ", quote(argument.text)));
  return add_bytes(*bytes, at, padded);
}

bool CallCompiler::mixed_text(const std::vector<Piece>& pieces, const At& at) {
  static const Type kNumber{Kind::unsigned_number, 64, {}};
  static const Type kAddress{Kind::address, 0, {}};
  DrawnBytes value;
  value.kind = DrawnBytes::Kind::text;
  for (const Piece& piece : pieces) {
    DrawnBytes::Part part;
    part.literal = piece.literal;
    value.max_size += part.literal.size();
    if (piece.is_placeholder) {
      const Placeholder& one = piece.placeholder;
      if (noun(one.kind) == "bytes" || one.kind == Place::nonce || one.kind == Place::pick)
        return fail(at, cat(one.text, " cannot be a part of a text"));
      const bool is_address = noun(one.kind) == "an address";
      auto word = word_placeholder(is_address ? kAddress : kNumber, one, at);
      if (!word) return false;
      if (!word->source) {  // as a choice of one
        word->source.emplace();
        word->source->kind = WordSource::Kind::choice;
        word->source->choices = {word->constant};
      }
      word->source->is_address = is_address;
      part.word = std::move(word->source);
      value.max_size += is_address ? 42 : 20;
    }
    value.parts.push_back(std::move(part));
  }
  return add_drawn(std::move(value), at, true);
}

bool CallCompiler::one_of_bytes(const Type& type, const Placeholder& pick, const At& at, bool padded) {
  DrawnBytes value;
  value.kind = DrawnBytes::Kind::choice;
  for (const std::string_view choice : split(pick.argument, '|')) {
    const auto bytes = type.kind == Kind::string ? std::optional(base::Bytes(choice.begin(), choice.end()))
                                                 : base::decode_hex(choice);
    if (!bytes)
      return fail(at, cat(pick.text, ": expected hex bytes, 0x..., for bytes, got ", quote(choice)));
    value.max_size = std::max(value.max_size, bytes->size());
    value.choices.push_back(*bytes);
  }
  return add_drawn(std::move(value), at, padded);
}

bool CallCompiler::bytes_placeholder(const Type& type, const Placeholder& placeholder, const At& at,
                                     bool padded) {
  if (type.kind == Kind::string && placeholder.kind == Place::random_bytes)
    return fail(at, cat(placeholder.text, " is no text: a string is UTF-8"));
  if (placeholder.kind == Place::sized_bytes) {
    const profile::ScenarioConfig& scenario = context_.scenario;
    if (scenario.size_buckets.empty())
      return fail(at, "{sizedBytes} needs sizeDistribution and sizeBuckets in the scenario");
    if (!out_.sizes_) out_.sizes_.emplace(*scenario.size_distribution, scenario.size_buckets.size());
    out_.size_buckets_ = scenario.size_buckets;
    out_.has_sized_ = true;
    DrawnBytes value;
    value.max_size = *std::max_element(scenario.size_buckets.begin(), scenario.size_buckets.end());
    return add_drawn(std::move(value), at, padded);
  }
  const auto size = base::parse_u64(placeholder.argument);
  if (!size || *size > CallTemplate::kMaxSize)
    return fail(at, cat(placeholder.text, ": expected a count from 0 to ", CallTemplate::kMaxSize));
  const std::size_t begin = out_.bytes_.size() + (padded ? kWord : 0);
  if (!add_bytes(base::Bytes(static_cast<std::size_t>(*size)), at, padded)) return false;
  if (placeholder.kind == Place::random_bytes && *size > 0)
    out_.fills_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint16_t>(out_.drawn_.size()),
                           static_cast<std::uint32_t>(*size)});
  return true;
}

std::optional<CallTemplate> CallCompiler::data(const profile::Text& text, std::string_view path) {
  const At at{std::string(path), text.offset};
  const auto pieces = parse_pieces(text.text);
  if (!pieces) return fail(at, pieces.error().message), std::nullopt;
  for (const Piece& piece : *pieces)
    if (!data_piece(piece, at)) return std::nullopt;
  return std::move(out_);
}

bool CallCompiler::data_piece(const Piece& piece, const At& at) {
  static const Type kBytes{Kind::bytes, 0, {}};
  const Placeholder& one = piece.placeholder;
  if (!piece.is_placeholder) {
    const auto bytes = base::decode_hex(piece.literal);
    return bytes ? add_bytes(*bytes, at, false)
                 : fail(at, cat("expected hex bytes, 0x..., got ", quote(piece.literal)));
  }
  if (one.kind == Place::pick) return one_of_bytes(kBytes, one, at, false);
  if (noun(one.kind) == "bytes") return bytes_placeholder(kBytes, one, at, false);
  return fail(at, cat(one.text, " is ", noun(one.kind), ", not bytes"));
}

std::optional<CompiledWord> CallCompiler::word(const Type& type, const profile::Text& text,
                                               std::string_view path) {
  return scalar(type, Argument::of(text.text), {std::string(path), text.offset});
}

std::optional<CompiledWord> CallCompiler::scalar(const Type& type, const Argument& argument, const At& at) {
  if (argument.kind == Argument::Kind::text && has_placeholder(argument.text)) {
    const auto pieces = parse_pieces(argument.text);
    if (!pieces) return fail(at, pieces.error().message), std::nullopt;
    if (const Placeholder* one = sole(*pieces)) return word_placeholder(type, *one, at);
    return fail(at, "only a string can mix text and placeholders"), std::nullopt;
  }
  auto word = parse_word(type, argument);
  if (!word) return fail(at, std::move(word).error().message), std::nullopt;
  return CompiledWord{*word, {}};
}

std::optional<CompiledWord> CallCompiler::word_placeholder(const Type& type, const Placeholder& placeholder,
                                                           const At& at) {
  const Place kind = placeholder.kind;
  if (kind == Place::pick) {
    CompiledWord word = from(WordSource::Kind::choice, type.kind == Kind::address);
    for (const std::string_view choice : split(placeholder.argument, '|')) {
      auto one = parse_word(type, Argument::of(std::string(choice)));
      if (!one) return fail(at, cat(placeholder.text, ": ", one.error().message)), std::nullopt;
      word.source->choices.push_back(*one);
    }
    return word;
  }
  const std::string_view what = noun(kind);
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
    case Place::number:
      return from(WordSource::Kind::number);
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
