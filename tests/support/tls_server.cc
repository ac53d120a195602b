#include "support/tls_server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/text.h"
#include "crypto/digest.h"
#include "tls/extension_list.h"
#include "tls/prf.h"
#include "tls/wire.h"

namespace seiload::test {

using tls::MessageType;
using tls::Reader;
using tls::Writer;

std::string tls_file(std::string_view name) {
  std::ifstream file("tests/data/tls_server/" + std::string(name));
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << name;
  return text.str();
}

tls::Entropy counted_entropy(std::string seed) {
  return [seed = std::move(seed), n = 0](std::span<std::uint8_t> out) mutable {
    for (std::size_t at = 0; at < out.size();) {
      const auto block =
          crypto::hash(crypto::HashAlgorithm::sha256, base::as_bytes(base::cat(seed, ' ', n++)));
      for (std::size_t i = 0; i < block.size && at < out.size(); ++i) out[at++] = block.bytes[i];
    }
  };
}

namespace {

tls::PrivateKey read_key(const std::string& name) {
  auto key = tls::PrivateKey::from_pem(tls_file(name + ".key"), name);
  EXPECT_TRUE(key) << name;
  return std::move(key).value();
}

}  // namespace

TlsServer::TlsServer(TlsServerOptions options)
    : options_(std::move(options)),
      suite_(*tls::find_suite(options_.suite)),
      entropy_(counted_entropy("server")),
      key_(read_key(options_.key)) {
  entropy_(random_);
  // The first record that a RecordLayer writes has the version of a ClientHello's.
  records_.write(tls::ContentType::change_cipher_spec, base::Bytes{1});
  take_out();
}

std::string TlsServer::take_out() {
  std::string out(records_.out());
  records_.drop_out(out.size());
  return out;
}

void TlsServer::receive(std::string_view bytes) {
  base::Bytes copy(bytes.begin(), bytes.end());
  if (!has_hello_ && copy.size() > 2) copy[2] = 3;  // of a first ClientHello
  records_.feed(copy);
  for (;;) {
    std::optional<tls::Record> record;
    const tls::Step bad = records_.next(record);
    if (bad) trouble_ = bad->text;
    if (bad || !record) return;
    on_record(*record);
  }
}

void TlsServer::on_record(const tls::Record& record) {
  if (record.type == tls::ContentType::alert) {
    alert_ = base::cat(record.bytes[0] == 1 ? "warning " : "fatal ", tls::alert_name(record.bytes[1]));
  } else if (record.type == tls::ContentType::application_data) {
    EXPECT_TRUE(is_open_);
    received_ += base::as_text(record.bytes);
  } else if (record.type == tls::ContentType::change_cipher_spec) {
    EXPECT_EQ(base::Bytes(record.bytes.begin(), record.bytes.end()), base::Bytes{1});
    if (!is_tls13()) records_.protect_reading(std::move(*reading12_));
  } else {
    base::append(partial_, record.bytes);
    for (std::size_t size = 0;;
         partial_.erase(partial_.begin(), partial_.begin() + static_cast<long>(size))) {
      if (partial_.size() < 4) return;
      size = 4U + static_cast<std::size_t>(partial_[1] << 16 | partial_[2] << 8 | partial_[3]);
      if (partial_.size() < size) return;
      const base::Bytes message(partial_.begin(), partial_.begin() + static_cast<long>(size));
      on_message(message);
    }
  }
}

void TlsServer::on_message(base::ByteSpan message) {
  const auto type = static_cast<MessageType>(message[0]);
  if (type == MessageType::client_hello) return on_client_hello(message);
  if (type == MessageType::finished) return is_tls13() ? on_finished13(message) : on_finished12(message);
  if (type == MessageType::key_update) {
    ++key_updates_;
    client_secret_ = tls::next_traffic_secret(suite_.hash, client_secret_);
    return records_.protect_reading(tls::Protection(suite_, std::as_const(client_secret_).span()));
  }
  if (type == MessageType::certificate) {
    tls::Chain chain;
    client_chain_ = 0;
    if (!(is_tls13() ? tls::parse_certificate13(message.subspan(4), chain)
                     : tls::parse_certificate12(message.subspan(4), chain)))
      client_chain_ = chain.size();
  }
  transcript_.add(message);
  if (type != MessageType::client_key_exchange) return;
  Reader reader(message.subspan(4));
  base::ByteSpan point;
  ASSERT_TRUE(reader.vector(1, point) && reader.at_end());
  const auto shared = share_->shared(point);
  ASSERT_TRUE(shared);
  master_ =
      tls::extended_master_secret(suite_.hash, std::as_const(*shared).span(), transcript_.hash().span());
  make_keys12();
}

void TlsServer::make_keys12() {
  const std::size_t key = crypto::key_size(suite_.aead), iv = tls::Protection::iv_size(suite_);
  base::Bytes block(2 * (key + iv)), seed(random_.begin(), random_.end());
  base::append(seed, client_random_);
  tls::prf(suite_.hash, std::as_const(master_).span(), "key expansion", seed, block);
  const base::ByteSpan all(block);
  reading12_.emplace(suite_, all.subspan(0, key), all.subspan(2 * key, iv));
  writing12_.emplace(suite_, all.subspan(key, key), all.subspan(2 * key + iv, iv));
}

void TlsServer::on_client_hello(base::ByteSpan message) {
  has_hello_ = true;
  Reader reader(message.subspan(4));
  base::ByteSpan random, session, suites, compression, extensions;
  std::uint16_t version = 0;
  ASSERT_TRUE(reader.number(version) && reader.bytes(32, random) && reader.vector(1, session) &&
              reader.vector(2, suites) && reader.vector(1, compression) && reader.vector(2, extensions) &&
              reader.at_end());
  std::ranges::copy(random, client_random_.begin());
  session_id_.assign(session.begin(), session.end());
  tls::ExtensionList list;
  ASSERT_FALSE(list.parse(extensions, "ClientHello"));
  const auto shares = list.find(tls::extension::kKeyShare);
  ASSERT_TRUE(shares);
  Reader shares_reader(*shares);
  base::ByteSpan entries, point;
  ASSERT_TRUE(shares_reader.vector(2, entries) && shares_reader.at_end());
  Reader entry(entries);
  ASSERT_TRUE(entry.number(client_group_) && entry.vector(2, point) && entry.at_end());
  client_share_.assign(point.begin(), point.end());
  if (const auto offer = list.find(tls::extension::kPresharedKey); offer && is_tls13() && options_.resumes)
    look_for_session(*offer, message);
  if (const auto ticket = list.find(tls::extension::kSessionTicket);
      ticket && !is_tls13() && options_.resumes) {
    const auto found = options_.tickets->find(base::Bytes(ticket->begin(), ticket->end()));
    has_resumed_ = found != options_.tickets->end();
    if (has_resumed_) master_ = tls::Secret(found->second);
    if (has_resumed_) make_keys12();
  }
  transcript_.add(message);
  if (!has_retried_) transcript_.choose(suite_.hash, false);
  share_.emplace(options_.group, entropy_);

  if (is_tls13() && !has_retried_ && (client_group_ != options_.group || !options_.cookie.empty())) {
    has_retried_ = true;
    transcript_.retry();
    return send_step("retry", make_hello(true));
  }
  std::vector<std::string> script = options_.script;
  if (script.empty() && is_tls13()) {
    script = {"hello", "extensions"};
    if (has_resumed_) script.emplace_back("finished");
    if (!has_resumed_ && options_.asks_certificate) script.emplace_back("request");
    if (!has_resumed_) script.insert(script.end(), {"certificate", "verify", "finished"});
  } else if (script.empty() && has_resumed_) {
    script = {"hello", "ccs", "finished"};
    if (options_.new_tickets > 0) script.insert(script.begin() + 1, "ticket12");
  } else if (script.empty()) {
    script = {"hello", "certificate", "exchange"};
    if (options_.asks_certificate) script.emplace_back("request");
    script.insert(script.end(), {"done", "wait"});
    if (options_.new_tickets > 0) script.emplace_back("ticket12");
    script.insert(script.end(), {"ccs", "finished"});
  }
  script_.assign(script.begin(), script.end());
  run_script();
}

void TlsServer::run_script() {
  while (!script_.empty()) {
    const std::string step = script_.front();
    script_.pop_front();
    if (step == "wait") return;
    run_step(step);
  }
}

void TlsServer::look_for_session(base::ByteSpan extension, base::ByteSpan message) {
  Reader reader(extension);
  base::ByteSpan identities, binders, ticket, binder;
  ASSERT_TRUE(reader.vector(2, identities) && reader.vector(2, binders) && reader.at_end());
  Reader identity(identities);
  std::uint32_t age = 0;
  ASSERT_TRUE(identity.vector(2, ticket) && identity.number(age) && identity.at_end());
  const auto found = options_.tickets->find(base::Bytes(ticket.begin(), ticket.end()));
  if (found == options_.tickets->end()) return;
  Reader list(binders);
  ASSERT_TRUE(list.vector(1, binder) && list.at_end());
  psk_ = tls::Secret(found->second);
  const auto before = message.first(message.size() - binders.size() - 2);
  const auto key = tls::KeySchedule(suite_.hash, std::as_const(psk_).span())
                       .derive("res binder", crypto::hash(suite_.hash, {}).span());
  const auto want = tls::finished_mac(suite_.hash, key, transcript_.hash_with(suite_.hash, before).span());
  EXPECT_TRUE(std::ranges::equal(binder, want.span())) << "the binder is wrong";
  has_resumed_ = true;
}

void TlsServer::run_step(const std::string& step) {
  if (step == "ccs") {
    send_record(tls::ContentType::change_cipher_spec, base::Bytes{1});
    if (writing12_) {
      records_.protect_writing(std::move(*writing12_));
      writing12_.reset();
    }
    return;
  }
  send_step(step, make_message(step));
  if (step != "hello" || !is_tls13() || keys_) return;
  send_record(tls::ContentType::change_cipher_spec, base::Bytes{1});
  begin_handshake_keys();
}

void TlsServer::send_step(const std::string& step, base::Bytes message) {
  if (options_.edit) options_.edit(step, message);
  transcript_.add(message);
  for (base::ByteSpan rest = message; !rest.empty();) {
    const auto piece = rest.first(std::min(rest.size(), options_.fragment));
    rest = rest.subspan(piece.size());
    send_record(tls::ContentType::handshake, piece);
  }
  if (step == "finished" && is_tls13() && keys_) {
    keys_->mix({});
    next_client_ = keys_->derive("c ap traffic", transcript_.hash().span());
    next_server_ = keys_->derive("s ap traffic", transcript_.hash().span());
    records_.protect_writing(tls::Protection(suite_, std::as_const(next_server_).span()));
  }
}

void TlsServer::begin_handshake_keys() {
  const auto shared = share_->shared(client_share_);
  ASSERT_TRUE(shared);
  keys_.emplace(suite_.hash, has_resumed_ ? std::as_const(psk_).span() : base::ByteSpan());
  keys_->mix(std::as_const(*shared).span());
  client_secret_ = keys_->derive("c hs traffic", transcript_.hash().span());
  server_secret_ = keys_->derive("s hs traffic", transcript_.hash().span());
  records_.protect_reading(tls::Protection(suite_, std::as_const(client_secret_).span()));
  records_.protect_writing(tls::Protection(suite_, std::as_const(server_secret_).span()));
}

void TlsServer::on_finished13(base::ByteSpan message) {
  const auto want = tls::finished_mac(suite_.hash, client_secret_, transcript_.hash().span());
  if (!std::ranges::equal(message.subspan(4), want.span())) {
    trouble_ = "the client's Finished is wrong";
    return;
  }
  transcript_.add(message);
  resumption_ = keys_->derive("res master", transcript_.hash().span());
  client_secret_ = next_client_;
  server_secret_ = next_server_;
  records_.protect_reading(tls::Protection(suite_, std::as_const(client_secret_).span()));
  is_open_ = true;
  for (int i = 0; i < options_.new_tickets; ++i) send_ticket();
}

void TlsServer::on_finished12(base::ByteSpan message) {
  const auto want = tls::verify_data(suite_.hash, master_, "client finished", transcript_.hash().span());
  if (!std::ranges::equal(message.subspan(4), want)) {
    trouble_ = "the client's Finished is wrong";
    return;
  }
  transcript_.add(message);
  is_open_ = true;
  run_script();
}

void TlsServer::send_ticket() {
  const auto n = static_cast<std::uint8_t>(options_.tickets->size());
  const base::Bytes ticket = {'t', 'i', 'c', 'k', 'e', 't', n}, nonce = {n};
  const tls::Secret psk = tls::ticket_key(suite_.hash, resumption_, nonce);
  (*options_.tickets)[ticket].assign(psk.span().begin(), psk.span().end());
  base::Bytes message = tls::open_message(MessageType::new_session_ticket);
  Writer out(message);
  out.number(3600, 4);
  out.number(0xdeadbeef, 4);
  out.vector(1, nonce);
  out.vector(2, ticket);
  out.u16(0);
  tls::close_message(message);
  if (options_.edit) options_.edit("ticket", message);
  send_message(message);
}

void TlsServer::send(std::string_view bytes, std::size_t piece) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
    send_record(tls::ContentType::application_data, base::as_bytes(bytes.substr(0, piece)));
}

void TlsServer::send_record(tls::ContentType type, base::ByteSpan bytes) { records_.write(type, bytes); }

void TlsServer::update_keys(bool wants_answer) {
  send_message(tls::write_key_update(wants_answer));
  server_secret_ = tls::next_traffic_secret(suite_.hash, server_secret_);
  records_.protect_writing(tls::Protection(suite_, std::as_const(server_secret_).span()));
}

}  // namespace seiload::test
