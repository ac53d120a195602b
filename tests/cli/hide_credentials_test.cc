#include "cli/hide_credentials.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace seiload::cli {
namespace {

TEST(HideCredentials, WritesOverThemInPlace) {
  std::vector<std::string> words = {"-ehttp://u:p/w@h:1",
                                    "--ws-endpoint=ws://token@h",
                                    "http://h/x",
                                    "u:p@h",
                                    "@://",
                                    "-q",
                                    "",
                                    "--endpoint=http://h:1/x?key=abc",
                                    "-ehttp://u:p@h?k",
                                    "http://h/?m=a@b"};
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  hide_credentials(pointers);
  EXPECT_EQ(words, (std::vector<std::string>{"-ehttp://*****@h:1", "--ws-endpoint=ws://*****@h", "http://h/x",
                                             "u:p@h", "@://", "-q", "", "--endpoint=http://h:1/x?*******",
                                             "-ehttp://***@h?*", "http://h/?*****"}));
}

TEST(HideCredentials, LeavesOfAHeaderItsName) {
  std::vector<std::string> words = {
      "-H", "X-Key: s3cret", "-HX:a", "-qHX: a", "--header", "Y:\t", "--header=Z: b c", "-H=W:w",
      "-H", "s3cret",        "--",    "-H",      "X: shown"};
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  hide_credentials(pointers);
  EXPECT_EQ(words,
            (std::vector<std::string>{"-H", "X-Key: ******", "-HX:*", "-qHX: *", "--header", "Y:*",
                                      "--header=Z: ***", "-H=W:*", "-H", "******", "--", "-H", "X: shown"}));
}

}  // namespace
}  // namespace seiload::cli
