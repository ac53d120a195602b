#include "net/url.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/base64.h"
#include "base/number.h"
#include "base/percent.h"
#include "base/redact.h"
#include "base/text.h"
#include "net/address.h"
#include "net/url_advice.h"

namespace seiload::net {
namespace {

using base::cat;
using base::Error;
using base::invalid_input;
using base::quote;

std::uint16_t default_port(Url::Scheme scheme) {
  return scheme == Url::Scheme::https || scheme == Url::Scheme::wss ? 443 : 80;
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
    if (std::string_view("${}<>").find(c) != std::string_view::npos)
      return bad_host(host, "holds a placeholder; put the name or address in its place");
    if (!base::is_alnum(c) && c != '-' && c != '_' && c != '.')
      return bad_host(host, cat("has ", quote(std::string_view(&c, 1)), ", which no host name may have"));
    label = c == '.' ? 0 : label + 1;
    if (label > 63) return bad_host(host, "has a part longer than 63 characters");
  }
  if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string_view::npos)
    return bad_host(host, "has an empty part between dots");
  // The last part of a name is never a number, so this was meant as an address (WHATWG URL, "ends in a
  // number").
  const std::string_view last = name.substr(name.rfind('.') + 1);
  if (std::all_of(last.begin(), last.end(), base::is_digit) && !Address::parse_ip(host, 0))
    return bad_host(host, "is not an IPv4 address");
  return {};
}

base::Status read_user_info(std::string_view text, Url& url) {
  const std::size_t colon = text.find(':');
  const auto user = base::percent_decode(text.substr(0, colon));
  const auto password =
      base::percent_decode(colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1));
  if (!user || !password)
    return invalid_input("the user name or password has a '%' without two hex digits; write '%' as %25");
  if (text.find('@') != std::string_view::npos)
    return invalid_input("the user name or password has an '@'; write it as %40");
  if (user->find(':') != std::string::npos)
    return invalid_input("the user name has a ':', which Basic authorization cannot carry");
  if (base::has_control(*user) || base::has_control(*password))
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
  if (const std::size_t zone = host.find("%25"); zone != std::string::npos)
    host.erase(zone + 1, 2);  // RFC 6874
  const auto address = Address::parse_ip(host, 0);
  if (!address || !address->is_v6()) return bad_host(host, "is not an IPv6 address");
  url.host =
      base::to_lower(host.substr(0, host.find('%'))) + host.substr(std::min(host.find('%'), host.size()));
  const std::string_view rest = text.substr(end + 1);
  if (!rest.empty() && rest.front() != ':')
    return invalid_input(cat("after the host's ']' comes ", quote(rest), "; expected ':' and a port"));
  return read_port(rest.empty() ? rest : rest.substr(1), url);
}

base::Status read_host_and_port(std::string_view text, Url& url) {
  if (text.starts_with('[')) return read_bracketed(text, url);
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos)
    return invalid_input(advise_on_colons(text, to_text(url.scheme)));
  const std::string_view host = text.substr(0, colon);
  if (host.empty()) return invalid_input("the URL has no host");
  if (auto status = check_host_name(host); !status) return status;
  url.host = base::to_lower(host);
  return read_port(colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1), url);
}

}  // namespace

std::string_view to_text(Url::Scheme scheme) { return kUrlSchemes[static_cast<int>(scheme)]; }

