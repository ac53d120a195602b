#include "mockchain/params.h"

#include "base/hex.h"
#include "base/text.h"
#include "base/uint256.h"

namespace seiload::mockchain {

using base::cat;
using json::Value;

void Params::fail_argument(std::size_t i, std::string_view what) {
  fail(kInvalidParams, cat("invalid argument ", i, ": ", what));
}

const Value* Params::required(std::size_t i) {
  const Value* value = get(i);
  if (value == nullptr) fail(kInvalidParams, cat("missing value for required argument ", i));
  return value;
}

std::optional<std::string_view> Params::text(std::size_t i) {
  const Value* value = required(i);
  if (value == nullptr) return std::nullopt;
  if (value->string() != nullptr) return *value->string();
  fail_argument(i, cat("expected a string, got ", json::name_of(value->kind())));
  return std::nullopt;
}

std::optional<eth::Address> Params::address(std::size_t i) {
  const auto written = text(i);
  if (!written) return std::nullopt;
  const auto bytes = base::decode_hex_array<20>(*written);
  if (!bytes) return fail_argument(i, "expected 0x and 40 hexadecimal digits"), std::nullopt;
  return eth::Address{*bytes};
}

std::optional<base::Bytes32> Params::hash(std::size_t i) {
  const auto written = text(i);
  if (!written) return std::nullopt;
  const auto bytes = base::decode_hex_array<32>(*written);
  if (!bytes) fail_argument(i, "expected 0x and 64 hexadecimal digits");
  return bytes;
}

bool Params::flag(std::size_t i) {
  const Value* value = get(i);
  if (value == nullptr) return false;
  if (value->boolean() != nullptr) return *value->boolean();
  fail_argument(i, "expected true or false");
  return false;
}

BlockPtr Params::block(std::size_t i, bool may_be_missing) {
  if (may_be_missing && get(i) == nullptr) return chain_.latest();
  const Value* value = required(i);
  if (value != nullptr && value->object() != nullptr) return block_of_object(i, *value);
  const auto tag = text(i);
  return tag ? block_of_text(i, *tag) : nullptr;
}

BlockPtr Params::block_of_text(std::size_t i, std::string_view tag) {
  if (tag == "latest" || tag == "pending" || tag == "safe" || tag == "finalized") return chain_.latest();
  if (tag == "earliest") return chain_.block(0);
  if (const auto bytes = base::decode_hex_array<32>(tag)) return chain_.block(*bytes);
  if (const auto number = base::Uint256::from_quantity(tag))
    return number->fits_u64() ? chain_.block(number->low_u64()) : nullptr;
  fail_argument(i, "expected a block number or tag");
  return nullptr;
}

BlockPtr Params::block_of_object(std::size_t i, const Value& object) {
  const Value *by_hash = object.find("blockHash"), *by_number = object.find("blockNumber");
  if (by_hash != nullptr && by_number != nullptr)
    return fail_argument(i, "cannot specify both blockHash and blockNumber, choose one or the other"),
           nullptr;
  const Value* one = by_hash != nullptr ? by_hash : by_number;
  if (one == nullptr || one->string() == nullptr)
    return fail_argument(i, "expected blockHash or blockNumber, a string"), nullptr;
  if (by_hash != nullptr && !base::decode_hex_array<32>(*one->string()))
    return fail_argument(i, "blockHash: expected 0x and 64 hexadecimal digits"), nullptr;
  return block_of_text(i, *one->string());
}

bool Params::is_pending(std::size_t i) const {
  const Value* value = get(i);
  return value != nullptr && value->string() != nullptr && *value->string() == "pending";
}

}  // namespace seiload::mockchain
