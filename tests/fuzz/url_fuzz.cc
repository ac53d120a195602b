// Any text: what is accepted can go into a request as it is, and its text, which hides the query and the
// user, reads back as the same place.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "net/address.h"
#include "net/url.h"

namespace {

using namespace seiload;

bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::string_view without_query(std::string_view path) { return path.substr(0, path.find('?')); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = base::as_text({data, size});
  if (const auto address = net::Address::parse(text))
    CHECK(net::Address::parse(address->to_text()) == address);
  const auto url = net::parse_url(text);
  if (!url) {
    CHECK(url.error().code == base::Code::invalid_input && !url.error().message.empty());
    return 0;
  }
  CHECK(url->port != 0 && !url->host.empty() && url->path.starts_with('/'));
  CHECK(is_plain(url->host_header()) && is_plain(url->path));
  CHECK(url->authorization().empty() || url->authorization().starts_with("Basic "));
  const auto again = net::parse_url(url->to_text());
  CHECK(again && again->scheme == url->scheme && again->port == url->port);
  CHECK(again->host_header() == url->host_header() && again->user_info.empty());
  CHECK(without_query(again->path) == without_query(url->path));
  CHECK(again->to_text() == url->to_text());
  return 0;
}
