#pragma once
// Object identifiers in DER, without tag and length.

#include <algorithm>
#include <string_view>

#include "base/bytes.h"

namespace seiload::tls::oid {

using std::string_view_literals::operator""sv;

// Keys: RFC 3279, 4055, 5480, 8410.
inline constexpr auto kRsa = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"sv;
inline constexpr auto kRsaPss = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"sv;
inline constexpr auto kDsa = "\x2a\x86\x48\xce\x38\x04\x01"sv;
inline constexpr auto kEcPublicKey = "\x2a\x86\x48\xce\x3d\x02\x01"sv;
inline constexpr auto kP192 = "\x2a\x86\x48\xce\x3d\x03\x01\x01"sv;
inline constexpr auto kP256 = "\x2a\x86\x48\xce\x3d\x03\x01\x07"sv;
inline constexpr auto kP384 = "\x2b\x81\x04\x00\x22"sv;
inline constexpr auto kP521 = "\x2b\x81\x04\x00\x23"sv;
inline constexpr auto kSecp256k1 = "\x2b\x81\x04\x00\x0a"sv;
inline constexpr auto kEd25519 = "\x2b\x65\x70"sv;
inline constexpr auto kEd448 = "\x2b\x65\x71"sv;

// Signatures.
inline constexpr auto kMd5WithRsa = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"sv;
inline constexpr auto kSha1WithRsa = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"sv;
inline constexpr auto kSha256WithRsa = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"sv;
inline constexpr auto kSha384WithRsa = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"sv;
inline constexpr auto kSha512WithRsa = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"sv;
inline constexpr auto kSha1WithEcdsa = "\x2a\x86\x48\xce\x3d\x04\x01"sv;
inline constexpr auto kSha256WithEcdsa = "\x2a\x86\x48\xce\x3d\x04\x03\x02"sv;
inline constexpr auto kSha384WithEcdsa = "\x2a\x86\x48\xce\x3d\x04\x03\x03"sv;
inline constexpr auto kSha512WithEcdsa = "\x2a\x86\x48\xce\x3d\x04\x03\x04"sv;

// Hashes and the mask of PSS.
inline constexpr auto kSha1 = "\x2b\x0e\x03\x02\x1a"sv;
inline constexpr auto kSha256 = "\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv;
inline constexpr auto kSha384 = "\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv;
inline constexpr auto kSha512 = "\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv;
inline constexpr auto kMgf1 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"sv;

// Extensions: RFC 5280 4.2.
inline constexpr auto kSubjectKeyId = "\x55\x1d\x0e"sv;
inline constexpr auto kKeyUsage = "\x55\x1d\x0f"sv;
inline constexpr auto kSubjectAltName = "\x55\x1d\x11"sv;
inline constexpr auto kIssuerAltName = "\x55\x1d\x12"sv;
inline constexpr auto kBasicConstraints = "\x55\x1d\x13"sv;
inline constexpr auto kNameConstraints = "\x55\x1d\x1e"sv;
inline constexpr auto kCrlDistributionPoints = "\x55\x1d\x1f"sv;
inline constexpr auto kCertificatePolicies = "\x55\x1d\x20"sv;
inline constexpr auto kPolicyMappings = "\x55\x1d\x21"sv;
inline constexpr auto kAuthorityKeyId = "\x55\x1d\x23"sv;
inline constexpr auto kPolicyConstraints = "\x55\x1d\x24"sv;
inline constexpr auto kExtKeyUsage = "\x55\x1d\x25"sv;
inline constexpr auto kInhibitAnyPolicy = "\x55\x1d\x36"sv;
inline constexpr auto kAuthorityInfoAccess = "\x2b\x06\x01\x05\x05\x07\x01\x01"sv;

// Extended key usages.
inline constexpr auto kAnyExtKeyUsage = "\x55\x1d\x25\x00"sv;
inline constexpr auto kServerAuth = "\x2b\x06\x01\x05\x05\x07\x03\x01"sv;

// Attributes of names: RFC 4519, 2985.
inline constexpr auto kCommonName = "\x55\x04\x03"sv;
inline constexpr auto kCountry = "\x55\x04\x06"sv;
inline constexpr auto kLocality = "\x55\x04\x07"sv;
inline constexpr auto kState = "\x55\x04\x08"sv;
inline constexpr auto kOrganization = "\x55\x04\x0a"sv;
inline constexpr auto kOrganizationalUnit = "\x55\x04\x0b"sv;
inline constexpr auto kDomainComponent = "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19"sv;
inline constexpr auto kEmailAddress = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01"sv;

inline bool is(base::ByteSpan value, std::string_view known) { return base::as_text(value) == known; }

}  // namespace seiload::tls::oid
