#pragma once
// The JSON report of a run that watched the chain, and the numbers in it.

#include <gtest/gtest.h>

#include <string>

#include "json/value.h"
#include "support/run_command.h"

namespace seiload::test {

class Report {
 public:
  explicit Report(const CommandResult& result) {
    auto parsed = json::parse(result.out);
    EXPECT_TRUE(parsed) << result.out << result.log;
    if (parsed) value_ = std::move(*parsed);
  }
  bool has(const char* section) const { return value_.find(section) != nullptr; }
  std::uint64_t number(const char* section, const char* key) const {
    const json::Value* object = value_.find(section);
    const json::Value* value = object != nullptr ? object->find(key) : nullptr;
    return value != nullptr && value->number() != nullptr ? value->number()->as_u64().value_or(~0U) : ~0U;
  }
  std::string text(const char* section, const char* key) const {
    const json::Value* object = value_.find(section);
    const json::Value* value = object != nullptr ? object->find(key) : nullptr;
    return value != nullptr && value->string() != nullptr ? *value->string() : "(none)";
  }
  std::uint64_t inclusion(const char* key) const { return number("inclusion", key); }
  std::uint64_t count(const char* section, const char* histogram) const {
    return *value_.find(section)->find(histogram)->find("count")->number()->as_u64();
  }
  // The sums of the specification.
  void expect_sums() const {
    EXPECT_TRUE(*value_.find("inclusion")->find("balanced")->boolean());
    EXPECT_EQ(inclusion("registered"), inclusion("included") + inclusion("expired") + inclusion("in_flight"));
    EXPECT_EQ(inclusion("included"), inclusion("succeeded") + inclusion("reverted") + inclusion("unverified"));
    EXPECT_EQ(number("totals", "accepted"), inclusion("registered") + inclusion("dropped_at_cap"));
  }

 private:
  json::Value value_;
};

}  // namespace seiload::test
