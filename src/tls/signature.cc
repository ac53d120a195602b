#include "tls/signature.h"

#include <bit>

#include "base/text.h"
#include "tls/oids.h"

namespace seiload::tls {

using base::ByteSpan;
using crypto::HashAlgorithm;

namespace {

const struct {
  std::string_view oid;
  PublicKey::Kind kind;
  std::size_t point_size;
  const char* name;
} kCurves[] = {{oid::kP256, PublicKey::Kind::p256, 65, "EC P-256"},
               {oid::kP384, PublicKey::Kind::p384, 97, "EC P-384"},
               {oid::kP192, PublicKey::Kind::unsupported, 0, "EC P-192"},
               {oid::kP521, PublicKey::Kind::unsupported, 0, "EC P-521"},
               {oid::kSecp256k1, PublicKey::Kind::unsupported, 0, "EC secp256k1"}};

using Signed = SignatureAlgorithm::Kind;

const struct {
  std::string_view oid;
  Signed kind;
  HashAlgorithm hash;
  const char* name;
} kAlgorithms[] = {{oid::kSha256WithRsa, Signed::rsa_pkcs1, HashAlgorithm::sha256, ""},
                   {oid::kSha384WithRsa, Signed::rsa_pkcs1, HashAlgorithm::sha384, ""},
                   {oid::kSha512WithRsa, Signed::rsa_pkcs1, HashAlgorithm::sha512, ""},
                   {oid::kSha256WithEcdsa, Signed::ecdsa, HashAlgorithm::sha256, ""},
                   {oid::kSha384WithEcdsa, Signed::ecdsa, HashAlgorithm::sha384, ""},
                   {oid::kSha512WithEcdsa, Signed::ecdsa, HashAlgorithm::sha512, ""},
                   {oid::kEd25519, Signed::ed25519, HashAlgorithm::sha512, ""},
                   {oid::kSha1WithRsa, Signed::unsupported, HashAlgorithm::sha256, "SHA-1 with RSA"},
                   {oid::kSha1WithEcdsa, Signed::unsupported, HashAlgorithm::sha256, "SHA-1 with ECDSA"},
                   {oid::kMd5WithRsa, Signed::unsupported, HashAlgorithm::sha256, "MD5 with RSA"},
                   {oid::kEd448, Signed::unsupported, HashAlgorithm::sha256, "Ed448"}};

const struct {
  SignatureScheme scheme;
  SchemeParts parts;
} kSchemes[] = {
    {SignatureScheme::rsa_pkcs1_sha256, {Signed::rsa_pkcs1, HashAlgorithm::sha256, PublicKey::Kind::rsa}},
    {SignatureScheme::rsa_pkcs1_sha384, {Signed::rsa_pkcs1, HashAlgorithm::sha384, PublicKey::Kind::rsa}},
    {SignatureScheme::rsa_pkcs1_sha512, {Signed::rsa_pkcs1, HashAlgorithm::sha512, PublicKey::Kind::rsa}},
    {SignatureScheme::ecdsa_secp256r1_sha256, {Signed::ecdsa, HashAlgorithm::sha256, PublicKey::Kind::p256}},
    {SignatureScheme::ecdsa_secp384r1_sha384, {Signed::ecdsa, HashAlgorithm::sha384, PublicKey::Kind::p384}},
    {SignatureScheme::rsa_pss_rsae_sha256, {Signed::rsa_pss, HashAlgorithm::sha256, PublicKey::Kind::rsa}},
    {SignatureScheme::rsa_pss_rsae_sha384, {Signed::rsa_pss, HashAlgorithm::sha384, PublicKey::Kind::rsa}},
    {SignatureScheme::rsa_pss_rsae_sha512, {Signed::rsa_pss, HashAlgorithm::sha512, PublicKey::Kind::rsa}},
    {SignatureScheme::ed25519, {Signed::ed25519, HashAlgorithm::sha512, PublicKey::Kind::ed25519}},
    {SignatureScheme::rsa_pss_pss_sha256, {Signed::rsa_pss, HashAlgorithm::sha256, PublicKey::Kind::rsa_pss}},
    {SignatureScheme::rsa_pss_pss_sha384, {Signed::rsa_pss, HashAlgorithm::sha384, PublicKey::Kind::rsa_pss}},
    {SignatureScheme::rsa_pss_pss_sha512, {Signed::rsa_pss, HashAlgorithm::sha512, PublicKey::Kind::rsa_pss}},
};

std::optional<HashAlgorithm> hash_of(ByteSpan id) {
  if (oid::is(id, oid::kSha256)) return HashAlgorithm::sha256;
  if (oid::is(id, oid::kSha384)) return HashAlgorithm::sha384;
  if (oid::is(id, oid::kSha512)) return HashAlgorithm::sha512;
  return std::nullopt;
}

// AlgorithmIdentifier of a hash: parameters NULL or absent (RFC 4055 2.1).
std::optional<HashAlgorithm> read_hash(DerReader reader) {
  const auto hash = hash_of(reader.oid("hash of RSASSA-PSS"));
  if (!reader.at_end()) reader.null("hash of RSASSA-PSS");
  reader.finish("hash of RSASSA-PSS");
  return hash;
}

// RSASSA-PSS-params (RFC 4055 3.1): nothing unless hash and mask are of the same SHA-2 and the salt is as
// long as a digest. The defaults are SHA-1's.
std::optional<HashAlgorithm> read_pss_parameters(DerReader& reader) {
  constexpr const char* kPart = "parameters of RSASSA-PSS";
  DerReader parameters = reader.enter(tag::kSequence, kPart);
  std::optional<HashAlgorithm> hash, mask_hash;
  std::uint32_t salt = 20, trailer = 1;
  const auto field = [&](unsigned number, auto read) {
    if (!parameters.next_is(tag::context_constructed(number))) return;
    DerReader inner = parameters.enter(tag::context_constructed(number), kPart);
    read(inner);
    inner.finish(kPart);
  };
  field(0, [&](DerReader& inner) { hash = read_hash(inner.enter(tag::kSequence, kPart)); });
  field(1, [&](DerReader& inner) {
    DerReader mask = inner.enter(tag::kSequence, kPart);
    const bool is_mgf1 = oid::is(mask.oid(kPart), oid::kMgf1);
    if (is_mgf1) {
      mask_hash = read_hash(mask.enter(tag::kSequence, kPart));
      mask.finish(kPart);
    }
  });
  field(2, [&](DerReader& inner) { salt = inner.small_integer(kPart).value_or(0); });
  field(3, [&](DerReader& inner) { trailer = inner.small_integer(kPart).value_or(0); });
  parameters.finish(kPart);
  if (!hash || hash != mask_hash || salt != crypto::digest_size(*hash) || trailer != 1) return std::nullopt;
  return hash;
}

bool is_small_enough(ByteSpan integer) { return !integer.empty() && integer.size() <= 2048; }

}  // namespace

PublicKey PublicKey::rsa(ByteSpan modulus, ByteSpan exponent) {
  PublicKey key;
  key.kind_ = Kind::rsa;
  key.value_.assign(modulus.begin(), modulus.end());
  key.exponent_.assign(exponent.begin(), exponent.end());
  return key;
}

PublicKey PublicKey::p256(ByteSpan point) {
  PublicKey key;
  key.kind_ = Kind::p256;
  key.value_.assign(point.begin(), point.end());
  return key;
}

PublicKey PublicKey::read(DerReader& reader) {
  constexpr const char* kPart = "public key";
  DerReader info = reader.enter(tag::kSequence, kPart);
  DerReader algorithm = info.enter(tag::kSequence, kPart);
  const ByteSpan id = algorithm.oid(kPart);
  PublicKey key;
  bool read_rsa = false;
  std::size_t size = 0;
  if (oid::is(id, oid::kRsa)) {
    key.kind_ = Kind::rsa;
    algorithm.null(kPart);
    algorithm.finish(kPart);
    read_rsa = true;
  } else if (oid::is(id, oid::kRsaPss)) {
    key.kind_ = Kind::rsa_pss;
    if (!algorithm.at_end()) {
      key.only_hash_ = read_pss_parameters(algorithm);
      if (!key.only_hash_) key.kind_ = Kind::unsupported, key.name_ = "RSASSA-PSS with unusual parameters";
    }
    algorithm.finish(kPart);
    read_rsa = true;
  } else if (oid::is(id, oid::kEcPublicKey)) {
    key.name_ = "EC with parameters of its own";
    if (algorithm.next_is(tag::kOid)) {
      const ByteSpan curve = algorithm.oid(kPart);
      algorithm.finish(kPart);
      key.name_ = "EC curve " + oid_text(curve);
      for (const auto& known : kCurves) {
        if (!oid::is(curve, known.oid)) continue;
        key.kind_ = known.kind;
        key.name_ = known.name;
        size = known.point_size;
      }
    }
  } else if (oid::is(id, oid::kEd25519)) {
    key.kind_ = Kind::ed25519;
    algorithm.finish(kPart);
    size = 32;
  } else {
    key.name_ = oid::is(id, oid::kDsa) ? "DSA" : "key type " + oid_text(id);
  }
  const DerBits bits = info.bits(kPart);
  if (info.ok() && bits.unused != 0) info.fail("has bits that fill no byte", kPart);
  info.finish(kPart);
  if (!info.ok()) return {};
  if (read_rsa) {
    DerReader numbers = info.inside(bits.bytes, kPart).enter(tag::kSequence, kPart);
    const ByteSpan modulus = numbers.unsigned_integer("RSA modulus");
    const ByteSpan exponent = numbers.unsigned_integer("RSA exponent");
    numbers.finish(kPart);
    if (numbers.ok() && !(is_small_enough(modulus) && is_small_enough(exponent))) {
      numbers.fail("number of a size that no RSA key has", kPart);
    }
    key.value_.assign(modulus.begin(), modulus.end());
    key.exponent_.assign(exponent.begin(), exponent.end());
    return key;
  }
  if (size != 0 && bits.bytes.size() != size) {
    key.kind_ = Kind::unsupported;
    key.name_ += key.name_.empty() ? "Ed25519 of a wrong size" : " with a point that is not uncompressed";
  } else if (size != 0 && key.kind_ != Kind::ed25519 && bits.bytes[0] != 4) {
    key.kind_ = Kind::unsupported;
    key.name_ += " with a point that is not uncompressed";
  }
  key.value_.assign(bits.bytes.begin(), bits.bytes.end());
  if (key.kind_ != Kind::unsupported) key.name_.clear();
  return key;
}

std::size_t PublicKey::rsa_bits() const {
  if (!is_rsa() || value_.empty()) return 0;
  return 8 * (value_.size() - 1) + static_cast<std::size_t>(std::bit_width(value_[0]));
}

std::string PublicKey::describe() const {
  switch (kind_) {
    case Kind::rsa:
      return base::cat("RSA with ", rsa_bits(), " bits");
    case Kind::rsa_pss:
      return base::cat("RSASSA-PSS with ", rsa_bits(), " bits");
    case Kind::p256:
      return "EC P-256";
    case Kind::p384:
      return "EC P-384";
    case Kind::ed25519:
      return "Ed25519";
    case Kind::unsupported:
      break;
  }
  return name_;
}

SignatureAlgorithm SignatureAlgorithm::read(DerReader& reader) {
  constexpr const char* kPart = "signature algorithm";
  DerReader identifier = reader.enter(tag::kSequence, kPart);
  const ByteSpan id = identifier.oid(kPart);
  SignatureAlgorithm algorithm;
  if (!identifier.ok()) return algorithm;
  if (oid::is(id, oid::kRsaPss)) {
    const auto hash = read_pss_parameters(identifier);
    identifier.finish(kPart);
    if (!hash) return algorithm.name = "RSASSA-PSS with unusual parameters", algorithm;
    algorithm.kind = Kind::rsa_pss;
    algorithm.hash = *hash;
    return algorithm;
  }
  algorithm.name = oid_text(id);
  for (const auto& known : kAlgorithms) {
    if (!oid::is(id, known.oid)) continue;
    algorithm = {known.kind, known.hash, known.name};
  }
  // RSA's parameters are NULL (RFC 4055 5), the others have none (RFC 5758 3.2, RFC 8410 3).
  if (algorithm.kind == Kind::rsa_pkcs1) identifier.null(kPart);
  if (algorithm.kind != Kind::unsupported) identifier.finish(kPart);
  return algorithm;
}

std::optional<SchemeParts> parts_of(SignatureScheme scheme) {
  for (const auto& known : kSchemes) {
    if (known.scheme == scheme) return known.parts;
  }
  return std::nullopt;
}

std::optional<EcdsaIntegers> read_ecdsa_signature(ByteSpan der) {
  DerSource source(der);
  DerReader reader(source);
  DerReader sequence = reader.enter(tag::kSequence, "ECDSA signature");
  EcdsaIntegers numbers{sequence.unsigned_integer("r"), sequence.unsigned_integer("s")};
  sequence.finish("ECDSA signature");
  reader.finish("ECDSA signature");
  if (!source.ok()) return std::nullopt;
  return numbers;
}

base::Bytes write_ecdsa_signature(std::span<const std::uint8_t, 64> r_and_s) {
  base::Bytes out{tag::kSequence, 0};
  for (const std::size_t start : {std::size_t{0}, std::size_t{32}}) {
    ByteSpan number = r_and_s.subspan(start, 32);
    while (number.size() > 1 && number[0] == 0) number = number.subspan(1);
    const bool pad = number[0] >= 0x80;
    out.push_back(tag::kInteger);
    out.push_back(static_cast<std::uint8_t>(number.size() + (pad ? 1 : 0)));
    if (pad) out.push_back(0);
    base::append(out, number);
  }
  out[1] = static_cast<std::uint8_t>(out.size() - 2);
  return out;
}

}  // namespace seiload::tls
