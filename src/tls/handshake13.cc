#include "tls/handshake13.h"

#include <utility>

#include "crypto/constant_time.h"
#include "tls/identity.h"

namespace seiload::tls {

namespace {

constexpr std::string_view kServerContext = "TLS 1.3, server CertificateVerify";
constexpr std::string_view kClientContext = "TLS 1.3, client CertificateVerify";

// What a CertificateVerify signs (RFC 8446, 4.4.3).
base::Bytes signed_content(std::string_view context, base::ByteSpan transcript_hash) {
  base::Bytes content(64, 0x20);
  base::append(content, base::as_bytes(context));
  content.push_back(0);
  base::append(content, transcript_hash);
  return content;
}

}  // namespace

Handshake13::Handshake13(Handshaking& handshaking, const Secret& shared)
    : now_(handshaking),
      keys_(handshaking.suite->hash,
            handshaking.session ? std::as_const(handshaking.session->key).span() : base::ByteSpan()) {
  keys_.mix(shared.span());
  const crypto::Digest hash = now_.transcript.hash();
  client_ = keys_.derive("c hs traffic", hash.span());
  server_ = keys_.derive("s hs traffic", hash.span());
  now_.records.protect_reading(Protection(*now_.suite, std::as_const(server_).span()));
  // From here on an alert is protected, too.
  if (!now_.session_id.empty()) now_.send_change_cipher_spec();
  now_.records.protect_writing(Protection(*now_.suite, std::as_const(client_).span()));
}

Step Handshake13::on_message(MessageType type, base::ByteSpan message, bool ends_record) {
  // The server's signature and Finished are over what came before them.
  if (type != MessageType::certificate_verify && type != MessageType::finished) {
    if (Step bad = take(type, message, ends_record)) return bad;
    now_.transcript.add(message);
    return {};
  }
  return take(type, message, ends_record);
}

Step Handshake13::take(MessageType type, base::ByteSpan message, bool ends_record) {
  const base::ByteSpan body = body_of(message);
  const bool may_be_certificate = wait_ == Wait::request_or_certificate || wait_ == Wait::certificate;
  if (type == MessageType::encrypted_extensions && wait_ == Wait::encrypted_extensions)
    return take_extensions(body);
  if (type == MessageType::certificate_request && wait_ == Wait::request_or_certificate) {
    is_asked_ = true;
    wait_ = Wait::certificate;
    return parse_certificate_request13(body, schemes_);
  }
  if (type == MessageType::certificate && may_be_certificate) return take_certificate(body);
  if (type == MessageType::certificate_verify && wait_ == Wait::verify) {
    if (Step bad = take_verify(body)) return bad;
    now_.transcript.add(message);
    return {};
  }
  if (type == MessageType::finished && wait_ == Wait::finished) {
    if (!ends_record) return not_at_end(type);
    if (Step bad = take_finished(body)) return bad;
    now_.transcript.add(message);
    return send_finished(now_.transcript.hash());
  }
  return out_of_order(type);
}

Step Handshake13::take_extensions(base::ByteSpan body) {
  EncryptedExtensions extensions;
  if (Step bad = parse_encrypted_extensions(body, extensions)) return bad;
  if (Step bad = check_protocol(now_, extensions.protocol)) return bad;
  if (extensions.record_size_limit) now_.records.limit_plain(*extensions.record_size_limit - 1U);
  wait_ = now_.session ? Wait::finished : Wait::request_or_certificate;
  return {};
}

Step Handshake13::take_certificate(base::ByteSpan body) {
  Chain chain;
  if (Step bad = parse_certificate13(body, chain)) return bad;
  if (Step bad = check_chain(now_, chain, key_)) return bad;
  wait_ = Wait::verify;
  return {};
}

Step Handshake13::take_verify(base::ByteSpan body) {
  CertificateVerify verify;
  if (Step bad = parse_certificate_verify(body, verify)) return bad;
  const base::Bytes content = signed_content(kServerContext, now_.transcript.hash().span());
  if (Step bad = check_signature(key_, verify, content, kTls13)) return bad;
  now_.negotiated.signature = verify.scheme;
  wait_ = Wait::finished;
  return {};
}

Step Handshake13::take_finished(base::ByteSpan body) {
  const crypto::Digest mac = finished_mac(now_.suite->hash, server_, now_.transcript.hash().span());
  if (body.size() != mac.size) return decode_error("Finished");
  if (!crypto::equal_constant_time(body, mac.span()))
    return Failure{Alert::decrypt_error, "the server's Finished is wrong: the handshake was altered"};
  return {};
}

Step Handshake13::send_certificate() {
  const auto scheme = choose_scheme(now_.config, schemes_, kTls13);
  if (!scheme) {
    now_.send(write_certificate13({}));
    return {};
  }
  const Identity& identity = *now_.config.identity;
  now_.send(write_certificate13(identity.chain));
  const base::Bytes content = signed_content(kClientContext, now_.transcript.hash().span());
  auto signature = identity.key.sign(*scheme, content, now_.config.entropy);
  if (!signature) return Failure{Alert::internal_error, std::move(signature).error().message};
  now_.send(write_certificate_verify(static_cast<std::uint16_t>(*scheme), *signature));
  now_.negotiated.sent_certificate = true;
  return {};
}

Step Handshake13::send_finished(const crypto::Digest& server_finished_hash) {
  const crypto::HashAlgorithm hash = now_.suite->hash;
  keys_.mix({});
  traffic_.suite = now_.suite;
  traffic_.client = keys_.derive("c ap traffic", server_finished_hash.span());
  traffic_.server = keys_.derive("s ap traffic", server_finished_hash.span());
  now_.records.protect_reading(Protection(*now_.suite, std::as_const(traffic_.server).span()));
  if (is_asked_)
    if (Step bad = send_certificate()) return bad;
  now_.send(write_finished(finished_mac(hash, client_, now_.transcript.hash().span()).span()));
  traffic_.resumption = keys_.derive("res master", now_.transcript.hash().span());
  now_.records.protect_writing(Protection(*now_.suite, std::as_const(traffic_.client).span()));
  wait_ = Wait::nothing;
  return {};
}

}  // namespace seiload::tls
