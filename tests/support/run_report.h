#pragma once
// What tests of whole runs share: a run's JSON report and the numbers in it, and what every
// run must keep whatever happens to it.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "json/value.h"
#include "measure/summary_json.h"
#include "support/fake_node.h"
#include "support/run_command.h"

namespace seiload::test {

class Report {
 public:
  explicit Report(const CommandResult& result) {
    auto parsed = json::parse(result.out);
    EXPECT_TRUE(parsed) << result.out << result.log;
    if (parsed) value_ = std::move(*parsed);
    const auto summary = measure::parse_summary(result.out);
    EXPECT_TRUE(summary && measure::to_json(*summary) == result.out) << result.out;
  }
  const json::Value* at(std::initializer_list<const char*> path) const {
    const json::Value* value = &value_;
    for (const char* key : path)
      if (value != nullptr) value = value->find(key);
    return value;
  }
  std::uint64_t total(const char* key) const {
    const json::Value* value = at({"totals", key});
    return value != nullptr && value->number() != nullptr ? value->number()->as_u64().value_or(~0U) : ~0U;
  }
  std::string text(std::initializer_list<const char*> path) const {
    const json::Value* value = at(path);
    return value != nullptr && value->string() != nullptr ? *value->string() : "(none)";
  }
  std::map<std::string, std::uint64_t> errors() const {
    std::map<std::string, std::uint64_t> counts;
    for (const json::Value& row : *at({"errors"})->array())
      counts[*row.find("class")->string() + "/" + *row.find("reason")->string()] =
          *row.find("count")->number()->as_u64();
    return counts;
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
    EXPECT_EQ(inclusion("registered"),
              inclusion("included") + inclusion("dropped") + inclusion("expired") + inclusion("in_flight"));
    EXPECT_EQ(inclusion("included"),
              inclusion("succeeded") + inclusion("reverted") + inclusion("unverified"));
    EXPECT_EQ(number("totals", "accepted"), inclusion("registered") + inclusion("dropped_at_cap"));
  }
  // And each accepted transaction was seen on the chain.
  void expect_nothing_lost() const {
    expect_sums();
    EXPECT_EQ(inclusion("included"),
              number("totals", "accepted"));  // a slow machine reads receipts of some blocks only
  }

 private:
  json::Value value_;
};

// The ledger as the specification states it; every test that runs a load ends with this.
inline void expect_balanced(const Report& report) {
  EXPECT_TRUE(*report.at({"totals", "balanced"})->boolean());
  EXPECT_EQ(report.total("scheduled"), report.total("dropped") + report.total("admitted"));
  EXPECT_EQ(report.total("admitted"), report.total("accepted") + report.total("rejected") +
                                          report.total("failed") + report.total("unanswered") +
                                          report.total("unsent"));
}

// How many accounts sent; with several workers how much each does is a matter of time.
inline std::size_t expect_contiguous_nonces(const std::vector<Seen>& taken) {
  std::map<eth::Address, std::uint64_t> next;
  for (const Seen& seen : taken) EXPECT_EQ(seen.nonce, next[seen.sender]++);
  return next.size();
}
inline void expect_contiguous_nonces(const std::vector<Seen>& taken, std::size_t accounts) {
  EXPECT_EQ(expect_contiguous_nonces(taken), accounts);
}

}  // namespace seiload::test
