#include "tls/messages.h"

#include "tls/extension_list.h"
#include "tls/wire.h"

namespace seiload::tls {

namespace {

constexpr std::size_t kMaxCertificates = 32;

Step add_certificate(base::ByteSpan der, Chain& out) {
  if (der.empty()) return decode_error("Certificate");
  if (out.size() == kMaxCertificates)
    return Failure{Alert::bad_certificate, "the server sent more than 32 certificates"};
  out.emplace_back(der.begin(), der.end());
  return {};
}

bool parse_schemes(base::ByteSpan list, std::vector<std::uint16_t>& out) {
  if (list.empty() || list.size() % 2 != 0) return false;
  out.clear();
  Reader reader(list);
  for (std::uint16_t scheme = 0; reader.number(scheme);) out.push_back(scheme);
  return true;
}

// Distinguished names, each with its length.
bool are_names(base::ByteSpan list) {
  Reader reader(list);
  base::ByteSpan name;
  while (!reader.at_end())
    if (!reader.vector(2, name) || name.empty()) return false;
  return true;
}

}  // namespace

base::Bytes open_message(MessageType type) { return {static_cast<std::uint8_t>(type), 0, 0, 0}; }

void close_message(base::Bytes& message) { Writer(message).close({1, 3}); }

Step parse_certificate13(base::ByteSpan body, Chain& out) {
  constexpr std::string_view kName = "Certificate";
  out.clear();
  Reader reader(body);
  base::ByteSpan context, list;
  if (!reader.vector(1, context) || !reader.vector(3, list) || !reader.at_end()) return decode_error(kName);
  if (!context.empty())
    return Failure{Alert::illegal_parameter, "the server's certificate answers a request that was not made"};
  Reader entries(list);
  while (!entries.at_end()) {
    base::ByteSpan der, extensions;
    if (!entries.vector(3, der) || !entries.vector(2, extensions)) return decode_error(kName);
    if (Step bad = add_certificate(der, out)) return bad;
    ExtensionList known;
    if (Step bad = known.parse(extensions, kName)) return bad;
    if (Step bad = known.allow_only({}, kName)) return bad;
  }
  if (out.empty()) return Failure{Alert::decode_error, "the server sent no certificate"};
  return {};
}

Step parse_certificate12(base::ByteSpan body, Chain& out) {
  constexpr std::string_view kName = "Certificate";
  out.clear();
  Reader reader(body);
  base::ByteSpan list;
  if (!reader.vector(3, list) || !reader.at_end()) return decode_error(kName);
  Reader entries(list);
  while (!entries.at_end()) {
    base::ByteSpan der;
    if (!entries.vector(3, der)) return decode_error(kName);
    if (Step bad = add_certificate(der, out)) return bad;
  }
  if (out.empty()) return Failure{Alert::decode_error, "the server sent no certificate"};
  return {};
}

base::Bytes write_certificate13(const Chain& chain) {
  base::Bytes message = open_message(MessageType::certificate);
  Writer writer(message);
  writer.u8(0);  // the request's context, empty within the handshake
  const auto list = writer.open(3);
  for (const base::Bytes& der : chain) {
    writer.vector(3, der);
    writer.u16(0);
  }
  writer.close(list);
  close_message(message);
  return message;
}

base::Bytes write_certificate12(const Chain& chain) {
  base::Bytes message = open_message(MessageType::certificate);
  Writer writer(message);
  const auto list = writer.open(3);
  for (const base::Bytes& der : chain) writer.vector(3, der);
  writer.close(list);
  close_message(message);
  return message;
}

Step parse_certificate_verify(base::ByteSpan body, CertificateVerify& out) {
  Reader reader(body);
  if (!reader.number(out.scheme) || !reader.vector(2, out.signature) || !reader.at_end())
    return decode_error("CertificateVerify");
  return {};
}

base::Bytes write_certificate_verify(std::uint16_t scheme, base::ByteSpan signature) {
  base::Bytes message = open_message(MessageType::certificate_verify);
  Writer writer(message);
  writer.u16(scheme);
  writer.vector(2, signature);
  close_message(message);
  return message;
}

Step parse_certificate_request13(base::ByteSpan body, std::vector<std::uint16_t>& schemes) {
  constexpr std::string_view kName = "CertificateRequest";
  Reader reader(body);
  base::ByteSpan context, extensions, list;
  if (!reader.vector(1, context) || !reader.vector(2, extensions) || !reader.at_end())
    return decode_error(kName);
  if (!context.empty())
    return Failure{Alert::illegal_parameter, "CertificateRequest has a context within the handshake"};
  ExtensionList known;  // others are not looked at (RFC 8446, 4.3.2)
  if (Step bad = known.parse(extensions, kName)) return bad;
  const auto algorithms = known.find(extension::kSignatureAlgorithms);
  if (!algorithms) return Failure{Alert::missing_extension, "CertificateRequest has no signature algorithms"};
  Reader inner(*algorithms);
  if (!inner.vector(2, list) || !inner.at_end() || !parse_schemes(list, schemes)) return decode_error(kName);
  return {};
}

Step parse_certificate_request12(base::ByteSpan body, std::vector<std::uint16_t>& schemes) {
  Reader reader(body);
  base::ByteSpan types, algorithms, authorities;
  if (!reader.vector(1, types) || types.empty() || !reader.vector(2, algorithms) ||
      !parse_schemes(algorithms, schemes) || !reader.vector(2, authorities) || !are_names(authorities) ||
      !reader.at_end())
    return decode_error("CertificateRequest");
  return {};
}

Step parse_server_key_exchange(base::ByteSpan body, ServerKeyExchange& out) {
  constexpr std::uint8_t kNamedCurve = 3;
  Reader reader(body);
  std::uint8_t type = 0;
  if (!reader.number(type)) return decode_error("ServerKeyExchange");
  if (type != kNamedCurve) return Failure{Alert::illegal_parameter, "ServerKeyExchange has no named curve"};
  if (!reader.number(out.group) || !reader.vector(1, out.point) || out.point.empty())
    return decode_error("ServerKeyExchange");
  out.parameters = body.first(body.size() - reader.rest().size());
  if (!reader.number(out.signature.scheme) || !reader.vector(2, out.signature.signature) || !reader.at_end())
    return decode_error("ServerKeyExchange");
  return {};
}

base::Bytes write_client_key_exchange(base::ByteSpan point) {
  base::Bytes message = open_message(MessageType::client_key_exchange);
  Writer(message).vector(1, point);
  close_message(message);
  return message;
}

Step parse_new_session_ticket(base::ByteSpan body, NewSessionTicket& out) {
  constexpr std::string_view kName = "NewSessionTicket";
  Reader reader(body);
  base::ByteSpan extensions;
  if (!reader.number(out.lifetime_s) || !reader.number(out.age_add) || !reader.vector(1, out.nonce) ||
      !reader.vector(2, out.ticket) || out.ticket.empty() || !reader.vector(2, extensions) ||
      !reader.at_end())
    return decode_error(kName);
  ExtensionList known;  // unknown ones are not looked at (RFC 8446, 4.6.1); early data is not sent
  return known.parse(extensions, kName);
}

Step parse_new_session_ticket12(base::ByteSpan body, NewSessionTicket& out) {
  Reader reader(body);
  if (!reader.number(out.lifetime_s) || !reader.vector(2, out.ticket) || !reader.at_end())
    return decode_error("NewSessionTicket");
  return {};
}

Step parse_key_update(base::ByteSpan body, bool& wants_answer) {
  if (body.size() != 1) return decode_error("KeyUpdate");
  if (body[0] > 1) return Failure{Alert::illegal_parameter, "KeyUpdate has an unknown request"};
  wants_answer = body[0] == 1;
  return {};
}

base::Bytes write_key_update(bool wants_answer) {
  base::Bytes message = open_message(MessageType::key_update);
  Writer(message).u8(wants_answer ? 1 : 0);
  close_message(message);
  return message;
}

base::Bytes write_finished(base::ByteSpan verify_data) {
  base::Bytes message = open_message(MessageType::finished);
  Writer(message).bytes(verify_data);
  close_message(message);
  return message;
}

}  // namespace seiload::tls
