#pragma once
// A TLS server in memory for the tests of tls/client.h, made of the same records and key schedules: it
// follows a script, message by message, and misbehaves where a test says so. What it signs, hashes and seals
// is right for what it really sent, so that only the mistake itself can be what a client sees.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "tls/config.h"
#include "tls/handshake13.h"
#include "tls/private_key.h"
#include "tls/record_layer.h"

namespace seiload::test {

// A file of tests/data/tls_server.
std::string tls_file(std::string_view name);

// Entropy that is the same in each run: a counter, hashed.
tls::Entropy counted_entropy(std::string seed);

struct TlsServerOptions {
  std::uint16_t version = tls::kTls13;
  std::uint16_t suite = 0x1301;
  std::uint16_t group = tls::kX25519;  // TLS 1.3: where the client has no share of it, it is asked for one
  std::string key = "ec";              // tests/data/tls_server/KEY.pem and .key
  std::uint16_t scheme = 0x0403;
  std::string protocol = "http/1.1";  // empty: none
  std::string cookie;                 // in a HelloRetryRequest
  bool asks_certificate = false;
  bool resumes = false;  // sessions of `tickets`
  int new_tickets = 0;
  std::size_t fragment = 1 << 14;  // bytes of a handshake record
  // The steps; those after "wait" come once the client's Finished is there. Empty: the usual ones.
  std::vector<std::string> script;
  // Each message before it is hashed and sent.
  std::function<void(const std::string& step, base::Bytes& message)> edit;
  // PSKs by ticket, shared by the servers of a test.
  std::shared_ptr<std::map<base::Bytes, base::Bytes>> tickets =
      std::make_shared<std::map<base::Bytes, base::Bytes>>();
};

class TlsServer {
 public:
  explicit TlsServer(TlsServerOptions options);

  // From the client; what it answers is then in take_out().
  void receive(std::string_view bytes);
  std::string take_out();

  // The client's Finished was right.
  bool is_open() const { return is_open_; }
  const std::string& received() const { return received_; }  // application bytes
  const std::string& alert() const { return alert_; }        // "fatal decode_error"
  const std::string& trouble() const { return trouble_; }    // with what the client sent
  bool was_closed() const { return alert_ == "warning close_notify"; }
  bool has_resumed() const { return has_resumed_; }
  int key_updates() const { return key_updates_; }            // of the client
  std::size_t client_chain() const { return client_chain_; }  // certificates that it sent

  // Once it is open.
  void send(std::string_view bytes, std::size_t piece = 1 << 14);
  void send_record(tls::ContentType type, base::ByteSpan bytes);
  void send_message(base::Bytes message) { send_record(tls::ContentType::handshake, message); }
  void update_keys(bool wants_answer);
  void close() { send_record(tls::ContentType::alert, base::Bytes{1, 0}); }
  void send_ticket();

 private:
  void on_record(const tls::Record& record);
  void on_message(base::ByteSpan message);
  void on_client_hello(base::ByteSpan message);
  void look_for_session(base::ByteSpan extension, base::ByteSpan message);
  void on_finished13(base::ByteSpan message);
  void on_finished12(base::ByteSpan message);
  void make_keys12();  // by the master secret
  void run_script();
  void run_step(const std::string& step);
  base::Bytes make_message(const std::string& step);
  base::Bytes make_hello(bool is_retry);
  base::Bytes make_verify();
  base::Bytes make_key_exchange();
  base::Bytes make_finished();
  void begin_handshake_keys();
  void send_step(const std::string& step, base::Bytes message);
  base::Bytes sign(base::ByteSpan content);
  bool is_tls13() const { return options_.version == tls::kTls13; }

  TlsServerOptions options_;
  const tls::Suite& suite_;
  tls::Entropy entropy_;
  tls::PrivateKey key_;
  tls::RecordLayer records_;
  tls::Transcript transcript_;
  base::Bytes partial_;
  base::Bytes32 random_{}, client_random_{};
  base::Bytes session_id_, client_share_;
  std::uint16_t client_group_ = 0;
  std::optional<tls::KeyShare> share_;
  std::optional<tls::KeySchedule> keys_;
  tls::Secret psk_, client_secret_, server_secret_, next_client_, next_server_, resumption_, master_;
  std::optional<tls::Protection> reading12_, writing12_;
  bool has_retried_ = false, has_resumed_ = false, is_open_ = false, has_hello_ = false;
  int key_updates_ = 0;
  std::size_t client_chain_ = 0;
  std::string received_, alert_, trouble_;
  std::deque<std::string> script_;  // what is left of it
};

}  // namespace seiload::test
