#include "cli/load_keys.h"

#include <gtest/gtest.h>

#include <map>

#include "base/hex.h"
#include "base/text.h"
#include "eth/account.h"

namespace seiload::cli {
namespace {

using base::cat;

constexpr std::string_view kRoot = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

// Files and variables as tables.
class LoadKeys : public ::testing::Test {
 protected:
  std::map<std::string, std::string> files_, variables_;
  profile::Profile profile_;
  run::KeyMaterial keys_;
  KeyMessages messages_;

  LoadKeys() { profile_.accounts = profile::AccountPool{3, 0}; }

  static std::string list_of(std::size_t count) {
    std::string text = "# keys\n";
    for (std::size_t i = 0; i < count; ++i) text += cat(base::to_hex(eth::pool_key(1, 0, i)), "\n");
    return text;
  }

  std::string load(bool with_root = true) {
    messages_ = load_keys(profile_, with_root,
                          {[this](const std::string& path) -> base::Result<sys::SecretFile> {
                             const auto found = files_.find(path);
                             if (found == files_.end())
                               return base::Error{base::Code::io, path + ": No such file or directory"};
                             return sys::SecretFile{base::SecretText(found->second), path == "open"};
                           },
                           [this](const std::string& name) -> std::optional<base::SecretText> {
                             const auto found = variables_.find(name);
                             if (found == variables_.end()) return std::nullopt;
                             return base::SecretText(found->second);
                           }},
                          keys_);
    std::string text;
    for (const std::string& line : messages_.problems) text += line + "\n";
    for (const std::string& line : messages_.warnings) text += "warning: " + line + "\n";
    return text;
  }
};

TEST_F(LoadKeys, NothingWhereNothingIsNamed) {
  EXPECT_FALSE(names_keys(profile_));
  EXPECT_EQ(load(), "");
  EXPECT_TRUE(keys_.pool.empty() && !keys_.root && !profile_.seed);
}

TEST_F(LoadKeys, AListGivesThePoolsInTheirOrder) {
  files_["k"] = list_of(3);
  profile_.settings.keys = "k";
  EXPECT_EQ(load(), "");
  ASSERT_EQ(keys_.pool.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(keys_.pool[i], eth::pool_key(1, 0, i));
}

TEST_F(LoadKeys, APoolThatWasNotGivenHasAsManyAccountsAsTheListKeys) {
  files_["k"] = list_of(7);
  profile_.settings.keys = "k";
  profile_.has_default_pool = true;
  profile_.accounts->count = profile::kDefaultAccounts;
  EXPECT_EQ(load(), "");
  EXPECT_EQ(profile_.accounts->count, 7U);
}

TEST_F(LoadKeys, TooFewKeysAndMoreThanThereAreAccounts) {
  files_["k"] = list_of(2);
  profile_.settings.keys = "k";
  EXPECT_EQ(load(), "k: 2 keys, and the pools have 3 accounts: give more keys or smaller pools\n");
  files_["k"] = list_of(5);
  EXPECT_EQ(load(), "warning: k: 5 keys; the pools use the first 3\n");
}

TEST_F(LoadKeys, AMnemonic) {
  files_["m"] = "test test test test test test test test test test test junk\n";
  profile_.settings.mnemonic_file = "m";
  EXPECT_EQ(load(), "");
  ASSERT_EQ(keys_.pool.size(), 3U);
  EXPECT_EQ(base::to_hex(keys_.pool[0]), kRoot);
}

TEST_F(LoadKeys, WhatIsWrongNamesFileAndLine) {
  profile_.settings.keys = "k";
  EXPECT_EQ(load(), "k: No such file or directory\n");
  files_["k"] = "\nnonsense\n";
  EXPECT_EQ(load(), "k: line 2: expected a private key, 64 hex digits\n");
  profile_.settings = {};
  profile_.settings.mnemonic_file = "m";
  files_["m"] = "test junky";
  EXPECT_EQ(load(), "m: word 2 is none of the English list of BIP-39\n");
}

TEST_F(LoadKeys, TheRootKeyComesFromTheFileFirst) {
  profile_.funding.emplace();
  profile_.funding->root_key_file = "r";
  profile_.funding->root_key_env = "ROOT";
  files_["r"] = cat(kRoot, "\n");
  variables_["ROOT"] = "nonsense";
  EXPECT_EQ(load(), "");
  EXPECT_EQ(base::to_hex(*keys_.root), kRoot);
  EXPECT_EQ(eth::to_checksum(keys_.root_address), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
}

TEST_F(LoadKeys, ThenFromTheEnvironment) {
  profile_.funding.emplace();
  profile_.funding->root_key_env = "ROOT";
  EXPECT_EQ(load(), "environment variable ROOT: not set; it should hold the root key\n");
  variables_["ROOT"] = "12";
  EXPECT_EQ(load(), "environment variable ROOT: expected a private key, 64 hex digits\n");
  variables_["ROOT"] = cat("  ", kRoot, " ");
  EXPECT_EQ(load(), "");
  EXPECT_TRUE(keys_.root.has_value());
}

TEST_F(LoadKeys, AFileThatOthersMayReadIsAWarning) {
  profile_.funding.emplace();
  profile_.funding->root_key_file = "open";
  files_["open"] = std::string(kRoot);
  EXPECT_EQ(load(), "warning: open: others than its owner may read this file of secrets; chmod 600 it\n");
}

TEST_F(LoadKeys, NobodyAsksForTheRootKeyWhereItIsNotNeeded) {
  profile_.funding.emplace();
  profile_.funding->root_key_file = "missing";
  EXPECT_EQ(load(false), "");
  EXPECT_FALSE(keys_.root.has_value());
}

TEST_F(LoadKeys, TheSeedFollowsFromTheRootKeyWhereNoneIsGiven) {
  profile_.funding.emplace();
  profile_.funding->root_key_file = "r";
  files_["r"] = std::string(kRoot);
  EXPECT_EQ(load(), "");
  EXPECT_EQ(profile_.seed, 3794877321642739601U);  // for ever: money is where it leads
  profile_.seed = 9;
  EXPECT_EQ(load(), "");
  EXPECT_EQ(profile_.seed, 9U);
}

}  // namespace
}  // namespace seiload::cli
