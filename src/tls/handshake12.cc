#include "tls/handshake12.h"

#include <algorithm>
#include <utility>

#include "crypto/constant_time.h"
#include "tls/identity.h"
#include "tls/prf.h"

namespace seiload::tls {

namespace {

bool fits(const PublicKey& key, SuiteAuth auth) {
  return key.is_rsa() == (auth == SuiteAuth::rsa) && key.kind() != PublicKey::Kind::unsupported;
}

}  // namespace

Handshake12::Handshake12(Handshaking& handshaking, bool ticket_follows)
    : now_(handshaking), ticket_follows_(ticket_follows) {
  if (!now_.session) return;
  master_ = now_.session->key;
  make_keys();
  wait_ = ticket_follows_ ? Wait::ticket : Wait::change_cipher_spec;
}

Step Handshake12::on_message(MessageType type, base::ByteSpan message, bool) {
  const base::ByteSpan body = body_of(message);
  const bool may_be_done = wait_ == Wait::request_or_done || wait_ == Wait::done;
  Step bad;
  if (type == MessageType::finished && wait_ == Wait::finished) return take_finished(message);
  if (type == MessageType::certificate && wait_ == Wait::certificate) {
    bad = take_certificate(body);
  } else if (type == MessageType::server_key_exchange && wait_ == Wait::key_exchange) {
    bad = take_key_exchange(body);
  } else if (type == MessageType::certificate_request && wait_ == Wait::request_or_done) {
    is_asked_ = true;
    wait_ = Wait::done;
    bad = parse_certificate_request12(body, schemes_);
  } else if (type == MessageType::new_session_ticket && wait_ == Wait::ticket) {
    bad = take_ticket(body);
  } else if (type == MessageType::server_hello_done && may_be_done) {
    now_.transcript.add(message);
    return take_done(body);
  } else {
    return out_of_order(type);
  }
  if (!bad) now_.transcript.add(message);
  return bad;
}

Step Handshake12::take_certificate(base::ByteSpan body) {
  Chain chain;
  if (Step bad = parse_certificate12(body, chain)) return bad;
  if (Step bad = check_chain(now_, chain, key_)) return bad;
  if (!fits(key_, now_.suite->auth))
    return Failure{Alert::illegal_parameter,
                   "the server's key (" + key_.describe() + ") does not fit its cipher suite"};
  wait_ = Wait::key_exchange;
  return {};
}

Step Handshake12::take_key_exchange(base::ByteSpan body) {
  ServerKeyExchange exchange;
  if (Step bad = parse_server_key_exchange(body, exchange)) return bad;
  if (exchange.group != kX25519 && exchange.group != kP256)
    return Failure{Alert::illegal_parameter, "the server chose a group that was not offered"};
  base::Bytes content(now_.client_random.begin(), now_.client_random.end());
  base::append(content, now_.server_random);
  base::append(content, exchange.parameters);
  if (Step bad = check_signature(key_, exchange.signature, content, kTls12)) return bad;
  if (exchange.group != now_.share->group()) now_.share.emplace(exchange.group, now_.config.entropy);
  const auto shared = now_.share->shared(exchange.point);
  if (!shared) return Failure{Alert::illegal_parameter, "the server's key share is not a point of its group"};
  premaster_ = *shared;
  now_.negotiated.group = exchange.group;
  now_.negotiated.signature = exchange.signature.scheme;
  wait_ = Wait::request_or_done;
  return {};
}

Step Handshake12::take_done(base::ByteSpan body) {
  if (!body.empty()) return decode_error("ServerHelloDone");
  std::optional<SignatureScheme> scheme;
  if (is_asked_) {
    scheme = choose_scheme(now_.config, schemes_, kTls12);
    now_.send(write_certificate12(scheme ? now_.config.identity->chain : Chain()));
  }
  now_.send(write_client_key_exchange(now_.share->public_key()));
  now_.share.reset();
  master_ = extended_master_secret(now_.suite->hash, std::as_const(premaster_).span(),
                                   now_.transcript.hash().span());
  premaster_ = Secret();
  make_keys();
  if (scheme)
    if (Step bad = send_verify(*scheme)) return bad;
  now_.transcript.forget_messages();
  send_finished();
  wait_ = ticket_follows_ ? Wait::ticket : Wait::change_cipher_spec;
  return {};
}

void Handshake12::send_finished() {
  now_.send_change_cipher_spec();
  now_.records.protect_writing(std::move(*writing_));
  writing_.reset();
  const auto data = verify_data(now_.suite->hash, master_, "client finished", now_.transcript.hash().span());
  now_.send(write_finished(data));
}

Step Handshake12::take_ticket(base::ByteSpan body) {
  NewSessionTicket ticket;
  if (Step bad = parse_new_session_ticket12(body, ticket)) return bad;
  wait_ = Wait::change_cipher_spec;
  if (ticket.ticket.size() > kMaxTicket) return {};
  new_session_.version = kTls12;
  new_session_.suite = now_.suite->id;
  new_session_.key = master_;
  new_session_.ticket.assign(ticket.ticket.begin(), ticket.ticket.end());
  new_session_.received = now_.now;
  new_session_.expires = now_.now + ticket_life(ticket.lifetime_s == 0 ? 3600 : ticket.lifetime_s);
  return {};
}

Step Handshake12::send_verify(SignatureScheme scheme) {
  auto signature = now_.config.identity->key.sign(scheme, now_.transcript.messages(), now_.config.entropy);
  if (!signature) return Failure{Alert::internal_error, std::move(signature).error().message};
  now_.send(write_certificate_verify(static_cast<std::uint16_t>(scheme), *signature));
  now_.negotiated.sent_certificate = true;
  return {};
}

void Handshake12::make_keys() {
  const Suite& suite = *now_.suite;
  base::Bytes32 seed[2] = {now_.server_random, now_.client_random};
  const std::size_t key = crypto::key_size(suite.aead), iv = Protection::iv_size(suite);
  std::array<std::uint8_t, 2 * (32 + crypto::kAeadNonceSize)> block;
  const auto used = std::span(block).first(2 * (key + iv));
  prf(suite.hash, std::as_const(master_).span(), "key expansion", {seed[0].data(), sizeof seed}, used);
  writing_.emplace(suite, used.subspan(0, key), used.subspan(2 * key, iv));
  reading_.emplace(suite, used.subspan(key, key), used.subspan(2 * key + iv, iv));
  base::wipe(block.data(), block.size());
}

Step Handshake12::on_change_cipher_spec() {
  if (wait_ != Wait::change_cipher_spec)
    return Failure{Alert::unexpected_message, "the server sent ChangeCipherSpec out of order"};
  now_.records.protect_reading(std::move(*reading_));
  reading_.reset();
  wait_ = Wait::finished;
  return {};
}

Step Handshake12::take_finished(base::ByteSpan message) {
  const auto data = verify_data(now_.suite->hash, master_, "server finished", now_.transcript.hash().span());
  const base::ByteSpan body = body_of(message);
  if (body.size() != data.size()) return decode_error("Finished");
  if (!crypto::equal_constant_time(body, data))
    return Failure{Alert::decrypt_error, "the server's Finished is wrong: the handshake was altered"};
  now_.transcript.add(message);
  if (now_.session) send_finished();  // where a session is resumed, ours is the last
  if (!new_session_.ticket.empty()) now_.config.sessions->put(std::move(new_session_));
  wait_ = Wait::nothing;
  return {};
}

}  // namespace seiload::tls
