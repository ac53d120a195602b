#pragma once
// PEM, the strict form of RFC 7468: blocks of base64 between "-----BEGIN LABEL-----" and its END. Text
// outside of blocks is a comment. Headers within a block (RFC 1421) only say that it is encrypted.

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace seiload::tls {

inline constexpr std::size_t kMaxPemSize = 16 << 20;

struct PemBlock {
  std::string label;  // "CERTIFICATE"
  base::Bytes bytes;
  std::size_t line = 0;    // of its BEGIN, from 1
  bool encrypted = false;  // as headers say in OpenSSL's traditional format
};

// The blocks in their order. Errors name the line: "line 3: not base64". A text without a block is no error.
base::Result<std::vector<PemBlock>> read_pem(std::string_view text);

}  // namespace seiload::tls
