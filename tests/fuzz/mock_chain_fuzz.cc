// What the embedded chain reads from the network: any bytes as requests of HTTP, and their bodies, or the whole, as
// JSON-RPC. A prefix of a request is never something else than the request, and every answer is JSON.

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "json/value.h"
#include "mockchain/http_request.h"
#include "mockchain/methods.h"

namespace {

using namespace seiload;
using mockchain::HttpRequest;

void ask(std::string_view body) {
  static mockchain::Chain& chain = *new mockchain::Chain(mockchain::Config(), 0);
  static const mockchain::Methods methods(chain);
  static unsigned requests = 0;
  if (++requests % 64 == 0) chain.make_block(requests);
  const std::string answer = methods.answer(body);
  CHECK(answer.empty() || json::parse(answer));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = base::as_text({data, size});
  ask(rest);
  while (true) {
    const HttpRequest request = mockchain::read_http_request(rest);
    for (std::size_t cut = 0; cut < rest.size() && cut < 64; ++cut) {
      const HttpRequest part = mockchain::read_http_request(rest.substr(0, cut));
      if (part.kind == HttpRequest::Kind::bad) CHECK(request.kind == part.kind && request.status == part.status);
      if (part.kind == HttpRequest::Kind::complete) CHECK(request.kind == part.kind && request.size == part.size);
    }
    if (request.kind != HttpRequest::Kind::complete) {
      CHECK((request.status != 0) == (request.kind == HttpRequest::Kind::bad));
      return 0;
    }
    CHECK(request.size > 0 && request.size <= rest.size());
    ask(request.body);
    rest.remove_prefix(request.size);
  }
}
