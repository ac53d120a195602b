#pragma once
// Alerts of TLS (RFC 8446, 6), and the end of a connection that one of them tells.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seiload::tls {

enum class Alert : std::uint8_t {
  close_notify = 0,
  unexpected_message = 10,
  bad_record_mac = 20,
  record_overflow = 22,
  handshake_failure = 40,
  bad_certificate = 42,
  certificate_unknown = 46,
  illegal_parameter = 47,
  decode_error = 50,
  decrypt_error = 51,
  protocol_version = 70,
  internal_error = 80,
  user_canceled = 90,
  no_renegotiation = 100,
  missing_extension = 109,
  unsupported_extension = 110,
  unrecognized_name = 112,
  no_application_protocol = 120,
};

inline constexpr std::uint8_t kWarning = 1, kFatal = 2;  // levels

std::string_view alert_name(std::uint8_t alert);  // RFC's name; empty: not a known one

// Why a connection cannot go on: what the server is told, and what the user is.
struct Failure {
  Alert alert;
  std::string text;
};
// The outcome of a step: nothing where all is well.
using Step = std::optional<Failure>;

inline Failure decode_error(std::string_view message) {
  return {Alert::decode_error, "malformed " + std::string(message)};
}

}  // namespace seiload::tls
