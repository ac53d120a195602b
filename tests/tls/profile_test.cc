// What a certificate has to be for its place, on certificates put together by hand; and the limits of the
// search for a path.

#include "tls/profile.h"

#include <gtest/gtest.h>

#include "support/make_der.h"
#include "support/vectors.h"
#include "tls/path.h"
#include "tls/pem.h"

namespace seiload::tls {
namespace {

using base::Bytes;

const Bytes kNumber{7}, kKeyId{1, 2, 3};
const Bytes kOther{4, 5, 6};

Bytes named(std::string_view common_name) {
  return test::der(
      tag::kSequence,
      {test::der(tag::kSet, {test::der(tag::kSequence,
                                       {test::from_hex("0603550403"),
                                        test::der(tag::kUtf8String, {test::from_text(common_name)})})})});
}

const Bytes kIssuer = named("CA"), kSubject = named("server"), kNoName{tag::kSequence, 0};

GeneralName dns(std::string_view name) { return {GeneralName::dns, base::as_bytes(name)}; }

Certificate server() {
  Certificate certificate;
  certificate.key = PublicKey::p256(Bytes(65, 4));
  certificate.serial = kNumber;
  certificate.issuer = kIssuer;
  certificate.subject = kSubject;
  certificate.authority_key_id = kKeyId;
  certificate.has_authority_key_id = true;
  certificate.names = {dns("rpc.example.com")};
  return certificate;
}

Certificate issuer() {
  Certificate certificate = server();
  certificate.names.clear();
  certificate.has_basic_constraints = certificate.basic_constraints_critical = certificate.ca = true;
  certificate.key_usage = KeyUsage{.certificate_sign = true};
  certificate.subject_key_id = kOther;
  return certificate;
}

template <class Change>
std::string of_server(Change change, bool is_anchor = false) {
  Certificate certificate = server();
  change(certificate);
  return find_server_fault(certificate, is_anchor);
}

template <class Change>
std::string of_issuer(Change change, bool is_anchor = false, std::size_t below = 0) {
  Certificate certificate = issuer();
  change(certificate);
  return find_issuer_fault(certificate, is_anchor, below);
}

using C = Certificate;

TEST(Profile, ServerCertificates) {
  EXPECT_EQ(of_server([](C&) {}), "");
  EXPECT_EQ(of_server([](C& c) { c.unusable = "unknown critical extension 1.2"; }),
            "cannot be used: unknown critical extension 1.2");
  const Bytes zero{0}, negative{0x80}, longest(20, 1), longer(21, 1);
  EXPECT_EQ(of_server([&](C& c) { c.serial = zero; }), "has a serial number that is not above 0");
  EXPECT_EQ(of_server([&](C& c) { c.serial = negative; }), "has a serial number that is not above 0");
  EXPECT_EQ(of_server([&](C& c) { c.serial = longest; }), "");
  EXPECT_EQ(of_server([&](C& c) { c.serial = longer; }), "has a serial number of more than 20 bytes");
  EXPECT_EQ(of_server([&](C& c) { c.serial = zero; }, true), "");
  EXPECT_EQ(of_server([](C& c) { c.issuer = kNoName; }), "names no issuer");
  EXPECT_EQ(of_server([](C& c) { c.authority_key_id = {}; }),
            "has no authority key identifier (RFC 5280 4.2.1.1 requires one)");
  EXPECT_EQ(of_server([](C& c) { c.key = PublicKey(); }), "has a key that is not supported: ");
  const Bytes three{3};
  EXPECT_EQ(of_server([&](C& c) { c.key = PublicKey::rsa(Bytes(255, 0xff), three); }),
            "has an RSA key of 2040 bits, fewer than 2048");
  EXPECT_EQ(of_server([&](C& c) { c.key = PublicKey::rsa(Bytes(256, 0xff), three); }), "");
  EXPECT_EQ(of_server([&](C& c) { c.key = PublicKey::rsa(Bytes(257, 0x0f), three); }),
            "has an RSA key of 2052 bits, which is no multiple of 8");
}

TEST(Profile, UsesOfServerCertificates) {
  const auto usage = [](C& c) { c.has_ext_key_usage = true; };
  EXPECT_EQ(of_server(usage), "is not for servers (extended key usage)");
  EXPECT_EQ(of_server([&](C& c) { usage(c), c.for_servers = true; }), "");
  EXPECT_EQ(of_server([&](C& c) { usage(c), c.for_servers = c.for_any = true; }),
            "is for any purpose (extended key usage), which a server's must not be");
  EXPECT_EQ(of_server([&](C& c) { usage(c), c.for_servers = c.ext_key_usage_critical = true; }),
            "has a critical extended key usage, which a server's must not have");
  const auto ca = [](C& c) { c.has_basic_constraints = c.ca = true; };
  EXPECT_EQ(of_server(ca), "is a CA's, not a server's (basic constraints)");
  EXPECT_EQ(of_server(ca, true), "");
  EXPECT_EQ(of_server([](C& c) { c.has_basic_constraints = true; }), "");
  EXPECT_EQ(of_server([](C& c) { c.max_path_length = 0; }), "has a path length, but is not a CA's");
  EXPECT_EQ(of_server([](C& c) { c.key_usage = KeyUsage{.digital_signature = true}; }), "");
  EXPECT_EQ(of_server([](C& c) { c.key_usage = KeyUsage{.key_encipherment = true}; }),
            "may not sign handshakes (key usage)");
  EXPECT_EQ(
      of_server([](C& c) { c.key_usage = KeyUsage{.digital_signature = true, .certificate_sign = true}; }),
      "may sign certificates (key usage), but is not a CA's (basic constraints)");
  EXPECT_EQ(of_server([](C& c) { c.has_name_constraints = true; }),
            "has name constraints, which only a CA's may have");
  EXPECT_EQ(of_server([](C& c) { c.subject = kNoName; }),
            "has no subject, and alternative names that are not critical");
  EXPECT_EQ(of_server([](C& c) { c.subject = kNoName, c.alt_name_critical = true; }), "");
  EXPECT_EQ(of_server([](C& c) { c.alt_name_critical = true; }),
            "has a subject, and critical alternative names");
}

TEST(Profile, CommonNamesThatMislead) {
  const Bytes address{192, 168, 1, 1};
  const struct {
    const char* common_name;
    bool good;
  } kCases[] = {{"rpc.example.com", true},  {"example.com", true},        {"node1", true},
                {"Example Ltd.", true},     {"v1.0 of it", true},         {"system:node:a", true},
                {"RPC.example.com", false}, {"other.example.com", false}, {"example.org", false},
                {"*.example.com", false},   {"c.example.com", false},     {"com", true},
                {"xn--n3h.com", false},     {"\xe2\x8c\x98.com", false},  {"192.168.1.1", true},
                {"192.168.001.001", false}, {"192.168.1.2", false},       {"0xc0a80101", false},
                {"2001:db8::1", false},     {"c0.a8.01.02", false},       {"face.example.com", false},
                {"feed.cafe", false},       {"pc.example.com", false}};
  for (const auto& c : kCases) {
    const Bytes subject = named(c.common_name);
    const std::string fault = of_server([&](C& certificate) {
      certificate.subject = subject;
      certificate.names.push_back({GeneralName::ip, address});
    });
    EXPECT_EQ(fault.empty(), c.good) << c.common_name << ": " << fault;
  }
  // A domain of hexadecimal digits is none the less a domain.
  const Bytes cafe = named("feed.cafe");
  EXPECT_EQ(of_server([&](C& c) { c.subject = cafe, c.names = {dns("*.feed.cafe")}; }), "");
  const Bytes subject = named("other.example.com");
  EXPECT_EQ(of_server([&](C& c) { c.subject = subject; }),
            "has the common name 'other.example.com', which is none of its subject alternative names");
}

TEST(Profile, Issuers) {
  EXPECT_EQ(of_issuer([](C&) {}), "");
  EXPECT_EQ(of_issuer([](C& c) { c.ca = false; }), "is not a CA (basic constraints)");
  EXPECT_EQ(of_issuer([](C& c) { c.has_basic_constraints = false; }), "is not a CA (basic constraints)");
  EXPECT_EQ(of_issuer([](C& c) { c.basic_constraints_critical = false; }),
            "has basic constraints that are not critical");
  EXPECT_EQ(of_issuer([](C& c) { c.key_usage = KeyUsage{.digital_signature = true}; }),
            "may not sign certificates (key usage)");
  EXPECT_EQ(of_issuer([](C& c) { c.key_usage.reset(); }), "");
  EXPECT_EQ(of_issuer([](C& c) { c.key_usage.reset(), c.max_path_length = 1; }),
            "has a path length, but no key usage");
  EXPECT_EQ(of_issuer([](C& c) { c.max_path_length = 1; }, false, 1), "");
  EXPECT_EQ(of_issuer([](C& c) { c.max_path_length = 1; }, false, 2),
            "allows 1 intermediate CAs below it, not 2");
  EXPECT_EQ(of_issuer([](C& c) { c.subject_key_id = {}; }),
            "has no subject key identifier (RFC 5280 4.2.1.2 requires one)");
  EXPECT_EQ(of_issuer([](C& c) { c.subject = kNoName; }), "has no subject");
  EXPECT_EQ(of_issuer([](C& c) { c.has_ext_key_usage = true; }), "is not for servers (extended key usage)");
  EXPECT_EQ(of_issuer([](C& c) { c.has_ext_key_usage = c.for_any = true; }), "");
  EXPECT_EQ(of_issuer([](C& c) { c.has_ext_key_usage = c.for_servers = true; }, true),
            "has an extended key usage, which a root must not have");
  const auto root = [](C& c) { c.subject = c.issuer, c.authority_key_id = c.subject_key_id; };
  EXPECT_EQ(of_issuer(root, true), "");
  EXPECT_EQ(of_issuer([&](C& c) { root(c), c.authority_key_id = kKeyId; }, true),
            "is a root whose authority key identifier is not its own");
  EXPECT_EQ(of_issuer([&](C& c) { root(c), c.has_authority_issuer = true; }, true),
            "is a root whose authority key identifier names an issuer");
  EXPECT_EQ(of_issuer([](C& c) { c.excluded = {dns("*.example.com")}; }),
            "cannot be used: it has the malformed name constraint '*.example.com'");
}

std::vector<Certificate> read(std::initializer_list<const char*> names) {
  std::vector<Certificate> out;
  for (const char* name : names) {
    const auto text = test::read_file("tests/data/tls/" + std::string(name) + ".pem");
    out.push_back(std::move(*Certificate::parse(read_pem(*text)->at(0).bytes)));
  }
  return out;
}

TEST(Path, SearchIsBounded) {
  const auto sent = read({"server", "middle"}), anchors = read({"root"});
  constexpr std::int64_t kNow = 1'764'000'000;
  const auto verdict = [&](const PathLimits& limits) {
    auto status = check_path(sent[0], std::span(sent).subspan(1), anchors, nullptr, kNow, "ca.pem", limits);
    return status ? std::string() : status.error().message;
  };
  const std::string gave_up = "no path to a CA was found within the limits of the search";
  EXPECT_EQ(verdict({}), "");
  EXPECT_EQ(verdict({.intermediates = 1, .signatures = 2, .candidates = 2}), "");
  EXPECT_EQ(verdict({.intermediates = 0, .signatures = 2, .candidates = 2}),
            "the path to a CA has more than 0 intermediates");
  EXPECT_EQ(verdict({.intermediates = 1, .signatures = 1, .candidates = 2}), gave_up);
  EXPECT_EQ(verdict({.intermediates = 1, .signatures = 2, .candidates = 1}), gave_up);
}

}  // namespace
}  // namespace seiload::tls
