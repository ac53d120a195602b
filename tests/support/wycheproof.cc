#include "support/wycheproof.h"

#include "base/hex.h"

namespace seiload::test {
namespace {

base::Bytes digits(const Record& record, std::string_view key) {
  if (auto found = base::decode_hex_digits(record.text(key))) return std::move(*found);
  ADD_FAILURE() << record.label() << ": " << key << " is no hex string";
  return {};
}

}  // namespace

std::string WycheproofCase::label() const {
  const auto* const comment = record_.value().find("comment");
  const auto* const text = comment == nullptr ? nullptr : comment->string();
  return record_.file() + " tcId " + std::to_string(record_.number("tcId")) +
         (text == nullptr ? std::string() : ": " + *text);
}

bool WycheproofCase::has_flag(std::string_view flag) const {
  const auto* const flags = record_.field("flags").array();
  if (flags == nullptr) return false;
  for (const auto& one : *flags)
    if (one.string() != nullptr && *one.string() == flag) return true;
  return false;
}

base::Bytes WycheproofCase::bytes(std::string_view key) const { return digits(record_, key); }

base::Bytes WycheproofGroup::bytes(std::string_view key) const { return digits(fields, key); }

std::optional<std::vector<WycheproofGroup>> load_wycheproof(std::string_view name) {
  const auto content = read_file(vector_folder(VectorSet::full) + "/tls/" + std::string(name));
  if (!content) return std::nullopt;
  const std::string file(name);
  std::vector<WycheproofGroup> groups;
  auto value = json::parse(*content);
  const json::Value* const found = value ? value->find("testGroups") : nullptr;
  if (found == nullptr || found->array() == nullptr || found->array()->empty()) {
    ADD_FAILURE() << name << ": no testGroups";
    return groups;
  }
  for (const json::Value& group : *found->array()) {
    json::Object fields;
    std::vector<WycheproofCase> cases;
    for (const json::Member& member : *group.object())
      if (member.key != "tests")
        fields.push_back(member);
      else
        for (const json::Value& one : *member.value.array()) cases.emplace_back(file, one);
    EXPECT_FALSE(cases.empty()) << name;
    groups.push_back({Record(file, json::Value(std::move(fields), group.offset)), std::move(cases)});
  }
  return groups;
}

}  // namespace seiload::test
