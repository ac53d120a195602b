// What a user reads of a certificate that is refused, whole messages; and what is accepted. The certificates
// are those of tests/data/tls.

#include "tls/trust.h"

#include <gtest/gtest.h>

#include "support/vectors.h"
#include "tls/pem.h"

namespace seiload::tls {
namespace {

constexpr std::string_view kHost = "rpc.example.com";

std::string pem(const std::string& names) {
  std::string text;
  for (std::size_t start = 0; start < names.size();) {
    const std::size_t end = std::min(names.find(' ', start), names.size());
    const std::string path = "tests/data/tls/" + names.substr(start, end - start) + ".pem";
    const auto file = test::read_file(path);
    EXPECT_TRUE(file.has_value()) << path;
    text += file.value_or("");
    start = end + 1;
  }
  return text;
}

std::vector<base::Bytes> chain(const std::string& names) {
  std::vector<base::Bytes> out;
  auto blocks = read_pem(pem(names));
  for (auto& block : *blocks) out.push_back(block.bytes);
  return out;
}

Trust trust(const std::string& names) {
  auto made = Trust::from_pem(pem(names), "ca.pem");
  EXPECT_TRUE(made);
  return std::move(*made);
}

base::WallTime at(std::string_view time) { return base::parse_utc(time).value(); }
const base::WallTime kNow = at("2026-11-28T12:00:00.000Z");

// Empty: accepted.
std::string verdict(const Trust& trusted, const std::vector<base::Bytes>& sent, std::string_view host,
                    base::WallTime now = kNow) {
  auto status = trusted.accept(sent, host, now);
  if (status) return {};
  EXPECT_EQ(status.error().code, base::Code::protocol);
  return status.error().message;
}

TEST(Trust, AcceptsEachKindOfKeyAndSignature) {
  const struct {
    const char* anchors;
    const char* sent;
  } kCases[] = {{"root", "server middle"},
                {"root", "server middle root"},
                {"root", "server other_root middle"},
                {"middle", "server"},
                {"root", "p384"},
                {"rsa_root", "rsa_server"},
                {"rsa_root", "pss_server"},
                {"ed25519_root", "ed25519"},
                {"self_signed", "self_signed"},
                {"other_root root rsa_root", "rsa_server"}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.sent);
    EXPECT_EQ(verdict(trust(c.anchors), chain(c.sent), kHost), "");
  }
}

TEST(Trust, AcceptsNamesAndAddresses) {
  const Trust trusted = trust("root");
  const auto sent = chain("server middle");
  for (const char* host : {"rpc.example.com", "RPC.Example.COM", "rpc.example.com.", "a.example.org",
                           "192.0.2.1", "2001:db8::1", "2001:DB8:0:0:0:0:0:1"}) {
    EXPECT_EQ(verdict(trusted, sent, host), "") << host;
  }
  const std::string of =
      "certificate of rpc.example.com, *.example.org, 192.0.2.1 and 1 more does not match ";
  for (const char* host : {"example.com", "a.rpc.example.com", "example.org", "a.b.example.org", "192.0.2.2",
                           "2001:db8::2", "rpcxexample.com"}) {
    EXPECT_EQ(verdict(trusted, sent, host), of + host);
  }
  for (const char* host : {"", "*.example.org", "a..example.org", "a_b.example.org", "1.2.3",
                           "-a.example.org", "[2001:db8::1]", "rpc.example.com:443"}) {
    EXPECT_EQ(verdict(trusted, sent, host),
              "'" + std::string(host) + "' is no name that a certificate can be for");
  }
}

TEST(Trust, SaysWhyNot) {
  const struct {
    const char* anchors;
    const char* sent;
    const char* host;
    const char* message;
  } kCases[] = {
      {"root", "server middle", "other.example.com",
       "certificate of rpc.example.com, *.example.org, 192.0.2.1 and 1 more does not match "
       "other.example.com"},
      {"root", "many middle", "rpc.example.com",
       "certificate of a.example, b.example, c.example and 2 more does not match rpc.example.com"},
      {"root", "no_names middle", "rpc.example.com",
       "certificate has no subject alternative name to match rpc.example.com"},
      {"root", "short middle", "rpc.example.com", "certificate expired 3 days ago (2026-11-25)"},
      {"root", "self_signed", "rpc.example.com", "self-signed certificate, not in ca.pem"},
      {"root rsa_root", "ed25519", "rpc.example.com",
       "issuer unknown: CN=Ed25519 Root, O=Example (no CA of the 2 in ca.pem signed it)"},
      {"root", "server", "rpc.example.com",
       "issuer unknown: CN=Middle, O=Example (no CA of the 1 in ca.pem signed it)"},
      {"root", "ed25519 ed25519_root", "rpc.example.com",
       "the chain ends with the self-signed certificate CN=Ed25519 Root, O=Example, which is not in ca.pem"},
      {"root", "client_only middle", "rpc.example.com",
       "certificate is not for servers (extended key usage)"},
      {"root", "by_server server middle", "rpc.example.com",
       "issuer CN=rpc.example.com is not a CA (basic constraints)"},
      {"root", "no_key_id middle", "rpc.example.com",
       "certificate has no authority key identifier (RFC 5280 4.2.1.1 requires one)"},
      {"root", "weak_hash middle", "rpc.example.com",
       "certificate CN=rpc.example.com is signed with SHA-1 with ECDSA, which is not accepted"},
      {"rsa_root", "rsa_1024", "rpc.example.com", "certificate has an RSA key of 1024 bits, fewer than 2048"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.sent);
    EXPECT_EQ(verdict(trust(c.anchors), chain(c.sent), c.host), c.message);
  }
}

TEST(Trust, SaysWhenACertificateIsValid) {
  const Trust trusted = trust("root");
  const auto sent = chain("short middle");
  const struct {
    const char* now;
    const char* message;
  } kCases[] = {
      {"2024-01-01T00:00:00.000Z", "certificate is not valid until 2026-11-01 (in 1035 days)"},
      {"2026-10-31T00:00:00.000Z", "certificate is not valid until 2026-11-01 (in 1 day)"},
      {"2026-10-31T23:59:59.999Z", "certificate is not valid until 2026-11-01 (in 1 second)"},
      {"2026-11-01T00:00:00.000Z", ""},
      {"2026-11-25T12:00:00.999Z", ""},
      {"2026-11-25T12:00:01.000Z", "certificate expired 1 second ago (2026-11-25)"},
      {"2026-11-25T14:59:00.000Z", "certificate expired 2 hours ago (2026-11-25)"},
      {"2200-01-01T00:00:00.000Z", "certificate expired 63223 days ago (2026-11-25)"},
  };
  for (const auto& c : kCases) EXPECT_EQ(verdict(trusted, sent, kHost, at(c.now)), c.message) << c.now;
  EXPECT_EQ(verdict(trust("root"), chain("server middle"), kHost, at("2099-12-31T23:59:59.000Z")), "");
}

TEST(Trust, PinsKeys) {
  const auto server = Certificate::parse(chain("server")[0]);
  ASSERT_TRUE(server);
  Trust pinned;
  EXPECT_TRUE(pinned.trusts_nobody());
  ASSERT_TRUE(pinned.add_pin(pin_of(*server)));
  EXPECT_FALSE(pinned.trusts_nobody());
  // The key is all that counts: not the name, the time or the issuer.
  EXPECT_EQ(verdict(pinned, chain("server"), "other.example.net", at("2200-01-01T00:00:00.000Z")), "");
  EXPECT_EQ(verdict(pinned, chain("short"), kHost), "");  // of the same key
  const auto other = Certificate::parse(chain("p384")[0]);
  EXPECT_EQ(verdict(pinned, chain("p384 server"), kHost),
            "certificate has the key " + pin_of(*other) + ", which is not pinned");
  // With anchors both are checked.
  Trust both = trust("root");
  ASSERT_TRUE(both.add_pin(pin_of(*server)));
  EXPECT_EQ(verdict(both, chain("server middle"), kHost), "");
  EXPECT_EQ(verdict(both, chain("server"), kHost),
            "issuer unknown: CN=Middle, O=Example (no CA of the 1 in ca.pem signed it)");
  EXPECT_EQ(verdict(both, chain("p384"), kHost),
            "certificate has the key " + pin_of(*other) + ", which is not pinned");
  ASSERT_TRUE(both.add_pin(pin_of(*other)));
  EXPECT_EQ(both.pin_count(), 2U);
  EXPECT_EQ(verdict(both, chain("p384"), kHost), "");
}

TEST(Trust, RefusesWhatIsNoPin) {
  for (const std::string pin :
       {"", "sha256/", "sha256/AAAA", "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="}) {
    Trust trusted;
    auto status = trusted.add_pin(pin);
    if (pin == "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") {
      EXPECT_TRUE(status) << pin;  // '/' is a character of base64
      continue;
    }
    ASSERT_FALSE(status) << pin;
    EXPECT_EQ(status.error().message,
              "'" + pin + "': a pin is sha256/ and 44 characters of base64, of 32 bytes (a key's SHA-256)");
  }
}

TEST(Trust, AcceptsAnybodyOnlyWhenAskedTo) {
  Trust anybody;
  EXPECT_EQ(verdict(anybody, chain("server middle"), kHost),
            "there is no CA certificate to check the server's with");
  anybody.accept_anybody();
  EXPECT_TRUE(anybody.is_insecure());
  EXPECT_FALSE(anybody.trusts_nobody());
  EXPECT_EQ(verdict(anybody, chain("short"), "other.example.net"), "");
  Trust pinned = trust("root");
  pinned.accept_anybody();
  ASSERT_TRUE(pinned.add_pin(pin_of(*Certificate::parse(chain("p384")[0]))));
  EXPECT_NE(verdict(pinned, chain("server middle"), kHost), "");
  EXPECT_EQ(verdict(pinned, chain("p384"), "other.example.net"), "");
  EXPECT_EQ(verdict(anybody, {}, kHost), "the server sent no certificate");
  EXPECT_EQ(verdict(anybody, {base::Bytes{0x30, 0x80, 0, 0}}, kHost),
            "certificate is malformed: byte 0: indefinite length");
}

TEST(Trust, ReadsABundle) {
  const auto bundle = Trust::from_pem("# two\n" + pem("root") + "comment\n" + pem("rsa_root"), "ca.pem");
  ASSERT_TRUE(bundle);
  EXPECT_EQ(bundle->anchor_count(), 2U);
  EXPECT_EQ(bundle->where(), "ca.pem");
  // One that cannot be parsed does not keep the others from being used.
  const std::string broken = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
  const auto partly = Trust::from_pem(broken + pem("root"), "ca.pem");
  ASSERT_TRUE(partly);
  EXPECT_EQ(partly->anchor_count(), 1U);
  EXPECT_EQ(partly->skipped(), std::vector<std::string>{"line 1: byte 2: certificate: missing"});
  const struct {
    std::string text;
    const char* message;
  } kBad[] = {{"", "ca.pem: no CA certificate in it"},
              {"no PEM\n", "ca.pem: no CA certificate in it"},
              {broken, "ca.pem: no CA certificate in it; line 1: byte 2: certificate: missing"},
              {"-----BEGIN CERTIFICATE-----\nM\n", "ca.pem: line 2: not base64"}};
  for (const auto& c : kBad) {
    auto trusted = Trust::from_pem(c.text, "ca.pem");
    ASSERT_FALSE(trusted);
    EXPECT_EQ(trusted.error().message, c.message);
  }
}

TEST(Trust, WorkIsBoundedWhateverIsSent) {
  const Trust trusted = trust("root");
  std::vector<base::Bytes> sent = chain("server");
  while (sent.size() < 40) sent.push_back(sent[0]);
  EXPECT_EQ(verdict(trusted, sent, kHost), "the server sent 40 certificates, more than 32");
  sent = {base::Bytes(70'000, 0x30)};
  EXPECT_EQ(verdict(trusted, sent, kHost),
            "certificate is malformed: certificate of 70000 bytes, at most 65536 are supported");
}

// A change of any byte is noticed: of what is signed by the signature, of the rest by the form.
TEST(Trust, EachByteOfACertificateCounts) {
  const Trust trusted = trust("rsa_root");
  const auto sent = chain("rsa_server");
  ASSERT_EQ(verdict(trusted, sent, kHost), "");
  for (std::size_t i = 0; i < sent[0].size(); ++i) {
    auto changed = sent;
    changed[0][i] ^= 1;
    EXPECT_NE(verdict(trusted, changed, kHost), "") << i;
    changed[0].resize(i);
    EXPECT_NE(verdict(trusted, changed, kHost), "") << i;
  }
}

}  // namespace
}  // namespace seiload::tls
