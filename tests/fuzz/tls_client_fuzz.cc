// What a server sends to a TLS client, cut anywhere. The first byte says which: any bytes, from the beginning
// on; records that a server seals by the right keys within the handshake; and those after one that resumed a
// session, which needs no signature. Later bytes are "type, length in two bytes, content" a record. The
// client opens only where it was resumed, delivers what was sealed as application data and nothing else, and
// whatever fails has a reason.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"
#include "tls/client.h"
#include "tls/extension_list.h"
#include "tls/handshake.h"
#include "tls/key_schedule.h"
#include "tls/session.h"
#include "tls/trust.h"
#include "tls/wire.h"

namespace {

using namespace seiload;
using base::Bytes;
using base::ByteSpan;
using tls::ContentType;

constexpr base::WallTime kNow{std::chrono::seconds(1'800'000'000)};
enum class Mode { raw, handshake, open };

void fixed(std::span<std::uint8_t> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(17 * i + 3);
}

std::shared_ptr<const tls::Config> make_config(bool with_session) {
  tls::Trust trust;
  trust.accept_anybody();
  tls::Config config;
  config.server_name = "localhost";
  config.trust = std::make_shared<const tls::Trust>(std::move(trust));
  config.entropy = fixed;
  config.sessions = std::make_shared<tls::SessionCache>();
  if (with_session) {
    tls::Session session;
    session.suite = 0x1301;
    session.key = tls::Secret(std::size_t{32});
    session.ticket = {1, 2, 3};
    session.received = kNow;
    session.expires = kNow + std::chrono::hours(1);
    config.sessions->put(std::move(session));
  }
  return std::make_shared<const tls::Config>(std::move(config));
}

// The server's side of a handshake as far as it takes no signature.
class Server {
 public:
  Server(ByteSpan client_hello_record, Mode mode) {
    const ByteSpan hello = client_hello_record.subspan(tls::kRecordHeader);
    records_.write(ContentType::change_cipher_spec, Bytes{1});  // only a first record has another version
    records_.drop_out(records_.out().size());
    transcript_.add(hello);
    transcript_.choose(suite_.hash, false);
    const tls::KeyShare share(tls::kX25519, fixed_server);
    send(server_hello(hello, share, mode));
    const auto shared = share.shared(share_of(hello));
    CHECK(shared);
    const Bytes psk(32);
    tls::KeySchedule keys(suite_.hash, mode == Mode::open ? ByteSpan(psk) : ByteSpan());
    keys.mix(std::as_const(*shared).span());
    const auto secret = keys.derive("s hs traffic", transcript_.hash().span());
    records_.protect_writing(tls::Protection(suite_, std::as_const(secret).span()));
    if (mode != Mode::open) return;
    send({8, 0, 0, 2, 0, 0});
    send(tls::write_finished(tls::finished_mac(suite_.hash, secret, transcript_.hash().span()).span()));
    keys.mix({});
    const auto traffic = keys.derive("s ap traffic", transcript_.hash().span());
    records_.protect_writing(tls::Protection(suite_, std::as_const(traffic).span()));
  }

  void write(ContentType type, ByteSpan bytes) { records_.write(type, bytes); }
  Bytes take() {
    Bytes out(records_.out().begin(), records_.out().end());
    records_.drop_out(out.size());
    return out;
  }

 private:
  static void fixed_server(std::span<std::uint8_t> out) {
    for (auto& byte : out) byte = 0x55;
  }
  // A ClientHello of ours has a session id of 32 bytes.
  static ByteSpan share_of(ByteSpan hello) {
    tls::Reader reader(hello.subspan(4 + 2 + 32 + 33));
    ByteSpan suites, compression, extensions;
    CHECK(reader.vector(2, suites) && reader.vector(1, compression) && reader.vector(2, extensions));
    tls::ExtensionList list;
    CHECK(!list.parse(extensions, "ClientHello"));
    return list.find(tls::extension::kKeyShare)->subspan(6);
  }
  Bytes server_hello(ByteSpan hello, const tls::KeyShare& share, Mode mode) const {
    Bytes message = tls::open_message(tls::MessageType::server_hello);
    tls::Writer out(message);
    out.u16(tls::kTls12);
    out.bytes(base::Bytes32{7});
    out.vector(1, hello.subspan(4 + 2 + 32 + 1, 32));
    out.u16(suite_.id);
    out.u8(0);
    const auto list = out.open(2);
    out.bytes(Bytes{0, 43, 0, 2, 3, 4, 0, 51, 0, 36, 0, 29});
    out.vector(2, share.public_key());
    if (mode == Mode::open) out.bytes(Bytes{0, 41, 0, 2, 0, 0});
    out.close(list);
    tls::close_message(message);
    return message;
  }
  void send(const Bytes& message) {
    transcript_.add(message);
    records_.write(ContentType::handshake, message);
  }

  const tls::Suite& suite_ = *tls::find_suite(0x1301);
  tls::RecordLayer records_;
  tls::Transcript transcript_;
};

struct Outcome {
  tls::Client::State state;
  std::string failure, received;
  bool operator==(const Outcome&) const = default;
};

// By pieces of so many bytes; 0: all of it.
Outcome run(Mode mode, ByteSpan input, std::size_t piece) {
  tls::Client client(make_config(mode == Mode::open));
  client.start(kNow);
  Bytes bytes;
  std::string sealed;
  if (mode == Mode::raw) {
    bytes.assign(input.begin(), input.end());
  } else {
    Server server(base::as_bytes(client.out()), mode);
    tls::Reader reader(input);
    std::uint8_t type = 0;
    ByteSpan content;
    while (reader.number(type) && reader.vector(2, content)) {
      if (type == 0) continue;  // padding: the type is the content's last byte then
      server.write(static_cast<ContentType>(type), content);
      if (type == 23) sealed += base::as_text(content);
    }
    bytes = server.take();
  }
  client.drop_out(client.out().size());
  Outcome outcome{};
  if (piece == 0) piece = bytes.size() + 1;
  for (ByteSpan rest = bytes; !rest.empty(); rest = rest.subspan(std::min(piece, rest.size()))) {
    client.feed(rest.first(std::min(piece, rest.size())));
    for (std::string_view text; !(text = client.next(kNow)).empty();) outcome.received += text;
  }
  outcome.state = client.state();
  outcome.failure = client.failure();
  // Says what came first, which is as much as had come.
  constexpr std::string_view kNotTls = "the server does not speak TLS";
  if (outcome.failure.starts_with(kNotTls)) outcome.failure = kNotTls;
  CHECK(mode == Mode::open || outcome.state == tls::Client::State::handshaking ||
        outcome.state == tls::Client::State::failed);
  if (mode == Mode::open && input.size() < 3) CHECK(outcome.state == tls::Client::State::open);
  CHECK(outcome.failure.empty() == (outcome.state != tls::Client::State::failed));
  CHECK(sealed.starts_with(outcome.received));
  client.end_of_bytes();
  CHECK(client.state() == tls::Client::State::failed || client.state() == tls::Client::State::ended);
  CHECK(client.out().size() < 10'000);
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto mode = static_cast<Mode>(data[0] % 3);
  const ByteSpan input(data + 1, size - 1);
  CHECK(run(mode, input, 0) == run(mode, input, 1U + data[0] / 3U));
  return 0;
}
