#include "tls/server_name.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"

namespace seiload::tls {

namespace {

constexpr std::size_t kMaxHost = 253, kMaxLabel = 63;

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabel || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return base::is_alnum(c) || c == '-'; });
}

// Requires a presented name in its right form and a host in lower case.
bool matches_host(std::string_view presented, std::string_view host) {
  if (presented.starts_with("*.")) {
    const std::size_t dot = host.find('.');
    if (dot == std::string_view::npos) return false;
    return base::equals_ignoring_case(presented.substr(2), host.substr(dot + 1));
  }
  return base::equals_ignoring_case(presented, host);
}

}  // namespace

bool is_host_name(std::string_view host) {
  if (host.size() > kMaxHost) return false;
  while (true) {
    const std::size_t dot = host.find('.');
    const std::string_view label = host.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return !std::all_of(label.begin(), label.end(), base::is_digit);
    host.remove_prefix(dot + 1);
  }
}

std::optional<base::Bytes> parse_ip(std::string_view text) {
  const std::string copy(text);
  base::Bytes bytes(4);
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  if (::inet_pton(AF_INET, copy.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(16);
  if (::inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
}

std::string ip_text(base::ByteSpan ip) {
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(ip.size() == 4 ? AF_INET : AF_INET6, ip.data(), text, sizeof text);
  return text;
}

std::optional<ServerName> ServerName::parse(std::string_view text) {
  ServerName name;
  if (const auto ip = parse_ip(text)) {
    std::copy(ip->begin(), ip->end(), name.ip_.begin());
    name.ip_size_ = ip->size();
    return name;
  }
  if (text.ends_with('.')) text.remove_suffix(1);
  if (!is_host_name(text)) return std::nullopt;
  name.host_ = base::to_lower(text);
  return name;
}

bool is_presented_name(std::string_view name) {
  if (!name.starts_with("*.")) return is_host_name(name);
  name.remove_prefix(2);
  return is_host_name(name) && name.find('.') != std::string_view::npos;
}

bool matches(const Certificate& certificate, const ServerName& name) {
  return std::any_of(certificate.names.begin(), certificate.names.end(), [&](const GeneralName& presented) {
    if (name.is_ip()) {
      return presented.kind == GeneralName::ip &&
             std::equal(presented.value.begin(), presented.value.end(), name.ip().begin(), name.ip().end());
    }
    return presented.kind == GeneralName::dns && is_presented_name(presented.text()) &&
           matches_host(presented.text(), name.host());
  });
}

std::string list_names(const Certificate& certificate) {
  constexpr std::size_t kShown = 3;
  std::string text;
  std::size_t count = 0;
  for (const GeneralName& name : certificate.names) {
    if (name.kind != GeneralName::dns && name.kind != GeneralName::ip) continue;
    if (++count > kShown) continue;
    if (count > 1) text += ", ";
    if (name.kind == GeneralName::ip) {
      text += ip_text(name.value);
    } else {
      text += name.text().substr(0, kMaxHost);
      if (!is_presented_name(name.text())) text += " (malformed)";
    }
  }
  if (count > kShown) text += base::cat(" and ", count - kShown, " more");
  return text;
}

}  // namespace seiload::tls
