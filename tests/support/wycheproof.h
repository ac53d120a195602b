#pragma once
// The files of C2SP/wycheproof (testvectors_v1) as they are, in the folder tls/ of the full set of vectors
// (support/vectors.h): groups of cases, hex without "0x". They are never committed: their tests are skipped
// where the folder is absent.
//
//   TEST(HmacSha256, Wycheproof) {
//     LOAD_WYCHEPROOF(groups, "wycheproof_hmac_sha256_test.json");
//     for (const auto& group : groups)
//       for (const auto& one : group.cases) EXPECT_EQ(check(one.bytes("key")), one.valid()) << one.label();
//   }

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/vectors.h"

namespace seiload::test {

class WycheproofCase {
 public:
  WycheproofCase(std::string file, json::Value value) : record_(std::move(file), std::move(value)) {}

  std::string label() const;                      // "wycheproof_hmac_sha256_test.json tcId 7: empty message"
  bool valid() const { return result() == "valid"; }
  std::string result() const { return record_.text("result"); }  // valid, invalid or acceptable
  bool has_flag(std::string_view flag) const;
  base::Bytes bytes(std::string_view key) const;  // of hex digits
  const Record& record() const { return record_; }

 private:
  Record record_;
};

struct WycheproofGroup {
  Record fields;  // without its cases
  std::vector<WycheproofCase> cases;

  base::Bytes bytes(std::string_view key) const;  // of hex digits
};

// Nothing if the file is not there; fails the test if it is not what it should be.
std::optional<std::vector<WycheproofGroup>> load_wycheproof(std::string_view name);

}  // namespace seiload::test

// Within a TEST: defines `groups`, or skips.
#define LOAD_WYCHEPROOF(groups, name)                                                                \
  const auto groups##_loaded = ::seiload::test::load_wycheproof(name);                               \
  if (!groups##_loaded)                                                                              \
    GTEST_SKIP() << "no " << ::seiload::test::vector_folder(::seiload::test::VectorSet::full) << "/tls/" \
                 << (name);                                                                          \
  const auto& groups = *groups##_loaded
