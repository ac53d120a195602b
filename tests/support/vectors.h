#pragma once
// Conformance vectors: files of one JSON array of records each. Two sets have the same names and forms: the
// compact one in tests/data/generated, always there, and the full one in the folder that SEILOAD_VECTORS
// names (default
// ../shared/vectors), which may be absent: then its tests are skipped. Paths are relative to the working
// directory, the repository's root.
//
//   class Keccak : public test::VectorTest {};
//   INSTANTIATE_TEST_SUITE_P(Sets, Keccak, test::both_sets(), test::name_of_set);
//   TEST_P(Keccak, Vectors) {
//     LOAD_VECTORS(records, "keccak256.json");
//     for (const auto& record : records) EXPECT_EQ(keccak256(record.bytes("input")),
//     record.bytes32("output"));
//   }

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "json/value.h"

namespace seiload::test {

enum class VectorSet { compact, full };

std::string vector_folder(VectorSet set);

// One record. The getters fail the test, naming file, record and field, where the field is missing or of
// another kind, and then give something empty.
class Record {
 public:
  Record(std::string file, json::Value value) : file_(std::move(file)), value_(std::move(value)) {}

  const std::string& file() const { return file_; }
  const json::Value& value() const { return value_; }
  std::string label() const;  // "keccak256.json keccak-001": for SCOPED_TRACE

  bool has(std::string_view key) const { return value_.find(key) != nullptr; }
  bool is_null(std::string_view key) const;
  const json::Value& field(std::string_view key) const;
  std::string text(std::string_view key) const;
  bool boolean(std::string_view key) const;
  std::uint64_t number(std::string_view key) const;
  base::Bytes bytes(std::string_view key) const;      // "0x..."
  base::Bytes32 bytes32(std::string_view key) const;  // of exactly 32 bytes

 private:
  std::string file_;
  json::Value value_;
};

std::optional<std::string> read_file(const std::string& path);

// Nothing if the file is not there; fails the test if it is not what it should be.
std::optional<std::vector<Record>> load_vectors(VectorSet set, std::string_view name);

class VectorTest : public ::testing::TestWithParam<VectorSet> {};

inline auto both_sets() { return ::testing::Values(VectorSet::compact, VectorSet::full); }
inline auto full_set() { return ::testing::Values(VectorSet::full); }  // for what is never committed
std::string name_of_set(const ::testing::TestParamInfo<VectorSet>& info);

}  // namespace seiload::test

// Within a TEST_P of a VectorTest: defines `records`, or skips; a missing file of the compact set is a
// failure.
#define LOAD_VECTORS(records, name)                                                       \
  const auto records##_loaded = ::seiload::test::load_vectors(GetParam(), name);          \
  if (!records##_loaded && GetParam() == ::seiload::test::VectorSet::full)                \
    GTEST_SKIP() << "no " << ::seiload::test::vector_folder(GetParam()) << "/" << (name); \
  ASSERT_TRUE(records##_loaded.has_value())                                               \
      << "no " << ::seiload::test::vector_folder(GetParam()) << "/" << (name);            \
  const auto& records = *records##_loaded
