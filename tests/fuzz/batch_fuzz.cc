// The answer to a JSON-RPC batch: whatever a node sends, every answer taken has an id of the batch and a
// detail that is its own, the parts and the whole agree, and the usual answer is read as the parser reads it.

#include <cstdint>
#include <string>

#include "base/check.h"
#include "rpc/batch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace seiload;
  const std::string text(reinterpret_cast<const char*>(data), size);
  constexpr std::uint32_t kCount = 3;
  std::size_t taken = 0, passed = 0, read = 0;
  const rpc::BatchRest rest = rpc::read_send_batch(
      size % 7 == 0 ? 500 : 200, text, {1, kCount},
      [&](std::uint32_t place, measure::Outcome outcome, std::string_view detail) {
        CHECK(place < kCount);
        CHECK(outcome != measure::Outcome::accepted || detail.empty());
        ++taken;
      },
      [&] { ++passed; });
  CHECK(rest.outcome != measure::Outcome::accepted);
  rpc::BatchReader reader(text);
  for (rpc::Answer answer; reader.next(answer);)
    if (answer.kind != rpc::Answer::Kind::invalid && answer.id) ++read;
  CHECK(read == taken + passed);
  CHECK(read == 0 || rpc::looks_like_batch(text));

  rpc::Answer fast;
  if (rpc::read_usual_answer(text, fast)) {
    const std::string unusual = ' ' + text;
    const rpc::Answer slow = rpc::read_answer(unusual);
    CHECK(slow.kind == fast.kind && slow.id == fast.id && slow.result == fast.result);
  }
  return 0;
}
