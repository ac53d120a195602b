#include "cli/load_routing.h"

#include <gtest/gtest.h>

#include <map>

#include "base/text.h"

namespace seiload::cli {
namespace {

using base::cat;

// What comes of the settings, with these files and variables.
class LoadRouting : public ::testing::Test {
 protected:
  std::string load() {
    const RoutingSources sources{
        {[&](const std::string& path) -> base::Result<sys::SecretFile> {
           if (files_.count(path) == 0)
             return base::Error{base::Code::io, path + ": No such file or directory"};
           return sys::SecretFile{base::SecretText(std::string(files_[path])), true};
         },
         [&](const std::string& name) -> std::optional<base::SecretText> {
           if (variables_.count(name) == 0) return std::nullopt;
           return base::SecretText(std::string(variables_[name]));
         }},
        [&](const char* name) {
          return variables_.count(name) > 0 ? std::optional(variables_[name]) : std::nullopt;
        }};
    std::string out;
    net::Routing routing;
    for (const std::string& problem : load_routing(profile_, sources, routing)) out += problem + "\n";
    if (!out.empty()) return out;
    for (const net::HeaderField& field : routing.headers) out += cat(field.name, '=', field.value, '|');
    for (const net::KnownAddresses& known : routing.known) out += cat(known.host, '|');
    if (routing.proxy.plain) out += cat(routing.proxy.plain->to_text(), '|');
    if (routing.proxy.secure) out += cat(routing.proxy.secure->to_text(), '|');
    return out;
  }

  profile::Profile profile_;
  profile::Settings& settings_ = profile_.settings;
  std::map<std::string, std::string> files_, variables_;
};

TEST_F(LoadRouting, GathersWhatIsGiven) {
  EXPECT_EQ(load(), "");
  files_["f"] = "# x\nB: 2\n";
  files_["t"] = "tok\n";
  settings_.headers = {"A: 1"};
  settings_.header_file = "f";
  settings_.bearer_token_file = "t";
  settings_.resolve = {"h:1:10.0.0.1"};
  settings_.proxy = "http://u:p@proxy:1";
  EXPECT_EQ(load(), "A=1|B=2|Authorization=Bearer tok|h|http://proxy:1|http://proxy:1|");
  settings_.proxy = "env";
  variables_ = {{"HTTPS_PROXY", "http://p:2"}, {"T", "tok2"}};
  settings_.bearer_token_file.clear();
  settings_.bearer_token_env = "T";
  EXPECT_EQ(load(), "A=1|B=2|Authorization=Bearer tok2|h|http://p:2|");
}

TEST_F(LoadRouting, SaysWhatIsWrongWithoutItsValue) {
  settings_.header_file = "f";
  settings_.bearer_token_env = "T";
  settings_.bearer_token_file = "t";
  settings_.proxy = "env";
  files_["t"] = "s3cret two";
  variables_["HTTP_PROXY"] = "ftp://u:s3cret@h";
  EXPECT_EQ(load(),
            "--header-file: f: No such file or directory\n"
            "--bearer-token-file: t: a bearer token is one word of printable ASCII; this has blanks or other "
            "characters\n"
            "environment variable T: not set; it should hold the bearer token\n"
            "environment variable HTTP_PROXY: scheme 'ftp' is not one of http, https, ws, wss\n");
}

TEST_F(LoadRouting, ChecksWhatFilesHoldTogetherWithTheRest) {
  profile_.endpoints = {{"http://u:s3cret@h"}};
  settings_.header_file = "f";
  files_["f"] = "Authorization: s3cret\n";
  EXPECT_EQ(load(), "endpoint 'http://...@h': has a user name, and there is a header Authorization\n");
  settings_.headers = {"Authorization: s3cret"};
  EXPECT_EQ(load(), "header Authorization is given twice\n");
  settings_.headers.clear();
  settings_.traceparent = true;
  files_["f"] = "traceparent: s3cret\n";
  EXPECT_EQ(load(), "header traceparent cannot be combined with --traceparent\n");
}

}  // namespace
}  // namespace seiload::cli
