#pragma once
// The name that a client means to talk to, and whether a certificate is for it (RFC 9525): subject
// alternative names only, a wildcard is a whole left label, IP addresses are compared as bytes.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "tls/certificate.h"

namespace seiload::tls {

class ServerName {
 public:
  // A host name (case and a dot at its end do not matter; one that is not ASCII has to be in its "xn--" form)
  // or an IP address without brackets. Nothing for anything else.
  static std::optional<ServerName> parse(std::string_view text);

  bool is_ip() const { return ip_size_ != 0; }
  base::ByteSpan ip() const { return {ip_.data(), ip_size_}; }
  const std::string& host() const { return host_; }  // lower case, without a dot at its end; not of an IP

 private:
  std::string host_;
  std::array<std::uint8_t, 16> ip_{};
  std::size_t ip_size_ = 0;
};

bool matches(const Certificate& certificate, const ServerName& name);

// RFC 1123 2.1: labels of letters, digits and hyphens, the last not of digits alone (that is an address).
bool is_host_name(std::string_view host);
// A DNS name that a certificate may present: a host name, or "*." and one of two labels or more.
bool is_presented_name(std::string_view name);

// "rpc.example.com, *.example.org and 3 more", or empty.
std::string list_names(const Certificate& certificate);

// "192.0.2.1", "2001:db8::1"; requires 4 or 16 bytes.
std::string ip_text(base::ByteSpan ip);

// An IPv4 or IPv6 address in the one form that ip_text() writes or any other that POSIX's inet_pton reads.
std::optional<base::Bytes> parse_ip(std::string_view text);

}  // namespace seiload::tls
