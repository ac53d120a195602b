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
      {"http://h:8545/x?mail=a@b", "http://h:8545/x?..."},
      {"http://u:p/x?w@h", "http://...@h"},
      {"http://u:1/?w@h", "http://...@h"},
      {"http://u:1?w=x@h", "http://...@h"},
      {"http://u:p@h/x?mail=a@b", "http://...@b"},
      {"http://node:8545/x%40y?key=abc#z", "http://node:8545/x%40y?..."},
      {"http://[::1]:8545/?key=a%40b", "http://[::1]:8545/?..."},
      {"http://node/?", "http://node/?"},
      {"what?", "what?"},
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
  EXPECT_EQ(quote("http://node/?key=abc"), "'http://node/?...'");
  EXPECT_EQ(quote("--http://user:pw@host"), "'--http://...@host'");
  // Hidden before the text is cut, so that the cut cannot separate the '@' from what it ends.
  EXPECT_EQ(quote("http://user:" + std::string(100, 'p') + "@host"), "'http://...@host'");
}

}  // namespace
}  // namespace seiload::base
