#include "tls/name_constraints.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "tls/distinguished_name.h"

namespace seiload::tls {
namespace {

using Kind = GeneralName::Kind;

GeneralName name(Kind kind, std::string_view text) { return {kind, base::as_bytes(text)}; }

// SEQUENCE { SET { SEQUENCE { type, text } } }... of "CN" 3, "O" 10, e-mail address 1.
base::Bytes directory(std::initializer_list<std::pair<int, std::string_view>> parts,
                      std::uint8_t type = tag::kUtf8String) {
  base::Bytes sets;
  for (const auto& [number, text] : parts) {
    base::Bytes attribute = number == 1 ? base::decode_hex_digits("06092a864886f70d010901").value()
                                        : base::Bytes{6, 3, 0x55, 4, static_cast<std::uint8_t>(number)};
    attribute.insert(attribute.end(), {type, static_cast<std::uint8_t>(text.size())});
    base::append(attribute, base::as_bytes(text));
    const auto size = static_cast<std::uint8_t>(attribute.size());
    sets.insert(sets.end(), {tag::kSet, static_cast<std::uint8_t>(size + 2), tag::kSequence, size});
    base::append(sets, attribute);
  }
  base::Bytes out{tag::kSequence, static_cast<std::uint8_t>(sets.size())};
  base::append(out, sets);
  return out;
}

struct Subject {
  std::vector<GeneralName> names = {};
  base::Bytes subject = {tag::kSequence, 0};
};

std::string violation(const Subject& subject, std::vector<GeneralName> permitted,
                      std::vector<GeneralName> excluded) {
  static const base::Bytes ca_name = directory({{3, "CA"}});
  Certificate certificate, ca;
  certificate.names = subject.names;
  certificate.subject = subject.subject;
  ca.subject = ca_name;
  ca.has_name_constraints = true;
  ca.permitted = std::move(permitted);
  ca.excluded = std::move(excluded);
  std::size_t comparisons = kMaxNameComparisons;
  return find_name_violation(certificate, ca, comparisons);
}

TEST(NameConstraints, DnsNames) {
  constexpr const char *kPermitted = " is not permitted by the name constraints of CN=CA",
                       *kExcluded = " is excluded by the name constraints of CN=CA";
  const struct {
    const char* name;
    const char* constraint;
    bool permitted, excluded;  // whether the name is, where the constraint is on one list
  } kCases[] = {{"example.com", "example.com", true, true},
                {"a.example.com", "example.com", true, true},
                {"a.b.example.com", "EXAMPLE.com", true, true},
                {"aexample.com", "example.com", false, false},
                {"example.com", "a.example.com", false, false},
                {"example.com", "", true, true},
                {"example.org", "com", false, false},
                {"example.com", "com", true, true},
                {"*.example.com", "example.com", true, true},
                {"*.example.com", "a.example.com", false, true},
                {"*.example.com", "A.Example.com", false, true},
                {"*.example.com", "b.a.example.com", false, false},
                {"*.example.com", "example.org", false, false},
                {"*.a.example.com", "example.com", true, true}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(std::string(c.name) + " " + c.constraint);
    const Subject subject{.names = {name(Kind::dns, c.name)}};
    const std::string the_name = "the name " + std::string(c.name);
    EXPECT_EQ(violation(subject, {name(Kind::dns, c.constraint)}, {}),
              c.permitted ? "" : the_name + kPermitted);
    EXPECT_EQ(violation(subject, {}, {name(Kind::dns, c.constraint)}),
              c.excluded ? the_name + kExcluded : "");
  }
  const Subject two{.names = {name(Kind::dns, "a.example.com"), name(Kind::dns, "b.example.com")}};
  EXPECT_EQ(violation(two, {name(Kind::dns, "a.example.com"), name(Kind::dns, "b.example.com")}, {}), "");
  EXPECT_EQ(violation(two, {name(Kind::dns, "a.example.com")}, {}),
            "the name b.example.com is not permitted by the name constraints of CN=CA");
  EXPECT_EQ(violation(two, {name(Kind::dns, "example.com")}, {name(Kind::dns, "b.example.com")}),
            "the name b.example.com is excluded by the name constraints of CN=CA");
  const Subject odd{.names = {name(Kind::dns, "a..example.com")}};
  EXPECT_EQ(violation(odd, {name(Kind::dns, "example.com")}, {}),
            "the name a..example.com is malformed, and there are the name constraints of CN=CA");
}

TEST(NameConstraints, Addresses) {
  const base::Bytes v4{192, 0, 2, 77}, v6{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const base::Bytes range{192, 0, 2, 64, 255, 255, 255, 192}, other{192, 0, 2, 0, 255, 255, 255, 192};
  base::Bytes range6(32, 0);
  range6[0] = 0x20, range6[1] = 1, range6[16] = 0xff, range6[17] = 0xff;
  const Subject subject{.names = {{Kind::ip, v4}}}, subject6{.names = {{Kind::ip, v6}}};
  EXPECT_EQ(violation(subject, {{Kind::ip, range}}, {}), "");
  EXPECT_EQ(violation(subject, {{Kind::ip, other}}, {}),
            "the name 192.0.2.77 is not permitted by the name constraints of CN=CA");
  EXPECT_EQ(violation(subject, {}, {{Kind::ip, range}}),
            "the name 192.0.2.77 is excluded by the name constraints of CN=CA");
  EXPECT_EQ(violation(subject, {}, {{Kind::ip, other}}), "");
  EXPECT_EQ(violation(subject6, {{Kind::ip, range6}}, {{Kind::ip, range}}), "");
  EXPECT_EQ(violation(subject6, {{Kind::ip, range}}, {}),
            "the name 2001:db8::1 is not permitted by the name constraints of CN=CA");
  EXPECT_EQ(violation(subject, {name(Kind::dns, "example.com")}, {name(Kind::dns, "example.com")}), "");
}

TEST(NameConstraints, DirectoryNames) {
  const base::Bytes base = directory({{10, "Example  Org"}});
  const GeneralName constraint{Kind::directory, base};
  const Subject inside{.names = {},
                       .subject = directory({{10, "example org"}, {3, "x"}}, tag::kPrintableString)};
  const Subject outside{.names = {}, .subject = directory({{10, "Example"}, {3, "x"}})};
  const Subject shorter{.names = {}, .subject = directory({{3, "x"}})};
  EXPECT_EQ(violation(inside, {constraint}, {}), "");
  EXPECT_EQ(violation(inside, {}, {constraint}),
            "the name CN=x, O=example org is excluded by the name constraints of CN=CA");
  EXPECT_EQ(violation(outside, {constraint}, {}),
            "the name CN=x, O=Example is not permitted by the name constraints of CN=CA");
  EXPECT_EQ(violation(outside, {}, {constraint}), "");
  EXPECT_EQ(violation(shorter, {constraint}, {}),
            "the name CN=x is not permitted by the name constraints of CN=CA");
  EXPECT_EQ(violation(Subject{}, {constraint}, {}), "");  // no subject
  const base::Bytes alternative = directory({{10, "Other"}});
  const Subject both{.names = {{Kind::directory, alternative}}, .subject = inside.subject};
  EXPECT_EQ(violation(both, {constraint}, {}),
            "the name O=Other is not permitted by the name constraints of CN=CA");
}

TEST(NameConstraints, KindsThatAreNotEvaluated) {
  const GeneralName email = name(Kind::email, "example.com"), uri = name(Kind::uri, ".example.com");
  const Subject with_email{.names = {name(Kind::email, "a@example.com")}};
  const Subject with_subject{.names = {}, .subject = directory({{1, "a@example.com"}}, tag::kIa5String)};
  const Subject dns{.names = {name(Kind::dns, "example.com")}};
  EXPECT_EQ(violation(with_email, {email}, {}),
            "the name a@example.com is of a kind that is not supported in the name constraints of CN=CA");
  EXPECT_EQ(violation(with_email, {}, {email}),
            "the name a@example.com is excluded by the name constraints of CN=CA");
  EXPECT_EQ(violation(with_email, {uri}, {uri}), "");
  EXPECT_EQ(violation(with_subject, {email}, {}),
            "the name in the subject is of a kind that is not supported in the name constraints of CN=CA");
  EXPECT_EQ(violation(dns, {email, uri}, {email, uri}), "");
  const Subject other{.names = {name(Kind::other, "x")}};
  EXPECT_EQ(violation(other, {}, {name(Kind::other, "y")}),
            "the name of another kind is excluded by the name constraints of CN=CA");
}

TEST(NameConstraints, WorkIsBounded) {
  const Subject many{.names = std::vector<GeneralName>(2000, name(Kind::dns, "a.example.com"))};
  EXPECT_EQ(violation(many, std::vector<GeneralName>(2000, name(Kind::dns, "example.com")), {}),
            "the name constraints of CN=CA take too many comparisons");
  EXPECT_EQ(violation(many, std::vector<GeneralName>(40, name(Kind::dns, "example.com")), {}), "");
}

TEST(NameConstraints, FormOfConstraints) {
  Certificate ca;
  ca.permitted = {name(Kind::dns, "example.com"), name(Kind::dns, ""), name(Kind::dns, "com")};
  EXPECT_EQ(find_bad_constraint(ca), "");
  for (const char* bad : {".example.com", "*.example.com", "a..b", "-a.b", "exa mple.com"}) {
    ca.excluded = {name(Kind::dns, bad)};
    EXPECT_EQ(find_bad_constraint(ca), "it has the malformed name constraint '" + std::string(bad) + "'");
  }
}

TEST(DistinguishedName, Text) {
  EXPECT_EQ(name_text(directory({})), "(no name)");
  EXPECT_EQ(name_text(directory({{6, "US"}, {10, "Ex\nample \xff"}, {3, "caf\xc3\xa9"}})),
            "CN=caf\xc3\xa9, O=Ex?ample ?, C=US");
  EXPECT_EQ(name_text(directory({{3, "a\xc2\x9b" "2J\xc2\xa0"}})), "CN=a?2J\xc2\xa0");
  EXPECT_EQ(name_text(directory({{42, "x"}})), "2.5.4.42=x");
  EXPECT_EQ(name_text(directory({{3, std::string(110, 'a')}})), "CN=" + std::string(100, 'a') + "...");
}

}  // namespace
}  // namespace seiload::tls
