#include "net/url_advice.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/number.h"
#include "base/redact.h"
#include "base/text.h"
#include "net/address.h"
#include "net/url.h"

namespace seiload::net {
namespace {

using base::cat;
using base::quote;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf", kNoBreakSpace = "\xc2\xa0";

// What stands at the beginning or end that no URL begins or ends with; empty for nothing.
std::string_view name_of_edge(std::string_view text, bool at_end) {
  const auto has = [&](std::string_view what) {
    return at_end ? text.ends_with(what) : text.starts_with(what);
  };
  if (has("\n") || has("\r")) return "a line break";
  if (has(" ") || has(kNoBreakSpace)) return "a space";
  if (has("\t")) return "a tab";
  if (has(kByteOrderMark)) return "a byte order mark";
  return {};
}

bool is_quoted(std::string_view text) {
  for (const std::string_view mark : {"'", "\"", "`", "\u2018", "\u2019", "\u201c", "\u201d"})
    if (text.starts_with(mark) || text.ends_with(mark)) return true;
  return text.starts_with('<') && text.ends_with('>') && text.find("://") != std::string_view::npos;
}

// The authority as written, user information included.
std::string_view authority_of(std::string_view text) {
  const std::size_t separator = text.find("://");
  if (separator == std::string_view::npos) return {};
  text.remove_prefix(separator + 3);
  return text.substr(0, text.find_first_of("/?#"));
}

std::string_view host_and_port(std::string_view authority) {
  return authority.substr(authority.rfind('@') + 1);
}

// "http://a,http://b", "http://a http://b", "http://a:1,b:2".
bool is_list(std::string_view text) {
  for (std::size_t at = 1; (at = text.find_first_of(", ;|\t\r\n", at)) != std::string_view::npos; ++at) {
    const std::string_view rest = base::trim(text.substr(at + 1));
    for (const std::string_view scheme : kUrlSchemes)
      if (rest.starts_with(scheme) && rest.substr(scheme.size()).starts_with("://")) return true;
  }
  return host_and_port(authority_of(text)).find(',') != std::string_view::npos;
}

// "http", for a text that begins with "http:/x", "http//x", "http;//x"...; empty for any other.
std::string_view broken_scheme(std::string_view text) {
  for (const auto scheme : kUrlSchemes) {
    if (base::to_lower(text.substr(0, scheme.size())) != scheme) continue;
    const std::string_view mark =
        text.substr(scheme.size(), text.find_first_not_of(":;/\\", scheme.size()) - scheme.size());
    if (mark.starts_with('/') || mark.starts_with(';') || mark.starts_with('\\') || mark.size() > 1 ||
        (mark == ":" && !base::is_digit(text.size() > scheme.size() + 1 ? text[scheme.size() + 1] : '0')))
      return text.substr(0, scheme.size() + mark.size());
  }
  return {};
}

bool is_ip_v6(std::string_view text) {
  const auto address = Address::parse_ip(std::string(text), 0);
  return address && address->is_v6();
}

}  // namespace

std::optional<std::string> advise_on_surroundings(std::string_view text) {
  for (const bool at_end : {false, true})
    if (const auto what = name_of_edge(text, at_end); !what.empty())
      return cat("the URL ", at_end ? "ends" : "begins", " with ", what, "; remove it");
  if (is_quoted(text)) return "the URL is in quotes; remove them";
  if (is_list(text)) return "these are several URLs; give each one on its own";
  return std::nullopt;
}

std::string advise_on_scheme(std::string_view text) {
  if (text.empty()) return "the URL is empty";
  const bool has_credentials = base::credentials_in(text).length > 0;
  if (const std::string_view broken = broken_scheme(text); !broken.empty() && !has_credentials) {
    const std::string_view scheme = broken.substr(0, broken.find_first_of(":;/\\"));
    return cat("a URL's scheme is followed by '://'; write ",
               quote(cat(base::to_lower(scheme), "://", text.substr(broken.size()))));
  }
  if (has_credentials) return "the URL has no scheme; write 'http://' in front of it";
  if (text.starts_with("~")) return "'~' is replaced by shells only; write the whole path of the socket";
  text.remove_prefix(std::min(text.find_first_not_of('/'), text.size()));
  return cat("the URL has no scheme; write ", quote(cat("http://", text)));
}

std::optional<std::string> advise_on_bytes(std::string_view text) {
  const std::string_view authority = authority_of(text), host = host_and_port(authority);
  const auto user_info_begin = static_cast<std::size_t>(authority.data() - text.data());
  const auto host_begin = static_cast<std::size_t>(host.data() - text.data());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c > 0x20 && c < 0x7f && c != '\\') continue;
    const bool in_user_info = i >= user_info_begin && i < host_begin;
    const bool in_host = i >= host_begin && i < host_begin + host.size();
    const std::string position = cat(" at position ", i + 1);
    if (c == '\\' && in_user_info) continue;
    if (c == '\\') return cat("the URL has a backslash", position, "; write '/'");
    if (base::is_control(c) && !in_user_info)
      return cat("the URL has a control character", position, "; remove it");
    if (c == ' ' && in_host) return cat("the URL's host has a space", position, "; remove it");
    if (!base::is_ascii(c) && in_host)
      return cat("host ", quote(host.substr(0, host.find(':'))),
                 " is not ASCII; write the form of the name that begins with xn-- (RFC 5891)");
    const char* what = c == ' '              ? "a space"
                       : base::is_control(c) ? "a control character"
                                             : "a character that is not ASCII";
    return cat("the URL has ", what, position, "; write it percent-encoded");
  }
  return std::nullopt;
}

std::string advise_on_colons(std::string_view authority, std::string_view scheme) {
  const std::size_t last = authority.rfind(':');
  const std::string_view front = authority.substr(0, last), port = authority.substr(last + 1);
  const auto bracketed = [&](std::string_view host, std::string_view rest) {
    return cat("an IPv6 address goes in brackets; write ", quote(cat(scheme, "://[", host, ']', rest)));
  };
  if (is_ip_v6(front) && base::parse_u64(port)) return bracketed(front, authority.substr(last));
  if (is_ip_v6(authority)) return bracketed(authority, "");
  return cat("host ", quote(authority),
             " has several colons; expected HOST:PORT, or an IPv6 address in brackets");
}

}  // namespace seiload::net
