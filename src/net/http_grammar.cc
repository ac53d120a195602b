#include "net/http_grammar.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/hex.h"
#include "base/list.h"
#include "base/number.h"
#include "base/text.h"

namespace seiload::net {
namespace {

using base::cat;
using base::quote;

constexpr std::array<bool, 256> make_table(bool (*allowed)(unsigned char)) {
  std::array<bool, 256> table{};
  for (unsigned c = 0; c < 256; ++c) table[c] = allowed(static_cast<unsigned char>(c));
  return table;
}

constexpr auto kIsValue = make_table([](unsigned char c) { return c == '\t' || (c >= 0x20 && c != 0x7f); });

bool all_in(const std::array<bool, 256>& table, std::string_view text) {
  bool all = true;  // without an early end: short texts, and no branch to mispredict
  for (const char c : text) all &= table[static_cast<unsigned char>(c)];
  return all;
}

base::Error malformed(std::string text) { return {base::Code::protocol, std::move(text)}; }

}  // namespace

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_field_value(std::string_view text) { return all_in(kIsValue, text); }

base::Result<StatusLine> parse_status_line(std::string_view line) {
  const auto bad = [&] { return malformed(cat("malformed status line ", quote(line))); };
  if (line.size() < 12 || line[6] != '.' || !base::is_digit(line[5]) || !base::is_digit(line[7]) ||
      line[8] != ' ')
    return bad();
  if (line[5] != '1') return malformed(cat("HTTP version ", line.substr(5, 3), " is not one of HTTP/1"));
  if (!base::is_digit(line[9]) || !base::is_digit(line[10]) || !base::is_digit(line[11])) return bad();
  if (line.size() > 12 && line[12] != ' ') return bad();
  const int status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  if (status < 100) return bad();
  const std::string_view reason = line.substr(std::min<std::size_t>(13, line.size()));
  if (reason.find('\r') != std::string_view::npos || reason.find('\0') != std::string_view::npos)
    return bad();
  return StatusLine{line[7] - '0', status, reason};
}

base::Status read_content_length(std::string_view value, std::optional<std::uint64_t>& length) {
  base::Status status;
  base::for_each_element(value, [&](std::string_view one) {
    if (!status) return;
    const auto number = base::parse_u64(one);
    if (!number)
      status = malformed(cat("Content-Length ", quote(value), " is not a number"));
    else if (length && *length != *number)
      status = malformed(cat("Content-Length is ", *length, " and ", *number));
    length = number;
  });
  return status;
}

base::Result<std::uint64_t> parse_chunk_size(std::string_view line, bool ends_in_crlf) {
  const auto bad = [&] { return malformed(cat("malformed chunk size ", quote(line))); };
  std::uint64_t size = 0;
  std::size_t digits = 0;
  for (; digits < line.size() && base::hex_digit(line[digits]) >= 0; ++digits) {
    if (size >> 60 != 0) return bad();
    size = size << 4 | static_cast<std::uint64_t>(base::hex_digit(line[digits]));
  }
  const std::string_view extension = trim_blanks(line.substr(digits));
  if (digits == 0 || !ends_in_crlf || (!extension.empty() && extension.front() != ';') ||
      !is_field_value(extension))
    return bad();
  return size;
}

}  // namespace seiload::net
