#include "tls/client_hello.h"

#include <algorithm>

#include "crypto/cpu.h"
#include "tls/extension_list.h"
#include "tls/key_schedule.h"
#include "tls/wire.h"

namespace seiload::tls {

namespace {

using namespace extension;

class HelloWriter {
 public:
  HelloWriter(const Handshaking& handshaking, base::ByteSpan cookie)
      : now_(handshaking),
        cookie_(cookie),
        message_(open_message(MessageType::client_hello)),
        out_(message_) {}

  base::Bytes write();

 private:
  bool may_be_tls12() const { return now_.config.allow_tls12; }
  template <class Content>
  void extension(std::uint16_t type, Content content) {
    out_.u16(type);
    const auto size = out_.open(2);
    content();
    out_.close(size);
  }
  // An extension of one list.
  template <class Content>
  void list(std::uint16_t type, std::size_t width, Content content) {
    extension(type, [&] {
      const auto size = out_.open(width);
      content();
      out_.close(size);
    });
  }
  void names();
  void algorithms();
  void tls13();
  void session();
  void add_binder(std::size_t size);

  const Handshaking& now_;
  const base::ByteSpan cookie_;
  base::Bytes message_;
  Writer out_;
};

void HelloWriter::names() {
  if (const std::string_view name = sni_name(now_.config.server_name); !name.empty())
    list(kServerName, 2, [&] {
      out_.u8(0);  // host_name
      out_.vector(2, base::as_bytes(name));
    });
  if (!now_.config.protocols.empty())
    list(kProtocols, 2, [&] {
      for (const std::string& protocol : now_.config.protocols) out_.vector(1, base::as_bytes(protocol));
    });
}

void HelloWriter::algorithms() {
  if (may_be_tls12()) {
    extension(kExtendedMasterSecret, [] {});
    extension(kRenegotiationInfo, [&] { out_.u8(0); });
    if (now_.config.sessions)
      extension(kSessionTicket, [&] {
        if (now_.session && now_.session->version == kTls12) out_.bytes(now_.session->ticket);
      });
    list(kPointFormats, 1, [&] { out_.u8(0); });  // uncompressed
  }
  list(kSupportedGroups, 2, [&] {
    out_.u16(kX25519);
    out_.u16(kP256);
  });
  list(kSignatureAlgorithms, 2, [&] {
    for (const SignatureScheme scheme : offered_schemes()) out_.u16(static_cast<std::uint16_t>(scheme));
  });
  extension(kRecordSizeLimit, [&] { out_.u16(kMaxPlain + 1); });
}

void HelloWriter::tls13() {
  list(kSupportedVersions, 1, [&] {
    out_.u16(kTls13);
    if (may_be_tls12()) out_.u16(kTls12);
  });
  list(kKeyShare, 2, [&] {
    out_.u16(now_.share->group());
    out_.vector(2, now_.share->public_key());
  });
  list(kPskModes, 1, [&] { out_.u8(1); });  // psk_dhe_ke
  if (!cookie_.empty()) list(kCookie, 2, [&] { out_.bytes(cookie_); });
}

// pre_shared_key, with zeros as its binder.
void HelloWriter::session() {
  const Session& session = *now_.session;
  const std::size_t binder = crypto::digest_size(find_suite(session.suite)->hash);
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now_.now - session.received).count();
  extension(kPresharedKey, [&] {
    const auto identities = out_.open(2);
    out_.vector(2, session.ticket);
    out_.number(static_cast<std::uint32_t>(age) + session.age_add, 4);
    out_.close(identities);
    const auto binders = out_.open(2);
    const base::Bytes zeros(binder);
    out_.vector(1, zeros);
    out_.close(binders);
  });
}

// By the hash of all before the list of binders (RFC 8446, 4.2.11.2).
void HelloWriter::add_binder(std::size_t size) {
  const Session& session = *now_.session;
  const crypto::HashAlgorithm hash = find_suite(session.suite)->hash;
  const std::size_t start = message_.size() - size;
  const base::ByteSpan before = base::ByteSpan(message_).first(start - 3);
  const Secret key =
      KeySchedule(hash, session.key.span()).derive("res binder", crypto::hash(hash, {}).span());
  const crypto::Digest mac = finished_mac(hash, key, now_.transcript.hash_with(hash, before).span());
  std::copy_n(mac.bytes.begin(), size, message_.begin() + static_cast<std::ptrdiff_t>(start));
}

base::Bytes HelloWriter::write() {
  out_.u16(kTls12);
  out_.bytes(now_.client_random);
  out_.vector(1, now_.session_id);
  const auto offered = out_.open(2);
  // Without instructions for AES, ChaCha20 is the faster one.
  const bool aes_first = crypto::use_aes_instructions();
  for (const bool is_aes : {aes_first, !aes_first})
    for (const Suite& suite : suites())
      if (is_aes == (suite.aead != crypto::AeadAlgorithm::chacha20_poly1305) &&
          (suite.version == kTls13 || may_be_tls12()))
        out_.u16(suite.id);
  out_.close(offered);
  out_.u8(1);  // compression methods: none
  out_.u8(0);
  const auto extensions = out_.open(2);
  names();
  algorithms();
  tls13();
  const bool has_psk = now_.session && now_.session->version == kTls13;
  if (has_psk) session();
  out_.close(extensions);
  close_message(message_);
  if (has_psk) add_binder(crypto::digest_size(find_suite(now_.session->suite)->hash));
  return std::move(message_);
}

}  // namespace

base::Bytes write_client_hello(const Handshaking& handshaking, base::ByteSpan cookie) {
  return HelloWriter(handshaking, cookie).write();
}

std::string_view sni_name(std::string_view server_name) {
  if (server_name.find(':') != std::string_view::npos) return {};
  if (server_name.ends_with('.')) server_name.remove_suffix(1);
  const std::string_view last = server_name.substr(server_name.rfind('.') + 1);
  const bool is_number = std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? std::string_view() : server_name;  // no name ends in a number, addresses do
}

}  // namespace seiload::tls
