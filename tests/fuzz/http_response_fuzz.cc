// Any bytes, cut anywhere (the first byte seeds the cuts): the same responses, with the limits kept.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/check.h"
#include "base/random.h"
#include "net/http_response.h"

namespace {

using namespace seiload;
using Parser = net::HttpResponseParser;

constexpr Parser::Limits kLimits{.head = 300, .headers = 8, .body = 500};

std::string read(std::string_view input, std::uint64_t seed) {
  base::Random random(seed);
  Parser parser(kLimits);
  std::string out;
  const auto tell = [&] {
    out +=
        std::to_string(static_cast<int>(parser.state())) + std::to_string(static_cast<int>(parser.fault()));
    if (parser.state() != Parser::State::complete && parser.state() != Parser::State::body) return;
    out += std::to_string(parser.status()) + std::to_string(static_cast<int>(parser.framing()));
    out += parser.keep_alive() ? 'k' : 'e';
    (out += parser.reason()) += '\n';
    CHECK(parser.header_count() + parser.trailer_count() <= kLimits.headers);
    for (std::size_t i = 0; i < parser.header_count(); ++i)
      ((out += parser.header(i).name) += '=') += parser.header(i).value;
    for (std::size_t i = 0; i < parser.trailer_count(); ++i)
      ((out += parser.trailer(i).name) += '=') += parser.trailer(i).value;
    CHECK(parser.body().size() <= kLimits.body);
    (out += parser.body()) += '\n';
  };
  while (!input.empty() && parser.state() != Parser::State::failed) {
    std::string_view bytes = input.substr(0, seed == 0 ? input.size() : 1 + random.below(1 + seed % 20));
    input.remove_prefix(bytes.size());
    while (!bytes.empty() && parser.state() != Parser::State::failed) {
      const std::size_t taken = parser.feed(bytes);
      CHECK(taken <= bytes.size() && (taken > 0 || parser.state() == Parser::State::failed));
      bytes.remove_prefix(taken);
      if (parser.state() != Parser::State::complete) continue;
      tell();
      parser.start();
    }
  }
  parser.finish();
  tell();
  return out + parser.fault_text();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input = base::as_text({data + 1, size - 1});
  CHECK(read(input, 1 + data[0]) == read(input, 0));
  return 0;
}
