#include "tls/private_key.h"

#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/nist_curve.h"
#include "tls/oids.h"
#include "tls/pem.h"
#include "tls/profile.h"

namespace seiload::tls {

namespace {

using base::ByteSpan;

constexpr SignatureScheme kRsaSchemes[] = {
    SignatureScheme::rsa_pss_rsae_sha256, SignatureScheme::rsa_pss_rsae_sha384,
    SignatureScheme::rsa_pss_rsae_sha512, SignatureScheme::rsa_pkcs1_sha256,
    SignatureScheme::rsa_pkcs1_sha384,    SignatureScheme::rsa_pkcs1_sha512};
constexpr SignatureScheme kEcSchemes[] = {SignatureScheme::ecdsa_secp256r1_sha256};

constexpr const char* kEncrypted =
    "the key is encrypted, which is not supported; 'openssl pkey -in FILE -out NEW' writes it without a "
    "password";

base::Error unsupported(std::string what) { return base::invalid_input(std::move(what)); }

}  // namespace

PrivateKey::~PrivateKey() {
  if (auto* key = std::get_if<base::Bytes32>(&secret_)) base::wipe(key->data(), key->size());
}

// ECPrivateKey (RFC 5915 3). In PKCS#8 the curve stands outside.
base::Result<PrivateKey> PrivateKey::read_ec(DerReader& reader, bool curve_known) {
  constexpr const char* kPart = "EC private key";
  DerReader fields = reader.enter(tag::kSequence, kPart);
  const auto version = fields.small_integer(kPart);
  if (fields.ok() && version != 1U) fields.fail("there is no such version", kPart);
  const ByteSpan number = fields.take(tag::kOctetString, kPart).body;
  if (fields.next_is(tag::context_constructed(0))) {
    DerReader parameters = fields.enter(tag::context_constructed(0), kPart);
    if (!parameters.next_is(tag::kOid) || !oid::is(parameters.oid(kPart), oid::kP256)) {
      if (parameters.ok())
        return unsupported("the key is of an EC curve that is not supported, only P-256 is");
    }
    parameters.finish(kPart);
    curve_known = true;
  }
  ByteSpan written_point;
  if (fields.next_is(tag::context_constructed(1))) {
    DerReader point = fields.enter(tag::context_constructed(1), kPart);
    written_point = point.bits(kPart).bytes;
    point.finish(kPart);
  }
  fields.finish(kPart);
  reader.finish(kPart);
  if (!fields.ok()) return unsupported({});  // the caller tells the fault
  if (!curve_known) return unsupported("the key names no curve");
  base::Bytes32 secret{};
  if (number.size() != secret.size()) return unsupported("the key has not the 32 bytes of P-256");
  std::copy(number.begin(), number.end(), secret.begin());
  const auto point = crypto::p256_public(secret);
  if (!point) return unsupported("the key is not in the range of P-256's keys");
  if (!written_point.empty() && base::as_text(written_point) != base::as_text(*point)) {
    return unsupported("the key's public part is not that of the key");
  }
  PrivateKey key(secret, PublicKey::p256(*point));
  base::wipe(secret.data(), secret.size());
  return key;
}

base::Result<PrivateKey> PrivateKey::read_rsa(DerReader& reader) {
  constexpr const char* kPart = "RSA private key";
  DerReader fields = reader.enter(tag::kSequence, kPart);
  const auto version = fields.small_integer(kPart);
  if (fields.ok() && version != 0U) fields.fail("there is no such version", kPart);
  crypto::RsaPrivateKey::Parts parts;
  parts.modulus = fields.unsigned_integer(kPart);
  parts.public_exponent = fields.unsigned_integer(kPart);
  fields.unsigned_integer(kPart);  // the private exponent: what follows stands for it
  parts.p = fields.unsigned_integer(kPart);
  parts.q = fields.unsigned_integer(kPart);
  parts.dp = fields.unsigned_integer(kPart);
  parts.dq = fields.unsigned_integer(kPart);
  parts.q_inverse = fields.unsigned_integer(kPart);
  fields.finish(kPart);
  reader.finish(kPart);
  if (!fields.ok()) return unsupported({});
  PublicKey public_key = PublicKey::rsa(parts.modulus, parts.public_exponent);
  if (public_key.rsa_bits() < kMinRsaBits) {
    return unsupported(
        base::cat("the RSA key has ", public_key.rsa_bits(), " bits, fewer than ", kMinRsaBits));
  }
  auto secret = crypto::RsaPrivateKey::make(parts);
  if (!secret)
    return unsupported("the RSA key's numbers do not belong together, or it has more than 8192 bits");
  return PrivateKey(std::move(*secret), std::move(public_key));
}

base::Result<PrivateKey> PrivateKey::read_pkcs8(DerReader& reader) {
  constexpr const char* kPart = "private key";
  DerReader fields = reader.enter(tag::kSequence, kPart);
  const auto version = fields.small_integer(kPart);
  if (fields.ok() && version != 0U && version != 1U) fields.fail("there is no such version", kPart);
  DerReader algorithm = fields.enter(tag::kSequence, kPart);
  const ByteSpan id = algorithm.oid(kPart);
  const bool is_rsa = oid::is(id, oid::kRsa), is_ec = oid::is(id, oid::kEcPublicKey);
  if (!fields.ok()) return unsupported({});
  if (!is_rsa && !is_ec) {
    return unsupported("the key is of a type that is not supported, only RSA and EC P-256 are");
  }
  if (is_rsa) {
    algorithm.null(kPart);
  } else if (!algorithm.next_is(tag::kOid) || !oid::is(algorithm.oid(kPart), oid::kP256)) {
    return unsupported("the key is of an EC curve that is not supported, only P-256 is");
  }
  algorithm.finish(kPart);
  const ByteSpan body = fields.take(tag::kOctetString, kPart).body;
  // Attributes and a public key may follow.
  if (fields.next_is(tag::context_constructed(0))) fields.any(kPart);
  if (version == 1U && fields.next_is(tag::context(1))) fields.any(kPart);
  fields.finish(kPart);
  reader.finish(kPart);
  if (!fields.ok()) return unsupported({});
  DerReader inner = fields.inside(body, kPart);
  return is_rsa ? read_rsa(inner) : read_ec(inner, true);
}

base::Result<PrivateKey> PrivateKey::from_pem(std::string_view text, std::string_view where) {
  auto blocks = read_pem(text);
  if (!blocks) return std::move(blocks).error().with(where);
  for (PemBlock& block : *blocks) {
    if (!block.label.ends_with("PRIVATE KEY")) continue;
    const std::string place = base::cat(where, ": line ", block.line);
    if (block.encrypted || block.label == "ENCRYPTED PRIVATE KEY") return unsupported(kEncrypted).with(place);
    DerSource source(block.bytes);
    DerReader reader(source);
    auto key = block.label == "EC PRIVATE KEY"    ? read_ec(reader, false)
               : block.label == "RSA PRIVATE KEY" ? read_rsa(reader)
               : block.label == "PRIVATE KEY"
                   ? read_pkcs8(reader)
                   : unsupported(base::cat("the key is of a type that is not supported, ", block.label));
    if (!source.ok()) key = unsupported(source.fault());
    base::wipe(block.bytes.data(), block.bytes.size());
    if (!key) return std::move(key).error().with(place);
    return key;
  }
  return unsupported(base::cat(where, ": no private key in it"));
}

std::span<const SignatureScheme> PrivateKey::schemes() const {
  return std::holds_alternative<base::Bytes32>(secret_) ? std::span<const SignatureScheme>(kEcSchemes)
                                                        : std::span<const SignatureScheme>(kRsaSchemes);
}

base::Result<base::Bytes> PrivateKey::sign(
    SignatureScheme scheme, ByteSpan message,
    const std::function<void(std::span<std::uint8_t>)>& entropy) const {
  const auto parts = parts_of(scheme);
  if (!parts || parts->key != public_.kind()) {
    return unsupported("the client's key does not sign with the scheme that the server asks for");
  }
  const crypto::Digest digest = crypto::hash(parts->hash, message);
  if (const auto* key = std::get_if<base::Bytes32>(&secret_)) {
    const auto numbers = crypto::p256_sign(*key, digest.span());
    if (numbers) return write_ecdsa_signature(*numbers);
  } else {
    const auto& rsa = std::get<crypto::RsaPrivateKey>(secret_);
    std::array<std::uint8_t, 64> random{};
    const std::span<std::uint8_t> salt(random.data(), digest.size);
    const bool pss = parts->kind == SignatureAlgorithm::Kind::rsa_pss;
    if (pss) entropy(salt);
    auto signature =
        pss ? rsa.sign_pss(parts->hash, digest.span(), salt) : rsa.sign_pkcs1(parts->hash, digest.span());
    if (signature) return std::move(*signature);
  }
  return base::Error{base::Code::io, "signing with the client's key failed"};
}

}  // namespace seiload::tls
