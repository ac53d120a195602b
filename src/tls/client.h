#pragma once
// A TLS client as a state machine: bytes in, bytes out; no socket, no clock. TLS 1.3 (RFC 8446) and TLS 1.2
// with ECDHE, an AEAD and the extended master secret (RFC 5246, 7627, 5288, 7905); nothing older. No early
// data, no renegotiation, no compression, no post-handshake client authentication.
//
// The owner's loop:   client.feed(bytes of the socket);
//                     while (!(text = client.next(now)).empty()) use(text);
//                     socket.write(client.out()); client.drop_out(n);
// then looks at state(). Nothing is delivered that was not authenticated, nor before the server was. After
// the handshake, a record allocates nothing but what makes the buffers larger than they ever were. Thread
// rule: one owner, one thread at a time; Config and its SessionCache may be shared.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time_point.h"
#include "tls/config.h"

namespace seiload::tls {

class Connection;

// What was agreed on; complete once the connection is open.
struct Negotiated {
  std::uint16_t version = 0;      // 0x0304, 0x0303
  std::uint16_t suite = 0;        // IANA's number, see suite_name()
  std::uint16_t group = 0;        // 29: X25519, 23: P-256
  std::uint16_t signature = 0;    // the server's SignatureScheme; 0: resumed
  bool resumed = false;           // by a session ticket
  bool retried = false;           // by a HelloRetryRequest
  bool sent_certificate = false;  // the server asked for one and was sent ours
  std::string protocol;           // ALPN; empty: the server chose none
};
std::string_view version_name(std::uint16_t version);  // "TLS 1.3"
std::string_view suite_name(std::uint16_t suite);      // "TLS_AES_128_GCM_SHA256"
std::string_view group_name(std::uint16_t group);      // "X25519"

class Client {
 public:
  enum class State {
    idle,         // not started, or reset()
    handshaking,  // nothing may be written
    open,         // both ways
    ended,        // the server has sent close_notify: nothing more is to come, but it may still be written to
    failed        // failure() says why; out() may hold an alert which is worth sending
  };

  explicit Client(std::shared_ptr<const Config> config);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Begins a handshake: out() has the first bytes. From any state, as for a new connection.
  void start(base::WallTime now);
  void reset();  // to idle; secrets are wiped

  // Bytes that came, any number of them; they are kept until next() has used them up.
  void feed(base::ByteSpan bytes);
  // Goes on with what came. Application bytes, until the next call of feed(), next(), start() or reset()
  // (their memory stays good during reset()); empty: there are none for now, all that came is used up or
  // state() is ended or failed.
  std::string_view next(base::WallTime now);
  // The transport has ended: an error, unless close_notify came before. Call next() before, until it is
  // empty.
  void end_of_bytes();

  // Application bytes to be sent, in records of at most 2^14 bytes. Requires open or ended.
  void write(std::string_view bytes);
  void close_notify();  // nothing more will be written; once, when open or ended
  void update_keys();   // a KeyUpdate, and asks for one (TLS 1.3; ours is sent by itself when it is time)

  // What is to be sent to the server; drop_out(n) forgets the first n bytes of it.
  std::string_view out() const;
  void drop_out(std::size_t size);

  State state() const;
  // "certificate of *.example.org does not match rpc.example.com", "the server refused the handshake:
  // handshake_failure (alert 40)"; empty unless failed.
  const std::string& failure() const;
  // The failure is an end of bytes on an open connection, without close_notify. Where nothing is outstanding,
  // many servers end so.
  bool is_truncated() const;
  const Negotiated& negotiated() const;

 private:
  const std::shared_ptr<const Config> config_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace seiload::tls
