#pragma once
// Public keys and the signatures that are verified with them: in certificates (RFC 5280, 5758, 4055, 8410)
// and in TLS handshakes (RFC 8446 4.2.3). Pure functions over bytes.

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "crypto/digest.h"
#include "tls/der.h"

namespace seiload::tls {

// A key as a SubjectPublicKeyInfo has it. What cannot be used is kept too, as `unsupported` with a name for
// messages: a list of trust anchors may hold such keys.
class PublicKey {
 public:
  enum class Kind : std::uint8_t { unsupported, rsa, rsa_pss, p256, p384, ed25519 };

  // Reads a SubjectPublicKeyInfo. Faults of DER go to the reader's source.
  static PublicKey read(DerReader& reader);
  static PublicKey rsa(base::ByteSpan modulus, base::ByteSpan exponent);
  static PublicKey p256(base::ByteSpan point);  // uncompressed

  Kind kind() const { return kind_; }
  bool is_rsa() const { return kind_ == Kind::rsa || kind_ == Kind::rsa_pss; }
  std::size_t rsa_bits() const;  // 0 where it is no RSA key
  std::string describe() const;  // "RSA with 2048 bits", "EC P-256", "DSA", "key type 1.2.3"
  bool operator==(const PublicKey&) const = default;

 private:
  friend class Verifier;
  Kind kind_ = Kind::unsupported;
  std::optional<crypto::HashAlgorithm> only_hash_;  // rsa_pss: what its parameters allow; nothing: any
  base::Bytes value_;                               // RSA modulus, EC point, Ed25519 key
  base::Bytes exponent_;
  std::string name_;  // of an unsupported one
};

// How a certificate is signed.
struct SignatureAlgorithm {
  enum class Kind : std::uint8_t { unsupported, rsa_pkcs1, rsa_pss, ecdsa, ed25519 };
  Kind kind = Kind::unsupported;
  crypto::HashAlgorithm hash = crypto::HashAlgorithm::sha256;
  std::string name;  // of an unsupported one, for messages: "SHA-1 with RSA", "1.2.3"

  // Reads an AlgorithmIdentifier. Parameters other than those that the RFCs name are a fault or, in PSS, make
  // it unsupported.
  static SignatureAlgorithm read(DerReader& reader);
};

// The code points of RFC 8446 4.2.3 that are in use here.
enum class SignatureScheme : std::uint16_t {
  rsa_pkcs1_sha256 = 0x0401,
  rsa_pkcs1_sha384 = 0x0501,
  rsa_pkcs1_sha512 = 0x0601,
  ecdsa_secp256r1_sha256 = 0x0403,
  ecdsa_secp384r1_sha384 = 0x0503,
  rsa_pss_rsae_sha256 = 0x0804,
  rsa_pss_rsae_sha384 = 0x0805,
  rsa_pss_rsae_sha512 = 0x0806,
  ed25519 = 0x0807,
  rsa_pss_pss_sha256 = 0x0809,
  rsa_pss_pss_sha384 = 0x080a,
  rsa_pss_pss_sha512 = 0x080b,
};

// What a scheme is; nothing for a code point that is not above.
struct SchemeParts {
  SignatureAlgorithm::Kind kind;
  crypto::HashAlgorithm hash;  // not of ed25519
  PublicKey::Kind key;         // in TLS 1.3; ECDSA in TLS 1.2 does not bind the curve to the hash
};
std::optional<SchemeParts> parts_of(SignatureScheme scheme);

// Whether the signature of message is good, and key and scheme belong together as TLS 1.3 demands it (ECDSA:
// the curve, RSA-PSS: the key's type). Whether the scheme was offered is the caller's to check: rsa_pkcs1_*
// never signs a handshake of TLS 1.3.
bool verify(const PublicKey& key, SignatureScheme scheme, base::ByteSpan message, base::ByteSpan signature);
// TLS 1.2: ECDSA with the scheme's hash and the key's own curve (RFC 8422 5.1.1); all else as above.
bool verify_tls12(const PublicKey& key, SignatureScheme scheme, base::ByteSpan message,
                  base::ByteSpan signature);
// A certificate's signature. False for an unsupported key or algorithm.
bool verify(const PublicKey& key, const SignatureAlgorithm& algorithm, base::ByteSpan message,
            base::ByteSpan signature);

// Integers of an ECDSA signature (SEQUENCE of two positive INTEGERs), big-endian; nothing: malformed.
struct EcdsaIntegers {
  base::ByteSpan r, s;
};
std::optional<EcdsaIntegers> read_ecdsa_signature(base::ByteSpan der);
base::Bytes write_ecdsa_signature(std::span<const std::uint8_t, 64> r_and_s);

}  // namespace seiload::tls
