#include "net/url.h"

#include <algorithm>

#include "base/base64.h"
#include "base/number.h"
#include "base/text.h"
#include "net/address.h"

namespace seiload::net {
namespace {

using base::cat;
using base::Error;
using base::invalid_input;
using base::quote;

constexpr std::string_view kSchemes[] = {"http", "https", "ws", "wss"};

std::uint16_t default_port(Url::Scheme scheme) {
  return scheme == Url::Scheme::https || scheme == Url::Scheme::wss ? 443 : 80;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alnum(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<int> hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// Nothing where a '%' is not followed by two hex digits.
std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const auto high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return out;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

base::Status check_bytes(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c > 0x20 && c < 0x7f) continue;
    const char* what = c == ' ' ? "a space" : c < 0x80 ? "a control character" : "a character that is not ASCII";
    return invalid_input(cat("the URL has ", what, " at position ", i + 1, "; write it percent-encoded"));
  }
  return {};
}

// What to say to "localhost:8545" and to "http:/localhost".
Error no_scheme(std::string_view text) {
  if (text.empty()) return invalid_input("the URL is empty");
  for (const auto name : kSchemes) {
    std::string_view rest = text;
    if (!rest.starts_with(name) || !rest.substr(name.size()).starts_with(':')) continue;
    rest.remove_prefix(name.size() + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    if (rest.find('@') == std::string_view::npos && !is_digit(rest.empty() ? '0' : rest.front()))
      return invalid_input(cat("the URL lacks '//' after its scheme; write ", quote(cat(name, "://", rest))));
  }
  if (text.find('@') != std::string_view::npos)
    return invalid_input("the URL has no scheme; write 'http://' in front of it");
  text.remove_prefix(std::min(text.find_first_not_of('/'), text.size()));
  return invalid_input(cat("the URL has no scheme; write ", quote(cat("http://", text))));
}

Error bad_host(std::string_view host, std::string_view why) {
  return invalid_input(cat("host ", quote(host), ' ', why));
}

// RFC 1123 labels; underscores are let through, container networks use them.
base::Status check_host_name(std::string_view host) {
  std::string_view name = host;
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.size() > 253) return bad_host(host, "is longer than 253 characters");
  std::size_t label = 0;
  for (const char c : name) {
    if (!is_alnum(c) && c != '-' && c != '_' && c != '.')
      return bad_host(host, cat("has ", quote(std::string_view(&c, 1)), ", which no host name may have"));
    label = c == '.' ? 0 : label + 1;
    if (label > 63) return bad_host(host, "has a part longer than 63 characters");
  }
  if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string_view::npos)
    return bad_host(host, "has an empty part between dots");
  // The last part of a name is never a number, so this was meant as an address (WHATWG URL, "ends in a number").
  const std::string_view last = name.substr(name.rfind('.') + 1);
  if (std::all_of(last.begin(), last.end(), is_digit) && !Address::parse_ip(host, 0))
    return bad_host(host, "is not an IPv4 address");
  return {};
}

base::Status read_user_info(std::string_view text, Url& url) {
  const std::size_t colon = text.find(':');
  const auto user = percent_decode(text.substr(0, colon));
  const auto password = percent_decode(colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1));
  if (!user || !password)
    return invalid_input("the user name or password has a '%' without two hex digits; write '%' as %25");
  if (text.find('@') != std::string_view::npos)
    return invalid_input("the user name or password has an '@'; write it as %40");
  if (user->find(':') != std::string::npos)
    return invalid_input("the user name has a ':', which Basic authorization cannot carry");
  if (has_control(*user) || has_control(*password))
    return invalid_input("the user name or password has a control character");
  if (!text.empty()) url.user_info = cat(*user, ':', *password);
  return {};
}

base::Status read_port(std::string_view text, Url& url) {
  if (text.empty()) return {};  // "http://host:/" is allowed and means the default
  const auto port = base::parse_u64(text);
  if (!port || *port == 0 || *port > 65535)
    return invalid_input(cat("port ", quote(text), " is not a number from 1 to 65535"));
  url.port = static_cast<std::uint16_t>(*port);
  return {};
}

