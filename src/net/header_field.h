#pragma once
// Header fields that a user adds to the requests to endpoints and to WebSocket handshakes: RFC 9110
// section 5. Values may be secrets, tokens above all: no error shows one, nor anything of a line that has no
// name.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace seiload::net {

struct HeaderField {
  std::string name, value;
};

// Of one request, so many and so long at most; servers take less.
inline constexpr std::size_t kMaxHeaderFields = 100;
inline constexpr std::size_t kMaxHeaderValue = 64 << 10;

// Errors are Code::invalid_input: no field's name, a byte that a value may not have (CR, LF, NUL, controls),
// no value, or a field that the client sets itself, which says what its bytes mean or where its connection
// goes. Blanks around the value are dropped. Host may be given.
base::Result<HeaderField> make_header(std::string_view name, std::string_view value);
base::Result<HeaderField> parse_header(std::string_view line);  // "Name: value"

// Lines of a file: one field each; empty ones and those that begin with '#' are skipped. Errors name the
// line.
base::Result<std::vector<HeaderField>> parse_headers(std::string_view text);

// The field of a bearer token (RFC 6750 2.1); blanks and line ends around it are dropped.
base::Result<HeaderField> bearer_header(std::string_view token);

// The name of a field that is given twice and may be sent once only: Authorization, Host, User-Agent; empty:
// there is none.
std::string_view repeated_header(const std::vector<HeaderField>& fields);

// Both lists; a field of `own` replaces those of the same name in `general`.
std::vector<HeaderField> merge_headers(const std::vector<HeaderField>& general,
                                       const std::vector<HeaderField>& own);

const HeaderField* find_header(const std::vector<HeaderField>& fields, std::string_view name);

}  // namespace seiload::net
