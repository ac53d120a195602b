#pragma once
// A path from a server's certificate over what the server sent to a trust anchor (RFC 5280 6, RFC 4158),
// found with bounded work, every certificate of it checked: anchors too, since a root that expired or that is
// no CA's signs nothing. There is no revocation.

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "tls/certificate.h"
#include "tls/server_name.h"

namespace seiload::tls {

struct PathLimits {
  std::size_t intermediates = 8;  // that are not self-issued, between the server's and the anchor
  std::size_t signatures = 48;    // verified in one search
  std::size_t candidates = 4096;  // issuers looked at in one search
};

inline constexpr std::size_t kMaxPathSize = 12;  // certificates, with self-issued ones

// name: null, it is not compared. anchors_name: for messages, "/etc/ssl/certs/ca-certificates.crt". Errors
// are of Code::protocol and read well after "HOST: ".
base::Status check_path(const Certificate& server, std::span<const Certificate> sent,
                        std::span<const Certificate> anchors, const ServerName* name, std::int64_t now,
                        std::string_view anchors_name, const PathLimits& limits = {});

}  // namespace seiload::tls
