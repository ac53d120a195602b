#include "measure/summary_json.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"
#include "json/value.h"
#include "measure/json_schema.h"
#include "support/example_summary.h"
#include "support/random_summary.h"

namespace seiload::measure {
namespace {

TEST(JsonReport, HasTheDocumentedShape) {
  const auto report = json::parse(to_json(test::example_summary()));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(*report->find("seiload")->find("version")->string(), "1.2.3");
  EXPECT_EQ(*report->find("run")->find("ended_by")->string(), "signal");
  EXPECT_EQ(report->find("totals")->find("unanswered")->number()->text, "1");
  EXPECT_EQ(report->find("scenarios")->array()->size(), 2U);
  const json::Value& from_due = *report->find("latency")->find("from_due");
  EXPECT_EQ(from_due.find("max")->number()->text, "0.003");
  const json::Value& last = (*report->find("intervals")->array())[1];
  EXPECT_EQ(last.find("start_seconds")->number()->text, "10");
  EXPECT_EQ(last.find("length_seconds")->number()->text, "0.012");
  EXPECT_EQ(last.find("accepted")->number()->text, "10");
  EXPECT_TRUE(last.find("p50")->is_null());
  // Lower bounds in ns and counts: what merges exactly with another run's.
  std::uint64_t count = 0;
  for (const json::Value& pair : *from_due.find("buckets")->array())
    count += *(*pair.array())[1].number()->as_u64();
  EXPECT_EQ(count, 3U);
}

// The keys of a value and of all within it.
void collect(const json::Value& value, std::set<std::string>& keys) {
  if (const auto* object = value.object())
    for (const auto& member : *object) {
      keys.insert(member.key);
      collect(member.value, keys);
    }
  if (const auto* array = value.array())
    for (const json::Value& element : *array) collect(element, keys);
}

TEST(JsonReport, ItsKeysAreThoseOfTheManual) {
  std::set<std::string> keys, documented;
  collect(*json::parse(to_json(test::whole_summary())), keys);
  std::ifstream page("man/seiload.5");
  ASSERT_TRUE(page) << "run from the top of the tree";
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line == ".Ss Report") inside = true;
    if (line == ".Ss Outcomes") inside = false;
    if (!inside || (line.rfind(".Cm ", 0) != 0 && line.rfind(".It Cm ", 0) != 0)) continue;
    std::istringstream words(line.substr(line.find("Cm ") + 3));
    for (std::string word; words >> word;)
      if (word[0] >= 'a' && word[0] <= 'z') documented.insert(word);
  }
  EXPECT_EQ(keys, documented);
}

// The properties of a schema's objects, all the way down; and that each required one is there.
void collect_properties(const json::Value& schema, std::set<std::string>& keys) {
  if (const auto* object = schema.object())
    for (const auto& member : *object) {
      if (member.key == "properties")
        for (const auto& property : *member.value.object()) keys.insert(property.key);
      collect_properties(member.value, keys);
    }
}

TEST(JsonReport, ItsSchemaHasTheKeysOfAWholeReport) {
  const auto schema = json::parse(json_schema());
  ASSERT_TRUE(schema) << schema.error().message;
  std::set<std::string> keys, written;
  collect_properties(*schema, keys);
  collect(*json::parse(to_json(test::whole_summary())), written);
  std::erase_if(written, [](const std::string& key) { return base::parse_percentile_name(key); });
  std::erase_if(keys, [](const std::string& key) { return base::parse_percentile_name(key); });
  EXPECT_EQ(keys, written);
  const json::Value& seiload = *schema->find("properties")->find("seiload");
  EXPECT_EQ(seiload.find("properties")->find("report")->find("const")->number()->text, "1");
  EXPECT_EQ(seiload.find("required")->array()->size(), 2U);
  EXPECT_FALSE(*seiload.find("additionalProperties")->boolean());
}

TEST(JsonReport, OfManyLinesOrOneALine) {
  const std::string one = to_json(test::example_summary());
  EXPECT_EQ(parse_summaries(one)->size(), 1U);
  std::string line = one;
  std::erase(line, '\n');
  EXPECT_EQ(parse_summaries(line)->size(), 1U);
  const auto three = parse_summaries(line + "\n\n" + line + "\n" + line + "\n");
  ASSERT_TRUE(three) << three.error().message;
  EXPECT_EQ(three->size(), 3U);
  EXPECT_TRUE(three->back() == test::example_summary());
  EXPECT_TRUE(parse_summaries(line + "\n" + line.substr(0, 99)).error().message.starts_with("line 2: 1:"));
  EXPECT_EQ(parse_summaries("").error().message, parse_summary("").error().message);
}

// Any percentiles; those that every report has stay.
TEST(JsonReport, HasThePercentilesAskedFor) {
  Summary s = test::example_summary();
  s.percentiles = *base::parse_percentiles("75,99.9,9.5");
  const auto report = json::parse(to_json(s));
  std::string keys;
  for (const auto& member : *report->find("latency")->find("from_due")->object()) keys += member.key + " ";
  EXPECT_EQ(keys, "count min mean p9.5 p50 p75 p90 p95 p99 p999 max sum buckets excess ");
  EXPECT_EQ(report->find("latency")->find("from_due")->find("p75")->number()->text, "0.003");
}

