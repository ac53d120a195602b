#pragma once
// A client's private key: EC P-256 or RSA, from PEM as openssl writes it (SEC1 "EC PRIVATE KEY", RFC 5915;
// PKCS#1 "RSA PRIVATE KEY", RFC 8017 A.1.2; PKCS#8 "PRIVATE KEY", RFC 5958). What was parsed is wiped.

#include <functional>
#include <span>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/rsa.h"
#include "tls/signature.h"

namespace seiload::tls {

class PrivateKey {
 public:
  PrivateKey(PrivateKey&&) noexcept = default;
  PrivateKey& operator=(PrivateKey&&) noexcept = default;
  ~PrivateKey();

  // Errors name the place: "FILE: line 1: the key is encrypted; ...". Other blocks (EC PARAMETERS, a
  // certificate) are passed over.
  static base::Result<PrivateKey> from_pem(std::string_view text, std::string_view where);

  const PublicKey& public_key() const { return public_; }

  // Those that sign() takes, the best first. rsa_pkcs1_* come last: they sign in TLS 1.2 only.
  std::span<const SignatureScheme> schemes() const;

  // The signature as TLS carries it. entropy fills the salt of RSA-PSS; ECDSA's is deterministic (RFC 6979).
  base::Result<base::Bytes> sign(SignatureScheme scheme, base::ByteSpan message,
                                 const std::function<void(std::span<std::uint8_t>)>& entropy) const;

 private:
  using Secret = std::variant<base::Bytes32, crypto::RsaPrivateKey>;
  PrivateKey(Secret secret, PublicKey key) : secret_(std::move(secret)), public_(std::move(key)) {
    if (auto* const copy = std::get_if<base::Bytes32>(&secret)) base::wipe(copy->data(), copy->size());
  }
  static base::Result<PrivateKey> read_ec(DerReader& reader, bool curve_known);
  static base::Result<PrivateKey> read_rsa(DerReader& reader);
  static base::Result<PrivateKey> read_pkcs8(DerReader& reader);

  Secret secret_;
  PublicKey public_;
};

}  // namespace seiload::tls
