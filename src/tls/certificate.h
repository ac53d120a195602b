#pragma once
// An X.509 certificate (RFC 5280), parsed strictly. What is malformed is refused; what is well-formed but may
// not be part of a path (an unknown critical extension, a key of a kind that is not supported) is kept with
// the reason, since a list of trust anchors, or a server, may name such a certificate without need of it.
// Whether a certificate is trusted is tls/path.h's.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "tls/signature.h"

namespace seiload::tls {

inline constexpr std::size_t kMaxCertificateSize = 64 << 10;

// GeneralName (RFC 5280 4.2.1.6): kind is its tag's number. The value is the element's body: text of an
// e-mail address, DNS name or URI; bytes of an IP address (and mask, in a constraint); DER of a directory
// name.
struct GeneralName {
  enum Kind : std::uint8_t { other = 0, email = 1, dns = 2, directory = 4, uri = 6, ip = 7 };
  std::uint8_t kind = other;
  base::ByteSpan value;

  std::string_view text() const { return base::as_text(value); }
};

struct KeyUsage {
  bool digital_signature = false, key_encipherment = false, key_agreement = false, certificate_sign = false;
};

// Moved, not copied: spans point into der.
struct Certificate {
  Certificate() = default;
  Certificate(Certificate&&) = default;
  Certificate& operator=(Certificate&&) = default;
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  // Error: invalid_input, "byte 12: validity: length is not minimal".
  static base::Result<Certificate> parse(base::Bytes der);

  bool is_self_issued() const;  // issuer and subject are the same
  bool is_ca() const { return has_basic_constraints && ca; }

  base::Bytes der;
  base::ByteSpan tbs;                          // what is signed
  base::ByteSpan issuer, subject;              // Name, in DER
  base::ByteSpan spki;                         // SubjectPublicKeyInfo, in DER: what pins are made of
  base::ByteSpan serial;                       // two's complement
  std::int64_t not_before = 0, not_after = 0;  // seconds since 1970, both inclusive
  PublicKey key;
  SignatureAlgorithm signed_with;
  base::ByteSpan signature;
  // Why no path may have it: "unknown critical extension 1.2.3"; empty: nothing known by now.
  std::string unusable;

  // Extensions. A list is empty where its extension is absent, else it is not.
  bool has_basic_constraints = false, basic_constraints_critical = false, ca = false;
  std::optional<std::uint32_t> max_path_length;
  std::optional<KeyUsage> key_usage;
  bool has_ext_key_usage = false, ext_key_usage_critical = false;
  bool for_servers = false, for_any = false;  // what the extended key usage names
  bool has_subject_key_id = false, has_authority_key_id = false, has_authority_issuer = false;
  base::ByteSpan subject_key_id, authority_key_id;  // empty: not given
  bool alt_name_critical = false;
  std::vector<GeneralName> names;  // subjectAltName
  bool has_name_constraints = false;
  std::vector<GeneralName> permitted, excluded;
};

}  // namespace seiload::tls
