#pragma once
// Endpoints of a profile, and header fields: their values may be secrets, so that no problem shows one.

#include <optional>
#include <vector>

#include "profile/fields.h"
#include "profile/profile.h"

namespace seiload::profile {

// A URL, or an object of a URL and what differs for it. Nothing if there is no URL: then that was noted.
std::optional<EndpointConfig> decode_endpoint(Fields& fields, const json::Value& value,
                                              const SourceLocation& place);

// {"Name": "value"}, or ["Name: value"] where one may stand twice.
std::vector<net::HeaderField> decode_headers(Fields& fields, const json::Value& value,
                                             const SourceLocation& place);

}  // namespace seiload::profile
