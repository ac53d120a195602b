#include "profile/decode_access_list.h"

#include "base/hex.h"

namespace seiload::profile {
namespace {

using json::Value;

std::optional<eth::AccessEntry> decode_access_entry(Fields& fields, const Value& value,
                                                    const SourceLocation& place) {
  eth::AccessEntry entry;
  bool is_given = false;
  fields.object(value, place,
                {{"address",
                  [&](const Value& v, const SourceLocation& p) {
                    is_given = true;
                    const auto address =
                        v.string() != nullptr ? eth::parse_address(*v.string()) : std::nullopt;
                    if (!address) return fields.wrong(p, "an address, 0x and 40 hex digits", v);
                    entry.address = *address;
                  }},
                 {"storageKeys", [&](const Value& v, const SourceLocation& p) {
                    fields.array(v, p, [&](const Value& item, const SourceLocation& at) {
                      const auto key = item.string() != nullptr ? base::decode_hex_array<32>(*item.string())
                                                                : std::nullopt;
                      if (!key) return fields.wrong(at, "a storage key, 0x and 64 hex digits", item);
                      entry.storage_keys.push_back(*key);
                    });
                  }}});
  if (value.object() == nullptr) return std::nullopt;
  if (!is_given) fields.add(place, "key 'address' is missing");
  return entry;
}

}  // namespace

AccessList decode_access_list(Fields& fields, const Value& value, const SourceLocation& place) {
  AccessList list;
  list.create = value.string() != nullptr && *value.string() == "create";
  if (list.create) return list;
  if (value.array() == nullptr) {
    fields.wrong(place, "\"create\", or an array of addresses with their storageKeys", value);
    return list;
  }
  fields.array(value, place, [&](const Value& v, const SourceLocation& p) {
    if (auto entry = decode_access_entry(fields, v, p)) list.entries.push_back(*std::move(entry));
  });
  return list;
}

}  // namespace seiload::profile