void expect_read_back(const Summary& written) {
  const std::string text = to_json(written);
  const auto read = parse_summary(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(*read == written) << text << "\nread back as\n" << to_json(*read);
  EXPECT_EQ(to_json(*read), text);
}

TEST(JsonReport, IsReadBackAsItWasWritten) {
  expect_read_back(Summary());
  expect_read_back(test::example_summary());
}

TEST(JsonReport, OfExtremesIsReadBack) {
  stats::Histogram extremes;
  for (int i = 0; i < 5; ++i) extremes.record(~std::uint64_t{0});
  extremes.record(std::uint64_t{1} << 60);
  extremes.record(0);
  Summary s;
  s.from_due = Times(extremes.snapshot());
  s.chain.blocks.emplace();
  s.chain.blocks->gas = s.chain.blocks->share = extremes.snapshot();
  s.load = base::Duration::max();
  s.accepted_in_load = ~std::uint64_t{0};
  s.average_tps = 1e300;
  expect_read_back(s);
}

TEST(JsonReport, OfRandomValuesIsReadBack) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    base::Random random(seed);
    expect_read_back(test::random_summary(random));
    if (HasFailure()) break;
  }
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

TEST(JsonReport, WhatIsNoReportIsRefusedWithItsPlace) {
  Summary s = test::example_summary();
  s.chain.feed.emplace();
  s.chain.inclusion.emplace();
  const std::string text = to_json(s);
  ASSERT_TRUE(parse_summary(text));
  const struct {
    const char* name;
    const char* what;
    const char* by;
    const char* want;
  } kBad[] = {
      {"not JSON", "{", "", "2:12: expected nothing after the value"},
      {"no object", text.c_str(), "[]", "1:1: the report: expected an object"},
      {"another layout", "\"report\": 1", "\"report\": 2",
       "a report of layout 2, which is not known; known is 1"},
      {"missing", "\"seed\": 7,", "", "6:10: run.seed: missing"},
      {"unknown", "\"seed\": 7", "\"seed\": 7, \"sead\": 7", "14:16: run.sead: unknown key"},
      {"duplicate", "\"seed\": 7", "\"seed\": 7, \"seed\": 7", "14:16: run.seed: duplicate key"},
      {"negative", "\"seed\": 7", "\"seed\": -7", "14:13: run.seed: expected a whole number, got -7"},
      {"too large", "\"seed\": 7", "\"seed\": 18446744073709551616",
       "14:13: run.seed: expected a whole number, got 18446744073709551616"},
      {"a string", "\"seed\": 7", "\"seed\": \"7\"", "14:13: run.seed: expected a whole number, got '7'"},
      {"a time", "\"setup_seconds\": 0.21", "\"setup_seconds\": null",
       "11:22: run.setup_seconds: expected a number of seconds, got null"},
      {"a date", "2025-11-23T09:30:00.125Z", "yesterday",
       "7:16: run.started: expected a time such as 2026-11-23T09:30:00.125Z, got 'yesterday'"},
      {"a word", "\"open_loop\"", "\"both\"",
       "18:22: run.arrival_model: expected 'open_loop' or 'closed_loop', got 'both'"},
      {"a list", "\"endpoints\": [", "\"endpoints\": [7, ", "24:19: run.endpoints: expected a string, got 7"},
      {"percentiles", "50,90,95", "0,90,95",
       "23:20: run.percentiles: expected percentiles such as '50,99.9', got '0,90,95,99,99.9'"},
      {"in a row", "\"operation\": \"transfer\"", "\"operation\": 1",
       "scenarios[0].operation: expected a string, got 1"},
      {"a bucket", "[999424, 1]", "[999425, 1]",
       "latency.from_due.buckets: expected the lower bound of a bucket, got 999425"},
      {"a pair", "[999424, 1]", "[999424]", "latency.from_due.buckets: expected pairs, got an array"},
      {"order", "[999424, 1]", "[4194304, 1]",
       "latency.from_due.buckets: no histogram has these, and this min and max"},
      {"excess", "\"excess\": [", "\"excess\": [1, ",
       "latency.from_due.excess: expected one number a bucket"},
      {"count", "\"count\": 3", "\"count\": 4", "latency.from_due.count: 4, and the buckets hold 3"},
      {"of the chain", "\"by\": \"receipts\"", "\"by\": \"guess\"",
       "inclusion.by: expected 'receipts' or 'hash', got 'guess'"},
  };
  for (const auto& c : kBad) {
    SCOPED_TRACE(c.name);
    const auto read = parse_summary(replaced(text, c.what, c.by));
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find(c.want), std::string::npos) << read.error().message;
  }
}

// Cut anywhere, it is refused, and never read beyond its end.
TEST(JsonReport, AnyPartOfItIsRefused) {
  const std::string text = to_json(test::example_summary());
  for (std::size_t size = 0; size + 2 < text.size(); size += 7)
    EXPECT_FALSE(parse_summary(std::string_view(text).substr(0, size))) << size;
}

}  // namespace
}  // namespace seiload::measure
