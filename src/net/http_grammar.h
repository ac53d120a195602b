#pragma once
// The lines of an HTTP/1.1 message that need reading (RFC 9110, 9112), each by itself. Pure. Errors are
// Code::protocol and say what is wrong with the line, quoted: "malformed status line 'HTTP/1.1'".

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace seiload::net {

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
std::string_view trim_blanks(std::string_view text);

bool is_field_value(std::string_view text);  // RFC 9110 section 5.5: HTAB, SP, VCHAR, obs-text

struct StatusLine {
  int minor_version = 0;  // HTTP/1.x
  int status = 0;
  std::string_view reason;  // of the line
};

// RFC 9112 section 4. The reason is optional, as is the space before it: nothing but people reads it.
base::Result<StatusLine> parse_status_line(std::string_view line);

// The value of one Content-Length field, where `length` has those of the fields before it. RFC 9110 section
// 8.6: the same length again, in a list or a line of its own, is one length.
base::Status read_content_length(std::string_view value, std::optional<std::uint64_t>& length);

// RFC 9112 section 7.1. Extensions are skipped; blanks at the end are let through, some servers pad with
// them.
base::Result<std::uint64_t> parse_chunk_size(std::string_view line, bool ends_in_crlf);

}  // namespace seiload::net
