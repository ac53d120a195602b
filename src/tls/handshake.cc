#include "tls/handshake.h"

#include <algorithm>

#include "base/text.h"
#include "tls/certificate.h"
#include "tls/identity.h"
#include "tls/trust.h"

namespace seiload::tls {

namespace {

constexpr SignatureScheme kSchemes[] = {
    SignatureScheme::ecdsa_secp256r1_sha256,
    SignatureScheme::ecdsa_secp384r1_sha384,
    SignatureScheme::ed25519,
    SignatureScheme::rsa_pss_rsae_sha256,
    SignatureScheme::rsa_pss_rsae_sha384,
    SignatureScheme::rsa_pss_rsae_sha512,
    SignatureScheme::rsa_pss_pss_sha256,
    SignatureScheme::rsa_pss_pss_sha384,
    SignatureScheme::rsa_pss_pss_sha512,
    SignatureScheme::rsa_pkcs1_sha256,
    SignatureScheme::rsa_pkcs1_sha384,
    SignatureScheme::rsa_pkcs1_sha512,
};

std::string_view message_name(MessageType type) {
  switch (type) {
    case MessageType::hello_request:
      return "HelloRequest";
    case MessageType::client_hello:
      return "ClientHello";
    case MessageType::server_hello:
      return "ServerHello";
    case MessageType::new_session_ticket:
      return "NewSessionTicket";
    case MessageType::encrypted_extensions:
      return "EncryptedExtensions";
    case MessageType::certificate:
      return "Certificate";
    case MessageType::server_key_exchange:
      return "ServerKeyExchange";
    case MessageType::certificate_request:
      return "CertificateRequest";
    case MessageType::server_hello_done:
      return "ServerHelloDone";
    case MessageType::certificate_verify:
      return "CertificateVerify";
    case MessageType::client_key_exchange:
      return "ClientKeyExchange";
    case MessageType::finished:
      return "Finished";
    case MessageType::key_update:
      return "KeyUpdate";
  }
  return {};
}

std::string name_of(MessageType type) {
  const std::string_view name = message_name(type);
  return name.empty() ? base::cat("a message of unknown type ", static_cast<int>(type)) : std::string(name);
}

// RSA PKCS#1 signs certificates only, in TLS 1.3.
bool is_of_version(SignatureScheme scheme, std::uint16_t version) {
  const auto parts = parts_of(scheme);
  return parts && (version == kTls12 || parts->kind != SignatureAlgorithm::Kind::rsa_pkcs1);
}

}  // namespace

void Handshaking::send(base::ByteSpan message) {
  transcript.add(message);
  records.write(ContentType::handshake, message);
}

void Handshaking::send_change_cipher_spec() {
  constexpr std::uint8_t kBody[] = {1};
  if (!has_sent_ccs) records.write(ContentType::change_cipher_spec, kBody);
  has_sent_ccs = true;
}

Failure out_of_order(MessageType type) {
  return {Alert::unexpected_message, base::cat("the server sent ", name_of(type), " out of order")};
}

Failure not_at_end(MessageType type) {
  return {Alert::unexpected_message, base::cat("the server sent more in the record of its ", name_of(type))};
}

std::span<const SignatureScheme> offered_schemes() { return kSchemes; }

Step check_signature(const PublicKey& key, const CertificateVerify& signature, base::ByteSpan message,
                     std::uint16_t version) {
  const auto scheme = static_cast<SignatureScheme>(signature.scheme);
  if (std::ranges::find(kSchemes, scheme) == std::end(kSchemes) || !is_of_version(scheme, version))
    return Failure{Alert::illegal_parameter, "the server signed by an algorithm that was not offered"};
  const bool good = version == kTls12 ? verify_tls12(key, scheme, message, signature.signature)
                                      : verify(key, scheme, message, signature.signature);
  if (!good)
    return Failure{Alert::decrypt_error,
                   "the server's signature does not fit its certificate (" + key.describe() + ")"};
  return {};
}

Step check_chain(const Handshaking& handshaking, const Chain& chain, PublicKey& key) {
  const Config& config = handshaking.config;
  auto certificate = Certificate::parse(chain.front());
  if (!certificate)
    return Failure{Alert::bad_certificate, "the server's certificate: " + certificate.error().message};
  if (auto trusted = config.trust->accept(chain, config.server_name, handshaking.now); !trusted)
    return Failure{Alert::bad_certificate, std::move(trusted).error().message};
  key = certificate->key;
  return {};
}

std::optional<SignatureScheme> choose_scheme(const Config& config, std::span<const std::uint16_t> schemes,
                                             std::uint16_t version) {
  if (!config.identity) return std::nullopt;
  for (const SignatureScheme ours : config.identity->key.schemes()) {
    const auto id = static_cast<std::uint16_t>(ours);
    if (is_of_version(ours, version) && std::ranges::find(schemes, id) != schemes.end()) return ours;
  }
  return std::nullopt;
}

Step check_protocol(Handshaking& handshaking, base::ByteSpan protocol) {
  if (protocol.empty()) return {};
  const std::string_view name = base::as_text(protocol);
  const auto& offered = handshaking.config.protocols;
  if (std::ranges::find(offered, name) == offered.end())
    return Failure{Alert::illegal_parameter,
                   base::cat("the server chose a protocol that was not offered: ", base::quote(name))};
  handshaking.negotiated.protocol = name;
  return {};
}

}  // namespace seiload::tls
