#include "net/known_addresses.h"

#include <algorithm>

#include "base/list.h"
#include "base/number.h"
#include "base/text.h"

namespace seiload::net {
namespace {

using base::cat;
using base::invalid_input;
using base::quote;

constexpr std::string_view kForm = "expected HOST:PORT:ADDRESS, such as node.example:8545:10.0.0.1";

std::string_view without_brackets(std::string_view text) {
  return text.starts_with('[') && text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
}

// Takes the host off the text, up to the ':' behind it; empty: there is none.
std::string_view take_host(std::string_view& text) {
  const std::size_t from = text.starts_with('[') ? std::min(text.find(']'), text.size()) : 0;
  const std::size_t colon = text.find(':', from);
  if (colon == std::string_view::npos) return {};
  const std::string_view host = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  return without_brackets(host);
}

}  // namespace

base::Result<KnownAddresses> parse_known_addresses(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return invalid_input(cat(kForm, ", got a URL"));
  const auto wrong = [&] { return invalid_input(cat(kForm, ", got ", quote(text))); };
  if (text.starts_with('+') || text.starts_with('-'))
    return invalid_input(cat(kForm, ", without '+' or '-' in front, got ", quote(text)));
  std::string_view rest = text;
  KnownAddresses known;
  known.host = base::to_lower(take_host(rest));
  const std::size_t colon = rest.find(':');
  if (known.host.empty() || colon == std::string_view::npos) return wrong();
  if (known.host != "*" && known.host.find_first_of(" \t/@?#*") != std::string::npos) return wrong();
  const auto port = base::parse_u64(rest.substr(0, colon));
  if (!port || *port == 0 || *port > 65535)
    return invalid_input(cat("port ", quote(rest.substr(0, colon)), " is not a number from 1 to 65535"));
  known.port = static_cast<std::uint16_t>(*port);
  std::string problem;
  base::for_each_element(rest.substr(colon + 1), [&](std::string_view one) {
    const auto address = Address::parse_ip(std::string(without_brackets(one)), known.port);
    if (address)
      known.addresses.push_back(*address);
    else if (problem.empty())
      problem = cat(quote(one), " is not an IP address");
  });
  if (!problem.empty()) return invalid_input(std::move(problem));
  if (known.addresses.empty()) return wrong();
  return known;
}

const KnownAddresses* find_known(const std::vector<KnownAddresses>& known, std::string_view host,
                                 std::uint16_t port) {
  const KnownAddresses* found = nullptr;
  for (const KnownAddresses& one : known) {
    if (one.port != port) continue;
    if (one.host == host) found = &one;
    if (one.host == "*" && (found == nullptr || found->host == "*")) found = &one;
  }
  return found;
}

}  // namespace seiload::net
