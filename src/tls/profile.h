#pragma once
// What a certificate by itself has to be for its place in a path (RFC 5280 4 and 6.1, and of the CA/Browser
// Forum's baseline requirements what needs no list): each function gives the reason why not, in words that go
// on after "certificate ", or an empty string. Nothing here looks at signatures.

#include <cstdint>
#include <string>

#include "tls/certificate.h"
#include "tls/server_name.h"

namespace seiload::tls {

inline constexpr std::size_t kMinRsaBits = 2048;

// "expired 3 days ago (2026-11-25)", "is not valid until 2027-01-01 (in 34 days)". Times in seconds since
// 1970.
std::string find_time_fault(const Certificate& certificate, std::int64_t now);

// The certificate of a server. is_anchor: it is itself among the trust anchors, and may then be a CA's.
std::string find_server_fault(const Certificate& certificate, bool is_anchor);

// "of a.example, b.example does not match c.example".
std::string find_name_fault(const Certificate& certificate, const ServerName& name);

// The certificate of an issuer, with `below` intermediates under it that are not self-issued.
std::string find_issuer_fault(const Certificate& certificate, bool is_anchor, std::size_t below);

}  // namespace seiload::tls
