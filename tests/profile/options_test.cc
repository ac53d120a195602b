#include "profile/options.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/text.h"

namespace seiload::profile {
namespace {

const Option& option(std::string_view name) {
  for (const Option& candidate : setting_options())
    if (candidate.name == name) return candidate;
  ADD_FAILURE() << "no option " << name;
  return setting_options()[0];
}

std::string set(std::string_view name, std::string_view text) {
  Settings settings;
  const auto done = assign(settings, option(name), text);
  return done ? show(settings, option(name)) : done.error().message;
}

TEST(Options, NamesLettersAndKeysAreUnique) {
  std::set<std::string> names, keys;
  std::set<char> letters;
  for (const Option& o : setting_options()) {
    EXPECT_TRUE(names.insert(std::string(o.name)).second) << o.name;
    EXPECT_TRUE(o.alias.empty() || names.insert(std::string(o.alias)).second) << o.alias;
    EXPECT_TRUE(keys.insert(base::to_lower(o.key)).second) << o.key;
    EXPECT_TRUE(o.letter == 0 || letters.insert(o.letter).second) << o.name;
    EXPECT_FALSE(o.help.empty()) << o.name;
    EXPECT_EQ(is_flag(o), std::holds_alternative<bool Settings::*>(o.field)) << o.name;
  }
}

TEST(Options, KeysAreTheNamesInCamelCase) {
  for (const Option& o : setting_options()) {
    std::string camel;
    for (std::size_t i = 0; i < o.name.size(); ++i) {
      if (o.name[i] != '-')
        camel += o.name[i];
      else
        camel += static_cast<char>(o.name[++i] - 'a' + 'A');
    }
    if (o.name == kHeader) camel += 's';  // one a use, all in one value
    EXPECT_EQ(camel, o.key);
  }
}

TEST(Options, DefaultsReadBack) {
  for (const Option& o : setting_options()) {
    Settings settings;
    const std::string text = show(settings, o);
    if (is_list(o)) continue;  // assign() adds to it
    EXPECT_TRUE(assign(settings, o, text)) << o.name << ": " << text;
    EXPECT_EQ(show(settings, o), text);
  }
}

TEST(Options, Numbers) {
  EXPECT_EQ(set("tps", "200"), "200");
  EXPECT_EQ(set("tps", "0.5"), "0.5");
  EXPECT_EQ(set("tps", "0"), "0");
  EXPECT_EQ(set("tps", "-0"), "0");
  EXPECT_EQ(set("tps", "0.000001"), "1e-06");
  EXPECT_EQ(set("tps", "1e9"), "1e+09");
  EXPECT_EQ(set("tps", "abc"), "expected a number >= 0, got 'abc'");
  EXPECT_EQ(set("tps", ""), "expected a number >= 0, got ''");
  EXPECT_EQ(set("tps", "-1"), "expected a number >= 0, got '-1'");
  EXPECT_EQ(set("tps", "nan"), "expected a number >= 0, got 'nan'");
  EXPECT_EQ(set("tps", "inf"), "expected a number >= 0, got 'inf'");
  EXPECT_EQ(set("tps", "1x"), "expected a number >= 0, got '1x'");
  EXPECT_EQ(set("tps", "1e10"), "expected 0 or a number from 0.000001 to 1000000000, got '1e10'");
  EXPECT_EQ(set("max-txs", "18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(set("max-txs", "18446744073709551616"),
            "expected a whole number from 0 to 2^64-1, got '18446744073709551616'");
  EXPECT_EQ(set("max-in-flight", "0"), "expected a whole number from 1 to 10000000, got '0'");
  EXPECT_EQ(set("max-in-flight", "+5"), "expected a whole number from 1 to 10000000, got '+5'");
  EXPECT_EQ(set("connections", "65536"), "expected a whole number from 1 to 65535, got '65536'");
}

TEST(Options, DurationsChoicesFlagsAndText) {
  EXPECT_EQ(set("duration", "90s"), "1m30s");
  EXPECT_EQ(set("duration", "0"), "0s");
  EXPECT_EQ(set("duration", "-5s"), "expected a duration such as 10s, from 0s to 87600h, got '-5s'");
  EXPECT_EQ(set("drain", "1m"), "1m");
  EXPECT_EQ(set("drain", "60001ms"), "expected a duration such as 10s, from 0s to 1m, got '60001ms'");
  EXPECT_EQ(set("stats-interval", "0s"), "expected a duration such as 10s, from 1ms to 24h, got '0s'");
  EXPECT_EQ(set("arrival-model", "open_loop"), "open_loop");
  EXPECT_EQ(set("arrival-model", "open-loop"), "expected closed_loop, open_loop or poisson, got 'open-loop'");
  EXPECT_EQ(set("report-format", "json"), "json");
  EXPECT_EQ(set("report-format", "xml"), "expected text or json, got 'xml'");
  for (const char* yes : {"true", "True", "TRUE", "t", "T", "1"}) EXPECT_EQ(set("dry-run", yes), "true");
  for (const char* no : {"false", "False", "FALSE", "f", "F", "0"}) EXPECT_EQ(set("dry-run", no), "false");
  EXPECT_EQ(set("dry-run", "yes"), "expected true or false, got 'yes'");
  EXPECT_EQ(set("report-path", "/dev/stdout"), "/dev/stdout");
}

TEST(Options, AFailedAssignmentChangesNothing) {
  Settings settings;
  settings.tps = 7;
  EXPECT_FALSE(assign(settings, option("tps"), "x"));
  EXPECT_EQ(settings.tps, 7);
}

}  // namespace
}  // namespace seiload::profile
