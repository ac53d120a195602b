#pragma once
// What stands behind tls/client.h: records in, messages put together from them and given to the handshake or
// to what comes after it, alerts both ways. Thread rule: one owner.

#include <memory>
#include <string>
#include <string_view>

#include "tls/client.h"
#include "tls/handshake13.h"
#include "tls/hello.h"
#include "tls/record_layer.h"

namespace seiload::tls {

class Connection {
 public:
  using State = Client::State;

  explicit Connection(const Config& config) : config_(config) {}

  void start(base::WallTime now);
  void reset();
  void feed(base::ByteSpan bytes);
  std::string_view next(base::WallTime now);
  void end_of_bytes();
  void write(std::string_view bytes);
  void close_notify();
  void update_keys(bool wants_answer);
  std::string_view out() const { return records_.out(); }
  void drop_out(std::size_t size) { records_.drop_out(size); }

  State state() const { return state_; }
  bool is_truncated() const { return is_truncated_; }
  const std::string& failure() const { return failure_; }
  const Negotiated& negotiated() const { return negotiated_; }

 private:
  Step on_record(const Record& record);
  Step on_handshake(base::ByteSpan bytes);
  Step on_message(base::ByteSpan message, bool ends_record);
  Step on_handshake_message(MessageType type, base::ByteSpan message, bool ends_record);
  Step after_handshake(MessageType type, base::ByteSpan message, bool ends_record);
  Step on_ticket(base::ByteSpan body);
  Step on_key_update(base::ByteSpan body, bool ends_record);
  Step on_alert(base::ByteSpan bytes);
  Step on_change_cipher_spec(base::ByteSpan bytes);
  void fail(const Failure& failure, bool sends_alert);
  void send_alert(std::uint8_t level, Alert alert);
  void forget_secrets();
  bool is_tls13() const { return negotiated_.version == kTls13; }

  const Config& config_;
  State state_ = State::idle;
  bool is_truncated_ = false, has_closed_ = false, has_early_ccs_ = false;
  std::string failure_;
  Negotiated negotiated_;
  RecordLayer records_;
  base::Bytes partial_;           // the beginning of a handshake message
  std::string_view received_;     // application bytes of the last record
  int without_data_ = 0;          // records since the last one with application bytes
  int refusals_ = 0;              // of renegotiations
  bool owes_key_update_ = false;  // before the next application bytes (RFC 8446, 4.6.3)
  base::WallTime now_;

  // While it is handshaking.
  std::unique_ptr<Handshaking> handshaking_;
  std::unique_ptr<Hello> hello_;          // null after the hellos
  std::unique_ptr<Handshake> handshake_;  // null before
  Traffic traffic_;                       // after a handshake of TLS 1.3
};

}  // namespace seiload::tls