base::Status read_bracketed(std::string_view text, Url& url) {
  const std::size_t end = text.find(']');
  if (end == std::string_view::npos) return invalid_input("the host lacks its closing ']'");
  std::string host(text.substr(1, end - 1));
  if (const std::size_t zone = host.find("%25"); zone != std::string::npos) host.erase(zone + 1, 2);  // RFC 6874
  const auto address = Address::parse_ip(host, 0);
  if (!address || !address->is_v6()) return bad_host(host, "is not an IPv6 address");
  url.host = base::to_lower(host.substr(0, host.find('%'))) + host.substr(std::min(host.find('%'), host.size()));
  const std::string_view rest = text.substr(end + 1);
  if (!rest.empty() && rest.front() != ':')
    return invalid_input(cat("after the host's ']' stands ", quote(rest), "; expected ':' and a port"));
  return read_port(rest.empty() ? rest : rest.substr(1), url);
}

base::Status read_host_and_port(std::string_view text, Url& url) {
  if (text.starts_with('[')) return read_bracketed(text, url);
  const std::size_t colon = text.find(':');
  const std::string_view host = text.substr(0, colon);
  if (host.empty()) return invalid_input("the URL has no host");
  if (colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos)
    return invalid_input(
        cat("host ", quote(text), " has several colons; an IPv6 address goes in brackets: [::1]:8545"));
  if (auto status = check_host_name(host); !status) return status;
  url.host = base::to_lower(host);
  return read_port(colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1), url);
}

}  // namespace

std::string_view to_text(Url::Scheme scheme) {
  return kSchemes[static_cast<int>(scheme)];
}

base::Result<Url> parse_url(std::string_view text) {
  if (auto status = check_bytes(text); !status) return std::move(status).error();
  const std::size_t separator = text.find("://");
  const std::size_t slash = text.find_first_of("/?#@");
  if (separator == std::string_view::npos || slash < separator) return no_scheme(text);
  Url url;
  const std::string scheme = base::to_lower(text.substr(0, separator));
  const auto* const known = std::find(std::begin(kSchemes), std::end(kSchemes), scheme);
  if (known == std::end(kSchemes))
    return invalid_input(cat("scheme ", quote(text.substr(0, separator)), " is not one of http, https, ws, wss"));
  url.scheme = static_cast<Url::Scheme>(known - std::begin(kSchemes));
  url.port = default_port(url.scheme);

  std::string_view rest = text.substr(separator + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t path = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, path);
  url.path = rest.substr(path);
  if (!url.path.starts_with('/')) url.path.insert(0, "/");

  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    if (auto status = read_user_info(authority.substr(0, at), url); !status) return std::move(status).error();
    authority.remove_prefix(at + 1);
  }
  if (auto status = read_host_and_port(authority, url); !status) return std::move(status).error();
  return url;
}

std::string without_secrets(std::string_view url) {
  const std::size_t end = std::min(url.find_first_of("?#"), url.size());
  std::string text(url.substr(0, end));
  const std::size_t authority = text.find("//");
  const std::size_t at = text.rfind('@');  // a password may have a slash in it
  if (authority != std::string::npos && at != std::string::npos && at > authority)
    text.erase(authority + 2, at - authority - 1);
  if (end < url.size()) text += cat(url[end], "...");
  return text;
}

std::optional<std::string> socket_path(std::string_view text) {
  for (const std::string_view scheme : {"ipc:", "unix:"}) {
    if (base::to_lower(text.substr(0, scheme.size())) != scheme) continue;
    text.remove_prefix(scheme.size());
    break;
  }
  if (!text.starts_with('/')) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of('/'), text.size()));  // "unix:///run/x" means "/run/x"
  return cat('/', text);
}

base::Result<std::string> endpoint_name(std::string_view text) {
  if (const auto path = socket_path(text)) {
    if (path->ends_with('/')) return invalid_input("a socket path must name a socket, not a folder");
    if (!Address::unix_socket(*path)) return invalid_input("a socket path has at most 107 bytes, and no zero byte");
    return *path;
  }
  const std::string scheme = base::to_lower(text.substr(0, text.find(':')));
  if (scheme == "ipc" || scheme == "unix" || (text.ends_with(".ipc") && text.find("://") == std::string_view::npos))
    return invalid_input("a socket path must be absolute: write it with '/' in front");
  auto url = parse_url(text);
  if (!url) return std::move(url).error();
  return url->to_text();
}

std::string Url::host_header() const {
  std::string header = host.find(':') == std::string::npos ? host : cat('[', host.substr(0, host.find('%')), ']');
  if (port != default_port(scheme)) header += cat(':', port);
  return header;
}

std::string Url::authorization() const {
  return user_info.empty() ? "" : "Basic " + base::to_base64(base::as_bytes(user_info));
}

std::string Url::to_text() const {
  return cat(net::to_text(scheme), "://", host_header(), path == "/" ? std::string_view() : path);
}

}  // namespace seiload::net
