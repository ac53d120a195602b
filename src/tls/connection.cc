#include "tls/connection.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "tls/wire.h"

namespace seiload::tls {

namespace {

// Records that bring nothing: tickets, key updates, warnings, empty ones. A server has no reason for more.
constexpr int kMaxWithoutData = 64;
// Of a handshake: ChangeCipherSpec for middleboxes, warnings.
constexpr int kMaxDiscarded = 8;
// HelloRequests that are answered: thousands fit into a record, and whoever sends them may read no answer.
constexpr int kMaxRefusals = 8;
constexpr std::size_t kMaxMessage = 64 << 10, kMaxChainMessage = 128 << 10;

Failure too_many() {
  return {Alert::unexpected_message, "the server sends record after record without any content"};
}

Failure ccs_out_of_order() {
  return {Alert::unexpected_message, "the server sent ChangeCipherSpec out of order"};
}

std::size_t max_message(std::uint8_t type) {
  return type == static_cast<std::uint8_t>(MessageType::certificate) ? kMaxChainMessage : kMaxMessage;
}

}  // namespace

void Connection::start(base::WallTime now) {
  reset();
  state_ = State::handshaking;
  now_ = now;
  handshaking_ = std::make_unique<Handshaking>(config_, records_, negotiated_);
  handshaking_->now = now;
  hello_ = std::make_unique<Hello>(*handshaking_);
  hello_->start();
}

void Connection::reset() {
  forget_secrets();
  records_.reset();
  state_ = State::idle;
  is_truncated_ = has_closed_ = has_early_ccs_ = false;
  failure_.clear();
  negotiated_ = {};
  partial_.clear();
  received_ = {};
  without_data_ = refusals_ = 0;
  owes_key_update_ = false;
}

void Connection::forget_secrets() {
  handshake_.reset();
  hello_.reset();
  handshaking_.reset();
  traffic_ = {};
}

void Connection::feed(base::ByteSpan bytes) {
  if (state_ == State::handshaking || state_ == State::open) records_.feed(bytes);
}

std::string_view Connection::next(base::WallTime now) {
  now_ = now;
  if (handshaking_) handshaking_->now = now;
  while (state_ == State::handshaking || state_ == State::open) {
    std::optional<Record> record;
    Step bad = records_.next(record);
    if (!bad && !record) return {};
    if (!bad) bad = on_record(*record);
    if (bad) fail(*bad, true);
    if (!received_.empty()) return std::exchange(received_, {});
  }
  return {};
}

Step Connection::on_record(const Record& record) {
  if (record.type != ContentType::handshake && !partial_.empty() && record.type != ContentType::alert)
    return Failure{Alert::unexpected_message, "the server sent another record within a handshake message"};
  if (record.type == ContentType::application_data && !record.bytes.empty()) {
    without_data_ = 0;
  } else if (record.type != ContentType::handshake || state_ == State::open) {
    if (++without_data_ > (state_ == State::open ? kMaxWithoutData : kMaxDiscarded)) return too_many();
  }
  switch (record.type) {
    case ContentType::handshake:
      return on_handshake(record.bytes);
    case ContentType::alert:
      return on_alert(record.bytes);
    case ContentType::change_cipher_spec:
      return on_change_cipher_spec(record.bytes);
    case ContentType::application_data:
      break;
  }
  if (state_ != State::open)
    return Failure{Alert::unexpected_message, "the server sent application data within the handshake"};
  received_ = base::as_text(record.bytes);
  return {};
}

// Messages may be cut anywhere by records, and several may be in one.
Step Connection::on_handshake(base::ByteSpan bytes) {
  const bool is_joined = !partial_.empty();
  if (is_joined) {
    base::append(partial_, bytes);
    bytes = partial_;
  }
  while (!bytes.empty() && (state_ == State::handshaking || state_ == State::open)) {
    std::size_t size = 0;
    Reader reader(bytes);
    std::uint8_t type = 0;
    if (!reader.number(type) || !reader.number(size, 3)) break;
    if (size > max_message(type))
      return Failure{Alert::decode_error, "a handshake message of the server is too long"};
    size += kMessageHeader;
    if (bytes.size() < size) break;
    const base::ByteSpan message = bytes.first(size);
    bytes = bytes.subspan(size);
    if (Step bad = on_message(message, bytes.empty())) return bad;
  }
  if (is_joined) {
    partial_.erase(partial_.begin(), partial_.end() - static_cast<std::ptrdiff_t>(bytes.size()));
  } else {
    partial_.assign(bytes.begin(), bytes.end());
  }
  return {};
}

Step Connection::on_message(base::ByteSpan message, bool ends_record) {
  const auto type = static_cast<MessageType>(message[0]);
  return handshaking_ ? on_handshake_message(type, message, ends_record)
                      : after_handshake(type, message, ends_record);
}

Step Connection::on_handshake_message(MessageType type, base::ByteSpan message, bool ends_record) {
  if (!handshake_) {
    if (type != MessageType::server_hello) return out_of_order(type);
    if (Step bad = hello_->on_server_hello(message, ends_record, handshake_)) return bad;
    if (handshake_ && !is_tls13() && has_early_ccs_) return ccs_out_of_order();
    return {};
  }
  if (Step bad = handshake_->on_message(type, message, ends_record)) return bad;
  if (!handshake_->is_done()) return {};
  if (is_tls13()) traffic_ = static_cast<const Handshake13&>(*handshake_).traffic();
  handshake_.reset();
  hello_.reset();
  handshaking_.reset();
  state_ = State::open;
  without_data_ = 0;
  return {};
}

Step Connection::after_handshake(MessageType type, base::ByteSpan message, bool ends_record) {
  const base::ByteSpan body = body_of(message);
  if (!is_tls13()) {
    if (type != MessageType::hello_request || !body.empty()) return out_of_order(type);
    if (!has_closed_ && refusals_ < kMaxRefusals) {
      send_alert(kWarning, Alert::no_renegotiation);
      ++refusals_;
    }
    return {};
  }
  if (type == MessageType::new_session_ticket) return on_ticket(body);
  if (type == MessageType::key_update) return on_key_update(body, ends_record);
  return out_of_order(type);
}

Step Connection::on_ticket(base::ByteSpan body) {
  NewSessionTicket ticket;
  if (Step bad = parse_new_session_ticket(body, ticket)) return bad;
  if (!config_.sessions || ticket.lifetime_s == 0 || ticket.ticket.size() > kMaxTicket) return {};
  Session session;
  session.suite = negotiated_.suite;
  session.key = ticket_key(traffic_.suite->hash, traffic_.resumption, ticket.nonce);
  session.ticket.assign(ticket.ticket.begin(), ticket.ticket.end());
  session.age_add = ticket.age_add;
  session.received = now_;
  session.expires = now_ + ticket_life(ticket.lifetime_s);
  config_.sessions->put(std::move(session));
  return {};
}

Step Connection::on_key_update(base::ByteSpan body, bool ends_record) {
  bool wants_answer = false;
  if (Step bad = parse_key_update(body, wants_answer)) return bad;
  if (!ends_record) return not_at_end(MessageType::key_update);
  traffic_.server = next_traffic_secret(traffic_.suite->hash, traffic_.server);
  records_.protect_reading(Protection(*traffic_.suite, std::as_const(traffic_.server).span()));
  owes_key_update_ |= wants_answer;
  return {};
}

void Connection::update_keys(bool wants_answer) {
  records_.write(ContentType::handshake, write_key_update(wants_answer));
  traffic_.client = next_traffic_secret(traffic_.suite->hash, traffic_.client);
  records_.protect_writing(Protection(*traffic_.suite, std::as_const(traffic_.client).span()));
  owes_key_update_ = false;
}

Step Connection::on_change_cipher_spec(base::ByteSpan bytes) {
  if (bytes.size() != 1 || bytes[0] != 1)
    return Failure{Alert::unexpected_message, "the server's ChangeCipherSpec is malformed"};
  if (!handshaking_) return ccs_out_of_order();
  if (handshake_) return handshake_->on_change_cipher_spec();
  has_early_ccs_ = true;  // TLS 1.3 has to let it pass (RFC 8446, 5), if that is what follows
  return {};
}

Step Connection::on_alert(base::ByteSpan bytes) {
  if (bytes.size() != 2) return decode_error("alert");
  const std::uint8_t level = bytes[0], alert = bytes[1];
  const bool is_handshaking = state_ == State::handshaking;
  if (alert == static_cast<std::uint8_t>(Alert::close_notify)) {
    if (!is_handshaking) {
      state_ = State::ended;
      return {};
    }
  } else if (alert == static_cast<std::uint8_t>(Alert::user_canceled) || (level == kWarning && !is_tls13())) {
    return {};
  }
  const std::string_view name = alert_name(alert);
  fail({Alert::close_notify,
        base::cat(is_handshaking ? "the server refused the handshake: " : "the server ended the connection: ",
                  name.empty() ? "unknown alert" : name, " (alert ", static_cast<int>(alert), ')')},
       false);
  return {};
}

void Connection::fail(const Failure& failure, bool sends_alert) {
  if (handshaking_ && handshaking_->session) config_.sessions->drop(handshaking_->session);
  if (sends_alert && !has_closed_) send_alert(kFatal, failure.alert);
  state_ = State::failed;
  failure_ = failure.text;
  received_ = {};
  forget_secrets();
}

void Connection::end_of_bytes() {
  if (state_ == State::handshaking)
    return fail({Alert::close_notify, "the server closed the connection during the TLS handshake"}, false);
  if (state_ != State::open) return;
  fail({Alert::close_notify, "the server closed the connection without TLS's close_notify"}, false);
  is_truncated_ = true;
}

void Connection::write(std::string_view bytes) {
  CHECK((state_ == State::open || state_ == State::ended) && !has_closed_);
  if (bytes.empty()) return;
  if (is_tls13() && (owes_key_update_ || records_.records_written() >= config_.records_per_key))
    update_keys(false);
  records_.write(ContentType::application_data, base::as_bytes(bytes));
}

void Connection::close_notify() {
  if (has_closed_ || (state_ != State::open && state_ != State::ended)) return;
  send_alert(kWarning, Alert::close_notify);
  has_closed_ = true;
}

void Connection::send_alert(std::uint8_t level, Alert alert) {
  const std::uint8_t body[] = {level, static_cast<std::uint8_t>(alert)};
  records_.write(ContentType::alert, body);
}

}  // namespace seiload::tls
