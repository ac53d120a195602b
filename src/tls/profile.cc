#include "tls/profile.h"

#include <algorithm>
#include <chrono>

#include "base/ascii.h"
#include "base/hex.h"
#include "base/text.h"
#include "base/time_point.h"
#include "tls/distinguished_name.h"
#include "tls/name_constraints.h"

namespace seiload::tls {

namespace {

constexpr std::size_t kMaxSerial = 20;  // bytes: RFC 5280 4.1.2.2

std::string span_text(std::int64_t seconds) {
  const struct {
    std::int64_t seconds;
    const char* name;
  } kUnits[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
  for (const auto& unit : kUnits) {
    if (seconds < unit.seconds && unit.seconds > 1) continue;
    const std::int64_t count = seconds / unit.seconds;
    return base::cat(count, ' ', unit.name, count == 1 ? "" : "s");
  }
  return {};
}

std::string date_text(std::int64_t seconds) {
  const std::chrono::sys_days day(
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds))));
  const std::chrono::year_month_day date(day);
  const auto padded = [](unsigned number, std::size_t size) {
    const std::string text = std::to_string(number);
    return std::string(size - std::min(size, text.size()), '0') + text;
  };
  return base::cat(padded(static_cast<unsigned>(static_cast<int>(date.year())), 4), '-',
                   padded(static_cast<unsigned>(date.month()), 2), '-',
                   padded(static_cast<unsigned>(date.day()), 2));
}

// What holds for each certificate of a path.
std::string find_common_fault(const Certificate& certificate, bool is_anchor) {
  if (!certificate.unusable.empty()) return "cannot be used: " + certificate.unusable;
  if (certificate.key.kind() == PublicKey::Kind::unsupported) {
    return base::cat("has a key that is not supported: ", certificate.key.describe());
  }
  if (certificate.key.is_rsa()) {
    const std::size_t bits = certificate.key.rsa_bits();
    if (bits < kMinRsaBits) return base::cat("has an RSA key of ", bits, " bits, fewer than ", kMinRsaBits);
    if (bits % 8 != 0) return base::cat("has an RSA key of ", bits, " bits, which is no multiple of 8");
  }
  const base::ByteSpan serial = certificate.serial;
  // Roots with the serial number 0 are in use.
  if (!is_anchor && (serial[0] >= 0x80 || (serial.size() == 1 && serial[0] == 0))) {
    return "has a serial number that is not above 0";
  }
  if (!is_anchor && serial.size() > kMaxSerial) return "has a serial number of more than 20 bytes";
  if (is_empty_name(certificate.issuer)) return "names no issuer";
  const bool needs_authority_key = !(is_anchor && certificate.is_self_issued());
  if (needs_authority_key && certificate.authority_key_id.empty()) {
    return "has no authority key identifier (RFC 5280 4.2.1.1 requires one)";
  }
  return {};
}

bool consists_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

// An IP address, or something that one could take for it: "192.168.001.001", "0xc0a80101".
bool is_like_address(std::string_view name) {
  if (name.starts_with("0x")) return true;
  if (!consists_of(name, "0123456789abcdefABCDEF:.")) return false;
  if (name.find(':') != std::string_view::npos) return true;
  return name.find('.') != std::string_view::npos && !is_host_name(name);
}

// A host name with a dot in it; "node1" and "Example Ltd." are names of something.
bool is_like_host(std::string_view name) {
  if (name.find('.') == std::string_view::npos) return false;
  if (!base::is_ascii(name)) return name.find(' ') == std::string_view::npos;
  return is_host_name(name.starts_with("*.") ? name.substr(2) : name);
}

// Whether a common name that looks like a host or an address is none that the certificate is for: those who
// still read it would take the certificate for another's. The parent of an alternative name is fine.
bool is_misleading(std::string_view name, const Certificate& certificate) {
  const bool address = is_like_address(name);
  if (!address && !is_like_host(name)) return false;
  bool has_dns = false;
  for (const GeneralName& other : certificate.names) {
    if (other.kind == GeneralName::ip && ip_text(other.value) == name) return false;
    if (other.kind != GeneralName::dns) continue;
    has_dns = true;
    const std::string_view text = other.text();
    if (text == name) return false;
    if (!address && text.ends_with(name) && text[text.size() - name.size() - 1] == '.') return false;
  }
  return address || has_dns;
}

}  // namespace

