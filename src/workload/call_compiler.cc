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

// The text's one placeholder; null if it has none or is more than that.
const Placeholder* sole(const std::vector<Piece>& pieces) {
  return pieces.size() == 1 && pieces[0].is_placeholder ? &pieces[0].placeholder : nullptr;
}

bool has_any(const std::vector<Piece>& pieces) {
  return std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return piece.is_placeholder; });
}

}  // namespace

base::Bytes32 CompiledWord::draw(const Operation& operation, std::uint64_t purpose,
                                 const Sampler* keys) const {
  if (!source) return constant;
  base::Random random(operation.seed, purpose, operation.number);
  return source->word(operation, random, keys);
}

base::Uint256 CompiledWord::most() const {
  using base::Uint256;
  if (!source) return Uint256::from_be_bytes(constant);
  Uint256 most;
  switch (source->kind) {
    case WordSource::Kind::random:
      return Uint256::saturating_add(Uint256::from_be_bytes(source->low),
                                     Uint256::from_be_bytes(source->span));
    case WordSource::Kind::choice:
      for (const base::Bytes32& choice : source->choices)
        most = std::max(most, Uint256::from_be_bytes(choice));
      return most;
    case WordSource::Kind::time:
      return kMaxUnixSeconds;
    case WordSource::Kind::turn:
      return ~std::uint32_t{0};
    case WordSource::Kind::number:
    case WordSource::Kind::nonce:
      return ~std::uint64_t{0};
    default:  // addresses and bytes
      return Uint256::max();
  }
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
    if (noun_of(one->kind) == "bytes") return bytes_placeholder(type, *one, at, padded);
    if (!is_text) return fail(at, cat(one->text, " is ", noun_of(one->kind), ", not bytes"));
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
      if (noun_of(one.kind) == "bytes" || one.kind == Place::nonce || one.kind == Place::pick)
        return fail(at, cat(one.text, " cannot be a part of a text"));
      const bool is_address = noun_of(one.kind) == "an address";
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
  for (const std::string_view choice : split_choices(pick.argument)) {
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
  if (noun_of(one.kind) == "bytes") return bytes_placeholder(kBytes, one, at, false);
  return fail(at, cat(one.text, " is ", noun_of(one.kind), ", not bytes"));
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

base::Result<Type> parse_constructor_types(std::string_view text) {
  auto types = eth::abi::parse_type(text.empty() ? "()" : text);
  if (types && types->kind != Kind::tuple)
    return base::invalid_input(cat("expected types in brackets, as in (address,uint256), got ", quote(text)));
  return types;
}

}  // namespace seiload::workload
