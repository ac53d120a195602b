#pragma once
// Texts that a user gives for TLS, checked. Pure.

#include <string_view>

#include "base/result.h"

namespace seiload::net {

base::Status check_pin(std::string_view text);  // "sha256/BASE64" of 32 bytes
bool is_server_name(std::string_view text);     // a host name, or an IP address without brackets

}  // namespace seiload::net