std::string find_time_fault(const Certificate& certificate, std::int64_t now) {
  if (now > certificate.not_after) {
    return base::cat("expired ", span_text(now - certificate.not_after), " ago (",
                     date_text(certificate.not_after), ")");
  }
  if (now < certificate.not_before) {
    return base::cat("is not valid until ", date_text(certificate.not_before), " (in ",
                     span_text(certificate.not_before - now), ")");
  }
  return {};
}

std::string find_server_fault(const Certificate& certificate, bool is_anchor) {
  if (std::string fault = find_common_fault(certificate, is_anchor); !fault.empty()) return fault;
  if (certificate.has_ext_key_usage && (!certificate.for_servers || certificate.for_any)) {
    return certificate.for_any ? "is for any purpose (extended key usage), which a server's must not be"
                               : "is not for servers (extended key usage)";
  }
  if (certificate.has_ext_key_usage && certificate.ext_key_usage_critical) {
    return "has a critical extended key usage, which a server's must not have";
  }
  if (!is_anchor && certificate.is_ca()) return "is a CA's, not a server's (basic constraints)";
  if (!certificate.ca && certificate.max_path_length) return "has a path length, but is not a CA's";
  if (certificate.key_usage) {
    if (!certificate.ca && certificate.key_usage->certificate_sign) {
      return "may sign certificates (key usage), but is not a CA's (basic constraints)";
    }
    if (!certificate.key_usage->digital_signature) return "may not sign handshakes (key usage)";
  }
  if (certificate.has_name_constraints) return "has name constraints, which only a CA's may have";
  const bool no_subject = is_empty_name(certificate.subject);
  if (!certificate.names.empty() && certificate.alt_name_critical != no_subject) {
    return no_subject ? "has no subject, and alternative names that are not critical"
                      : "has a subject, and critical alternative names";
  }
  for (const std::string_view name : common_names(certificate.subject)) {
    if (is_misleading(name, certificate)) {
      return base::cat("has the common name ", base::quote(name),
                       ", which is none of its subject alternative names");
    }
  }
  return {};
}

std::string find_name_fault(const Certificate& certificate, const ServerName& name) {
  if (matches(certificate, name)) return {};
  const std::string host = name.is_ip() ? ip_text(name.ip()) : name.host();
  const std::string names = list_names(certificate);
  if (names.empty()) return base::cat("has no subject alternative name to match ", host);
  return base::cat("of ", names, " does not match ", host);
}

std::string find_issuer_fault(const Certificate& certificate, bool is_anchor, std::size_t below) {
  if (std::string fault = find_common_fault(certificate, is_anchor); !fault.empty()) return fault;
  if (is_empty_name(certificate.subject)) return "has no subject";
  if (!certificate.is_ca()) return "is not a CA (basic constraints)";
  if (!certificate.basic_constraints_critical) return "has basic constraints that are not critical";
  if (certificate.key_usage && !certificate.key_usage->certificate_sign) {
    return "may not sign certificates (key usage)";
  }
  if (certificate.max_path_length) {
    if (!certificate.key_usage) return "has a path length, but no key usage";
    if (below > *certificate.max_path_length) {
      return base::cat("allows ", *certificate.max_path_length, " intermediate CAs below it, not ", below);
    }
  }
  if (certificate.subject_key_id.empty()) {
    return "has no subject key identifier (RFC 5280 4.2.1.2 requires one)";
  }
  if (certificate.has_ext_key_usage) {
    if (is_anchor) return "has an extended key usage, which a root must not have";
    if (!certificate.for_servers && !certificate.for_any) return "is not for servers (extended key usage)";
  }
  if (is_anchor && certificate.is_self_issued() && certificate.has_authority_key_id) {
    const bool same =
        base::as_text(certificate.authority_key_id) == base::as_text(certificate.subject_key_id);
    if (!same) return "is a root whose authority key identifier is not its own";
    if (certificate.has_authority_issuer) return "is a root whose authority key identifier names an issuer";
  }
  std::string fault = find_bad_constraint(certificate);
  return fault.empty() ? fault : "cannot be used: " + fault;
}

}  // namespace seiload::tls
