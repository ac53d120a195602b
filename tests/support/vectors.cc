#include "support/vectors.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "base/hex.h"

namespace seiload::test {
namespace {

const json::Value& null_value() {
  static const json::Value value;
  return value;
}

}  // namespace

std::string vector_folder(VectorSet set) {
  if (set == VectorSet::compact) return "tests/data/generated";
  const char* const folder = std::getenv("SEILOAD_VECTORS");
  return folder != nullptr && *folder != '\0' ? folder : "../shared/vectors";
}

std::string Record::label() const {
  for (const char* key : {"id", "name", "comment"})
    if (const auto* found = value_.find(key); found != nullptr && found->string() != nullptr)
      return file_ + " " + *found->string();
  return file_ + ", at byte " + std::to_string(value_.offset);
}

bool Record::is_null(std::string_view key) const { return field(key).is_null(); }

const json::Value& Record::field(std::string_view key) const {
  if (const auto* found = value_.find(key)) return *found;
  ADD_FAILURE() << label() << ": no field " << key;
  return null_value();
}

std::string Record::text(std::string_view key) const {
  if (const auto* found = field(key).string()) return *found;
  ADD_FAILURE() << label() << ": " << key << " is no string";
  return {};
}

bool Record::boolean(std::string_view key) const {
  if (const auto* found = field(key).boolean()) return *found;
  ADD_FAILURE() << label() << ": " << key << " is no bool";
  return false;
}

std::uint64_t Record::number(std::string_view key) const {
  if (const auto* found = field(key).number())
    if (const auto number = found->as_u64()) return *number;
  ADD_FAILURE() << label() << ": " << key << " is no unsigned number";
  return 0;
}

base::Bytes Record::bytes(std::string_view key) const {
  if (auto found = base::decode_hex(text(key))) return std::move(*found);
  ADD_FAILURE() << label() << ": " << key << " is no hex string";
  return {};
}

base::Bytes32 Record::bytes32(std::string_view key) const {
  if (const auto found = base::decode_hex_array<32>(text(key))) return *found;
  ADD_FAILURE() << label() << ": " << key << " is not 32 bytes";
  return {};
}

std::optional<std::string> read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (file == nullptr) return std::nullopt;
  std::string content;
  char piece[65536];
  for (std::size_t got; (got = std::fread(piece, 1, sizeof piece, file.get())) > 0;)
    content.append(piece, got);
  if (std::ferror(file.get()) != 0) return std::nullopt;
  return content;
}

std::optional<std::vector<Record>> load_vectors(VectorSet set, std::string_view name) {
  const auto content = read_file(vector_folder(set) + "/" + std::string(name));
  if (!content) return std::nullopt;
  auto value = json::parse(*content);
  std::vector<Record> records;
  if (!value) {
    ADD_FAILURE() << name << ":" << value.error().message;
  } else if (value->array() == nullptr || value->array()->empty()) {
    ADD_FAILURE() << name << ": not an array of records";
  } else {
    for (auto& element : *value->array()) records.emplace_back(std::string(name), std::move(element));
  }
  return records;
}

std::string name_of_set(const ::testing::TestParamInfo<VectorSet>& info) {
  return info.param == VectorSet::compact ? "Compact" : "Full";
}

}  // namespace seiload::test
