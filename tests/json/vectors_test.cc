// The public JSONTestSuite selection and json_values.json of the vectors folder (SEILOAD_VECTORS, else
// ../shared/vectors); skipped where there is none.

#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/hex.h"
#include "base/number.h"
#include "base/text.h"
#include "json/value.h"

namespace seiload::json {
namespace {

std::filesystem::path folder() {
  const char* named = std::getenv("SEILOAD_VECTORS");
  return named != nullptr ? named : "../shared/vectors";
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

// RFC 6901, as far as needed: no array index but digits.
const Value* at(const Value& root, std::string_view pointer) {
  const Value* value = &root;
  while (!pointer.empty() && value != nullptr) {
    pointer.remove_prefix(1);
    std::string key(pointer.substr(0, pointer.find('/')));
    pointer.remove_prefix(key.size());
    for (const auto& [from, to] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}})
      for (std::size_t i; (i = key.find(from)) != std::string::npos;) key.replace(i, 2, to);
    if (const Array* items = value->array()) {
      const auto index = base::parse_u64(key);
      value = index && *index < items->size() ? &(*items)[*index] : nullptr;
    } else {
      value = value->find(key);
    }
  }
  return value;
}

TEST(JsonVectors, SuiteIsJudgedAsItsNamesSay) {
  if (!std::filesystem::is_directory(folder() / "json")) GTEST_SKIP() << "no vectors in " << folder();
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder() / "json")) {
    const std::string name = entry.path().filename().string(), text = read(entry.path());
    const auto value = parse(text);
    if (name[0] == 'y') {
      EXPECT_TRUE(value) << name << ": " << value.error().message;
    }
    if (name[0] == 'n') {
      EXPECT_FALSE(value) << name;
    }
    ++files;
  }
  EXPECT_GT(files, 0);
}

TEST(JsonVectors, ValuesAreThese) {
  if (!std::filesystem::exists(folder() / "json_values.json")) GTEST_SKIP() << "no vectors in " << folder();
  const auto records = parse(read(folder() / "json_values.json"));
  ASSERT_TRUE(records) << records.error().message;
  for (const Value& record : *records->array()) {
    SCOPED_TRACE(*record.find("id")->string());
    const auto bytes = base::decode_hex(*record.find("text")->string());
    const auto root = parse(base::as_text(*bytes), {.max_depth = kMaxDepth});
    ASSERT_TRUE(root) << root.error().message;
    const Value* value = at(*root, *record.find("pointer")->string());
    ASSERT_NE(value, nullptr);
    const std::string type = *record.find("type")->string();
    if (type == "string") {
      ASSERT_EQ(value->kind(), Kind::string);
      EXPECT_EQ(base::to_hex(base::as_bytes(*value->string())), *record.find("value")->string());
    } else if (type == "number") {
      ASSERT_EQ(value->kind(), Kind::number);
      const auto bits = base::decode_hex(*record.find("double")->string());
      EXPECT_EQ(*value->number()->as_double(), std::bit_cast<double>(base::load_be64(bits->data())));
      if (const Value* integer = record.find("integer")) {
        EXPECT_EQ(value->number()->text, *integer->string());
        if (const auto exact = value->number()->as_u64()) {
          EXPECT_EQ(std::to_string(*exact), *integer->string());
        }
      }
    } else if (type == "bool") {
      ASSERT_EQ(value->kind(), Kind::boolean);
      EXPECT_EQ(*value->boolean(), *record.find("value")->boolean());
    } else if (type == "null") {
      EXPECT_TRUE(value->is_null());
    } else {
      ASSERT_EQ(value->kind(), type == "array" ? Kind::array : Kind::object);
      const std::size_t length = type == "array" ? value->array()->size() : value->object()->size();
      EXPECT_EQ(length, record.find("length")->number()->as_u64());
    }
  }
}

}  // namespace
}  // namespace seiload::json
