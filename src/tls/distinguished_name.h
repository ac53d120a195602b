#pragma once
// Names of certificates' subjects and issuers (RFC 5280 4.1.2.4): as text for messages, and compared as name
// constraints need it.

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "tls/der.h"

namespace seiload::tls {

// Reads a Name, a SEQUENCE of SETs of types and values; its DER. What follows takes such a one.
base::ByteSpan read_name(DerReader& reader, const char* part);

// "CN=example.com, O=Example, C=US"; control bytes and what is not UTF-8 are replaced, long values cut.
std::string name_text(base::ByteSpan name);

bool is_empty_name(base::ByteSpan name);

// All common names as their bytes.
std::vector<std::string_view> common_names(base::ByteSpan name);

// Whether the name has an attribute of an e-mail address, which e-mail constraints hold for too.
bool has_email(base::ByteSpan name);

// Whether the name begins with all of the base's parts. Text is compared without case, with blanks folded,
// whatever string type it has (RFC 5280 7.1, for ASCII); other values as bytes.
bool is_within(base::ByteSpan name, base::ByteSpan base);

}  // namespace seiload::tls
