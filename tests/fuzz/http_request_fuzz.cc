// Any bytes as a request: the verdict of a prefix stays `incomplete` until it is final, and no longer input
// changes it.

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/check.h"
#include "net/http_request.h"

using namespace seiload;
using Kind = net::HttpRequestVerdict::Kind;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLimit = 300, kBody = 100;
  const std::string_view input = base::as_text({data, size});
  net::HttpRequest request, whole;
  const net::HttpRequestVerdict last = net::read_http_request(input, {.head = kLimit, .body = kBody}, whole);
  CHECK(size < kLimit + kBody || last.kind != Kind::incomplete);
  for (std::size_t cut = 0; cut <= size; ++cut) {
    const net::HttpRequestVerdict verdict =
        net::read_http_request(input.substr(0, cut), {.head = kLimit, .body = kBody}, request);
    if (verdict.kind == Kind::incomplete) continue;
    CHECK(verdict.kind == last.kind && verdict.size == last.size && verdict.status == last.status);
    if (verdict.kind == Kind::complete) {
      CHECK(verdict.size <= cut && verdict.size <= kLimit + kBody && !request.path.empty() &&
            request.path[0] == '/');
      CHECK(request.body == whole.body && request.ws_key == whole.ws_key);
      CHECK(request.accept == whole.accept && request.path == whole.path &&
            request.keep_alive == whole.keep_alive);
    } else {
      CHECK(verdict.status >= 400 && verdict.status < 600);
    }
  }
  return 0;
}
