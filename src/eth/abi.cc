#include "eth/abi.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/keccak.h"

namespace seiload::eth::abi {
namespace {

constexpr std::size_t kWord = 32;

bool is_dynamic(const Value& value) {
  if (std::holds_alternative<base::Bytes>(value.data)) return true;
  const auto* const list = std::get_if<Value::List>(&value.data);
  return list != nullptr &&
         (list->counted || std::any_of(list->items.begin(), list->items.end(), is_dynamic));
}

// Bytes that a value takes up in the head of what contains it.
std::size_t head_size(const Value& value) {
  const auto* const list = std::get_if<Value::List>(&value.data);
  if (list == nullptr || is_dynamic(value)) return kWord;
  std::size_t size = 0;
  for (const Value& item : list->items) size += head_size(item);
  return size;
}

void append(base::Bytes& out, const Value& value);

void append_word(base::Bytes& out, std::uint64_t number) {
  base::append(out, base::Uint256(number).to_be_bytes());
}

// The heads of all items, then the tails of the dynamic ones, whose heads are the tails' offsets from the
// first head.
void append_sequence(base::Bytes& out, std::span<const Value> items) {
  std::size_t heads = 0;
  for (const Value& item : items) heads += head_size(item);
  base::Bytes tails;
  for (const Value& item : items) {
    if (is_dynamic(item)) {
      append_word(out, heads + tails.size());
      append(tails, item);
    } else {
      append(out, item);
    }
  }
  base::append(out, tails);
}

void append(base::Bytes& out, const Value& value) {
  if (const auto* const word = std::get_if<base::Bytes32>(&value.data)) {
    base::append(out, *word);
  } else if (const auto* const string = std::get_if<base::Bytes>(&value.data)) {
    append_word(out, string->size());
    base::append(out, *string);
    out.resize(out.size() + (kWord - string->size() % kWord) % kWord);
  } else {
    const auto& list = std::get<Value::List>(value.data);
    if (list.counted) append_word(out, list.items.size());
    append_sequence(out, list.items);
  }
}

}  // namespace

Selector selector(std::string_view signature) {
  const base::Bytes32 hash = crypto::keccak256(base::as_bytes(signature));
  return {hash[0], hash[1], hash[2], hash[3]};
}

Value number(const base::Uint256& value) { return {value.to_be_bytes()}; }

Value signed_number(std::int64_t value) {  // two's complement
  base::Bytes32 word;
  word.fill(value < 0 ? 0xff : 0x00);
  base::store_be64(word.data() + kWord - 8, static_cast<std::uint64_t>(value));
  return {word};
}

Value address(const Address& address) {
  base::Bytes32 word{};
  std::copy(address.bytes.begin(), address.bytes.end(), word.end() - 20);
  return {word};
}

Value boolean(bool value) { return number(value ? 1 : 0); }

Value fixed_bytes(base::ByteSpan bytes) {
  CHECK(bytes.size() <= kWord);
  base::Bytes32 word{};
  std::copy(bytes.begin(), bytes.end(), word.begin());
  return {word};
}

Value bytes(base::ByteSpan bytes) { return {base::Bytes(bytes.begin(), bytes.end())}; }

Value array(std::vector<Value> items) { return {Value::List{std::move(items), true}}; }

Value tuple(std::vector<Value> items) { return {Value::List{std::move(items), false}}; }

base::Bytes encode(std::span<const Value> arguments) {
  base::Bytes out;
  append_sequence(out, arguments);
  return out;
}

base::Bytes encode_call(std::string_view signature, std::initializer_list<Value> arguments) {
  const Selector start = selector(signature);
  base::Bytes out(start.begin(), start.end());
  append_sequence(out, {arguments.begin(), arguments.size()});
  return out;
}

}  // namespace seiload::eth::abi
