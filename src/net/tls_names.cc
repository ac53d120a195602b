#include "net/tls_names.h"

#include "base/ascii.h"
#include "net/address.h"
#include "net/url.h"
#include "tls/trust.h"

namespace seiload::net {

base::Status check_pin(std::string_view text) { return tls::Trust().add_pin(text); }

bool is_server_name(std::string_view text) {
  if (Address::parse_ip(std::string(text), 0)) return text.find('%') == std::string_view::npos;
  const auto url = parse_url(std::string("https://") + std::string(text));
  return url && url->host.size() == text.size() && url->path == "/";
}

}  // namespace seiload::net
