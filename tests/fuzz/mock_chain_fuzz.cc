// What the embedded chain reads from the network: any bytes as JSON-RPC, and any bytes from a client, cut
// anywhere (the first byte seeds the cuts; its top bit begins with a WebSocket handshake). Every JSON-RPC
// answer is JSON, and what a client is told depends on the bytes alone, never on where they were cut.

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "base/random.h"
#include "base/text.h"
#include "json/value.h"
#include "mockchain/conversation.h"

namespace {

using namespace seiload;

struct World {
  mockchain::Chain chain{mockchain::Config(), 0};
  mockchain::Faults faults{{}, 0};
  mockchain::Methods methods{chain, &faults};
};

World& world() {
  static World& world = *new World;
  return world;
}

void ask(std::string_view body) {
  static unsigned requests = 0;
  if (++requests % 64 == 0) world().chain.make_block(requests);
  mockchain::Subscriptions subscriptions;
  const std::string answer =
      world().methods.answer(body, {requests % 2 == 0 ? &subscriptions : nullptr}).text;
  CHECK(answer.empty() || json::parse(answer));
}

constexpr std::string_view kHandshake =
    "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
    "dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n";

// A transaction that is sent is known the second time, and the clock is not asked for: a world of its own
// each.
std::string talk(std::string_view input, std::uint64_t seed, bool websocket) {
  World own;
  base::Random random(seed);
  mockchain::Conversation conversation(own.chain, own.methods, own.faults, {});
  if (websocket) conversation.take(kHandshake, {});
  std::string out;
  while (conversation.reads() && !input.empty()) {
    const std::string_view bytes =
        input.substr(0, seed == 0 ? input.size() : 1 + random.below(1 + seed % 20));
    input.remove_prefix(bytes.size());
    conversation.take(bytes, {});
    for (; !conversation.empty(); conversation.pop()) out += conversation.front().text;
  }
  return out;
}

// What asks for its body may have it before it is asked to go on.
bool asks_to_go_on(std::string_view input) {
  return base::to_lower(input).find("expect") != std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ask(base::as_text({data, size}));
  if (size == 0) return 0;
  const std::string_view input = base::as_text({data + 1, size - 1});
  const bool websocket = data[0] >= 128;
  const std::string whole = talk(input, 0, websocket), cut = talk(input, 1U + data[0] % 128, websocket);
  CHECK(whole == cut || asks_to_go_on(input));
  return 0;
}