base::Result<Url> parse_url(std::string_view text) {
  if (auto advice = advise_on_surroundings(text)) return invalid_input(std::move(*advice));
  const std::size_t separator = text.find("://");
  const std::size_t mark = text.find_first_of("/?#@");
  if (separator == std::string_view::npos || mark < separator) return invalid_input(advise_on_scheme(text));
  const std::string scheme = base::to_lower(text.substr(0, separator));
  if (!base::is_url_scheme(scheme)) return invalid_input(advise_on_scheme(text));
  const auto* const known = std::find(std::begin(kUrlSchemes), std::end(kUrlSchemes), scheme);
  if (known == std::end(kUrlSchemes))
    return invalid_input(cat("scheme ", quote(text.substr(0, separator)),
                             " is not one of http, https, ws, wss", base::did_you_mean(scheme, kUrlSchemes)));
  std::string_view rest = text.substr(separator + 3);
  std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  rest.remove_prefix(authority.size());
  // It may be the end of a password that holds a '/', '?' or '#': nothing of it may be shown as a host, port
  // or path.
  if (rest.find('@') != std::string_view::npos)
    return invalid_input(
        "the URL has an '@' after its host; in a path write it as %40, and in a password write '/', '?' and "
        "'#' as "
        "%2F, %3F and %23");
  if (authority.substr(authority.rfind('@') + 1).find("%40") != std::string_view::npos)
    return invalid_input("the '@' in front of the host is written as it is, not as %40");
  const bool may_be_password = rest.find("%40") != std::string_view::npos;
  const auto refuse = [&](std::string why) {
    return invalid_input(may_be_password
                             ? "the URL's host or port is wrong; in a password write '/', '?' and '#' as "
                               "%2F, %3F and %23, and behind it '@'"
                             : std::move(why));
  };
  if (auto advice = advise_on_bytes(text)) return refuse(std::move(*advice));

  Url url;
  url.scheme = static_cast<Url::Scheme>(known - std::begin(kUrlSchemes));
  url.port = default_port(url.scheme);
  url.path = rest.substr(0, rest.find('#'));
  if (!url.path.starts_with('/')) url.path.insert(0, "/");

  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    if (auto status = read_user_info(authority.substr(0, at), url); !status) return std::move(status).error();
    authority.remove_prefix(at + 1);
  }
  if (auto status = read_host_and_port(authority, url); !status)
    return refuse(std::move(status).error().message);
  return url;
}

std::string without_secrets(std::string_view url) {
  const std::size_t slashes = url.find("//");
  const bool has_authority = slashes != std::string_view::npos && url.find_first_of("/?#@") == slashes;
  const bool is_path = !has_authority && url.starts_with('/');
  const base::HiddenPart credentials = is_path         ? base::HiddenPart{}
                                       : has_authority ? base::credentials_in(url, slashes + 2)
                                                       : base::credentials_in(url);
  std::string_view rest = url.substr(credentials.begin + credentials.length);
  if (credentials.length > 0 && rest.starts_with('@')) rest.remove_prefix(1);
  const std::size_t end = std::min(rest.find_first_of("?#"), rest.size());
  return cat(url.substr(0, credentials.begin), rest.substr(0, end), rest.substr(end, 1),
             end < rest.size() ? "..." : "");
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
  if (auto advice = advise_on_surroundings(text)) return invalid_input(std::move(*advice));
  if (const auto path = socket_path(text)) {
    if (path->ends_with('/')) return invalid_input("a socket path must name a socket, not a folder");
    if (!Address::unix_socket(*path))
      return invalid_input("a socket path has at most 107 bytes, and no zero byte");
    return *path;
  }
  const std::string scheme = base::to_lower(text.substr(0, text.find(':')));
  const bool is_path =
      text.ends_with(".ipc") && text.find("://") == std::string_view::npos && !text.starts_with('~');
  if (scheme == "ipc" || scheme == "unix" || is_path)
    return invalid_input("a socket path must be absolute: write it with '/' in front");
  auto url = parse_url(text);
  if (!url) return std::move(url).error();
  return url->to_text();
}

std::string Url::host_header() const {
  std::string header =
      host.find(':') == std::string::npos ? host : cat('[', host.substr(0, host.find('%')), ']');
  if (port != default_port(scheme)) header += cat(':', port);
  return header;
}

std::string Url::authorization() const {
  return user_info.empty() ? "" : "Basic " + base::to_base64(base::as_bytes(user_info));
}

std::string Url::to_text() const {
  const std::string_view shown = std::string_view(path).substr(0, path.find('?'));
  const bool has_query = path.find('?') + 1 < path.size() && shown.size() < path.size();
  return cat(net::to_text(scheme), "://", host_header(),
             shown == "/" && !has_query ? std::string_view() : shown, has_query ? "?..." : "");
}

}  // namespace seiload::net
