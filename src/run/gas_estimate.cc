#include "run/gas_estimate.h"

#include <optional>

#include "base/hex.h"
#include "base/text.h"
#include "chain/replay.h"
#include "eth/revert.h"
#include "json/value.h"
#include "rpc/answer.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr std::int64_t kMethodNotFound = -32601;

std::string json_of(std::span<const eth::AccessEntry> list) {
  std::string text;
  for (const eth::AccessEntry& entry : list) {
    std::string keys;
    for (const base::Bytes32& key : entry.storage_keys)
      keys += cat(keys.empty() ? "\"" : ",\"", base::to_hex(key), '"');
    text += cat(text.empty() ? "[" : ",", "{\"address\":\"", eth::to_hex(entry.address),
                "\",\"storageKeys\":[", keys, "]}");
  }
  return text + ']';
}

base::Error would_fail(const chain::NodeReply& reply, std::span<const eth::abi::Signature> errors) {
  const base::Bytes bytes = chain::revert_data(reply.data);
  const std::string why = bytes.empty() ? base::quote(reply.message) : eth::describe_revert(bytes, errors);
  return {base::Code::remote, cat("the call would fail: ", why)};
}

std::optional<eth::AccessEntry> read_entry(const json::Value& value) {
  const json::Value* const address = value.find("address");
  const json::Value* const keys = value.find("storageKeys");
  if (address == nullptr || address->string() == nullptr || keys == nullptr) return std::nullopt;
  const auto where = eth::parse_address(*address->string());
  if (!where) return std::nullopt;
  eth::AccessEntry entry{*where, {}};
  if (keys->is_null()) return entry;
  if (keys->array() == nullptr) return std::nullopt;
  for (const json::Value& one : *keys->array()) {
    const auto key = one.string() != nullptr ? base::decode_hex_array<32>(*one.string()) : std::nullopt;
    if (!key) return std::nullopt;
    entry.storage_keys.push_back(*key);
  }
  return entry;
}

}  // namespace

std::string estimate_params(const workload::Intent& intent) {
  std::string text = cat("[{\"from\":\"", eth::to_hex(intent.sender), "\"");
  if (intent.to) text += cat(",\"to\":\"", eth::to_hex(*intent.to), "\"");
  text += cat(",\"value\":\"", intent.value.to_quantity(), "\"");
  if (!intent.data.empty()) text += cat(",\"data\":\"", base::to_hex(intent.data), "\"");
  if (!intent.access_list.empty()) text += cat(",\"accessList\":", json_of(intent.access_list));
  return text + "}]";
}

base::Result<std::uint64_t> gas_limit_by(const base::Result<chain::NodeReply>& reply,
                                         std::span<const eth::abi::Signature> errors) {
  if (!reply) return reply.error();
  if (!reply->result) return would_fail(*reply, errors);
  const auto gas = rpc::read_quantity(*reply->result);
  if (!gas || !gas->fits_u64() || gas->low_u64() > ~std::uint64_t{0} / 2)
    return base::Error{base::Code::protocol,
                       cat(kEstimateGas, ": expected a quantity, got ", base::quote(*reply->result))};
  return gas->low_u64() + gas->low_u64() / 5;
}

base::Result<std::vector<eth::AccessEntry>> access_list_by(const base::Result<chain::NodeReply>& reply,
                                                           std::span<const eth::abi::Signature> errors) {
  if (!reply) return reply.error();
  if (!reply->result && reply->code == kMethodNotFound) return chain::error_of(kCreateAccessList, *reply);
  if (!reply->result) return would_fail(*reply, errors);
  const base::Error unknown{base::Code::protocol, cat(kCreateAccessList, ": expected an accessList, got ",
                                                      base::quote(*reply->result))};
  const auto result = json::parse(*reply->result);
  if (!result) return unknown;
  if (const json::Value* error = result->find("error"); error != nullptr && error->string() != nullptr)
    return base::Error{base::Code::remote, cat("the call would fail: ", base::quote(*error->string()))};
  const json::Value* const list = result->find("accessList");
  if (list == nullptr || list->array() == nullptr) return unknown;
  std::vector<eth::AccessEntry> entries;
  for (const json::Value& one : *list->array()) {
    auto entry = read_entry(one);
    if (!entry) return unknown;
    entries.push_back(*std::move(entry));
  }
  return entries;
}

}  // namespace seiload::run
