#include "tls/extensions.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "tls/distinguished_name.h"
#include "tls/oids.h"

namespace seiload::tls {

using base::ByteSpan;

namespace {

constexpr std::size_t kMaxExtensions = 64;
constexpr std::size_t kMaxNames = 4096;  // of one list

void make_unusable(Certificate& certificate, std::string why) {
  if (certificate.unusable.empty()) certificate.unusable = std::move(why);
}

void subject_key_id(DerReader& value, Certificate& certificate) {
  certificate.has_subject_key_id = true;
  certificate.subject_key_id = value.take(tag::kOctetString, "subject key identifier").body;
}

GeneralName general_name(DerReader& list, const char* part);

void authority_key_id(DerReader& value, Certificate& certificate) {
  constexpr const char* kPart = "authority key identifier";
  DerReader fields = value.enter(tag::kSequence, kPart);
  certificate.has_authority_key_id = true;
  if (fields.next_is(tag::context(0))) certificate.authority_key_id = fields.any(kPart).body;
  if (fields.next_is(tag::context_constructed(1))) {
    certificate.has_authority_issuer = true;
    DerReader names = fields.enter(tag::context_constructed(1), kPart);
    while (!names.at_end()) general_name(names, kPart);
  }
  if (fields.next_is(tag::context(2))) {
    certificate.has_authority_issuer = true;
    fields.any(kPart);
  }
  fields.finish(kPart);
}

void key_usage(DerReader& value, Certificate& certificate) {
  const DerBits bits = value.bits("key usage");
  certificate.key_usage = KeyUsage{.digital_signature = bits.bit(0),
                                   .key_encipherment = bits.bit(2),
                                   .key_agreement = bits.bit(4),
                                   .certificate_sign = bits.bit(5)};
}

void basic_constraints(DerReader& value, Certificate& certificate) {
  constexpr const char* kPart = "basic constraints";
  DerReader fields = value.enter(tag::kSequence, kPart);
  certificate.has_basic_constraints = true;
  if (fields.next_is(tag::kBoolean)) {
    certificate.ca = fields.boolean(kPart);
    if (fields.ok() && !certificate.ca) fields.fail("a default value is written", kPart);
  }
  if (fields.next_is(tag::kInteger)) certificate.max_path_length = fields.small_integer(kPart);
  fields.finish(kPart);
}

void extended_key_usage(DerReader& value, Certificate& certificate) {
  constexpr const char* kPart = "extended key usage";
  DerReader usages = value.enter(tag::kSequence, kPart);
  certificate.has_ext_key_usage = true;
  if (usages.at_end()) usages.fail("is empty", kPart);
  while (!usages.at_end()) {
    const ByteSpan usage = usages.oid(kPart);
    certificate.for_servers = certificate.for_servers || oid::is(usage, oid::kServerAuth);
    certificate.for_any = certificate.for_any || oid::is(usage, oid::kAnyExtKeyUsage);
  }
}

GeneralName general_name(DerReader& list, const char* part) {
  const DerReader before = list;
  const DerElement element = list.any(part);
  if (!list.ok()) return {};
  GeneralName name{static_cast<std::uint8_t>(element.tag & 0x1f), element.body};
  const bool constructed = name.kind == 0 || (name.kind >= 3 && name.kind <= 5);
  const auto expected = constructed ? tag::context_constructed(name.kind) : tag::context(name.kind);
  if (name.kind > 8 || element.tag != expected) before.fail("is no name of a known kind", part);
  if (name.kind == GeneralName::directory) {
    DerReader inner = before.inside(element.body, part);
    read_name(inner, part);
    inner.finish(part);
  }
  const bool text =
      name.kind == GeneralName::email || name.kind == GeneralName::dns || name.kind == GeneralName::uri;
  if (text && (!base::is_ascii(name.text()) || base::has_control(name.text()))) {
    before.fail("name has bytes that are not printable ASCII", part);
  }
  return name;
}

void subject_alt_name(DerReader& value, Certificate& certificate) {
  constexpr const char* kPart = "subject alternative names";
  DerReader names = value.enter(tag::kSequence, kPart);
  if (names.at_end()) names.fail("is empty", kPart);
  while (!names.at_end()) {
    certificate.names.push_back(general_name(names, kPart));
    const GeneralName& name = certificate.names.back();
    if (name.kind == GeneralName::ip && name.value.size() != 4 && name.value.size() != 16) {
      names.fail("IP address of neither 4 nor 16 bytes", kPart);
    }
    if (certificate.names.size() > kMaxNames) names.fail("more than 4096 names", kPart);
  }
}

// A mask: ones, then zeros.
bool is_mask(ByteSpan mask) {
  bool zero_seen = false;
  for (std::size_t bit = 0; bit < 8 * mask.size(); ++bit) {
    const bool one = (mask[bit / 8] >> (7 - bit % 8) & 1) != 0;
    if (one && zero_seen) return false;
    zero_seen = zero_seen || !one;
  }
  return true;
}

void subtrees(DerReader& fields, unsigned number, std::vector<GeneralName>& out) {
  constexpr const char* kPart = "name constraints";
  if (!fields.next_is(tag::context_constructed(number))) return;
  DerReader list = fields.enter(tag::context_constructed(number), kPart);
  if (list.at_end()) list.fail("has an empty list", kPart);
  while (!list.at_end()) {
    DerReader subtree = list.enter(tag::kSequence, kPart);
    const GeneralName name = general_name(subtree, kPart);
    subtree.finish(kPart);  // minimum 0 is the default, maximum is absent (RFC 5280 4.2.1.10)
    if (list.ok() && name.kind == GeneralName::ip) {
      const std::size_t half = name.value.size() / 2;
      if ((half != 4 && half != 16) || name.value.size() % 2 != 0 || !is_mask(name.value.subspan(half))) {
        list.fail("IP address without a mask of its size", kPart);
      }
    }
    out.push_back(name);
    if (out.size() > kMaxNames) list.fail("more than 4096 names", kPart);
  }
}

void name_constraints(DerReader& value, Certificate& certificate) {
  DerReader fields = value.enter(tag::kSequence, "name constraints");
  certificate.has_name_constraints = true;
  if (fields.at_end()) fields.fail("is empty", "name constraints");
  subtrees(fields, 0, certificate.permitted);
  subtrees(fields, 1, certificate.excluded);
  fields.finish("name constraints");
}

void authority_info_access(DerReader& value, Certificate&) {
  constexpr const char* kPart = "authority information access";
  DerReader list = value.enter(tag::kSequence, kPart);
  if (list.at_end()) list.fail("is empty", kPart);
  while (!list.at_end()) {
    DerReader description = list.enter(tag::kSequence, kPart);
    description.oid(kPart);
    general_name(description, kPart);
    description.finish(kPart);
  }
}

// That an explicit policy is required cannot be met: policies are not processed. What only limits mappings
// changes nothing then.
void policy_constraints(DerReader& value, Certificate& certificate) {
  constexpr const char* kPart = "policy constraints";
  DerReader fields = value.enter(tag::kSequence, kPart);
  if (fields.at_end()) fields.fail("is empty", kPart);
  if (fields.next_is(tag::context(0))) {
    fields.any(kPart);
    make_unusable(certificate, "it requires an explicit certificate policy, which is not supported");
  }
  if (fields.next_is(tag::context(1))) fields.any(kPart);
  fields.finish(kPart);
}

void any_value(DerReader& value, Certificate&) { value.any("extension"); }

enum class Critical : std::uint8_t { must, must_not, may };
using Read = void (*)(DerReader&, Certificate&);

const struct Known {
  std::string_view oid;
  const char* name;
  Critical critical;  // as RFC 5280 has it; where it depends on more, tls/path.cc looks at it
  Read read;
} kKnown[] = {
    {oid::kSubjectKeyId, "subject key identifier", Critical::must_not, subject_key_id},
    {oid::kAuthorityKeyId, "authority key identifier", Critical::must_not, authority_key_id},
    {oid::kKeyUsage, "key usage", Critical::may, key_usage},
    {oid::kBasicConstraints, "basic constraints", Critical::may, basic_constraints},
    {oid::kExtKeyUsage, "extended key usage", Critical::may, extended_key_usage},
    {oid::kSubjectAltName, "subject alternative names", Critical::may, subject_alt_name},
    {oid::kNameConstraints, "name constraints", Critical::must, name_constraints},
    {oid::kAuthorityInfoAccess, "authority information access", Critical::must_not, authority_info_access},
    {oid::kPolicyConstraints, "policy constraints", Critical::must, policy_constraints},
    {oid::kCertificatePolicies, "certificate policies", Critical::may, any_value},
    {oid::kPolicyMappings, "policy mappings", Critical::may, any_value},
    {oid::kInhibitAnyPolicy, "inhibit any policy", Critical::must, any_value},
    {oid::kIssuerAltName, "issuer alternative names", Critical::may, any_value},
    {oid::kCrlDistributionPoints, "CRL distribution points", Critical::may, any_value},
};

const Known* find(ByteSpan id) {
  for (const Known& known : kKnown) {
    if (oid::is(id, known.oid)) return &known;
  }
  return nullptr;
}

}  // namespace

void read_extensions(DerReader& reader, Certificate& certificate) {
  constexpr const char* kPart = "extensions";
  DerReader list = reader.enter(tag::kSequence, kPart);
  if (list.at_end()) list.fail("is empty", kPart);
  std::vector<ByteSpan> seen;
  while (!list.at_end()) {
    DerReader extension = list.enter(tag::kSequence, kPart);
    const ByteSpan id = extension.oid(kPart);
    bool critical = false;
    if (extension.next_is(tag::kBoolean)) {
      critical = extension.boolean(kPart);
      if (extension.ok() && !critical) extension.fail("a default value is written", kPart);
    }
    const ByteSpan body = extension.take(tag::kOctetString, kPart).body;
    extension.finish(kPart);
    if (!list.ok()) return;
    const bool again = std::any_of(seen.begin(), seen.end(),
                                   [&](ByteSpan other) { return base::as_text(other) == base::as_text(id); });
    if (again) return list.fail("one is there twice", kPart);
    if (seen.size() == kMaxExtensions) return list.fail("more than 64", kPart);
    seen.push_back(id);
    const Known* known = find(id);
    if (known == nullptr) {
      if (critical) make_unusable(certificate, "unknown critical extension " + oid_text(id));
      continue;
    }
    DerReader value = list.inside(body, known->name);
    known->read(value, certificate);
    value.finish(known->name);
    if (known->critical == Critical::must_not && critical) {
      make_unusable(certificate,
                    base::cat("its extension '", known->name, "' is critical, which RFC 5280 forbids"));
    } else if (known->critical == Critical::must && !critical) {
      make_unusable(certificate,
                    base::cat("its extension '", known->name, "' is not critical, which RFC 5280 demands"));
    }
    if (oid::is(id, oid::kBasicConstraints)) certificate.basic_constraints_critical = critical;
    if (oid::is(id, oid::kExtKeyUsage)) certificate.ext_key_usage_critical = critical;
    if (oid::is(id, oid::kSubjectAltName)) certificate.alt_name_critical = critical;
  }
}

}  // namespace seiload::tls
