#include <algorithm>

#include "crypto/ed25519.h"
#include "crypto/nist_curve.h"
#include "crypto/rsa.h"
#include "tls/signature.h"

namespace seiload::tls {

using base::ByteSpan;
using crypto::HashAlgorithm;
using Signed = SignatureAlgorithm::Kind;

class Verifier {
 public:
  static bool verify(const PublicKey& key, SignatureAlgorithm::Kind kind, HashAlgorithm hash,
                     ByteSpan message, ByteSpan signature) {
    using Key = PublicKey::Kind;
    switch (kind) {
      case Signed::rsa_pkcs1:
      case Signed::rsa_pss: {
        if (!key.is_rsa() || (kind == Signed::rsa_pkcs1 && key.kind_ != Key::rsa)) return false;
        if (key.only_hash_ && *key.only_hash_ != hash) return false;
        const auto rsa = crypto::RsaPublicKey::make(key.value_, key.exponent_);
        if (!rsa) return false;
        const crypto::Digest digest = crypto::hash(hash, message);
        return kind == Signed::rsa_pss ? rsa->verify_pss(hash, digest.span(), signature)
                                       : rsa->verify_pkcs1(hash, digest.span(), signature);
      }
      case Signed::ecdsa: {
        if (key.kind_ != Key::p256 && key.kind_ != Key::p384) return false;
        const auto numbers = read_ecdsa_signature(signature);
        const auto curve = key.kind_ == Key::p256 ? crypto::NistCurve::p256 : crypto::NistCurve::p384;
        return numbers && crypto::ecdsa_verify(curve, key.value_, crypto::hash(hash, message).span(),
                                               numbers->r, numbers->s);
      }
      case Signed::ed25519: {
        if (key.kind_ != Key::ed25519 || signature.size() != 64) return false;
        base::Bytes32 bytes;
        std::copy(key.value_.begin(), key.value_.end(), bytes.begin());
        return crypto::ed25519_verify(bytes, message, std::span<const std::uint8_t, 64>(signature));
      }
      case Signed::unsupported:
        break;
    }
    return false;
  }
};

bool verify(const PublicKey& key, SignatureScheme scheme, ByteSpan message, ByteSpan signature) {
  const auto parts = parts_of(scheme);
  return parts && key.kind() == parts->key && verify_tls12(key, scheme, message, signature);
}

bool verify_tls12(const PublicKey& key, SignatureScheme scheme, ByteSpan message, ByteSpan signature) {
  const auto parts = parts_of(scheme);
  if (!parts || (parts->kind != Signed::ecdsa && key.kind() != parts->key)) return false;
  return Verifier::verify(key, parts->kind, parts->hash, message, signature);
}

bool verify(const PublicKey& key, const SignatureAlgorithm& algorithm, ByteSpan message, ByteSpan signature) {
  return Verifier::verify(key, algorithm.kind, algorithm.hash, message, signature);
}

}  // namespace seiload::tls
