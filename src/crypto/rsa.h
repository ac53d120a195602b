#pragma once
// RSA signatures (RFC 8017): RSASSA-PKCS1-v1_5 and RSASSA-PSS with MGF1 over the same hash and a salt of the
// digest's size. Numbers are big-endian and may have zeros in front. Bad input of any length gives false or
// nothing. Allocates; any thread.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "crypto/digest.h"
#include "crypto/montgomery.h"

namespace seiload::crypto {

class RsaPublicKey {
 public:
  // Nothing unless the modulus is odd and of 1024 to 8192 bits, and the exponent odd, at least 3 and of at
  // most 64 bits.
  static std::optional<RsaPublicKey> make(base::ByteSpan modulus, base::ByteSpan exponent);

  std::size_t bits() const { return bits_; }
  std::size_t size() const { return (bits_ + 7) / 8; }  // of a signature, in bytes

  // Variable time: for public values only.
  bool verify_pkcs1(HashAlgorithm algorithm, base::ByteSpan digest, base::ByteSpan signature) const;
  bool verify_pss(HashAlgorithm algorithm, base::ByteSpan digest, base::ByteSpan signature) const;

 private:
  friend class RsaPrivateKey;
  RsaPublicKey(Montgomery modulus, std::size_t bits, std::uint64_t exponent)
      : modulus_(std::move(modulus)), bits_(bits), exponent_(exponent) {}
  // RSAVP1, section 5.2.2: the message, of size() bytes.
  std::optional<base::Bytes> open(base::ByteSpan signature) const;

  Montgomery modulus_;
  std::size_t bits_;
  std::uint64_t exponent_;
};

// Signs without a branch or an index that depends on the key, but for the sizes of its parts. Each signature
// is checked with the public key before it is given away: a faulty one would tell the key. Wiped when done.
class RsaPrivateKey {
 public:
  // As in RFC 8017, A.1.2.
  struct Parts {
    base::ByteSpan modulus, public_exponent, p, q, dp, dq, q_inverse;
  };
  // Nothing unless the modulus is the product of p and q, both of about half its size, and what is signed
  // with the key is good by its public part: that is tried once.
  static std::optional<RsaPrivateKey> make(const Parts& parts);

  const RsaPublicKey& public_key() const { return public_; }

  // Nothing if a size is wrong, or after a fault.
  std::optional<base::Bytes> sign_pkcs1(HashAlgorithm algorithm, base::ByteSpan digest) const;
  std::optional<base::Bytes> sign_pss(HashAlgorithm algorithm, base::ByteSpan digest,
                                      base::ByteSpan salt) const;

 private:
  RsaPrivateKey(RsaPublicKey public_key, Montgomery p, Montgomery q, SecretWords dp, SecretWords dq,
                SecretWords q_inverse)
      : public_(std::move(public_key)),
        p_(std::move(p)),
        q_(std::move(q)),
        dp_(std::move(dp)),
        dq_(std::move(dq)),
        q_inverse_(std::move(q_inverse)) {}
  // RSASP1, section 5.2.1, of a message of public_.size() bytes.
  std::optional<base::Bytes> seal(base::ByteSpan message) const;

  RsaPublicKey public_;
  Montgomery p_, q_;
  SecretWords dp_, dq_, q_inverse_;
};

}  // namespace seiload::crypto
