#include "tls/certificate.h"

#include <algorithm>

#include "base/text.h"
#include "tls/distinguished_name.h"
#include "tls/extensions.h"

namespace seiload::tls {

using base::ByteSpan;

namespace {

bool same(ByteSpan a, ByteSpan b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

void read_tbs(DerReader tbs, Certificate& certificate, ByteSpan& algorithm) {
  std::uint32_t version = 0;
  if (tbs.next_is(tag::context_constructed(0))) {
    DerReader field = tbs.enter(tag::context_constructed(0), "version");
    version = field.small_integer("version").value_or(0);
    field.finish("version");
    if (field.ok() && (version == 0 || version > 2)) field.fail("there is no such version", "version");
  }
  certificate.serial = tbs.integer("serial number");
  algorithm = tbs.take(tag::kSequence, "signature algorithm").whole;
  certificate.issuer = read_name(tbs, "issuer");
  DerReader validity = tbs.enter(tag::kSequence, "validity");
  certificate.not_before = validity.time("validity");
  certificate.not_after = validity.time("validity");
  validity.finish("validity");
  certificate.subject = read_name(tbs, "subject");
  const DerReader before_key = tbs;
  certificate.key = PublicKey::read(tbs);
  if (!tbs.ok()) return;
  certificate.spki = DerReader(before_key).any("public key").whole;
  // issuerUniqueID, subjectUniqueID: of version 2 on.
  for (const unsigned number : {1U, 2U}) {
    if (version > 0 && tbs.next_is(tag::context(number))) {
      const DerElement id = tbs.any("unique identifier");
      tbs.bits_of(id, "unique identifier");
    }
  }
  if (version == 2 && tbs.next_is(tag::context_constructed(3))) {
    DerReader field = tbs.enter(tag::context_constructed(3), "extensions");
    read_extensions(field, certificate);
    field.finish("extensions");
  }
  tbs.finish("certificate");
  if (version != 2) certificate.unusable = base::cat("it is of X.509 version ", version + 1, ", not 3");
}

}  // namespace

base::Result<Certificate> Certificate::parse(base::Bytes der) {
  if (der.size() > kMaxCertificateSize) {
    return base::invalid_input(
        base::cat("certificate of ", der.size(), " bytes, at most ", kMaxCertificateSize, " are supported"));
  }
  Certificate certificate;
  certificate.der = std::move(der);
  DerSource source(certificate.der);
  if (!check_der(source)) return base::invalid_input(source.fault());
  DerReader reader(source);
  DerReader outer = reader.enter(tag::kSequence, "certificate");
  const DerReader before = outer;
  certificate.tbs = outer.take(tag::kSequence, "certificate").whole;
  ByteSpan inner_algorithm;
  read_tbs(DerReader(before).enter(tag::kSequence, "certificate"), certificate, inner_algorithm);
  const DerReader before_algorithm = outer;
  certificate.signed_with = SignatureAlgorithm::read(outer);
  if (outer.ok()) {
    const ByteSpan algorithm = DerReader(before_algorithm).any("signature algorithm").whole;
    if (!same(algorithm, inner_algorithm)) {
      before_algorithm.fail("differs from the one that is signed", "signature algorithm");
    }
  }
  const DerBits signature = outer.bits("signature");
  if (outer.ok() && signature.unused != 0) outer.fail("has bits that fill no byte", "signature");
  certificate.signature = signature.bytes;
  outer.finish("certificate");
  if (!source.ok()) return base::invalid_input(source.fault());
  return certificate;
}

bool Certificate::is_self_issued() const { return same(issuer, subject); }

}  // namespace seiload::tls
