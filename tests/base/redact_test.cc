#include "base/redact.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::base {
namespace {

TEST(Redact, HidesAllOfAUrlUpToItsLastAt) {
  const struct {
    const char *text, *shown;
  } kCases[] = {
      {"http://node:8545/x", "http://node:8545/x"},
      {"http://user:pw@node/x", "http://...@node/x"},
      {"http://token@node", "http://...@node"},
      {"http://user:s3cret/x@host", "http://...@host"},
      {"http://user:s3cret?x#y@host", "http://...@host"},
      {"http://user:a@b:c@host/d@e", "http://...@e"},
      {"http://user:pw%40host", "http://...%40host"},
      {"user:pw@host", "...@host"},
      {"user:pa://ss@host", "...@host"},
      {"user:pw@http://host", "...@http://host"},
      {" \"http://user:pw@host\"", " \"http://...@host\""},
      {"@", "@"},
      {"", ""},
  };
  for (const auto& c : kCases) EXPECT_EQ(redact_url(c.text), c.shown);
}

TEST(Redact, LeavesOtherTextAlone) {
  for (const char* text : {"a@b", "@", "write to me@example.org: it is full", "10:30"})
    EXPECT_EQ(redact(text), text);
  EXPECT_EQ(redact("http://user:pw@host"), "http://...@host");
  EXPECT_EQ(redact("http://user:pass word@host"), "http://...@host");
  EXPECT_EQ(redact("user:pw@host"), "...@host");
  EXPECT_EQ(quote("--http://user:pw@host"), "'--http://...@host'");
  // Hidden before the text is cut, so that the cut cannot separate the '@' from what it ends.
  EXPECT_EQ(quote("http://user:" + std::string(100, 'p') + "@host"), "'http://...@host'");
}

}  // namespace
}  // namespace seiload::base
