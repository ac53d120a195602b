// Any bytes from a WebSocket server or client, and any bytes as a stream of JSON values, cut anywhere (the
// first byte seeds the cuts): the same events, with the bounds kept.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/check.h"
#include "base/random.h"
#include "base/utf8.h"
#include "net/json_splitter.h"
#include "net/websocket_codec.h"

namespace {

using namespace seiload;

constexpr std::size_t kMax = 300;

template <class Parser>
std::string read(Parser parser, std::string_view input, std::uint64_t seed) {
  base::Random random(seed);
  std::string out;
  while (!input.empty()) {
    std::string_view bytes = input.substr(0, seed == 0 ? input.size() : 1 + random.below(1 + seed % 20));
    input.remove_prefix(bytes.size());
    while (!bytes.empty()) {
      const std::size_t before = bytes.size();
      const auto event = parser.next(bytes);
      CHECK(bytes.size() < before);
      if (event == Parser::Event::none) {
        CHECK(bytes.empty());
        continue;
      }
      CHECK(parser.data().size() <= kMax);
      out += static_cast<char>('0' + static_cast<int>(event));
      out += parser.data();
      if constexpr (requires { parser.close_code(); }) {
        CHECK(event != Parser::Event::text || base::is_utf8(parser.data()));
        if (event == Parser::Event::close || event == Parser::Event::failed)
          return out += std::to_string(parser.close_code());
      }
      if (event == Parser::Event::failed) return out;
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input = base::as_text({data + 1, size - 1});
  const std::uint64_t seed = 1U + data[0];
  CHECK(read(net::WsParser(kMax), input, seed) == read(net::WsParser(kMax), input, 0));
  const net::WsParser of_client(kMax, net::WsParser::Sender::client);
  CHECK(read(of_client, input, seed) == read(of_client, input, 0));
  CHECK(read(net::JsonSplitter(kMax), input, seed) == read(net::JsonSplitter(kMax), input, 0));
  return 0;
}
