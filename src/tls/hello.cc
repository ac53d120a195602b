#include "tls/hello.h"

#include <algorithm>

#include "tls/client_hello.h"
#include "tls/handshake12.h"
#include "tls/handshake13.h"

namespace seiload::tls {

namespace {

constexpr std::size_t kMaxCookie = 32 << 10;  // see kMaxTicket

Failure illegal(std::string text) { return {Alert::illegal_parameter, std::move(text)}; }

// The end of a random by which a server of a later version says that it was made to speak an older one
// (RFC 8446, 4.1.3).
bool is_downgrade(const base::Bytes32& random) {
  const std::string_view end = base::as_text(base::ByteSpan(random).last(8));
  return end.starts_with("DOWNGRD") && (end[7] == 0 || end[7] == 1);
}

}  // namespace

void Hello::start() {
  const Config& config = now_.config;
  now_.session_id.resize(32);  // RFC 8446, D.4
  config.entropy(now_.client_random);
  config.entropy(now_.session_id);
  now_.share.emplace(kX25519, config.entropy);
  if (config.sessions) now_.session = config.sessions->take(now_.now);
  now_.send(write_client_hello(now_, {}));
}

Step Hello::on_server_hello(base::ByteSpan message, bool ends_record, std::unique_ptr<Handshake>& next) {
  ServerHello hello;
  if (Step bad = parse_server_hello(body_of(message), hello)) return bad;
  const Suite* const suite = find_suite(hello.suite);
  if (!suite || suite->version != hello.version)
    return illegal("the server chose a cipher suite that was not offered");
  if (hello.version == kTls12) {
    if (!now_.config.allow_tls12)
      return Failure{Alert::protocol_version, "the server does not speak TLS 1.3"};
    if (is_retried()) return illegal("the server changed the version after its HelloRetryRequest");
    now_.suite = suite;
    return begin_tls12(message, hello, next);
  }
  if (!std::ranges::equal(hello.session_id, now_.session_id))
    return illegal("the server does not repeat the session id");
  if (is_retried() && suite != now_.suite)
    return illegal("the server changed the cipher suite after its HelloRetryRequest");
  now_.suite = suite;
  if (hello.is_retry) return retry(message, hello);
  if (!ends_record) return not_at_end(MessageType::server_hello);
  return begin_tls13(message, hello, next);
}

Step Hello::retry(base::ByteSpan message, const ServerHello& hello) {
  if (is_retried()) return Failure{Alert::unexpected_message, "the server sent a second HelloRetryRequest"};
  if (!hello.group && !hello.cookie) return illegal("the HelloRetryRequest would change nothing");
  if (hello.cookie && hello.cookie->size() > kMaxCookie)
    return illegal("the HelloRetryRequest has a cookie that does not fit into a ClientHello");
  if (hello.group) {
    if (*hello.group == now_.share->group()) return illegal("the HelloRetryRequest asks for the same group");
    if (*hello.group != kP256) return illegal("the server wants a group that was not offered");
    now_.share.emplace(kP256, now_.config.entropy);
  }
  now_.negotiated.retried = true;
  now_.transcript.choose(now_.suite->hash, false);
  now_.transcript.retry();
  now_.transcript.add(message);
  const bool has_psk = now_.session && now_.session->version == kTls13;
  if (has_psk && find_suite(now_.session->suite)->hash != now_.suite->hash) now_.session.reset();
  now_.send_change_cipher_spec();
  now_.send(write_client_hello(now_, hello.cookie.value_or(base::ByteSpan())));
  return {};
}

Step Hello::begin_tls13(base::ByteSpan message, const ServerHello& hello, std::unique_ptr<Handshake>& next) {
  if (!hello.group) return Failure{Alert::missing_extension, "the server sent no key share"};
  if (*hello.group != now_.share->group()) return illegal("the server chose a group that has no key share");
  if (hello.psk) {
    if (!now_.session || now_.session->version != kTls13 || *hello.psk != 0)
      return illegal("the server resumes a session that was not offered");
    if (find_suite(now_.session->suite)->hash != now_.suite->hash)
      return illegal("the server resumes a session by another hash");
  } else if (now_.session) {
    now_.config.sessions->drop(now_.session);
    now_.session.reset();
  }
  const auto shared = now_.share->shared(hello.share);
  if (!shared) return illegal("the server's key share is not a point of its group");
  if (!now_.negotiated.retried) now_.transcript.choose(now_.suite->hash, false);
  now_.transcript.add(message);
  now_.negotiated.version = kTls13;
  now_.negotiated.suite = now_.suite->id;
  now_.negotiated.group = now_.share->group();
  now_.negotiated.resumed = now_.session != nullptr;
  now_.share.reset();
  next = std::make_unique<Handshake13>(now_, *shared);
  return {};
}

Step Hello::begin_tls12(base::ByteSpan message, const ServerHello& hello, std::unique_ptr<Handshake>& next) {
  if (is_downgrade(hello.random))
    return illegal("the server speaks TLS 1.3, but was made to believe that this client does not");
  if (hello.ticket_follows && !now_.config.sessions)
    return Failure{Alert::unsupported_extension, "the server sends a ticket that was not asked for"};
  // A server that resumes repeats the session id (RFC 5077, 3.4).
  const bool resumes = !hello.session_id.empty() && std::ranges::equal(hello.session_id, now_.session_id);
  if (resumes && !(now_.session && now_.session->version == kTls12))
    return illegal("the server resumes a session that was not offered");
  if (resumes && now_.session->suite != now_.suite->id)
    return illegal("the server resumes a session by another cipher suite");
  if (!hello.extended_master_secret)
    return Failure{Alert::handshake_failure,
                   "the server speaks TLS 1.2 without the extended master secret (RFC 7627)"};
  if (!hello.secure_renegotiation)
    return Failure{Alert::handshake_failure,
                   "the server speaks TLS 1.2 without secure renegotiation (RFC 5746)"};
  if (Step bad = check_protocol(now_, hello.protocol)) return bad;
  if (hello.record_size_limit) now_.records.limit_plain(*hello.record_size_limit);
  now_.server_random = hello.random;
  if (now_.session && !resumes) {
    now_.config.sessions->drop(now_.session);
    now_.session.reset();
  }
  now_.transcript.choose(now_.suite->hash, now_.config.identity != nullptr && !resumes);
  now_.transcript.add(message);
  now_.negotiated.version = kTls12;
  now_.negotiated.suite = now_.suite->id;
  now_.negotiated.resumed = resumes;
  next = std::make_unique<Handshake12>(now_, hello.ticket_follows);
  return {};
}

}  // namespace seiload::tls
