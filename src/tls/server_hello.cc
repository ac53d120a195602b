#include <algorithm>

#include "tls/extension_list.h"
#include "tls/messages.h"
#include "tls/suite.h"
#include "tls/wire.h"

namespace seiload::tls {

namespace {

// SHA-256 of "HelloRetryRequest" (RFC 8446, 4.1.3).
constexpr base::Bytes32 kRetryRandom = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                        0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                        0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

constexpr std::string_view kName = "ServerHello";

// The one protocol that a server chose of ours.
bool parse_protocol(base::ByteSpan extension, base::ByteSpan& protocol) {
  Reader reader(extension);
  base::ByteSpan list;
  if (!reader.vector(2, list) || !reader.at_end()) return false;
  Reader names(list);
  return names.vector(1, protocol) && names.at_end() && !protocol.empty();
}

bool parse_u16(base::ByteSpan extension, std::uint16_t& out) {
  Reader reader(extension);
  return reader.number(out) && reader.at_end();
}

// What both EncryptedExtensions and the ServerHello of TLS 1.2 may have.
Step parse_common(const ExtensionList& list, std::string_view message, base::ByteSpan& protocol,
                  std::optional<std::uint16_t>& record_size_limit) {
  if (const auto body = list.find(extension::kServerName); body && !body->empty())
    return decode_error(message);
  if (const auto body = list.find(extension::kProtocols); body && !parse_protocol(*body, protocol))
    return decode_error(message);
  if (const auto body = list.find(extension::kRecordSizeLimit)) {
    std::uint16_t limit = 0;
    if (!parse_u16(*body, limit)) return decode_error(message);
    if (limit < 64)
      return Failure{Alert::illegal_parameter, "the server's record size limit is less than 64 bytes"};
    record_size_limit = limit;
  }
  return {};
}

Step parse_tls13(const ExtensionList& list, ServerHello& out) {
  using namespace extension;
  constexpr std::uint16_t kHello[] = {kSupportedVersions, kKeyShare, kPresharedKey};
  constexpr std::uint16_t kRetry[] = {kSupportedVersions, kKeyShare, kCookie};
  if (Step bad = list.allow_only(out.is_retry ? kRetry : kHello, kName)) return bad;
  if (const auto body = list.find(kKeyShare)) {
    Reader reader(*body);
    std::uint16_t group = 0;
    if (!reader.number(group)) return decode_error(kName);
    out.group = group;
    if (!out.is_retry && (!reader.vector(2, out.share) || out.share.empty())) return decode_error(kName);
    if (!reader.at_end()) return decode_error(kName);
  }
  if (const auto body = list.find(kPresharedKey)) {
    std::uint16_t identity = 0;
    if (!parse_u16(*body, identity)) return decode_error(kName);
    out.psk = identity;
  }
  if (const auto body = list.find(kCookie)) {
    Reader reader(*body);
    base::ByteSpan cookie;
    if (!reader.vector(2, cookie) || cookie.empty() || !reader.at_end()) return decode_error(kName);
    out.cookie = cookie;
  }
  return {};
}

Step parse_tls12(const ExtensionList& list, ServerHello& out) {
  using namespace extension;
  constexpr std::uint16_t kAllowed[] = {kServerName,           kPointFormats,    kProtocols,
                                        kExtendedMasterSecret, kRecordSizeLimit, kRenegotiationInfo,
                                        kSessionTicket};
  if (Step bad = list.allow_only(kAllowed, kName)) return bad;
  if (const auto body = list.find(kExtendedMasterSecret)) {
    if (!body->empty()) return decode_error(kName);
    out.extended_master_secret = true;
  }
  if (const auto body = list.find(kRenegotiationInfo)) {
    base::ByteSpan data;
    Reader reader(*body);
    if (!reader.vector(1, data) || !reader.at_end()) return decode_error(kName);
    if (!data.empty())  // RFC 5746, 3.4
      return Failure{Alert::handshake_failure, "the server takes this for a renegotiation"};
    out.secure_renegotiation = true;
  }
  if (const auto body = list.find(kSessionTicket)) {
    if (!body->empty()) return decode_error(kName);
    out.ticket_follows = true;
  }
  if (const auto body = list.find(kPointFormats)) {
    base::ByteSpan formats;
    Reader reader(*body);
    if (!reader.vector(1, formats) || !reader.at_end()) return decode_error(kName);
    if (std::ranges::find(formats, 0) == formats.end())  // RFC 8422, 5.2
      return Failure{Alert::illegal_parameter, "the server does not take uncompressed points"};
  }
  return parse_common(list, kName, out.protocol, out.record_size_limit);
}

}  // namespace

Step parse_server_hello(base::ByteSpan body, ServerHello& out) {
  Reader reader(body);
  std::uint16_t version = 0;
  std::uint8_t compression = 0;
  base::ByteSpan random, extensions;
  if (!reader.number(version) || !reader.bytes(32, random) || !reader.vector(1, out.session_id) ||
      out.session_id.size() > 32 || !reader.number(out.suite) || !reader.number(compression))
    return decode_error(kName);
  if (!reader.at_end() && (!reader.vector(2, extensions) || !reader.at_end())) return decode_error(kName);
  if (version != kTls12)
    return Failure{Alert::protocol_version, version == 0x0301 || version == 0x0302 || version == 0x0300
                                                ? "the server speaks only a version of TLS before 1.2"
                                                : "the server chose an unknown version of TLS"};
  if (compression != 0) return Failure{Alert::illegal_parameter, "the server chose a compression"};
  std::copy(random.begin(), random.end(), out.random.begin());
  ExtensionList list;
  if (Step bad = list.parse(extensions, kName)) return bad;
  out.is_retry = out.random == kRetryRandom;
  out.version = kTls12;
  if (const auto chosen = list.find(extension::kSupportedVersions)) {
    if (!parse_u16(*chosen, version)) return decode_error(kName);
    if (version != kTls13)
      return Failure{Alert::illegal_parameter, "the server chose a version of TLS that was not offered"};
    out.version = kTls13;
    return parse_tls13(list, out);
  }
  if (out.is_retry) return Failure{Alert::missing_extension, "a HelloRetryRequest without a version"};
  return parse_tls12(list, out);
}

Step parse_encrypted_extensions(base::ByteSpan body, EncryptedExtensions& out) {
  using namespace extension;
  constexpr std::string_view kMessage = "EncryptedExtensions";
  constexpr std::uint16_t kAllowed[] = {kServerName, kSupportedGroups, kProtocols, kRecordSizeLimit};
  Reader reader(body);
  base::ByteSpan extensions;
  if (!reader.vector(2, extensions) || !reader.at_end()) return decode_error(kMessage);
  ExtensionList list;
  if (Step bad = list.parse(extensions, kMessage)) return bad;
  if (Step bad = list.allow_only(kAllowed, kMessage)) return bad;
  if (const auto groups = list.find(kSupportedGroups)) {  // what the server would like the next time
    Reader inner(*groups);
    base::ByteSpan names;
    if (!inner.vector(2, names) || !inner.at_end() || names.empty() || names.size() % 2 != 0)
      return decode_error(kMessage);
  }
  return parse_common(list, kMessage, out.protocol, out.record_size_limit);
}

}  // namespace seiload::tls
