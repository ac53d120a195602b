#pragma once
// What is said of the way to endpoints (headers, tokens, addresses, a proxy), checked as a whole.

#include "profile/decode.h"

namespace seiload::profile {

// After the endpoints have been checked. Problems show no header's value.
void finish_routing(Draft& draft);

// Of a setting, by its option's name.
const SourceLocation& place_of_setting(const Draft& draft, std::string_view name);

// Letters, digits and underscores, no digit first.
bool is_variable_name(std::string_view text);

// The header fields of settings.headers.
std::vector<net::HeaderField> header_fields(const Settings& settings);

// Why these are not to be sent together to the endpoint; empty: they may be.
std::string refuse_headers(const EndpointConfig& endpoint, const std::vector<net::HeaderField>& general);

}  // namespace seiload::profile
