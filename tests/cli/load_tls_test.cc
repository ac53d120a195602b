#include "cli/load_tls.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"

namespace seiload::cli {
namespace {

using base::cat;

std::string test_file(const std::string& name) {
  std::ifstream file("tests/data/tls/" + name);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

class LoadTls : public ::testing::Test {
 protected:
  std::string load() {
    const auto read = [&](const std::string& path) -> base::Result<std::string> {
      if (files_.count(path) == 0) return base::Error{base::Code::io, path + ": No such file or directory"};
      return files_[path];
    };
    const TlsSources sources{read,
                             {[&](const std::string& path) -> base::Result<sys::SecretFile> {
                                auto text = read(path);
                                if (!text) return std::move(text).error();
                                return sys::SecretFile{base::SecretText(*text), true};
                              },
                              {}},
                             [&](const char* name) {
                               return variables_.count(name) > 0 ? std::optional(variables_[name])
                                                                 : std::nullopt;
                             }};
    routing_ = {};
    const TlsMessages messages = load_tls(profile_, sources, routing_, otlp_);
    std::string out;
    for (const std::string& problem : messages.problems) out += problem + "\n";
    for (const std::string& warning : messages.warnings) out += "warning: " + warning + "\n";
    return out;
  }

  profile::Profile profile_;
  net::Routing routing_;
  run::OtlpSettings otlp_;
  std::map<std::string, std::string> files_{{"root.pem", test_file("root.pem")},
                                            {"client.pem", test_file("client.pem")},
                                            {"client.key", test_file("client.key")}};
  std::map<std::string, std::string> variables_;
};

constexpr const char* kBundle = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char* kPin = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
constexpr const char* kNobody =
    "no CA certificates to check the server by: mount the host's, as in docker run -v "
    "/etc/ssl/certs/ca-certificates.crt:/etc/ssl/certs/ca-certificates.crt:ro, or give --ca-file FILE or "
    "--tls-pin sha256/...";

TEST_F(LoadTls, ReadsNothingWhereThereIsNoTls) {
  profile_.endpoints = {{"http://h"}, {"ws://h"}, {"/run/x.ipc"}};
  profile_.settings.ca_file = "nowhere";
  EXPECT_EQ(load(), "");
  EXPECT_EQ(routing_.tls, nullptr);
}

TEST_F(LoadTls, TrustsTheFileTheVariableOrTheSystem) {
  profile_.endpoints = {{"https://u:s3cret@h"}};
  EXPECT_EQ(load(), cat("'https://...@h': ", kNobody, "\n"));
  files_[kBundle] = files_["root.pem"];
  EXPECT_EQ(load(), "");
  EXPECT_EQ(routing_.tls->trust->where(), kBundle);
  variables_["SSL_CERT_FILE"] = "mine.pem";
  EXPECT_EQ(load(), "'https://...@h': SSL_CERT_FILE: mine.pem: No such file or directory\n");
  files_["mine.pem"] = files_["root.pem"];
  EXPECT_EQ(load(), "");
  EXPECT_EQ(routing_.tls->trust->where(), "mine.pem");
  profile_.settings.ca_file = "root.pem";
  EXPECT_EQ(load(), "");
  EXPECT_EQ(routing_.tls->trust->where(), "root.pem");
  EXPECT_EQ(routing_.tls->trust->anchor_count(), 1U);
}

TEST_F(LoadTls, NeedsNoCertificatesWithAPinOrWithoutAnyCheck) {
  profile_.settings.ws_endpoint = "wss://h";
  profile_.settings.tls_pins = {kPin};
  EXPECT_EQ(load(), "");
  EXPECT_EQ(routing_.tls->trust->pin_count(), 1U);
  profile_.settings.tls_pins.clear();
  profile_.settings.tls_insecure = true;
  EXPECT_EQ(load(),
            "warning: 'wss://h': --tls-insecure: the server's certificate is not checked: anybody on the way "
            "may read "
            "what is sent and answer in its place\n");
  EXPECT_TRUE(routing_.tls->trust->is_insecure());
}

TEST_F(LoadTls, EndpointsMayHaveTermsOfTheirOwn) {
  profile_.settings.tls_pins = {kPin};
  profile_.settings.tls_server_name = "general.test";
  profile_.endpoints = {{"https://a"}, {"https://b"}};
  profile_.endpoints[1].tls.ca_file = "root.pem";
  profile_.endpoints[1].tls.cert = "client.pem";
  profile_.endpoints[1].tls.key = "client.key";
  EXPECT_EQ(load(), "warning: client.key: others than its owner may read this private key; chmod 600 it\n");
  EXPECT_EQ(profile_.endpoints[0].terms, nullptr);
  EXPECT_EQ(routing_.tls->trust->pin_count(), 1U);
  ASSERT_NE(profile_.endpoints[1].terms, nullptr);
  EXPECT_EQ(profile_.endpoints[1].terms->trust->pin_count(), 0U);
  EXPECT_EQ(profile_.endpoints[1].terms->trust->anchor_count(), 1U);
  EXPECT_EQ(profile_.endpoints[1].terms->server_name, "general.test");
  EXPECT_NE(profile_.endpoints[1].terms->identity, nullptr);
  profile_.endpoints[1].tls.key = "nowhere.key";
  EXPECT_EQ(load(), "'https://b': nowhere.key: No such file or directory\n");
}

TEST_F(LoadTls, ACollectorWithoutTrustIsAWarning) {
  otlp_.url = "https://u:s3cret@c/v1/metrics";
  EXPECT_EQ(load(), cat("warning: OTLP: 'https://...@c/v1/metrics': ", kNobody, "; no metrics are pushed\n"));
  EXPECT_EQ(otlp_.url, "");
  otlp_.url = "https://c/v1/metrics";
  files_[kBundle] = files_["root.pem"];
  EXPECT_EQ(load(), "");
  EXPECT_NE(otlp_.tls, nullptr);
}

TEST_F(LoadTls, ACollectorHasItsOwnName) {
  files_[kBundle] = files_["root.pem"];
  profile_.settings.tls_server_name = "node.test";
  for (const bool with_endpoint : {false, true}) {
    otlp_.url = "https://c/v1/metrics";
    if (with_endpoint) profile_.endpoints = {{"https://h"}};
    EXPECT_EQ(load(), "");
    ASSERT_NE(otlp_.tls, nullptr);
    EXPECT_EQ(otlp_.tls->server_name, "");
    EXPECT_EQ(otlp_.tls->trust->where(), kBundle);
    EXPECT_EQ(routing_.tls ? routing_.tls->server_name : "", with_endpoint ? "node.test" : "");
  }
}

}  // namespace
}  // namespace seiload::cli
